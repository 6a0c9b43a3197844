//! How well questions are understood: from judged cases to figures.
//!
//! A [`Case`] is a question with what would be right and what came out. [`Figures::of`] makes the figures that
//! `frontdesk eval` prints; [`confusions`] lists what was taken for what; [`diagram`] draws. Pure: it asks nobody, and it
//! knows nothing of answers, errands or indexes but their names.
//!
//! All figures are shares of one, 0 to 1, unless they say otherwise; one that has nothing to be counted over is `None`.

use serde::{Deserialize, Serialize};

mod calibration;
mod confusion;
pub mod diagram;
mod figures;
mod ranking;
mod scope;
mod selective;

pub use calibration::{BINS, Bin, bins, expected_calibration_error};
pub use confusion::{Confusion, confusions};
pub use figures::{Basis, Figures, Threshold};
pub use ranking::{Ranking, ranking};
pub use scope::{AtThreshold, area_under_roc, at_threshold, balanced_threshold, best_threshold};
pub use selective::{Answering, Point, answering, area_under_risk_coverage, risk_coverage};

/// A question, what would be right for it, and what came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The question.
    pub text: String,
    /// Everything that would be right; empty: the question is out of scope.
    pub expected: Vec<String>,
    /// Out of scope: what may be answered or offered all the same, as it says where to turn.
    pub tolerated: Vec<String>,
    /// What came out, each name once: first what the visitor gets, then what fitted less, best first.
    pub ranked: Vec<String>,
    /// The probability, 0 to 1, that the first of `ranked` is right; 0 where nothing came out.
    pub probability: f32,
    /// What was made of it.
    pub band: Band,
    /// What would be answered, where the band is [`Band::Answer`]: the first of `ranked`, then the answers to what else the
    /// question asks for.
    pub told: Vec<String>,
    /// What would be shown for a choice, where the band is [`Band::Offer`].
    pub offered: Vec<String>,
    /// How long it took, in microseconds.
    pub micros: u64,
}

/// What a visitor gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// The first, at once; and what else is asked for.
    Answer,
    /// The first few, to choose from.
    Offer,
    /// "I don't know".
    Unknown,
}

impl Case {
    /// Whether something would be right for it.
    pub fn in_scope(&self) -> bool {
        !self.expected.is_empty()
    }

    /// The first of what came out.
    pub fn best(&self) -> Option<&str> {
        self.ranked.first().map(String::as_str)
    }

    /// Whether the first of what came out may be said: in scope it is expected, out of scope tolerated.
    pub fn right(&self) -> bool {
        self.best().is_some_and(|best| self.may_say(best))
    }

    /// Whether `id` may be said: in scope it is expected, out of scope tolerated.
    fn may_say(&self, id: &str) -> bool {
        let fine = if self.in_scope() {
            &self.expected
        } else {
            &self.tolerated
        };
        fine.iter().any(|known| known == id)
    }

    /// Whether the visitor gets something that is right: among what is answered, or among what is offered.
    fn right_or_offered(&self) -> bool {
        let got = match self.band {
            Band::Answer => &self.told,
            Band::Offer => &self.offered,
            Band::Unknown => return false,
        };
        got.iter().any(|id| self.expected.contains(id))
    }

    /// Whether the visitor is misled by what is answered. In scope: none of it is right; a right answer beside a wrong one is
    /// still what was asked for. Out of scope: some of it may not be said.
    fn misled(&self) -> bool {
        let mut told = self.told.iter();
        match (self.band, self.in_scope()) {
            (Band::Offer | Band::Unknown, _) => false,
            (Band::Answer, true) => !told.any(|id| self.may_say(id)),
            (Band::Answer, false) => !told.all(|id| self.may_say(id)),
        }
    }
}

/// `part` of `whole`; nothing where there is no whole.
#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The share of `cases` for which `holds`.
fn share_of<'a>(cases: impl Iterator<Item = &'a Case>, holds: impl Fn(&Case) -> bool) -> Option<f64> {
    let (mut part, mut whole) = (0, 0);
    for case in cases {
        whole += 1;
        part += usize::from(holds(case));
    }
    share(part, whole)
}

/// The mean of `values`; nothing where there are none.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for value in values {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

#[cfg(test)]
mod tests;
