//! Brings what people type into one shape before it is compared, looked up or hashed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

/// A name for comparison: without case, accents, spaces and punctuation.
pub(super) fn name(text: &str) -> String {
    without_accents(text)
        .filter(|character| character.is_alphanumeric())
        .collect()
}

/// A user name for look-up: without case and surrounding spaces.
pub(super) fn user_name(text: &str) -> String {
    text.trim().nfkc().flat_map(char::to_lowercase).collect()
}

/// The answer to a security question before it is hashed: without case, accents and spaces.
pub(super) fn answer(text: &str) -> Zeroizing<String> {
    Zeroizing::new(
        without_accents(text)
            .filter(|character| !character.is_whitespace())
            .collect(),
    )
}

/// A password before it is hashed: the same characters typed on another machine give the same bytes.
pub(super) fn password(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.nfc().collect())
}

/// A number: without the spaces and hyphens that people put between its digits.
pub(super) fn number(text: &str) -> Zeroizing<String> {
    let separator = |character: &char| character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}');
    Zeroizing::new(text.chars().filter(|character| !separator(character)).collect())
}

/// The ID of a claim: letters and digits only, in capitals.
pub(super) fn claim_id(text: &str) -> String {
    text.nfkc()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// The number on an ID card: its digits. The letters in front, spaces and hyphens are dropped.
pub(super) fn enrollee_id(text: &str) -> String {
    text.trim_start_matches(|character: char| !character.is_ascii_digit())
        .chars()
        .filter(|character| character.is_alphanumeric())
        .collect()
}

fn without_accents(text: &str) -> impl Iterator<Item = char> {
    text.nfkd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_accents_and_punctuation() {
        for typed in ["O'Neil-Pérez", "oneil perez", " O’NEIL PEREZ "] {
            assert_eq!(name(typed), "oneilperez");
        }
        assert_ne!(name("Ruth"), name("Rut"));
    }

    #[test]
    fn answers_keep_their_punctuation_but_not_their_spaces() {
        assert_eq!(*answer("  St. Zoë's "), *answer("ST.ZOE'S"));
        assert_ne!(*answer("St. Zoe"), *answer("St Zoe"));
    }

    #[test]
    fn numbers_lose_spaces_and_all_kinds_of_hyphens() {
        assert_eq!(number("38-201 44\u{2011}71").as_str(), "382014471");
        assert_eq!(enrollee_id("XYZ 912-345-678"), "912345678");
        assert_eq!(claim_id("clm-2026 000417"), "CLM2026000417");
    }

    #[test]
    fn user_names_are_found_in_any_case() {
        assert_eq!(user_name(" RMiller42 "), "rmiller42");
    }
}
