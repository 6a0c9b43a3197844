//! Cuts a text into sentences, and a sentence into pieces.

use super::super::analyzer::MOST_LETTERS;
use super::super::asking;
use crate::words::normalize;

/// Words of the shortest part of a text that may be a question of its own.
const SHORTEST_PART: usize = 2;

/// Sentences, and parts of a sentence, at most that are looked at.
const MOST_SENTENCES: usize = 6;
const MOST_PIECES: usize = 3;

/// What joins two questions in one sentence, in the order in which it is looked for.
const JOINTS: [&str; 7] = ["and also", "and then", "as well as", "and", "also", "plus", "&"];

/// What binds the two things after it into one: "why do i need both a pin and a password".
const BINDING: &str = "both";

/// Before what a sentence names something: "how do i reset *my* password".
const NAMING: [&str; 10] = ["my", "the", "a", "an", "our", "your", "his", "her", "their", "another"];

/// Words at most of a thing that takes another one's place: "my user name".
const LONGEST_THING: usize = 4;

/// The beginning of a text, as far as it is looked at.
pub(in crate::index) fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}

/// A text parted at its signs.
pub(in crate::index) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', ',', ';', ':', '!', '?', '\n']).map(str::trim)
}

/// The sentences of a text that may be questions of their own: "my name is Ruth, what is a pin?". What says that
/// something shall not be done is none.
pub(super) fn of(text: &str) -> Vec<&str> {
    let long = |part: &&str| part.split_whitespace().count() >= SHORTEST_PART;
    sentences(beginning(text))
        .filter(long)
        .filter(|sentence| !asking::refuses(sentence))
        .take(MOST_SENTENCES)
        .collect()
}

/// A part of a sentence.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its own words.
    pub(super) text: String,
    /// A thing alone ("my pin") with the head of the piece before it: "how do i reset my pin".
    pub(super) headed: Option<String>,
}

/// The pieces of a sentence between its "and"s; nothing where there are none that may be questions of their own.
pub(super) fn pieces(sentence: &str) -> Vec<Piece> {
    let words: Vec<String> = sentence.split_whitespace().map(str::to_lowercase).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    for words in split(&words).into_iter().take(MOST_PIECES) {
        let text = words.join(" ");
        let headed = pieces.last().and_then(|before| {
            let before = before.headed.as_ref().unwrap_or(&before.text);
            headed(before, words)
        });
        pieces.push(Piece { text, headed });
    }
    if pieces.len() > 1 { pieces } else { Vec::new() }
}

/// Words parted at what joins them.
fn split(words: &[String]) -> Vec<&[String]> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < words.len() {
        let bound = words
            .get(from..at)
            .is_some_and(|part| part.iter().any(|word| word == BINDING));
        let Some(joint) = joint_at(words, at).filter(|_| !bound) else {
            at += 1;
            continue;
        };
        parts.push(words.get(from..at).unwrap_or_default());
        at += joint;
        from = at;
    }
    parts.push(words.get(from..).unwrap_or_default());
    parts.retain(|part| !part.is_empty());
    parts
}

/// How many words join two parts at this place.
fn joint_at(words: &[String], at: usize) -> Option<usize> {
    JOINTS.iter().find_map(|joint| {
        let length = joint.split(' ').count();
        let here = words.get(at..at + length)?;
        here.iter()
            .zip(joint.split(' '))
            .all(|(word, joint)| word == joint)
            .then_some(length)
    })
}

/// `before` with another thing at its end: "how do i reset my password" and "my pin" are "how do i reset my pin".
fn headed(before: &str, thing: &[String]) -> Option<String> {
    let begins = thing.first().is_some_and(|word| NAMING.contains(&word.as_str()));
    if !begins || thing.len() > LONGEST_THING {
        return None;
    }
    let words: Vec<&str> = before.split(' ').collect();
    let place = words.iter().rposition(|word| NAMING.contains(word))?;
    let head = words.get(..place)?.join(" ");
    (!normalize(&head).is_empty()).then(|| format!("{head} {}", thing.join(" ")))
}
