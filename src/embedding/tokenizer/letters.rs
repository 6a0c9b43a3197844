//! What a text is to the model: control characters dropped, accents stripped, lower case, and where its words end.

use unicode_categories::UnicodeCategories;
use unicode_normalization::UnicodeNormalization;

/// A letter of a normalized text.
pub(super) enum Letter {
    /// Part of a word.
    OfAWord(char),
    /// A word of its own: punctuation, and the signs of Chinese and Japanese, which have no gaps between words.
    Alone(char),
    /// Between words.
    Gap,
}

/// The letters of a text, one by one, so that nobody need look further than he wants.
pub(super) fn of(text: impl Iterator<Item = char>) -> impl Iterator<Item = Letter> {
    let clean = text.filter(|letter| !is_control(*letter));
    let spaced = clean.flat_map(|letter| match is_ideograph(letter) {
        true => [Some(' '), Some(letter), Some(' ')].into_iter().flatten(),
        false => [Some(letter), None, None].into_iter().flatten(),
    });
    let plain = spaced.nfd().filter(|letter| !letter.is_mark_nonspacing());
    plain.flat_map(char::to_lowercase).map(|letter| {
        if letter.is_whitespace() {
            Letter::Gap
        } else if letter.is_ascii_punctuation() || letter.is_punctuation() {
            Letter::Alone(letter)
        } else {
            Letter::OfAWord(letter)
        }
    })
}

fn is_control(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => false,
        '\0' | char::REPLACEMENT_CHARACTER => true,
        _ => letter.is_other(),
    }
}

/// The blocks that BERT takes for Chinese signs.
fn is_ideograph(letter: char) -> bool {
    matches!(
        letter,
        '\u{4E00}'..='\u{9FFF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{20000}'..='\u{2A6DF}'
            | '\u{2A700}'..='\u{2B73F}'
            | '\u{2B740}'..='\u{2B81F}'
            | '\u{2B920}'..='\u{2CEAF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{2F800}'..='\u{2FA1F}'
    )
}
