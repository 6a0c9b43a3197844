//! One of a few, by number, by label, or nearly.

use super::{Fault, Filled};
use crate::conversation::Choice;
use crate::flows::phrases::normalize;

/// How alike a text and a label must be (normalized Levenshtein, 0 to 1).
const ALIKE: f64 = 0.8;

const ORDINALS: &[(&str, usize)] = &[
    ("first", 1),
    ("one", 1),
    ("second", 2),
    ("two", 2),
    ("third", 3),
    ("three", 3),
    ("fourth", 4),
    ("four", 4),
    ("fifth", 5),
    ("five", 5),
];

/// The choice that `text` means; its id is the value.
pub(super) fn read(text: &str, choices: &[Choice]) -> Result<Filled, Fault> {
    let said = normalize(text);
    let chosen = choices
        .iter()
        .find(|choice| choice.id == text.trim())
        .or_else(|| choices.iter().find(|choice| normalize(&choice.label) == said))
        .or_else(|| by_number(&said, choices))
        .or_else(|| by_part(&said, choices))
        .or_else(|| by_likeness(&said, choices));
    match chosen {
        Some(choice) => Ok(Filled::shown(choice.id.clone(), choice.label.clone())),
        None => Err(Fault::new("slot.choice.wrong")),
    }
}

/// "2", "number 2", "the second one", "option two".
fn by_number<'a>(said: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let mut words = said
        .split(' ')
        .filter(|word| !["the", "number", "option", "no", "nr", "choice"].contains(word));
    let word = words.next()?;
    if words.any(|word| word != "one") {
        return None;
    }
    let number = word.parse().ok().or_else(|| {
        let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let suffix = &word[digits.len()..];
        if ["st", "nd", "rd", "th"].contains(&suffix) {
            digits.parse().ok()
        } else {
            None
        }
    });
    let number: usize = number.or_else(|| {
        ORDINALS
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, number)| *number)
    })?;
    choices.get(number.checked_sub(1)?)
}

/// The only label that holds all the words that were said.
fn by_part<'a>(said: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    if said.len() < 3 {
        return None;
    }
    let mut holding = choices.iter().filter(|choice| {
        let label = normalize(&choice.label);
        let words: Vec<&str> = label.split(' ').collect();
        said.split(' ')
            .filter(|word| !["a", "an", "my", "the", "our"].contains(word))
            .all(|word| words.contains(&word))
            && said.split(' ').any(|word| words.contains(&word))
    });
    let only = holding.next()?;
    holding.next().is_none().then_some(only)
}

/// The only label that is almost what was said.
fn by_likeness<'a>(said: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let mut alike = choices
        .iter()
        .filter(|choice| strsim::normalized_levenshtein(&normalize(&choice.label), said) >= ALIKE);
    let only = alike.next()?;
    alike.next().is_none().then_some(only)
}
