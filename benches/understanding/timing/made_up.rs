//! Made-up questions and answers, any number of them, each different.

use frontdesk::conversation::{Audience, EntryId};
use frontdesk::faq::Entry;

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

/// An answer, with another sentence at its end where it has `changed`.
pub fn entry(number: usize, changed: &str) -> Result<Entry> {
    let [verb, thing, person, way] = words(number);
    let id = EntryId::new(format!("member/{thing}/{verb}-{person}-{way}"))?;
    Ok(Entry {
        topic: thing.to_owned(),
        text: format!("You can {verb} it by {way}.{changed}"),
        ..Entry::bare(
            id,
            Audience::Member,
            format!("How do I {verb} the {thing} of my {person} by {way}?"),
        )
    })
}
