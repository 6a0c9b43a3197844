//! Slips of the keyboard, mended with the words that the index knows and with everyday ones.
//!
//! A word is mended when it is neither in the content nor an everyday word of English, and a known word is one slip away
//! (from 8 letters on two): a letter wrong, missing or added, or two that changed places. Of several the likeliest is
//! meant: what slips are made easily, and how often the word stands in the content or in English. Everyday words take part,
//! so that "weathre" is no "wealth" to a content without the weather.
//!
//! All known words of about the same length are looked through by the set of their letters, without an index of their own:
//! for 30,000 words that takes 0.02 to 0.07 ms a slip.

use super::everyday::EVERYDAY;
use super::lookup::ByWord;

mod slips;

/// Letters from which a word may have two slips; shorter ones may have one.
const TWO_SLIPS_FROM: usize = 8;

/// Letters of the shortest word that is mended. One as short may be the name of something, so it is only taken for a word of
/// the content: "hra" is no "hera".
const SHORTEST: usize = 3;

/// Letters of the longest word that is mended, as the words of texts are cut.
const LONGEST: usize = 40;

/// Letters of the longer of two words from which the first letter may be wrong, missing or added.
const START_FROM: usize = 5;

/// How much likelier than the next one a word is whose first letter was wrong, as a logarithm.
const CLEARLY: f32 = 2.0;

/// How much likelier than the rarest of the everyday words a word of the content is, as a logarithm.
const OWN: f32 = 6.0;

/// Endings with which a known word is known, too.
const ENDINGS: [&str; 3] = ["s", "ed", "ing"];

/// The words that the index knows.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    own: Words,
}

/// A known word that is near to another one.
struct Near<'a> {
    word: &'a str,
    letters: Vec<char>,
    /// Whether it stands in the content.
    own: bool,
    /// How likely it is that it was meant, as a logarithm, but for a constant.
    likely: f32,
}

impl Spelling {
    /// The spelling of `words`, which may repeat.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: ByWord<&str, f32> = ByWord::default();
        for word in words {
            *counts.entry(word).or_default() += 1.0;
        }
        let likely = counts.into_iter().map(|(word, count)| (word, OWN + count.ln()));
        Self {
            own: Words::new(likely),
        }
    }

    /// The known word that `word` most probably should be; nothing for a word that is known, has digits or is like none.
    pub(super) fn mend(&self, word: &str) -> Option<&str> {
        if self.knows(word) { None } else { self.likeliest(word) }
    }

    /// The same for a word as if it were not known: what it would be a slip of.
    pub(super) fn likeliest(&self, word: &str) -> Option<&str> {
        let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
        if !(SHORTEST..=LONGEST).contains(&letters.len()) || letters.iter().any(char::is_ascii_digit) {
            return None;
        }
        let most = if TWO_SLIPS_FROM <= letters.len() { 2 } else { 1 };
        for slips in 1..=most {
            let near = self.near(word, &letters, slips);
            if let Some(best) = near.first() {
                let next = near.get(1).map_or(f32::NEG_INFINITY, |next| next.likely);
                return best.may_be_meant(&letters, slips, next).then_some(best.word);
            }
        }
        None
    }

    /// Whether `word` is in the content or an everyday word, or one of them with an ending.
    pub(super) fn knows(&self, word: &str) -> bool {
        let has = |word: &str| self.own.has(word) || EVERYDAY.has(word);
        let of = |ending: &&str| {
            word.strip_suffix(ending)
                .is_some_and(|start| START_FROM <= start.len() + 1 && has(start))
        };
        has(word) || ENDINGS.iter().any(of)
    }

    /// Whether `word` is in the content, or a word of it with an ending.
    pub(super) fn is_own(&self, word: &str) -> bool {
        let of = |ending: &&str| {
            word.strip_suffix(ending)
                .is_some_and(|start| START_FROM <= start.len() + 1 && self.own.has(start))
        };
        self.own.has(word) || ENDINGS.iter().any(of)
    }

    /// The known words that are exactly so many slips from `word`, the likeliest first.
    fn near(&self, word: &str, letters: &[char], slips: usize) -> Vec<Near<'_>> {
        let mut near: Vec<Near<'_>> = self.own.near(word, letters, slips).collect();
        for own in &mut near {
            own.own = true;
        }
        let everyday = EVERYDAY.near(word, letters, slips);
        near.extend(everyday.filter(|near| !self.own.has(near.word)));
        near.retain(|near| near.fits(letters));
        near.sort_by(|one, other| other.likely.total_cmp(&one.likely).then(one.word.cmp(other.word)));
        near
    }
}

impl Near<'_> {
    /// Whether it can be what was meant at all. In a word of three letters only two may have changed places.
    fn fits(&self, typed: &[char]) -> bool {
        let (short, own) = (self.letters.len() <= SHORTEST, self.own || SHORTEST < typed.len());
        own && (!short || slips::same_letters(typed, &self.letters))
    }

    /// Whether it, the likeliest word, is likely enough for its first letter; `next`: how likely the next one is.
    fn may_be_meant(&self, typed: &[char], slips: usize, next: f32) -> bool {
        let long = START_FROM <= typed.len().max(self.letters.len());
        slips::same_start(typed, &self.letters) || (slips == 1 && long && next + CLEARLY <= self.likely)
    }
}

/// Words by their number of letters, so that those near to another one are found quickly.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The words of 0 letters, of 1, and so on, each sorted.
    by_length: Vec<Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    word: Box<str>,
    /// The set of its letters.
    set: u32,
    likely: f32,
}

impl Words {
    /// `words`, each once, with how likely it is that it is meant, as a logarithm.
    pub(super) fn new<'a>(words: impl Iterator<Item = (&'a str, f32)>) -> Self {
        let mut known = Self::default();
        for (word, likely) in words {
            let length = word.chars().count();
            if known.by_length.len() <= length {
                known.by_length.resize_with(length + 1, Vec::new);
            }
            if let Some(same) = known.by_length.get_mut(length) {
                same.push(Known {
                    word: word.into(),
                    set: set(word),
                    likely,
                });
            }
        }
        for same in &mut known.by_length {
            same.sort_unstable_by(|one, other| one.word.cmp(&other.word));
        }
        known
    }

    /// Whether `word` is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        let same = self.by_length.get(word.chars().count());
        same.is_some_and(|same| same.binary_search_by(|known| known.word.as_ref().cmp(word)).is_ok())
    }

    /// Those that are exactly so many slips from `word`.
    fn near(&self, word: &str, letters: &[char], slips: usize) -> impl Iterator<Item = Near<'_>> {
        let set = set(word);
        let lengths = letters.len().saturating_sub(slips)..=letters.len() + slips;
        let about = lengths.flat_map(move |length| {
            // A wrong letter changes two of the set, a missing or added one changes one.
            let most = 2 * slips - length.abs_diff(letters.len());
            let known = self.by_length.get(length).into_iter().flatten();
            known.filter(move |known| (known.set ^ set).count_ones() as usize <= most)
        });
        let near = about.filter(move |known| slips::apart(word, &known.word, slips));
        near.map(move |known| {
            let meant: Vec<char> = known.word.chars().collect();
            Near {
                word: &known.word,
                own: false,
                likely: known.likely - slips::cost(letters, &meant),
                letters: meant,
            }
        })
    }
}

/// The set of the letters a to z, one bit each.
fn set(word: &str) -> u32 {
    word.bytes()
        .filter(u8::is_ascii_lowercase)
        .fold(0, |set, byte| set | 1 << (byte - b'a'))
}

#[cfg(test)]
mod tests;
