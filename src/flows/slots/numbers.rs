//! Numbers on cards and claims: Tax ID, enrollee ID, claim ID, member ID. Typed with or without spaces and hyphens.

use super::{Fault, Filled};

/// Whether words hold enough digits to be meant as such a number.
pub(super) fn is_attempt(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 3
}

/// The text without the signs that people put between the digits.
fn bare(text: &str) -> String {
    text.trim_start_matches('#')
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '-' | '.' | '\u{2013}' | '/'))
        .collect()
}

/// A Tax ID: nine digits, shown as `12-3456789`.
pub(super) fn tax_id(text: &str) -> Result<Filled, Fault> {
    let digits = bare(text);
    if digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Filled::shown(
            digits.clone(),
            format!("{}-{}", &digits[..2], &digits[2..]),
        ))
    } else {
        Err(Fault::new("slot.tax_id.wrong"))
    }
}

/// The nine digits on the ID card; the letters in front are dropped (member help: "do not include the alpha characters").
pub(super) fn enrollee_id(text: &str) -> Result<Filled, Fault> {
    let bare = bare(text);
    let digits = bare.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let prefix = bare.len() - digits.len();
    if prefix > 4 || digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::new("slot.enrollee_id.wrong"));
    }
    if digits.len() != 9 {
        return Err(Fault {
            message: "slot.enrollee_id.length",
            parameters: vec![("count", digits.len().to_string())],
        });
    }
    Ok(Filled::plain(digits))
}

/// The number of a claim: six to 20 letters and digits, at least four of them digits; upper-cased.
pub(super) fn claim_id(text: &str) -> Result<Filled, Fault> {
    alphanumeric(text, 6..=20).ok_or_else(|| Fault::new("slot.claim_id.wrong"))
}

/// The number of a member: six to 15 letters and digits, at least four of them digits; upper-cased.
pub(super) fn member_id(text: &str) -> Result<Filled, Fault> {
    alphanumeric(text, 6..=15).ok_or_else(|| Fault::new("slot.member_id.wrong"))
}

fn alphanumeric(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<Filled> {
    let bare = bare(text).to_ascii_uppercase();
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let fits = lengths.contains(&bare.len()) && digits >= 4 && bare.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| Filled::plain(bare))
}
