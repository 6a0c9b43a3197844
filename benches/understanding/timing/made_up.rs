//! Made-up questions and answers, any number of them, each different.

use frontdesk::conversation::{Audience, EntryId, Locale};
use frontdesk::faq::{Entry, Lines, Phrase, Validity};

use crate::Result;

const VERBS: [&str; 20] = [
    "renew", "move", "cancel", "print", "find", "share", "correct", "order", "pause", "pay", "check", "join", "leave",
    "compare", "track", "appeal", "split", "merge", "hide", "export",
];
const THINGS: [&str; 50] = [
    "card",
    "bill",
    "claim",
    "letter",
    "form",
    "plan",
    "visit",
    "order",
    "supply",
    "fund",
    "report",
    "record",
    "test",
    "scan",
    "payment",
    "account",
    "address",
    "number",
    "policy",
    "benefit",
    "doctor",
    "nurse",
    "clinic",
    "hospital",
    "pharmacy",
    "dentist",
    "therapy",
    "surgery",
    "vaccine",
    "medicine",
    "receipt",
    "statement",
    "notice",
    "contract",
    "profile",
    "password",
    "message",
    "meeting",
    "call",
    "photo",
    "signature",
    "reference",
    "ambulance",
    "coverage",
    "limit",
    "network",
    "provider",
    "enrollment",
    "list",
    "discount",
];
const PEOPLE: [&str; 20] = [
    "wife", "husband", "son", "daughter", "mother", "father", "sister", "brother", "friend", "neighbor", "partner",
    "child", "baby", "uncle", "aunt", "boss", "team", "office", "family", "group",
];
const WAYS: [&str; 5] = ["mail", "phone", "email", "hand", "post"];

/// Different questions of [`twelve_words`], and different answers of [`entry`].
pub const MOST: usize = VERBS.len() * THINGS.len() * PEOPLE.len() * WAYS.len();

/// The words that a question of a number has of its own.
fn words(number: usize) -> [&'static str; 4] {
    let (rest, verb) = (number / VERBS.len(), VERBS[number % VERBS.len()]);
    let (rest, thing) = (rest / THINGS.len(), THINGS[rest % THINGS.len()]);
    let (rest, person) = (rest / PEOPLE.len(), PEOPLE[rest % PEOPLE.len()]);
    [verb, thing, person, WAYS[rest % WAYS.len()]]
}

/// A question of twelve words; the model knows each of them whole.
pub fn twelve_words(number: usize) -> String {
    // Spread, so that neighbours have little in common.
    let [verb, thing, person, way] = words(number * 7919 % MOST);
    format!("can i please {verb} the new {thing} of my {person} by {way}")
}

/// An answer, with a sentence of its own where it has been `changed`.
pub fn entry(number: usize, changed: bool) -> Result<Entry> {
    let [verb, thing, person, way] = words(number);
    let phrase = |text| Phrase { text, line: 1 };
    let change = if changed { " This is new." } else { "" };
    Ok(Entry {
        id: EntryId::new(format!("member/{thing}/{verb}-{person}-{way}"))?,
        locale: Locale::default(),
        audience: Audience::Member,
        topic: thing.to_owned(),
        question: phrase(format!("How do I {verb} the {thing} of my {person} by {way}?")),
        also: Vec::new(),
        flow: None,
        related: Vec::new(),
        source: String::new(),
        owner: String::new(),
        review_by: jiff::civil::Date::MAX,
        valid: Validity::default(),
        text: format!("You can {verb} it by {way}.{change}"),
        html: String::new(),
        quotes: std::collections::BTreeSet::new(),
        revision: String::new(),
        file: String::new(),
        lines: Lines::default(),
    })
}
