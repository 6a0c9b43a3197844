//! Telephone numbers, e-mail addresses and postal addresses in texts: they belong into `contacts.yaml`.

use crate::flaw::{Code, Flaw};

/// A flaw for each number and address in `text`, which is a line of `file`; `instead`: what to write in its place. Addresses
/// at example.com and the like are nobody's.
pub fn flaws(file: &str, line: u32, text: &str, instead: &str) -> Vec<Flaw> {
    if !text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@') {
        return Vec::new();
    }
    let invented = |found: &str| {
        [".com", ".org", ".net"]
            .iter()
            .any(|end| found.ends_with(&format!("@example{end}")))
    };
    let found = telephones(text).into_iter().chain(addresses(text)).chain(postal(text));
    found
        .filter(|found| !invented(found))
        .map(|found| {
            let what = format!("`{found}` stands in the text itself");
            let remedy = format!("put it into faq/contacts.yaml and write {instead}");
            Flaw::error(Code::ContactInText, file, line, what, remedy)
        })
        .collect()
}

/// What looks like a telephone or fax number with its area code: ten digits, or eleven with the country's, grouped by
/// spaces, hyphens, dots and parentheses; or any with a `+` and a country's digits.
pub(super) fn telephones(text: &str) -> Vec<&str> {
    let part = |letter: char| letter.is_ascii_digit() || " ()+.-\u{2013}".contains(letter);
    let is_telephone = |run: &&str| {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let abroad = run.starts_with('+') && (8..=15).contains(&digits.len());
        digits.len() == 10 || (digits.len() == 11 && digits.starts_with('1')) || abroad
    };
    let edge = |letter: char| !letter.is_ascii_digit() && letter != '(' && letter != '+';
    text.split(|letter| !part(letter))
        .map(|run| run.trim_matches(edge))
        .filter(is_telephone)
        .collect()
}

/// What looks like an e-mail address.
pub(super) fn addresses(text: &str) -> Vec<&str> {
    let part = |letter: char| letter.is_alphanumeric() || "@.-_+%".contains(letter);
    text.split(|letter| !part(letter))
        .map(|word| word.trim_matches('.'))
        .filter(|word| {
            word.split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        })
        .collect()
}

/// Words that end the name of a street.
const STREETS: [&str; 16] = [
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "boulevard",
    "blvd",
    "drive",
    "lane",
    "ln",
    "court",
    "parkway",
    "pkwy",
    "highway",
    "suite",
];

/// What looks like a part of a postal address: a box, a state with its ZIP code, or a house with its street.
pub(super) fn postal(text: &str) -> Vec<&str> {
    let words: Vec<(usize, &str)> = words(text);
    let bare = |place: usize| {
        words
            .get(place)
            .map_or("", |(_, word)| word.trim_matches(|letter| ",.;()".contains(letter)))
    };
    let mut found = Vec::new();
    for (place, (start, _)) in words.iter().enumerate() {
        let last = postal_end(&bare, place);
        if let Some((end_start, word)) = last.and_then(|last| words.get(last)) {
            found.extend(text.get(*start..end_start + word.trim_end_matches(|letter| ",.;()".contains(letter)).len()));
        }
    }
    found
}

/// The last word of the postal address that begins with the word at `place`, if one does.
fn postal_end<'a>(word: &impl Fn(usize) -> &'a str, place: usize) -> Option<usize> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let first = word(place).replace('.', "").to_ascii_lowercase();
    if first == "po" && word(place + 1).eq_ignore_ascii_case("box") && digits(word(place + 2)) {
        return Some(place + 2);
    }
    if first == "p" && word(place + 1).eq_ignore_ascii_case("o") && word(place + 2).eq_ignore_ascii_case("box") {
        return Some(place + 3).filter(|last| digits(word(*last)));
    }
    let zip = word(place + 1).split('-').next().unwrap_or_default();
    let state = word(place);
    if state.len() == 2 && state.bytes().all(|byte| byte.is_ascii_uppercase()) && zip.len() == 5 && digits(zip) {
        return Some(place + 1);
    }
    if !digits(word(place)) || word(place).len() > 6 {
        return None;
    }
    let named = |at: usize| word(at).starts_with(|letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit());
    (place + 2..=place + 4)
        .find(|last| STREETS.contains(&word(*last).to_ascii_lowercase().as_str()) && (place + 1..=*last).all(named))
}

/// The words of a text, each with the byte at which it begins.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut from = 0;
    text.split_whitespace()
        .filter_map(|word| {
            let start = from + text.get(from..)?.find(word)?;
            from = start + word.len();
            Some((start, word))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_addresses_are_found() {
        assert_eq!(
            postal("Write to P.O. Box 629017, El Dorado Hills, CA 95762-9017."),
            ["P.O. Box 629017", "CA 95762-9017"]
        );
        assert_eq!(
            postal("Come to 600 East Lafayette Blvd. today"),
            ["600 East Lafayette Blvd"]
        );
        assert!(postal("After 3 business days, or 5 days in the drive, in 2009 St Patrick is OK 10 times").is_empty());
    }

    #[test]
    fn numbers_are_found_however_they_are_grouped() {
        assert_eq!(
            telephones("Call (800) 541-6652, or 1-888-417-3479."),
            ["(800) 541-6652", "1-888-417-3479"]
        );
        assert_eq!(telephones("call 800.541.6652 now"), ["800.541.6652"]);
        assert!(telephones("since September 18, 2009 (2009-09-18), 365 days and 10 more").is_empty());
    }

    #[test]
    fn addresses_are_found() {
        assert_eq!(addresses("Send it to a.b@example.org."), ["a.b@example.org"]);
        assert!(addresses("10 @ 5").is_empty());
    }
}
