//! The ways to ask that would not find what they are written for if they were not written down.

use std::collections::HashMap;

use jiff::Timestamp;

use super::everyday::EVERYDAY;
use super::shelf::Shelf;
use super::{Index, day, knowledge, settle};
use crate::dialogue::{Band, Subject};

/// A way to ask that finds something else when it is left out: whoever says the like is likely misunderstood.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// The way to ask, as `words::normalize` makes it.
    pub phrase: String,
    /// What it is written for.
    pub subject: Subject,
    /// What it finds.
    pub to: Subject,
    /// How probable that seems.
    pub probability: f32,
    /// What would be made of it: an answer is a wrong one.
    pub band: Band,
}

impl Index {
    /// The ways to ask that find something else when they are left out. An answer and its errand are one, and so are the
    /// translations of an answer; nothing is said of what is not shown `now`, nor of slips, which would be mended. Of a large
    /// content nothing is known.
    pub fn lost(&self, now: Timestamp) -> Vec<Lost> {
        let day = day(now);
        let shelves = [&self.member, &self.provider];
        shelves
            .into_iter()
            .flat_map(|shelf| {
                let counts = counts(shelf);
                let lost = shelf.lost(day).filter_map(|lost| self.named(shelf, lost));
                lost.filter(move |lost| !has_slip(&lost.phrase, &counts))
            })
            .collect()
    }

    fn named(&self, shelf: &Shelf, lost: knowledge::Lost) -> Option<Lost> {
        let (row, to) = (shelf.rows.get(lost.subject)?, shelf.rows.get(lost.to)?);
        (!settle::are_one(shelf, &row.subject, &to.subject)).then_some(Lost {
            phrase: row.forms.get(lost.way)?.text.clone(),
            subject: row.subject.clone(),
            to: to.subject.clone(),
            probability: lost.probability,
            band: self.thresholds.band(lost.probability),
        })
    }
}

/// In how many places among the ways to ask each word stands.
fn counts(shelf: &Shelf) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    let forms = shelf.rows.iter().flat_map(|row| &row.forms);
    for word in forms.flat_map(|form| form.text.split(' ')) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// Whether a phrase has a word that stands nowhere else, neither in everyday English.
fn has_slip(phrase: &str, counts: &HashMap<&str, usize>) -> bool {
    let mut words = phrase.split(' ');
    words.any(|word| counts.get(word).is_none_or(|count| *count < 2) && !EVERYDAY.has(word))
}
