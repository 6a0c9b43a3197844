//! The parts of a text: "how do i reset my password, and when does my pin come" asks two things.
//!
//! A text is parted at its signs, and a sentence at its "and". Parts count only where each is clear on its own and they
//! are about different things; else the text is taken as a whole.

use std::cell::Cell;

use super::analyzer::MOST_LETTERS;
use super::asking;
use crate::dialogue::{Band, Candidate, Subject, Understanding};
use crate::words::normalize;

/// Words of the shortest part of a text that may be a question of its own.
const SHORTEST_PART: usize = 2;

/// Sentences, and parts of a sentence, at most that are looked at.
const MOST_SENTENCES: usize = 6;
const MOST_PIECES: usize = 3;

/// Parts of a text at most that are answered.
const MOST_ANSWERED: usize = 3;

/// Parts at most that are looked for, the whole included: each costs as much as a question of its own.
const MOST_ASKED: u32 = 12;

/// The probability of what is, word for word, a known way to ask.
const KNOWN: f32 = 1.0;

/// What joins two questions in one sentence, in the order in which it is looked for.
const JOINTS: [&str; 7] = ["and also", "and then", "as well as", "and", "also", "plus", "&"];

/// What binds the two things after it into one: "why do i need both a pin and a password".
const BINDING: &str = "both";

/// Before what a sentence names something: "how do i reset *my* password".
const NAMING: [&str; 10] = ["my", "the", "a", "an", "our", "your", "his", "her", "their", "another"];

/// Words at most of a thing that takes another one's place: "my user name".
const LONGEST_THING: usize = 4;

/// What `ask` makes of a text and of its parts: of the whole, or of each part that is clear, in their order. `ask` gets a
/// text with what was talked about just before it; `same` says whether two subjects are in effect one.
///
/// # Errors
/// What `ask` says.
pub(super) fn understand<E>(
    text: &str,
    ask: impl Fn(&str, &[Subject]) -> Result<Understanding, E>,
    same: impl Fn(&Subject, &Subject) -> bool,
) -> Result<Understanding, E> {
    let left = Cell::new(MOST_ASKED);
    let ask = |text: &str, before: &[Subject]| match left.get().checked_sub(1) {
        Some(fewer) => {
            left.set(fewer);
            ask(text, before)
        }
        None => Ok(Understanding::default()),
    };
    let whole = ask(text, &[])?;
    let known = whole.candidates.first().is_some_and(|first| first.probability >= KNOWN);
    if whole.band == Band::Answer && known {
        return Ok(whole);
    }
    let refuses = asking::refuses(text);
    let mut clear: Vec<Candidate> = Vec::new();
    for sentence in of(text) {
        let pieces = clear_pieces(sentence, &ask, &same, &clear)?;
        let part_of_text = sentence.len() + 2 <= text.trim().len();
        let alone = match pieces.len() {
            0 | 1 if part_of_text => clear_one(ask(sentence, &topics(&clear))?),
            _ => None,
        };
        for candidate in alone.map_or(pieces, |alone| vec![alone]) {
            add(&mut clear, candidate, &same);
        }
    }
    // What shall not be done is never begun, whatever stands beside it.
    clear.retain(|candidate| !refuses || matches!(candidate.subject, Subject::Entry(_)));
    Ok(decide(whole, clear, same))
}

/// The whole, or its clear parts: where the whole is clear too, it must be about one of them.
fn decide(whole: Understanding, mut clear: Vec<Candidate>, same: impl Fn(&Subject, &Subject) -> bool) -> Understanding {
    let whole_counts = match (whole.band, whole.candidates.first(), clear.len()) {
        (_, _, 0) | (Band::Answer, _, 1) => true,
        (Band::Answer, Some(first), _) => !clear.iter().any(|part| same(&part.subject, &first.subject)),
        _ => false,
    };
    if whole_counts {
        return whole;
    }
    clear.truncate(MOST_ANSWERED);
    let besides = clear.split_off(1);
    Understanding {
        band: Band::Answer,
        candidates: clear,
        besides,
    }
}

/// What the pieces of a sentence are about, if each is clear; else those that are, word for word, a way to ask.
fn clear_pieces<E>(
    sentence: &str,
    ask: &impl Fn(&str, &[Subject]) -> Result<Understanding, E>,
    same: &impl Fn(&Subject, &Subject) -> bool,
    before: &[Candidate],
) -> Result<Vec<Candidate>, E> {
    let mut clear: Vec<Candidate> = before.to_vec();
    let mut found = Vec::new();
    let mut all = true;
    for piece in pieces(sentence) {
        let mut candidate = clear_one(ask(&piece.text, &topics(&clear))?);
        if let (None, Some(headed)) = (&candidate, &piece.headed) {
            candidate = clear_one(ask(headed, &topics(&clear))?);
        }
        let Some(candidate) = candidate else {
            all = false;
            continue;
        };
        add(&mut clear, candidate.clone(), same);
        add(&mut found, candidate, same);
    }
    found.retain(|candidate| all || candidate.probability >= KNOWN);
    Ok(found)
}

fn clear_one(understanding: Understanding) -> Option<Candidate> {
    let clear = understanding.band == Band::Answer;
    understanding.candidates.into_iter().next().filter(|_| clear)
}

/// Nothing is answered twice.
fn add(clear: &mut Vec<Candidate>, candidate: Candidate, same: &impl Fn(&Subject, &Subject) -> bool) {
    if !clear.iter().any(|known| same(&known.subject, &candidate.subject)) {
        clear.push(candidate);
    }
}

/// What the talk is about after some parts, newest first.
fn topics(clear: &[Candidate]) -> Vec<Subject> {
    clear.iter().rev().map(|candidate| candidate.subject.clone()).collect()
}

/// The beginning of a text, as far as it is looked at.
pub(super) fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}

/// A text parted at its signs.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', ',', ';', ':', '!', '?', '\n']).map(str::trim)
}

/// The sentences of a text that may be questions of their own: "my name is Ruth, what is a pin?". What says that
/// something shall not be done is none.
fn of(text: &str) -> Vec<&str> {
    let long = |part: &&str| part.split_whitespace().count() >= SHORTEST_PART;
    sentences(beginning(text))
        .filter(long)
        .filter(|sentence| !asking::refuses(sentence))
        .take(MOST_SENTENCES)
        .collect()
}

/// A part of a sentence.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    /// Its own words.
    text: String,
    /// A thing alone ("my pin") with the head of the piece before it: "how do i reset my pin".
    headed: Option<String>,
}

/// The pieces of a sentence between its "and"s; nothing where there are none that may be questions of their own.
fn pieces(sentence: &str) -> Vec<Piece> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{EntryId, FlowId};

    fn entry(name: &str) -> Subject {
        Subject::Entry(EntryId::new(format!("member/topic/{name}")).unwrap())
    }

    /// Understands as a table says: what is not in it is not clear.
    fn asked(text: &str, table: &[(&str, Subject)]) -> Vec<Subject> {
        let ask = |text: &str, _: &[Subject]| {
            let known = table.iter().find(|(known, _)| *known == normalize(text));
            let candidate = known.map(|(_, subject)| Candidate {
                subject: subject.clone(),
                probability: 0.9,
            });
            Ok::<_, ()>(Understanding {
                band: candidate.as_ref().map_or(Band::Unknown, |_| Band::Answer),
                candidates: candidate.into_iter().collect(),
                besides: Vec::new(),
            })
        };
        let understanding = understand(text, ask, |one, other| one == other).unwrap();
        let all = understanding.candidates.into_iter().chain(understanding.besides);
        all.map(|candidate| candidate.subject).collect()
    }

    #[test]
    fn each_clear_part_counts_once_and_in_its_order() {
        let reset = ("how do i reset my password", entry("reset"));
        let when = ("when does my pin come", entry("when"));
        let table = [reset.clone(), when.clone()];
        for text in [
            "How do I reset my password and when does my pin come?",
            "how do i reset my password? when does my pin come?",
            "hello there, how do i reset my password and also when does my pin come",
            "how do i reset my password, when does my pin come, how do i reset my password",
        ] {
            assert_eq!(asked(text, &table), [entry("reset"), entry("when")], "{text}");
        }
        assert_eq!(asked("my name is ruth, when does my pin come", &table), [entry("when")]);
        assert_eq!(asked("when does my pin come and so on", &table), []);
    }

    #[test]
    fn a_text_that_is_clear_as_a_whole_is_parted_only_where_it_is_one_of_its_parts() {
        let parts = [("why do i need a pin", entry("what")), ("a password", entry("rules"))];
        let text = "why do i need a pin and a password";
        assert_eq!(asked(text, &parts), [entry("what"), entry("rules")]);
        let with_whole = |subject| {
            let mut table = parts.to_vec();
            table.push((text, subject));
            asked(text, &table)
        };
        assert_eq!(with_whole(entry("protects")), [entry("protects")]);
        assert_eq!(with_whole(entry("rules")), [entry("what"), entry("rules")]);
    }

    #[test]
    fn a_thing_alone_takes_the_place_of_the_one_before() {
        let table = [
            ("how do i reset my password", entry("reset")),
            ("how do i reset my pin", entry("lost")),
        ];
        let both = [entry("reset"), entry("lost")];
        assert_eq!(asked("how do i reset my password and my pin", &table), both);
        assert_eq!(asked("how do i reset my password as well as my pin?", &table), both);
    }

    #[test]
    fn a_text_of_many_parts_is_asked_a_few_times() {
        let asked = Cell::new(0);
        let ask = |_: &str, _: &[Subject]| {
            asked.set(asked.get() + 1);
            Ok::<_, ()>(Understanding::default())
        };
        let text = "reset my pin and my card and my name. ".repeat(1_000);
        understand(&text, ask, |_, _| false).unwrap();
        assert_eq!(asked.get(), MOST_ASKED);
    }

    #[test]
    fn what_shall_not_be_done_is_no_part() {
        let errand = Subject::Flow(FlowId::new("reissue-pin").unwrap());
        let table = [("send me a new pin", errand), ("what is a pin", entry("what"))];
        assert_eq!(asked("please do not, ever, send me a new pin", &table), []);
        assert_eq!(
            asked("don't send me a new pin, what is a pin?", &table),
            [entry("what")]
        );
    }
}
