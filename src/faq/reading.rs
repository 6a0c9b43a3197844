//! How long and how hard to read a text is.

/// Words of a text.
pub(super) fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| letter.is_whitespace() || letter == '/')
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect()
}

/// The Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 words per sentence + 11.8 syllables per word - 15.59. An item of a
/// list counts as a sentence.
#[expect(clippy::cast_precision_loss, reason = "a text is a few hundred words")]
pub(super) fn grade(text: &str) -> f32 {
    let sentences = text
        .lines()
        .flat_map(|line| line.split(['.', '!', '?', ':']))
        .filter(|sentence| sentence.chars().any(char::is_alphabetic))
        .count();
    let words = words(text);
    if words.is_empty() || sentences == 0 {
        return 0.0;
    }
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let count = words.len() as f32;
    0.39 * count / sentences as f32 + 11.8 * syllables as f32 / count - 15.59
}

/// Syllables of an English word, by its groups of vowels.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let letters: String = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    let vowel = |letter: char| "aeiouy".contains(letter);
    let mut groups = 0;
    let mut before = false;
    for letter in letters.chars() {
        groups += usize::from(vowel(letter) && !before);
        before = vowel(letter);
    }
    let silent =
        letters.ends_with('e') && !letters.ends_with("le") || letters.ends_with("ed") && !letters.ends_with("ted");
    if silent && groups > 1 {
        groups - 1
    } else {
        groups.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_sentences_are_easier_than_learned_ones() {
        let easy = grade("We mail your PIN to you. It takes three to five days.");
        let hard =
            grade("Notwithstanding the aforementioned considerations, identification necessitates documentation.");
        assert!(easy < 4.0, "{easy}");
        assert!(hard > 15.0, "{hard}");
        assert!(grade("") == 0.0);
    }
}
