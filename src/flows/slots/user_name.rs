//! The name that one signs in with.
//!
//! Whether an account has it is for the account service to know, and not to tell (invariant 6); here only its shape is read.

use super::{Fault, Filled, split};

/// Three to 64 letters, digits, and the signs that user names have, without spaces.
pub(super) fn read(text: &str) -> Result<Filled, Fault> {
    let length = text.chars().count();
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '@' | '+');
    if (3..=64).contains(&length) && text.chars().all(fits) {
        Ok(Filled::plain(text))
    } else {
        Err(Fault::new("slot.user_name.wrong"))
    }
}

/// Whether words in the composer can be one: a single word, not the beginning of a question.
pub(super) fn could_be(text: &str) -> bool {
    !text.contains(char::is_whitespace) && !split::reads_like_a_question(text)
}
