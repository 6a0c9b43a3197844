//! The parts of a text: "how do i reset my password, and when does my pin come" asks two things.
//!
//! A text is parted at its signs, and a sentence at its "and". Parts count only where each is clear on its own and they
//! are about different things; else the text is taken as a whole. One part alone that is clear is the answer, or is offered
//! beside what the whole seems to be about.

use std::cell::Cell;

use super::asking;
use super::understand::MOST_CANDIDATES;
use crate::dialogue::{Band, Candidate, Subject, Understanding};

mod pieces;

pub(super) use pieces::{beginning, sentences};

/// Parts of a text at most that are answered.
const MOST_ANSWERED: usize = 3;

/// Parts at most that are looked for, the whole included: each costs as much as a question of its own.
const MOST_ASKED: u32 = 12;

/// The probability of what is, word for word, a known way to ask.
const KNOWN: f32 = 1.0;

/// What `ask` makes of a text and of its parts: of the whole, or of each part that is clear, in their order but for the one
/// that the whole is about, which comes first; or an offer of both. `ask` gets a
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
    let mut clear = clear_parts(text, &ask, &same)?;
    // What shall not be done is never begun, whatever stands beside it.
    let refuses = asking::refuses(text);
    clear.retain(|part| !refuses || matches!(part.candidate.subject, Subject::Entry(_)));
    Ok(decide(whole, clear, refuses, same))
}

/// A part of a text that is clear on its own.
#[derive(Debug, Clone)]
struct Part {
    candidate: Candidate,
    /// Whether it only tells something, while another part asks.
    tells: bool,
}

/// The parts of a text that are clear, in their order.
fn clear_parts<E>(
    text: &str,
    ask: &impl Fn(&str, &[Subject]) -> Result<Understanding, E>,
    same: &impl Fn(&Subject, &Subject) -> bool,
) -> Result<Vec<Part>, E> {
    let sentences = pieces::of(text);
    let asked = sentences.iter().any(|sentence| asks(sentence));
    let mut clear: Vec<Part> = Vec::new();
    for sentence in sentences {
        let pieces = clear_pieces(sentence, ask, same, &clear)?;
        let part_of_text = sentence.len() + 2 <= text.trim().len();
        let alone = match pieces.len() {
            0 | 1 if part_of_text => clear_one(ask(sentence, &topics(&clear))?).map(|candidate| Part {
                candidate,
                tells: !asks(sentence),
            }),
            _ => None,
        };
        for part in alone.map_or(pieces, |alone| vec![alone]) {
            let tells = asked && part.tells;
            add(&mut clear, Part { tells, ..part }, same);
        }
    }
    Ok(clear)
}

/// Whether a sentence or a piece of it asks for something or wishes it.
fn asks(sentence: &str) -> bool {
    asking::asks_anything(sentence)
        || pieces::pieces(sentence)
            .iter()
            .any(|piece| asking::asks_anything(&piece.text))
}

/// The whole, or its clear parts.
///
/// Where the whole is clear too, it must be about one of them, which comes first then, and what only tells something must be
/// surer than the whole: else it is the story before the question. Where the whole is at most offered and the only part that is
/// clear is about something else, both are offered; but where the text `refuses` something, that may be what the whole seems to
/// be about.
fn decide(
    whole: Understanding,
    mut clear: Vec<Part>,
    refuses: bool,
    same: impl Fn(&Subject, &Subject) -> bool,
) -> Understanding {
    let first = whole.candidates.first();
    let is_first = |part: &Part| first.is_some_and(|first| same(&part.candidate.subject, &first.subject));
    if let (Band::Answer, Some(first)) = (whole.band, first) {
        clear.retain(|part| !part.tells || is_first(part) || part.candidate.probability >= first.probability);
        if clear.len() < 2 || !clear.iter().any(is_first) {
            return whole;
        }
        clear.sort_by_key(|part| !is_first(part));
    }
    match clear.as_slice() {
        [] => return whole,
        [part] if whole.band == Band::Offer && !refuses && part.candidate.probability < KNOWN && !is_first(part) => {
            return offered(part.candidate.clone(), whole, same);
        }
        _ => {}
    }
    let mut answers: Vec<Candidate> = clear.into_iter().map(|part| part.candidate).collect();
    answers.truncate(MOST_ANSWERED);
    let besides = answers.split_off(1);
    Understanding {
        band: Band::Answer,
        candidates: answers,
        besides,
    }
}

/// An offer of what the whole may be about, and next to its best of what a part is about: how clear a part is says nothing of
/// which of the two is meant.
fn offered(part: Candidate, whole: Understanding, same: impl Fn(&Subject, &Subject) -> bool) -> Understanding {
    let mut candidates = whole.candidates;
    candidates.retain(|other| !same(&other.subject, &part.subject));
    let best = candidates.first().map_or(part.probability, |best| best.probability);
    let probability = part.probability.min(best);
    candidates.insert(candidates.len().min(1), Candidate { probability, ..part });
    candidates.truncate(MOST_CANDIDATES);
    Understanding {
        band: Band::Offer,
        candidates,
        besides: Vec::new(),
    }
}

/// What the pieces of a sentence are about, if each is clear; else those that are, word for word, a way to ask.
fn clear_pieces<E>(
    sentence: &str,
    ask: &impl Fn(&str, &[Subject]) -> Result<Understanding, E>,
    same: &impl Fn(&Subject, &Subject) -> bool,
    before: &[Part],
) -> Result<Vec<Part>, E> {
    let mut clear: Vec<Part> = before.to_vec();
    let mut found: Vec<Part> = Vec::new();
    let mut all = true;
    for piece in pieces::pieces(sentence) {
        let mut candidate = clear_one(ask(&piece.text, &topics(&clear))?);
        if let (None, Some(headed)) = (&candidate, &piece.headed) {
            candidate = clear_one(ask(headed, &topics(&clear))?);
        }
        let Some(candidate) = candidate else {
            all = false;
            continue;
        };
        let tells = piece.headed.is_none() && !asking::asks_anything(&piece.text);
        let part = Part { candidate, tells };
        add(&mut clear, part.clone(), same);
        add(&mut found, part, same);
    }
    found.retain(|part| all || part.candidate.probability >= KNOWN);
    Ok(found)
}

fn clear_one(understanding: Understanding) -> Option<Candidate> {
    let clear = understanding.band == Band::Answer;
    understanding.candidates.into_iter().next().filter(|_| clear)
}

/// Nothing is answered twice: what is there is asked for if either part asks, and as sure as the surer one.
fn add(clear: &mut Vec<Part>, part: Part, same: &impl Fn(&Subject, &Subject) -> bool) {
    let is_same = |known: &&mut Part| same(&known.candidate.subject, &part.candidate.subject);
    match clear.iter_mut().find(is_same) {
        Some(known) => {
            known.tells &= part.tells;
            known.candidate.probability = known.candidate.probability.max(part.candidate.probability);
        }
        None => clear.push(part),
    }
}

/// What the talk is about after some parts, newest first.
fn topics(clear: &[Part]) -> Vec<Subject> {
    clear.iter().rev().map(|part| part.candidate.subject.clone()).collect()
}

#[cfg(test)]
mod tests;
