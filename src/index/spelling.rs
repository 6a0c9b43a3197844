//! Slips of the keyboard, mended with the words that the index knows.

use std::collections::{BTreeMap, HashMap};

/// Letters from which a word may have two slips; shorter ones may have one.
const TWO_SLIPS_FROM: usize = 8;

/// Letters of the longer of two words from which a wrong, missing or added letter is a slip: "tell" is none of "toll".
const ONE_SLIP_FROM: usize = 5;

/// The words that the index knows.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    /// How often each word stands in the index.
    counts: HashMap<String, u32>,
    /// The words by their number of letters, each with the set of its letters.
    by_length: BTreeMap<usize, Vec<(u32, String)>>,
}

impl Spelling {
    /// The spelling of `words`, which may repeat.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for word in words {
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(word.to_owned(), 1);
                }
            }
        }
        let mut by_length: BTreeMap<usize, Vec<(u32, String)>> = BTreeMap::new();
        for word in counts.keys() {
            let known = by_length.entry(word.chars().count()).or_default();
            known.push((letters(word), word.clone()));
        }
        Self { counts, by_length }
    }

    /// The known word that `word` most probably should be; nothing for a word that is known, has digits or is like none.
    pub(super) fn mend(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        if self.counts.contains_key(word) || length < 3 || word.chars().any(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let slips = if length >= TWO_SLIPS_FROM { 2 } else { 1 };
        let set = letters(word);
        let near = self
            .by_length
            .range(length - slips..=length + slips)
            .flat_map(|(_, known)| known);
        near.filter(|(known_set, _)| (known_set ^ set).count_ones() as usize <= 2 * slips)
            .filter_map(|(_, known)| {
                let distance = strsim::osa_distance(word, known);
                fits(word, known, distance, slips).then_some((distance, known))
            })
            .min_by_key(|(distance, known)| {
                let count = self.counts.get(known.as_str()).copied().unwrap_or_default();
                (*distance, std::cmp::Reverse(count), known.as_str())
            })
            .map(|(_, known)| known.as_str())
    }
}

/// Whether `known` may be what was meant with `word`. In a short word only two letters may have changed places, and the
/// first letter is right but for that: "bin" is no slip of "pin".
fn fits(word: &str, known: &str, distance: usize, slips: usize) -> bool {
    let same_letters = sorted(word) == sorted(known);
    let same_start = word.chars().next() == known.chars().next();
    let long_enough = word.len().max(known.len()) >= ONE_SLIP_FROM;
    distance <= slips && (same_letters || (same_start && long_enough))
}

fn sorted(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// The set of the letters a to z, one bit each.
fn letters(word: &str) -> u32 {
    word.bytes()
        .filter(u8::is_ascii_lowercase)
        .fold(0, |set, byte| set | 1 << (byte - b'a'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_and_other_words_left_alone() {
        let spelling = Spelling::new(["pin", "password", "password", "reset", "letter", "user"].into_iter());
        for (slip, meant) in [
            ("pasword", Some("password")),
            ("psaswrod", Some("password")),
            ("rseet", Some("reset")),
            ("pni", Some("pin")),
            ("resett", Some("reset")),
            ("bin", None),
            ("rese", Some("reset")),
            ("usor", None),
            ("password", None),
            ("weather", None),
            ("pi", None),
            ("12345678", None),
        ] {
            assert_eq!(spelling.mend(slip), meant, "{slip}");
        }
    }
}
