//! How a large content is weighed, one in which most questions have one way to ask: by the nearest way to ask, the answer and
//! the words, each looked up among any number (`vectors`, `postings`). There is too little to learn from.

use std::collections::BTreeMap;

use super::super::learning::Parts;
use super::vectored::Vectored;
use crate::embedding::Vector;

/// Ways to ask and answers at most that are looked at of a large content.
const MOST_FOUND: usize = 200;

/// The coefficients of score, lead and a constant for the probability: fitted on other sets' banks, on sums that have
/// cosines in them.
const PROBABILITY: (f32, f32, f32) = (3.2, 13.9, -3.55);

/// An estimate, not a fit: a lead in the regression, as a lead in the weighted sum, where each subject has one way to ask.
pub(super) const LEAD_ALONE: f32 = 0.38;

/// How much each part counts in a score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    nearest: f32,
    told: f32,
    words: f32,
}

/// A prototype on StackFAQ, 96.1 % at rank 1, with BM25 in place of the words.
const ANSWERED: Weights = Weights {
    nearest: 0.4,
    told: 0.4,
    words: 0.2,
};

/// Where there are no answers.
const UNANSWERED: Weights = Weights {
    nearest: 0.8,
    told: 0.0,
    words: 0.2,
};

/// Where only words are looked at.
const BY_WORDS: Weights = Weights {
    nearest: 0.0,
    told: 0.0,
    words: 1.0,
};

impl Weights {
    /// `answered`: whether there are answers; `meant`: whether meaning is weighed.
    pub(super) fn of(answered: bool, meant: bool) -> Self {
        match (meant, answered) {
            (false, _) => BY_WORDS,
            (true, true) => ANSWERED,
            (true, false) => UNANSWERED,
        }
    }

    /// The score: 0 to about 1.
    pub(super) fn score(self, parts: &Parts) -> f32 {
        let shares = self.shares(parts);
        shares.nearest + shares.told + shares.words
    }

    /// The parts as they add up to the score.
    pub(super) fn shares(self, parts: &Parts) -> Parts {
        Parts {
            learned: 0.0,
            nearest: self.nearest * parts.nearest,
            told: self.told * parts.told,
            words: self.words * parts.words,
        }
    }
}

/// The probability of a score, `lead` above that of the next other subject.
pub(super) fn probability(score: f32, lead: f32) -> f32 {
    let (weight, ahead, constant) = PROBABILITY;
    1.0 / (1.0 + (-(weight * score + ahead * lead + constant)).exp())
}

/// The parts of what comes near to `vector` among the subjects that `may` be found, added to those of `known` subjects. A
/// subject that comes near by one of its parts has all of them.
pub(super) fn add_meaning(
    known: &mut BTreeMap<usize, Parts>,
    vector: &Vector,
    vectors: &Vectored,
    may: impl Fn(usize) -> bool,
) {
    let vector = vector.as_slice();
    let subject = |way: u32| vectors.subjects.get(way as usize).copied();
    let near = vectors
        .ways
        .nearest(vector, MOST_FOUND, |way| subject(way).is_some_and(&may));
    let told = vectors
        .told
        .nearest(vector, MOST_FOUND, |subject| may(subject as usize));
    let mut nearest: BTreeMap<usize, f32> = BTreeMap::new();
    // The nearest first: the first of a subject's ways to ask is its nearest.
    for (subject, near) in near.into_iter().filter_map(|(way, near)| Some((subject(way)?, near))) {
        nearest.entry(subject).or_insert(near);
    }
    let told: BTreeMap<usize, f32> = told
        .into_iter()
        .map(|(subject, near)| (subject as usize, near))
        .collect();
    for subject in nearest.keys().chain(told.keys()) {
        known.entry(*subject).or_default();
    }
    for (subject, parts) in known {
        let known = nearest.get(subject).copied();
        parts.nearest = known.unwrap_or_else(|| vectors.nearest_of(*subject, vector));
        let known = told.get(subject).copied();
        parts.told = known.unwrap_or_else(|| vectors.told_of(*subject, vector));
    }
}
