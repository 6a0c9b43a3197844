//! What may happen to a conversation: everything, at any time.

use frontdesk::accounts::contract::{Class, Field, Kind, Outcome, operation};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// What a visitor may type.
pub const TEXTS: &[&str] = &[
    "yes",
    "no",
    "ok",
    "cancel",
    "start over",
    "back",
    "why",
    "help",
    "again",
    "agent",
    "hello",
    "thanks",
    "sign in",
    "1",
    "2",
    "the first one",
    "stop here",
    "try again",
    "none of these",
    "go on here",
    "skip",
    "how long does it take?",
    "what is a pin",
    "reset my password",
    "i lost my pin",
    "i moved house",
    "is our clinic already registered",
    "security questions",
    "account manager",
    "purple monkey dishwasher",
    "no, the date was the 5th",
    "change the date",
    "change my user name to persuser88",
    "actually it's $987.65",
    "no, the address is wrong",
    "change the kind of number",
    "i meant persuser77",
    "correct the first claim",
    "persuser77",
    "persuser77, and what are the password rules?",
    "persuser77, and i lost my pin",
    "persuser77, and reset my password",
    "i meant 219-09-9999",
    "tax id",
    "i have moved",
    "6/5/1987",
    "$987.65",
    "PERS9123456",
    "Zebediah",
    "PERS9123456, Zebediah, Zebediah, 6/5/1987, 987.65",
    "zeb@pers9.example",
    "yes, and is there a fee?",
    "my password is Planted-Secret-7",
    "my ssn is 219-09-9999",
    "card 4111 1111 1111 1111",
    "i can't breathe",
    "13/45/2026",
    "-5",
    "",
    "   ",
    "?",
    "🙂🙂🙂",
    "<b>{{ policy }}</b> {telephone} [x](javascript:1)",
    "no no no no no, sorry, actually, wait",
    "change",
    "change to",
    "to to to",
    "it's",
    "my password is",
    "code:",
    "•••",
    "Ünïcödé wörds ﬁ Ⅷ",
    "\u{0}\u{202e}x",
    "no, İstanbul was the 5th",
];

#[derive(Debug, Clone)]
pub enum Move {
    Say(usize),
    /// Something typed that may be the secret, if a sealed prompt is open.
    SaySecret,
    Press(usize),
    PressAny(usize),
    PressUnknown,
    Fill {
        seed: u64,
        good: bool,
    },
    Outcome(usize),
    /// Whatever leads on: the outcome, a good card, a choice, the sign-in, or the errand from its beginning.
    Forward(u64),
    StaleOutcome,
    StaleUnderstanding,
    SignIn(u8),
    Ring,
    Rate,
    Wait,
}

/// The texts that correct something, go back, or wish for another errand: rare by chance, and where most can go wrong.
fn telling() -> Vec<usize> {
    let telling = [
        "no, ", "change", "correct", "actually", "i meant", "back", "reset my", "i lost", "i moved", "yes",
    ];
    let tells = |text: &str| telling.iter().any(|word| text.starts_with(word));
    (0..TEXTS.len()).filter(|place| tells(TEXTS[*place])).collect()
}

pub fn any_move() -> impl Strategy<Value = Move> + use<> {
    prop_oneof![
        20 => (0..TEXTS.len()).prop_map(Move::Say),
        2 => Just(Move::SaySecret),
        14 => (0_usize..8).prop_map(Move::Press),
        3 => (0_usize..400).prop_map(Move::PressAny),
        1 => Just(Move::PressUnknown),
        16 => (any::<u64>(), prop::bool::weighted(0.7)).prop_map(|(seed, good)| Move::Fill { seed, good }),
        16 => (0_usize..8).prop_map(Move::Outcome),
        14 => prop::sample::select(telling()).prop_map(Move::Say),
        50 => any::<u64>().prop_map(Move::Forward),
        1 => Just(Move::StaleOutcome),
        1 => Just(Move::StaleUnderstanding),
        3 => (0_u8..3).prop_map(Move::SignIn),
        1 => Just(Move::Ring),
        1 => Just(Move::Rate),
        1 => Just(Move::Wait),
    ]
}

/// One of the outcomes that an operation declares, `unavailable`, or one that it does not.
pub fn outcome(name: &str, place: usize) -> Outcome {
    let declared = operation(name).unwrap().outcomes;
    match declared.get(place % (declared.len() + 2)) {
        Some(spec) => Outcome {
            name: spec.name.to_owned(),
            fields: spec
                .fields
                .iter()
                .map(|field| (field.name.to_owned(), sample(field)))
                .collect(),
        },
        None if place.is_multiple_of(2) => Outcome::unavailable(),
        None => Outcome::new("made_up", []),
    }
}

fn sample(field: &Field) -> Value {
    match field.kind {
        Kind::Integer => json!(3),
        Kind::Boolean => json!(true),
        Kind::Date => json!("2026-12-01"),
        Kind::Instant => json!("2026-12-01T00:00:00Z"),
        Kind::Money => json!("12.50"),
        Kind::Texts => json!(["it is too short"]),
        Kind::List(fields) => {
            let record: Map<String, Value> = fields
                .iter()
                .map(|field| (field.name.to_owned(), sample(field)))
                .collect();
            json!([record.clone(), record])
        }
        _ if field.class == Class::Open => json!("sample"),
        _ => json!("Persimmon"),
    }
}
