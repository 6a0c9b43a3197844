//! An e-mail address.

use super::{Fault, Filled};

/// A local part, an `@`, and a domain with a dot; 254 characters at most (RFC 5321). The domain is lower-cased.
pub(super) fn read(text: &str) -> Result<Filled, Fault> {
    let wrong = || Fault::new("slot.email.wrong");
    let text = text.trim_start_matches("mailto:").trim_matches(['<', '>']);
    let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
    let local_fits = |letter: char| letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter);
    let label_fits = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let fits = !local.is_empty()
        && local.len() <= 64
        && text.len() <= 254
        && local.chars().all(local_fits)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label_fits)
        && domain.rsplit('.').next().is_some_and(|top| top.chars().count() >= 2);
    if fits {
        Ok(Filled::plain(format!("{local}@{}", domain.to_lowercase())))
    } else {
        Err(wrong())
    }
}
