//! What each type takes, what it refuses, and what it leaves to others.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 11, 25);

const ALL: &[SlotType] = &[
    SlotType::Text,
    SlotType::PersonName,
    SlotType::UserName,
    SlotType::Date,
    SlotType::Money,
    SlotType::TaxId,
    SlotType::EnrolleeId,
    SlotType::ClaimId,
    SlotType::MemberId,
    SlotType::Email,
    SlotType::YesNo,
    SlotType::Choice,
    SlotType::Sealed,
];

fn choices() -> Vec<Choice> {
    [
        ("tax_id", "Tax ID (TIN)"),
        ("ssn", "Social Security number"),
        ("provider_pin", "Provider PIN"),
    ]
    .map(|(id, label)| Choice {
        id: id.into(),
        label: label.into(),
    })
    .to_vec()
}

fn read(kind: SlotType, text: &str) -> Reading {
    kind.read(
        text,
        &SlotContext {
            today: TODAY,
            choices: &choices(),
            old: None,
        },
    )
}

#[track_caller]
fn fills(kind: SlotType, text: &str, value: &str, rest: &str) {
    match read(kind, text) {
        Reading::Filled(filled) => assert_eq!((filled.value.as_str(), filled.rest.as_str()), (value, rest), "{text}"),
        other => panic!("{text}: {other:?}"),
    }
}

#[track_caller]
fn wrong(kind: SlotType, text: &str, message: &str) {
    match read(kind, text) {
        Reading::Wrong(fault) => assert_eq!(fault.message, message, "{text}"),
        other => panic!("{text}: {other:?}"),
    }
}

#[track_caller]
fn other(kind: SlotType, text: &str) {
    assert_eq!(read(kind, text), Reading::Other, "{text}");
}

#[test]
fn dates_as_people_say_them() {
    for (text, value) in [
        ("3/4/25", "2025-03-04"),
        ("03-04-2025", "2025-03-04"),
        ("2025-03-04", "2025-03-04"),
        ("20250304", "2025-03-04"),
        ("03042025", "2025-03-04"),
        ("March 4", "2026-03-04"),
        ("march 4th, 2025", "2025-03-04"),
        ("4 March 2025", "2025-03-04"),
        ("Tuesday, March 4, 2025", "2025-03-04"),
        ("the 4th of March 2025", "2025-03-04"),
        ("it was on Mar 4 25", "2025-03-04"),
        ("25/3/2025", "2025-03-25"),
        ("12/1", "2025-12-01"),
        ("7/9/61", "1961-07-09"),
        ("today", "2026-11-25"),
        ("yesterday", "2026-11-24"),
        ("last Tuesday", "2026-11-24"),
        ("wednesday", "2026-11-18"),
        ("3 days ago", "2026-11-22"),
        ("two weeks ago", "2026-11-11"),
        ("the 5th", "2026-11-05"),
        ("the 28th", "2026-10-28"),
    ] {
        fills(SlotType::Date, text, value, "");
    }
    fills(
        SlotType::Date,
        "March 4, and how long does it take?",
        "2026-03-04",
        "how long does it take?",
    );
    wrong(SlotType::Date, "2/30/2025", "slot.date.wrong");
    wrong(SlotType::Date, "12/24/2026", "slot.date.future");
    wrong(SlotType::Date, "1/1/1850", "slot.date.too_old");
    wrong(SlotType::Date, "last week", "slot.date.ambiguous");
    other(SlotType::Date, "how far back can it be?");
    other(SlotType::Date, "i don't know");
}

#[test]
fn a_corrected_day_stays_in_its_month() {
    let context = SlotContext {
        today: TODAY,
        choices: &[],
        old: Some("2026-09-04"),
    };
    let Reading::Filled(filled) = SlotType::Date.read("the date was the 5th", &context) else {
        panic!()
    };
    assert_eq!(
        (filled.value.as_str(), filled.shown.as_str()),
        ("2026-09-05", "September 5, 2026")
    );
}

#[test]
fn amounts() {
    for (text, value) in [
        ("$1,234.50", "1234.50"),
        ("1234.5", "1234.50"),
        ("1234", "1234.00"),
        ("it was 12 dollars", "12.00"),
        ("usd 12.50", "12.50"),
        ("12,50", "12.50"),
        ("0", "0.00"),
    ] {
        fills(SlotType::Money, text, value, "");
    }
    fills(
        SlotType::Money,
        "$80, and is that before the discount?",
        "80.00",
        "is that before the discount?",
    );
    wrong(SlotType::Money, "-5", "slot.money.negative");
    wrong(SlotType::Money, "12.345", "slot.money.wrong");
    wrong(SlotType::Money, "99999999999999999999", "slot.money.wrong");
    other(SlotType::Money, "the full amount?");
}

#[test]
fn numbers_with_and_without_signs() {
    fills(SlotType::TaxId, "12-3456789", "123456789", "");
    fills(SlotType::EnrolleeId, "XYZ 123-456-789", "123456789", "");
    wrong(SlotType::EnrolleeId, "xyz12345", "slot.enrollee_id.length");
    fills(SlotType::ClaimId, "#2026-0042-17a", "2026004217A", "");
    fills(SlotType::ClaimId, "my claim number is CLM 20045", "CLM20045", "");
    wrong(SlotType::ClaimId, "123", "slot.claim_id.wrong");
    other(SlotType::ClaimId, "where do i find it");
    fills(SlotType::MemberId, "xea 900 123 456", "XEA900123456", "");
}

#[test]
fn names_do_not_swallow_questions() {
    fills(SlotType::UserName, "rmiller42", "rmiller42", "");
    fills(SlotType::UserName, "my user name is rmiller42.", "rmiller42", "");
    fills(
        SlotType::UserName,
        "rmiller42, and is there a fee?",
        "rmiller42",
        "is there a fee?",
    );
    other(SlotType::UserName, "i forgot it");
    other(SlotType::UserName, "hola, no puedo entrar en mi cuenta");
    other(SlotType::PersonName, "no, the date was the 5th");
    other(SlotType::Text, "no, the date was the 5th");
    for bare in ["no", "Yes.", "ok"] {
        other(SlotType::PersonName, bare);
    }
    fills(
        SlotType::PersonName,
        "Ann, how long does it take",
        "Ann",
        "how long does it take",
    );
    other(SlotType::UserName, "is there a fee?");
    fills(SlotType::PersonName, "O\u{2019}Brien-Lopez", "O\u{2019}Brien-Lopez", "");
    fills(SlotType::PersonName, "Ren\u{e9}e", "Ren\u{e9}e", "");
    other(SlotType::PersonName, "how long does it take");
    other(SlotType::PersonName, "i lost my pin");
    other(SlotType::Text, "what do you need it for?");
}

#[test]
fn yes_and_no() {
    fills(SlotType::YesNo, "Yep!", "yes", "");
    for yes in [
        "yeah go ahead",
        "Yes, go ahead",
        "yep do it",
        "please go ahead",
        "sure, please go ahead",
    ] {
        fills(SlotType::YesNo, yes, "yes", "");
    }
    fills(
        SlotType::YesNo,
        "yes, and how long does it take?",
        "yes",
        "how long does it take?",
    );
    fills(SlotType::YesNo, "no, i moved", "no", "i moved");
    fills(SlotType::YesNo, "that's right", "yes", "");
    other(SlotType::YesNo, "maybe");
}

#[test]
fn choices_by_number_label_and_likeness() {
    fills(SlotType::Choice, "2", "ssn", "");
    fills(SlotType::Choice, "the third one", "provider_pin", "");
    fills(SlotType::Choice, "tax id", "tax_id", "");
    fills(SlotType::Choice, "provider pin", "provider_pin", "");
    fills(SlotType::Choice, "social securty number", "ssn", "");
    fills(SlotType::Choice, "1st", "tax_id", "");
    other(SlotType::Choice, "9");
    other(SlotType::Choice, "where do i find that?");
}

#[test]
fn e_mail_addresses() {
    fills(SlotType::Email, "Ann.Lee+x@Example.ORG", "Ann.Lee+x@example.org", "");
    wrong(SlotType::Email, "ann@lee", "slot.email.wrong");
    other(SlotType::Email, "i have none");
}

#[test]
fn a_sealed_slot_is_never_read() {
    other(SlotType::Sealed, "Harbor7Lane");
}

proptest! {
    #[test]
    fn no_text_makes_any_type_panic(text in ".{0,80}", kind in proptest::sample::select(ALL)) {
        let _ = read(kind, &text);
    }

    #[test]
    fn what_is_stored_reads_as_itself(text in "[ -~]{1,24}", kind in proptest::sample::select(ALL)) {
        let choices = choices();
        let context = SlotContext { today: TODAY, choices: &choices, old: None };
        if let Ok(filled) = kind.read_field(&text, &context) {
            let again = kind.read_field(&filled.value, &context);
            prop_assert_eq!(again.map(|again| again.value), Ok(filled.value));
        }
    }

    #[test]
    fn what_is_shown_reads_as_what_is_stored(days in 0_i32..40_000, cents in 0_u64..1_000_000_000) {
        let day = TODAY.checked_sub(days.days()).unwrap();
        let context = SlotContext { today: TODAY, choices: &[], old: None };
        for text in [
            day.to_string(),
            day.strftime("%B %-d, %Y").to_string(),
            day.strftime("%-m/%-d/%Y").to_string(),
            day.strftime("%-d %b %Y").to_string(),
        ] {
            let filled = SlotType::Date.read_field(&text, &context).unwrap();
            prop_assert_eq!(&filled.value, &day.to_string());
            prop_assert_eq!(SlotType::Date.read_field(&filled.shown, &context).unwrap().value, day.to_string());
        }
        let stored = format!("{}.{:02}", cents / 100, cents % 100);
        let filled = SlotType::Money.read_field(&stored, &context).unwrap();
        prop_assert_eq!(&filled.value, &stored);
        prop_assert_eq!(SlotType::Money.read_field(&filled.shown, &context).unwrap().value, stored);
    }

    #[test]
    fn digits_read_alike_however_they_are_parted(digits in "[1-9][0-9]{8}", gaps in proptest::collection::vec(0_usize..3, 9)) {
        let parted: String = digits.chars().zip(&gaps).map(|(digit, gap)| format!("{digit}{}", ["", " ", "-"][*gap])).collect();
        let context = SlotContext { today: TODAY, choices: &[], old: None };
        for kind in [SlotType::TaxId, SlotType::EnrolleeId, SlotType::ClaimId] {
            prop_assert_eq!(kind.read_field(&parted, &context).unwrap().value, digits.clone());
        }
    }

    #[test]
    fn a_question_is_never_taken_for_a_name(words in proptest::collection::vec("[a-z]{2,8}", 1..6)) {
        let question = format!("how {}?", words.join(" "));
        for kind in [SlotType::Text, SlotType::PersonName, SlotType::UserName, SlotType::Email, SlotType::Date] {
            prop_assert_eq!(read(kind, &question), Reading::Other);
        }
    }

    #[test]
    fn an_answer_and_a_question_part(name in "[a-z]{4,10}[0-9]{2}") {
        let reading = read(SlotType::UserName, &format!("{name}, and how long does it take?"));
        prop_assert_eq!(
            reading,
            Reading::Filled(Filled { value: name.clone(), shown: name, rest: "how long does it take?".into() })
        );
    }
}
