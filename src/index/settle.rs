//! Decides between finds that fit alike: the answer about an errand or the errand itself, and what the talk is about.

use std::collections::HashSet;

use super::rows::Row;
use super::shelf::{Finds, Found, Shelf};
use crate::conversation::EntryId;
use crate::dialogue::Subject;
use crate::words::normalize;

/// How far an errand and its answer may lie apart and still fit alike.
const ALIKE: f32 = 0.25;

/// What the topics of the last answers gain where the text names none.
const RECENT: f32 = 1.25;

/// Things that a text may ask for at most, to count as one that leaves its topic out.
const SHORT: usize = 3;

/// Words that a question begins with.
const QUESTION: [&str; 31] = [
    "how", "hows", "what", "whats", "when", "whens", "where", "wheres", "why", "who", "whos", "whom", "whose", "which",
    "is", "are", "was", "do", "does", "did", "am", "has", "have", "should", "will", "can", "could", "may", "explain",
    "steps", "tell",
];

/// What a wish begins with, though it sounds like a question.
const WISH: [&str; 6] = [
    "can you",
    "could you",
    "would you",
    "will you",
    "can i have",
    "may i have",
];

/// Whether a text wants to know something rather than to get something done: "how do i get a new pin" does, "i lost my
/// pin" and "can you reset my password" don't.
fn is_question(text: &str) -> bool {
    let normal = normalize(text);
    if WISH.iter().any(|wish| normal.starts_with(wish)) {
        return false;
    }
    let first = normal.split(' ').next().unwrap_or_default();
    QUESTION.contains(&first) || text.trim_end().ends_with('?')
}

fn is_answer(row: &Row) -> bool {
    matches!(row.subject, Subject::Entry(_))
}

/// The one of `rows` that all claim a text word for word: the first of the kind that the text wants, else the first.
pub(super) fn between(shelf: &Shelf, rows: &[usize], text: &str) -> Option<usize> {
    let question = is_question(text);
    let wanted = rows
        .iter()
        .find(|row| shelf.rows.get(**row).is_some_and(|row| is_answer(row) == question));
    wanted.or(rows.first()).copied()
}

/// Where an errand and its answer are both among the finds, keeps the one that the text wants, in the better place.
pub(super) fn twins(shelf: &Shelf, ranked: &mut Vec<Found>, text: &str) {
    let question = is_question(text);
    let mut kept: Vec<Found> = Vec::with_capacity(ranked.len());
    for found in ranked.drain(..) {
        let Some(twin) = kept.iter_mut().find(|other| are_twins(shelf, other.row, found.row)) else {
            kept.push(found);
            continue;
        };
        let is_wanted = shelf.rows.get(found.row).is_some_and(|row| is_answer(row) == question);
        if is_wanted && twin.score - found.score <= ALIKE {
            twin.row = found.row;
        }
    }
    *ranked = kept;
}

fn are_twins(shelf: &Shelf, one: usize, other: usize) -> bool {
    let leads_to = |entry: &Row, errand: &Row| match &errand.subject {
        Subject::Flow(flow) => entry.flow.as_ref() == Some(flow),
        Subject::Entry(_) => false,
    };
    match (shelf.rows.get(one), shelf.rows.get(other)) {
        (Some(one), Some(other)) => leads_to(one, other) || leads_to(other, one),
        _ => false,
    }
}

/// Lifts what the last answers were about and what is related to them, where the text is too short to name a topic.
pub(super) fn favour_recent(shelf: &Shelf, finds: &mut Finds, recent: &[EntryId]) {
    if recent.is_empty() || finds.asked > SHORT {
        return;
    }
    let mut near: HashSet<&EntryId> = recent.iter().collect();
    near.extend(
        recent
            .iter()
            .filter_map(|entry| shelf.row_of(entry))
            .flat_map(|row| &row.related),
    );
    for found in &mut finds.ranked {
        if let Some(Subject::Entry(entry)) = shelf.rows.get(found.row).map(|row| &row.subject)
            && near.contains(entry)
        {
            found.score = (found.score * RECENT).min(1.0);
        }
    }
    finds.ranked.sort_by(Found::by_score);
}

#[cfg(test)]
mod tests {
    use super::is_question;

    #[test]
    fn questions_are_told_from_wishes() {
        for question in [
            "How do I get a new PIN",
            "can i get a new pin",
            "my pin?",
            "what if i lost my pin",
        ] {
            assert!(is_question(question), "{question}");
        }
        for wish in [
            "i lost my pin",
            "reset my password",
            "Can you reset my password?",
            "new pin please",
            "",
        ] {
            assert!(!is_question(wish), "{wish}");
        }
    }
}
