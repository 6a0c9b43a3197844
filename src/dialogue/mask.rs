//! Secrets that are typed unasked: masked before the line is kept (invariant 1).
//!
//! Masked are Social Security numbers, payment card numbers, nine digits that are called a Tax ID or Social Security
//! number, and what follows "my password is", "PIN:" and the like. Not masked: claim IDs, telephone numbers, dates,
//! amounts, enrollee IDs. Both lists stand as tables in the tests.

mod numbers;
mod words;

use crate::flows::slots::SlotType;

/// What stands in a masked value's place.
pub(super) const MASK: &str = crate::flows::MASKED;

/// A stretch of the text, in bytes.
type Span = std::ops::Range<usize>;

/// `text` with everything masked that looks like a secret.
pub(super) fn masked(text: &str) -> String {
    let mut spans: Vec<Span> = numbers::spans(text);
    spans.extend(words::spans(text));
    spans.sort_by_key(|span| (span.start, span.end));
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        if span.end <= at {
            continue;
        }
        if span.start >= at {
            masked.push_str(&text[at..span.start]);
            masked.push_str(MASK);
        }
        at = span.end;
    }
    masked.push_str(&text[at..]);
    masked
}

/// Whether `text` may hold a secret by itself, so that nothing is made of it but looking up its words: neither embedded nor
/// remembered.
pub fn may_hold_secret(text: &str) -> bool {
    masked(text) != text
}

/// Whether words that are typed for a slot hold a secret that the slot does not ask for: "my password is ..." where a user
/// name is asked must not become the user name. Numbers that are asked for may look like others.
pub(super) fn says_another_secret(text: &str, kind: SlotType) -> bool {
    let numbers_fit = match kind {
        SlotType::TaxId | SlotType::EnrolleeId => true,
        SlotType::ClaimId | SlotType::MemberId => text.trim().bytes().all(|byte| byte.is_ascii_alphanumeric()),
        _ => false,
    };
    !words::spans(text).is_empty() || !(numbers_fit || numbers::spans(text).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MUST_MASK: &[(&str, &str)] = &[
        ("my ssn is 219-09-9999, what is a pin?", "219-09-9999"),
        ("219 09 9999", "219 09 9999"),
        ("ssn 219099999", "219099999"),
        ("social security number: 219099999", "219099999"),
        ("219099999 is my social", "219099999"),
        ("our tax id is 12-3456789", "12-3456789"),
        ("TIN 123456789", "123456789"),
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("card 4111-1111-1111-1111 exp 12/27", "4111-1111-1111-1111"),
        ("5500005555555559", "5500005555555559"),
        ("amex 3782 822463 10005", "3782 822463 10005"),
        ("my password is Tr0ub4dor&3", "Tr0ub4dor&3"),
        ("my password is sunshine", "sunshine"),
        ("password: maple42tree", "maple42tree"),
        ("password=maple42tree", "maple42tree"),
        ("my new pw is maple 42 tree", "42 tree"),
        ("password maple42tree does not work", "maple42tree"),
        ("my pin is 48213377", "48213377"),
        ("pin 48213377", "48213377"),
        ("PIN number: 4821", "4821"),
        ("the code is 482913", "482913"),
        ("my code is 482913", "482913"),
        ("482913 is my code", "482913"),
        ("passcode was hunter2", "hunter2"),
        ("the answer to my security question is Rex", "Rex"),
        ("my security answer is Elm Street", "Elm Street"),
    ];

    const MUST_NOT_MASK: &[&str] = &[
        "CLM20261105001",
        "claim 20261105001",
        "my claim is 202611050012345",
        "call me at 888-417-3479",
        "1-888-417-3479",
        "(800) 541-6652",
        "8005416652",
        "11/5/2026",
        "2026-11-05",
        "11-05-2026 and 12-12-2026",
        "$1,204.00",
        "the bill was 1204.00 dollars",
        "123456789",
        "my enrollee id is 123456789",
        "XEA123456789",
        "i forgot my password",
        "my password is not working",
        "my password is expired",
        "my password is 365 days old",
        "is my password too short?",
        "what is a pin?",
        "my pin is lost",
        "the pin is in the mail",
        "what is my code",
        "the code was wrong",
        "zip code is 94105",
        "procedure code 99213",
        "error code: 1234",
        "password rules",
        "how many digits does a pin have? 8",
        "the password must be 6 characters",
    ];

    #[test]
    fn what_must_be_masked_is_masked() {
        for (text, secret) in MUST_MASK {
            let masked = masked(text);
            assert!(masked.contains(MASK) && !masked.contains(secret), "{text} -> {masked}");
        }
    }

    #[test]
    fn what_must_stay_stays() {
        for text in MUST_NOT_MASK {
            assert_eq!(masked(text), *text);
        }
    }

    #[test]
    fn a_secret_that_is_not_asked_for_is_no_answer() {
        assert!(says_another_secret("my password is hunter2", SlotType::UserName));
        assert!(says_another_secret("card 4111 1111 1111 1111", SlotType::ClaimId));
        assert!(says_another_secret("219-09-9999", SlotType::Money));
        assert!(!says_another_secret("123-45-6789", SlotType::EnrolleeId));
        assert!(!says_another_secret("4111111111111111", SlotType::ClaimId));
        assert!(!says_another_secret("ruthmiller", SlotType::UserName));
    }

    #[test]
    fn a_question_beside_a_secret_stays() {
        assert_eq!(
            masked("my ssn is 219-09-9999, what is a pin?"),
            "my ssn is •••, what is a pin?"
        );
        assert_eq!(masked("my pin is 48213377 and it fails"), "my pin is ••• and it fails");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_masked(text in ".{0,200}") {
            let once = masked(&text);
            proptest::prop_assert!(once.len() <= text.len() + 200 * MASK.len());
        }
    }
}
