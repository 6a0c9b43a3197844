//! What a password must be like (accounts.md). Pure: every reason to refuse one at once, in plain sentences.

use super::normalize;
use crate::accounts::contract::{PasswordPolicy, PasswordProfile};

const COMMON: &str = include_str!("common_passwords.txt");
const OBSCENE: &str = include_str!("obscene_words.txt");

/// Characters of a password under NIST SP 800-63B-4 where nothing else is asked.
const NIST_ALONE: usize = 15;
/// The same where a code is asked as well.
const NIST_WITH_CODE: usize = 8;

/// What a password is for.
pub(super) struct Owner<'a> {
    /// The user name of the account.
    pub(super) user_name: &'a str,
    /// Whether signing in asks for a code as well.
    pub(super) with_code: bool,
}

/// Everything that is wrong with `password`; empty if it may be used.
pub(super) fn weaknesses(password: &str, owner: &Owner<'_>, policy: &PasswordPolicy) -> Vec<String> {
    let mut reasons = match policy.profile {
        PasswordProfile::Documented => documented(password, policy),
        PasswordProfile::Nist => too_short(password, if owner.with_code { NIST_WITH_CODE } else { NIST_ALONE }),
    };
    if normalize::user_name(password) == normalize::user_name(owner.user_name) {
        reasons.push("It must not be your user name.".into());
    }
    if is_common(password) {
        reasons.push("It is on the list of passwords that are guessed first.".into());
    }
    reasons
}

fn documented(password: &str, policy: &PasswordPolicy) -> Vec<String> {
    let mut reasons = too_short(password, policy.min_length as usize);
    if !password.chars().any(char::is_alphabetic) {
        reasons.push("It needs at least one letter.".into());
    }
    if !password.chars().any(char::is_numeric) {
        reasons.push("It needs at least one digit.".into());
    }
    if is_obscene(password) {
        reasons.push("It holds a word that we don't accept.".into());
    }
    reasons
}

fn too_short(password: &str, least: usize) -> Vec<String> {
    if password.chars().count() >= least {
        return Vec::new();
    }
    vec![format!("It needs at least {least} characters.")]
}

fn is_common(password: &str) -> bool {
    let password = password.to_lowercase();
    COMMON.split_whitespace().any(|common| common == password)
}

fn is_obscene(password: &str) -> bool {
    let password = password.to_lowercase();
    let mut words = OBSCENE.lines().filter(|line| !line.starts_with('#'));
    words.any(|word| match word.strip_prefix('=') {
        Some(alone) => password
            .split(|character: char| !character.is_alphabetic())
            .any(|run| run == alone),
        None => password.contains(word),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(profile: PasswordProfile, password: &str, with_code: bool) -> Vec<String> {
        let owner = Owner {
            user_name: "rmiller42",
            with_code,
        };
        weaknesses(
            password,
            &owner,
            &PasswordPolicy {
                profile,
                ..PasswordPolicy::default()
            },
        )
    }

    #[test]
    fn the_documented_rules() {
        let table: [(&str, &[&str]); 10] = [
            ("Harbor7Lane", &[]),
            ("klm4qx", &[]),
            ("klm4q", &["It needs at least 6 characters."]),
            ("harborlane", &["It needs at least one digit."]),
            ("40211739", &["It needs at least one letter."]),
            ("RMiller42", &["It must not be your user name."]),
            ("Password1", &["It is on the list of passwords that are guessed first."]),
            ("MyShit77", &[]),
            ("my-shit-77", &["It holds a word that we don't accept."]),
            ("Class7Assign", &[]),
        ];
        for (password, expected) in table {
            assert_eq!(
                reasons(PasswordProfile::Documented, password, false),
                expected,
                "{password}"
            );
        }
    }

    #[test]
    fn every_reason_is_told_at_once() {
        assert_eq!(reasons(PasswordProfile::Documented, "abc", false).len(), 2);
    }

    #[test]
    fn nist_asks_for_length_only() {
        assert_eq!(reasons(PasswordProfile::Nist, "harbor lane boat", false), [""; 0]);
        assert_eq!(
            reasons(PasswordProfile::Nist, "harborlane", false),
            ["It needs at least 15 characters."]
        );
        assert_eq!(reasons(PasswordProfile::Nist, "harborlane", true), [""; 0]);
        assert_eq!(reasons(PasswordProfile::Nist, "passwordpassword", false).len(), 1);
    }

    #[test]
    fn long_and_foreign_passwords_work() {
        assert!(reasons(PasswordProfile::Documented, &"лодка7".repeat(20), false).is_empty());
    }

    #[test]
    fn the_list_is_in_lower_case_and_long_enough() {
        assert!(COMMON.split_whitespace().count() >= 300);
        assert_eq!(COMMON, COMMON.to_lowercase());
    }
}
