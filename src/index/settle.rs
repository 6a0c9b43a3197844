//! Decides between finds that fit alike: the answer about an errand or the errand itself; and how far a text that says
//! little, or refuses something, may lead.

use std::collections::BTreeSet;

use super::analyzer::{Analyzer, Word};
use super::asking::{self, Asks};
use super::rows::Row;
use super::shelf::{Found, Shelf};
use crate::dialogue::{Band, Subject, Understanding};

/// How far an errand and its answer may lie apart and still fit alike.
const ALIKE: f32 = 0.45;

/// Different words, stop words not counted, that a text has at least to be answered.
const FEWEST_WORDS: usize = 2;

fn is_answer(row: &Row) -> bool {
    matches!(row.subject, Subject::Entry(_))
}

/// Whether what fits a text that `asks` is the answer, rather than the errand.
fn wants_answer(asks: Asks) -> bool {
    asks != Asks::Wish
}

/// The one of `rows` that all claim a text word for word: the first of the kind that the text wants, else the first.
pub(super) fn between(shelf: &Shelf, rows: &[usize], asks: Asks) -> Option<usize> {
    let wanted = rows.iter().find(|row| {
        shelf
            .rows
            .get(**row)
            .is_some_and(|row| is_answer(row) == wants_answer(asks))
    });
    wanted.or(rows.first()).copied()
}

/// Where an errand and its answer are both among the finds, keeps the one that the text wants, in the better place.
pub(super) fn twins(shelf: &Shelf, ranked: &mut Vec<Found>, asks: Asks) {
    let mut kept: Vec<Found> = Vec::with_capacity(ranked.len());
    for found in ranked.drain(..) {
        let Some(twin) = kept.iter_mut().find(|other| are_twins(shelf, other.row, found.row)) else {
            kept.push(found);
            continue;
        };
        let is_wanted = shelf
            .rows
            .get(found.row)
            .is_some_and(|row| is_answer(row) == wants_answer(asks));
        if is_wanted && twin.score - found.score <= ALIKE {
            twin.instead_of.get_or_insert(twin.row);
            twin.row = found.row;
        }
    }
    *ranked = kept;
}

fn are_twins(shelf: &Shelf, one: usize, other: usize) -> bool {
    match (shelf.rows.get(one), shelf.rows.get(other)) {
        (Some(one), Some(other)) => leads_to(one, &other.subject) || leads_to(other, &one.subject),
        _ => false,
    }
}

fn leads_to(entry: &Row, errand: &Subject) -> bool {
    match errand {
        Subject::Flow(flow) => entry.flow.as_ref() == Some(flow),
        Subject::Entry(_) => false,
    }
}

/// Whether two subjects are in effect one: the same, or an errand and its answer.
pub(super) fn are_one(shelf: &Shelf, one: &Subject, other: &Subject) -> bool {
    let leads = |entry: &Subject, errand: &Subject| match entry {
        Subject::Entry(entry) => shelf.rows_of(entry).any(|row| leads_to(row, errand)),
        Subject::Flow(_) => false,
    };
    one == other || leads(one, other) || leads(other, one)
}

/// Whether words are too few to be answered, whatever they fit: "is it", "do it again", "PIN PIN PIN".
pub(super) fn say_too_little(words: &[Word], analyzer: &Analyzer) -> bool {
    different(words).len() < FEWEST_WORDS || telling(words, analyzer) == 0
}

/// Whether a wish says so little itself that only what was talked about makes it one: "do it again".
pub(super) fn wishes_too_little(words: &[Word], asks: Asks) -> bool {
    asks == Asks::Wish && different(words).len() < FEWEST_WORDS
}

/// The different words that are no stop words.
fn different(words: &[Word]) -> BTreeSet<&str> {
    let own = words.iter().filter(|word| !word.stop);
    own.map(|word| word.stem.as_str()).collect()
}

/// Whether words name nothing that they could be about: "how long does it take".
pub(super) fn names_nothing(words: &[Word], analyzer: &Analyzer) -> bool {
    telling(words, analyzer) < FEWEST_WORDS
}

/// How many different words tell what a text is about.
fn telling(words: &[Word], analyzer: &Analyzer) -> usize {
    let common = |word: &Word| analyzer.common().iter().any(|common| common.stem == word.stem);
    let tells = |word: &&Word| !word.stop && !asking::begins_question(&word.text) && !common(word);
    words
        .iter()
        .filter(tells)
        .map(|word| word.stem.as_str())
        .collect::<BTreeSet<_>>()
        .len()
}

/// An understanding with at most an offer, where there is a reason for it: a text that refuses something begins nothing,
/// and one that says `too_little` is not answered.
pub(super) fn restrain(understanding: &mut Understanding, asks: Asks, too_little: bool) {
    if understanding.band == Band::Answer && (asks == Asks::Refusal || too_little) {
        understanding.band = Band::Offer;
    }
}
