//! The form in which words are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case, accents and punctuation dropped, words parted by single spaces: the form in which phrases are
/// compared.
pub fn normalize(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter) && !matches!(letter, '\'' | '\u{2019}'))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        assert_eq!(normalize("  Can’t I -- log-in,\tJosé? "), "cant i log in jose");
        assert_eq!(normalize("?!"), "");
    }
}
