//! Telephone numbers and e-mail addresses in texts.

/// What looks like a telephone or fax number with its area code: ten digits, or eleven with the country's, grouped by
/// spaces, hyphens, dots and parentheses.
pub(super) fn telephones(text: &str) -> Vec<&str> {
    let part = |letter: char| letter.is_ascii_digit() || " ()+.-\u{2013}".contains(letter);
    let is_telephone = |run: &&str| {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        digits.len() == 10 || (digits.len() == 11 && digits.starts_with('1'))
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

#[cfg(test)]
mod tests {
    use super::*;

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
