//! The form in which words are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case, accents and punctuation dropped, words parted by single spaces: the form in which phrases are
/// compared.
pub fn normalize(text: &str) -> String {
    if text.is_ascii() {
        return normalize_ascii(text);
    }
    let plain: String = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter) && !matches!(letter, '\'' | '\u{2019}'))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same for a text without other letters, as nearly all are.
fn normalize_ascii(text: &str) -> String {
    let mut normalized = String::with_capacity(text.len());
    let mut gap = false;
    for byte in text.bytes().filter(|byte| *byte != b'\'') {
        if !byte.is_ascii_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !normalized.is_empty() {
            normalized.push(' ');
        }
        gap = false;
        normalized.push(char::from(byte.to_ascii_lowercase()));
    }
    normalized
}

#[cfg(test)]
mod tests {
    use super::normalize;

    proptest::proptest! {
        #[test]
        fn plain_letters_are_compared_like_all_others(text in "[ -~\\t\\n]{0,40}") {
            // A letter of another alphabet at the end takes the long way.
            let long = normalize(&format!("{text} \u{3b2}"));
            let short = format!("{} \u{3b2}", normalize(&text));
            proptest::prop_assert_eq!(long, short.trim_start());
        }
    }

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        assert_eq!(normalize("  Can’t I -- log-in,\tJosé? "), "cant i log in jose");
        assert_eq!(normalize("?!"), "");
    }
}
