//! The ways to ask that would not find what they are written for if they were not written down.

use jiff::Timestamp;

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
    /// translations of an answer; nothing is said of what is not shown `now`. Of a large content nothing is known.
    pub fn lost(&self, now: Timestamp) -> Vec<Lost> {
        let day = day(now);
        let shelves = [&self.member, &self.provider];
        shelves
            .into_iter()
            .flat_map(|shelf| shelf.lost(day).filter_map(|lost| self.named(shelf, lost)))
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
