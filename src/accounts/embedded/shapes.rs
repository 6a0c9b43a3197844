//! Whether what was typed into a sealed field can be what the field asks for. Pure; a slip is told in one plain sentence.

use zeroize::Zeroizing;

use super::normalize;
use crate::accounts::contract::{Holds, Policy};

/// Bytes that a sealed value may have at most.
const MOST: usize = 256;

/// Brings `secret` into the shape in which it is kept, or says what is wrong with it.
pub(super) fn check(holds: Holds, secret: &str, policy: &Policy) -> Result<Zeroizing<String>, String> {
    if secret.is_empty() {
        return Err("Please fill this in.".into());
    }
    if secret.len() > MOST {
        return Err(format!("This is too long: at most {MOST} characters fit."));
    }
    match holds {
        Holds::Password => Ok(Zeroizing::new(secret.to_owned())),
        Holds::SecurityAnswer => answer(secret),
        Holds::Code => digits(secret, policy.code.digits, "The code"),
        Holds::Pin => digits(secret, policy.pin.digits, "The PIN"),
        Holds::TaxId => tax_id(secret),
        Holds::Ssn => social_security_number(secret),
        Holds::ProviderPin => provider_pin(secret),
    }
}

fn answer(secret: &str) -> Result<Zeroizing<String>, String> {
    if normalize::answer(secret).is_empty() {
        return Err("Please type an answer.".into());
    }
    Ok(Zeroizing::new(secret.to_owned()))
}

fn digits(secret: &str, count: u32, what: &str) -> Result<Zeroizing<String>, String> {
    let number = normalize::number(secret);
    let fits = number.bytes().all(|byte| byte.is_ascii_digit()) && number.len() == count as usize;
    fits.then_some(number)
        .ok_or_else(|| format!("{what} has {count} digits."))
}

fn tax_id(secret: &str) -> Result<Zeroizing<String>, String> {
    let number = digits(secret, 9, "A Tax ID")?;
    let first = number.as_bytes().first().copied();
    if number.starts_with("00") || number.bytes().all(|byte| Some(byte) == first) {
        return Err("No Tax ID has this number. Please check it.".into());
    }
    Ok(number)
}

/// Numbers that the Social Security Administration never assigns: area 000, 666 or 900 to 999, group 00, serial 0000.
fn social_security_number(secret: &str) -> Result<Zeroizing<String>, String> {
    let number = digits(secret, 9, "A Social Security number")?;
    let (area, rest) = number.split_at(3);
    let (group, serial) = rest.split_at(2);
    if area == "000" || area == "666" || area.starts_with('9') || group == "00" || serial == "0000" {
        return Err("No Social Security number has these digits. Please check it.".into());
    }
    Ok(number)
}

fn provider_pin(secret: &str) -> Result<Zeroizing<String>, String> {
    let number = Zeroizing::new(normalize::number(secret).to_ascii_uppercase());
    let fits = (6..=12).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then_some(number)
        .ok_or_else(|| "A provider identification number has 6 to 12 letters and digits.".into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shape(holds: Holds, secret: &str) -> Result<String, String> {
        check(holds, secret, &Policy::default()).map(|kept| kept.to_string())
    }

    #[test]
    fn numbers_are_kept_without_separators() {
        assert_eq!(shape(Holds::TaxId, "38-2014471").unwrap(), "382014471");
        assert_eq!(shape(Holds::Ssn, "401-22-7781").unwrap(), "401227781");
        assert_eq!(shape(Holds::Code, "402 117").unwrap(), "402117");
        assert_eq!(shape(Holds::Pin, "4812-0977").unwrap(), "48120977");
        assert_eq!(shape(Holds::ProviderPin, "ab-12 345").unwrap(), "AB12345");
    }

    #[test]
    fn a_slip_is_told_in_one_sentence_and_without_the_value() {
        let slips = [
            (Holds::TaxId, "38201447", "A Tax ID has 9 digits."),
            (Holds::TaxId, "38201447x", "A Tax ID has 9 digits."),
            (Holds::TaxId, "000000001", "No Tax ID has this number. Please check it."),
            (Holds::TaxId, "111111111", "No Tax ID has this number. Please check it."),
            (
                Holds::Ssn,
                "000-12-3456",
                "No Social Security number has these digits. Please check it.",
            ),
            (
                Holds::Ssn,
                "666-12-3456",
                "No Social Security number has these digits. Please check it.",
            ),
            (
                Holds::Ssn,
                "901-12-3456",
                "No Social Security number has these digits. Please check it.",
            ),
            (
                Holds::Ssn,
                "401-00-3456",
                "No Social Security number has these digits. Please check it.",
            ),
            (
                Holds::Ssn,
                "401-12-0000",
                "No Social Security number has these digits. Please check it.",
            ),
            (Holds::Code, "40211", "The code has 6 digits."),
            (Holds::Pin, "481209770", "The PIN has 8 digits."),
            (
                Holds::ProviderPin,
                "12345",
                "A provider identification number has 6 to 12 letters and digits.",
            ),
            (Holds::SecurityAnswer, "   ", "Please type an answer."),
            (Holds::Password, "", "Please fill this in."),
        ];
        for (holds, secret, why) in slips {
            assert_eq!(shape(holds, secret).unwrap_err(), why, "{holds:?}");
        }
    }

    #[test]
    fn passwords_and_answers_are_kept_as_typed() {
        assert_eq!(shape(Holds::Password, " two  spaces ").unwrap(), " two  spaces ");
        assert!(shape(Holds::Password, &"x".repeat(256)).is_ok());
        assert!(shape(Holds::Password, &"x".repeat(257)).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_kept_or_refused(text in ".{0,80}") {
            for holds in [Holds::Password, Holds::SecurityAnswer, Holds::Code, Holds::Pin, Holds::TaxId, Holds::Ssn, Holds::ProviderPin] {
                let _ = shape(holds, &text);
            }
        }
    }
}
