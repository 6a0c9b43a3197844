//! The form in which words are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case, accents and punctuation dropped, words parted by single spaces: the form in which phrases are
/// compared.
pub fn normalize(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut parted = false;
    let mut put = |letter: char| {
        if letter.is_alphanumeric() {
            if parted && !words.is_empty() {
                words.push(' ');
            }
            parted = false;
            words.push(letter);
        } else {
            parted = true;
        }
    };
    // Every message is looked at in this form several times over, and almost all are plain ASCII.
    if text.is_ascii() {
        text.bytes()
            .filter(|byte| *byte != b'\'')
            .for_each(|byte| put(char::from(byte.to_ascii_lowercase())));
    } else {
        text.nfkd()
            .filter(|letter| !is_combining_mark(*letter) && !matches!(letter, '\'' | '\u{2019}'))
            .flat_map(char::to_lowercase)
            .for_each(put);
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::normalize;

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        assert_eq!(normalize("  Can’t I -- log-in,\tJosé? "), "cant i log in jose");
        assert_eq!(normalize("Can't I -- log-in,\tJose? "), "cant i log in jose");
        assert_eq!(normalize("?!"), "");
    }

    proptest! {
        #[test]
        fn plain_letters_come_out_alike_on_both_ways(text in "[ -~\\t\\n]{0,60}") {
            // A letter outside ASCII takes the other way.
            let other = normalize(&format!("{text} \u{e9}"));
            let plain = normalize(&format!("{text} e"));
            prop_assert_eq!(plain, other);
        }

        #[test]
        fn what_is_normal_stays_as_it_is(text in any::<String>()) {
            let normal = normalize(&text);
            prop_assert!(!normal.starts_with(' ') && !normal.ends_with(' ') && !normal.contains("  "));
            if normal.is_ascii() {
                prop_assert_eq!(normalize(&normal), normal);
            }
        }
    }
}
