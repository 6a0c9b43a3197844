//! Any words.

use super::{Fault, Filled};

/// Any words that are not empty and hold no control characters but line ends.
pub(super) fn read(text: &str) -> Result<Filled, Fault> {
    let clean: String = text
        .chars()
        .filter(|letter| *letter == '\n' || !letter.is_control())
        .collect();
    let clean = clean.trim();
    if clean.is_empty() {
        Err(Fault::new("slot.text.wrong"))
    } else {
        Ok(Filled::plain(clean))
    }
}
