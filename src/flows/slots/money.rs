//! An amount in US dollars.

use super::{Fault, Filled};

/// More than any claim is billed for, in cents: ten million dollars.
const MOST_CENTS: u64 = 1_000_000_000;

/// `$1,234.50`, `1234.5`, `1234`, `12 dollars`, `usd 12.50`; stored as `1234.50`.
pub(super) fn read(text: &str) -> Result<Filled, Fault> {
    let wrong = || Fault::new("slot.money.wrong");
    let lower = text.to_lowercase();
    let mut bare = lower.trim();
    for unit in ["usd", "us$", "$"] {
        bare = bare.trim_start_matches(unit).trim_end_matches(unit).trim();
    }
    for unit in ["us dollars", "dollars", "dollar", "bucks"] {
        bare = bare.trim_end_matches(unit).trim();
    }
    if bare.starts_with(['-', '(', '\u{2212}']) && bare.chars().any(|letter| letter.is_ascii_digit()) {
        return Err(Fault::new("slot.money.negative"));
    }
    let cents = cents(bare).filter(|cents| *cents <= MOST_CENTS).ok_or_else(wrong)?;
    Ok(Filled::shown(stored(cents), shown(cents)))
}

/// The amount in cents.
fn cents(text: &str) -> Option<u64> {
    let (whole, part) = match text.rsplit_once('.') {
        Some((whole, part)) => (whole, part),
        None => match text.rsplit_once(',') {
            Some((whole, part)) if part.len() == 2 => (whole, part),
            _ => (text, ""),
        },
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if part.len() > 2 || !(part.is_empty() || digits(part)) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.iter().all(|group| group.len() == 3 && digits(group)) && (rest.is_empty() || first.len() <= 3);
    if !digits(first) || !grouped || whole.len() > 16 {
        return None;
    }
    let dollars: u64 = (first.to_owned() + &rest.concat()).parse().ok()?;
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    dollars.checked_mul(100)?.checked_add(part)
}

/// `1234.50`
fn stored(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// `$1,234.50`
fn shown(cents: u64) -> String {
    let digits = (cents / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("${grouped}.{:02}", cents % 100)
}
