//! A person's name, or a part of it.

use super::{Fault, Filled};

/// Letters of any script with the marks that names have; one to six words, 80 characters at most.
pub(super) fn read(text: &str) -> Result<Filled, Fault> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let fits = |letter: char| {
        letter.is_alphabetic()
            || unicode_normalization::char::is_combining_mark(letter)
            || matches!(letter, '\'' | '\u{2019}' | '-' | '.' | ',')
    };
    let plain = !words.is_empty()
        && words.len() <= 6
        && text.chars().count() <= 80
        && words
            .iter()
            .all(|word| word.chars().all(fits) && word.chars().any(char::is_alphabetic));
    if plain {
        Ok(Filled::plain(words.join(" ")))
    } else {
        Err(Fault::new("slot.person_name.wrong"))
    }
}
