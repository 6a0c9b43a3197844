//! From what speaks for a subject to the probability that it is the right one.
//!
//! The cases are the content's own ways to ask: each left out alone (is what comes first the right one?), each left out
//! with all that leads to the same (whatever comes first is wrong), and the phrases that are out of scope. Near to what
//! holds for other contents, the coefficients are the likeliest ones (`logistic`).

use std::borrow::Cow;

use super::classes::{self, Classes};
use super::scope::{self, Scope};
use super::shape::Parts;
use super::{Compared, Lessons, Lost};
use frontdesk_numerics::logistic::{self, Case};

/// How many features there are, the constant among them.
const FEATURES: usize = 7;

/// Texts whose nearness shows how crowded it is around a text.
const CROWD: usize = 5;

/// About the mean and the spread of each feature, so that the prior has the same strength for all.
const SCALE: [(f64, f64); FEATURES - 1] = [
    (-0.2, 0.4),
    (0.7, 0.15),
    (0.45, 0.2),
    (0.5, 0.35),
    (0.6, 0.15),
    (0.0, 0.5),
];

/// Which of the features is the lead.
const LEAD: usize = 3;

/// The same by words alone: likeness in letters is less than likeness in meaning, and how well the words fit stands in the
/// answer's place.
const SCALE_BY_WORDS: [(f64, f64); FEATURES - 1] = [
    (-0.2, 0.4),
    (0.5, 0.2),
    (0.5, 0.2),
    (0.5, 0.35),
    (0.35, 0.15),
    (0.0, 0.5),
];

/// What holds for other contents, rounded by hand: learned score and crowd as they tell what is in scope in the dev part of
/// CLINC150, the others as they did well on several sets (`docs/understanding.md`).
const PRIOR: [f64; FEATURES] = [1.7, 0.3, 0.0, 0.3, 1.2, 1.0, 0.3];

/// How strongly each of these holds, as the inverse of its variance. A content's own cases without an answer are near misses,
/// nearer than what people ask elsewhere: they may move the constant and what the scope counts, the others hardly.
const PULL: [f64; FEATURES] = [200.0, 200.0, 200.0, 200.0, 200.0, 2.0, 20.0];

/// Cases up to which it is that strong. It grows with what is more: near misses are no more like what people ask elsewhere
/// because there are thousands of them.
const PULL_CASES: f64 = 600.0;

/// The same where phrases are listed as out of scope: these are strangers as people are, and tell more than other contents.
const PULL_LISTED: [f64; FEATURES] = [3.0, 3.0, 3.0, 3.0, 3.0, 1.0, 3.0];

/// The same by words alone, where less is known of other contents: by judgement, not fitted.
const PRIOR_BY_WORDS: [f64; FEATURES] = [1.5, 0.5, 1.0, 0.3, 0.3, 1.0, 0.0];
const PULL_BY_WORDS: [f64; FEATURES] = [20.0, 20.0, 20.0, 20.0, 20.0, 2.0, 20.0];

/// How much the ways to ask that are left out with their subject count together, beside those left out alone: where
/// nothing is listed as out of scope, and where it is.
const UNLISTED: f64 = 0.35;
const LISTED: f64 = 0.1;

/// The greatest probability.
const SUREST: f32 = 0.999;

/// What speaks for and against a subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::index) struct Features([f64; FEATURES]);

impl Features {
    /// `lead`: the score above that of the next other subject (below the best, if negative), in the units of the
    /// regression; `crowd`: how near the nearest texts are; `scope`: what the scope says, 0 where nothing is listed; `meant`:
    /// whether there are vectors.
    pub(in crate::index) fn new(parts: &Parts, lead: f32, crowd: f32, scope: f32, meant: bool) -> Self {
        let told = if meant { parts.told } else { parts.words };
        let scale = if meant { SCALE } else { SCALE_BY_WORDS };
        let raw = [parts.learned, parts.nearest, told, lead, crowd, scope];
        let mut features = [1.0; FEATURES];
        for ((feature, raw), (mean, spread)) in features.iter_mut().zip(raw).zip(scale) {
            *feature = (f64::from(raw) - mean) / spread;
        }
        Self(features)
    }

    /// The same with a lead of at most `lead`.
    fn ahead_by_at_most(mut self, lead: f32, meant: bool) -> Self {
        let (mean, spread) = if meant { SCALE[LEAD] } else { SCALE_BY_WORDS[LEAD] };
        self.0[LEAD] = self.0[LEAD].min((f64::from(lead) - mean) / spread);
        self
    }
}

/// How near the nearest few are.
pub(in crate::index) fn crowd(nearness: impl Iterator<Item = f32>) -> f32 {
    let mut nearest = [0.0f32; CROWD];
    for near in nearness {
        let place = nearest.partition_point(|other| *other >= near);
        if place < CROWD {
            nearest.copy_within(place..CROWD - 1, place + 1);
            if let Some(slot) = nearest.get_mut(place) {
                *slot = near;
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "five")]
    let all = CROWD as f32;
    nearest.iter().sum::<f32>() / all
}

/// The probability that a subject is the right one.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::index) struct Probability([f64; FEATURES]);

impl Probability {
    /// From 0 to almost 1: certain is only what is, word for word, a way to ask.
    pub(in crate::index) fn of(&self, features: &Features) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a number from 0 to 1")]
        let probability = logistic::probability(&self.0, &features.0) as f32;
        probability.min(SUREST)
    }
}

/// What the probability is learned from.
pub(super) struct Cases<'a> {
    pub(super) lessons: &'a Lessons<'a>,
    /// The ways to ask that are left out, as they compare with all.
    pub(super) left_out: &'a [usize],
    pub(super) compared: &'a [Cow<'a, Compared>],
    /// The phrases that are out of scope.
    pub(super) outside: &'a [Cow<'a, Compared>],
    pub(super) classes: &'a Classes,
    pub(super) without: &'a classes::Without,
    pub(super) scope: Option<&'a (Scope, scope::Without)>,
}

/// A way to ask, left out alone.
struct Alone {
    way: usize,
    /// What comes first without it.
    best: usize,
    case: Case<FEATURES>,
    /// What speaks for `best` where it is not the way's own subject, which counts as another one even if it is akin.
    against: Option<Features>,
}

/// Learns; and tells which ways to ask find another subject when they are left out, and how probable that one seems.
pub(super) fn learn(cases: &Cases<'_>) -> (Probability, Vec<Lost>) {
    let left_out = cases.alone();
    let alone: Vec<Case<FEATURES>> = left_out.iter().map(|alone| alone.case).collect();
    #[expect(clippy::cast_precision_loss, reason = "counts of cases")]
    let count = |share: f64, of: usize| share * alone.len() as f64 / of.max(1) as f64;
    let mut all = alone.clone();
    let kin = cases.kin();
    let share = if cases.outside.is_empty() { UNLISTED } else { LISTED };
    let each = count(share, kin.len());
    all.extend(kin.into_iter().map(|case| Case { count: each, ..case }));
    let outside = cases.outside();
    let each = count(1.0, outside.len());
    all.extend(outside.into_iter().map(|case| Case { count: each, ..case }));
    let probability = if cases.meant() && !cases.outside.is_empty() {
        Probability(logistic::fit(&all, PRIOR, PULL_LISTED))
    } else if cases.meant() {
        Probability(logistic::fit(&all, PRIOR, pull_unlisted(alone.len())))
    } else {
        Probability(logistic::fit(&all, PRIOR_BY_WORDS, PULL_BY_WORDS))
    };
    let lost = left_out.iter().filter_map(|alone| {
        Some(Lost {
            way: alone.way,
            to: alone.best,
            probability: probability.of(&alone.against?),
        })
    });
    let lost = lost.collect();
    (probability, lost)
}

/// How strongly the prior holds where nothing is listed as out of scope, beside so many `cases` left out alone.
#[expect(clippy::cast_precision_loss, reason = "a count of cases")]
fn pull_unlisted(cases: usize) -> [f64; FEATURES] {
    let more = (cases as f64 / PULL_CASES).max(1.0);
    PULL.map(|pull| more * pull)
}

impl Cases<'_> {
    fn meant(&self) -> bool {
        self.lessons.vectors.is_some()
    }

    fn subject(&self, way: usize) -> usize {
        self.lessons.subjects.get(way).copied().unwrap_or_default()
    }

    fn parts(&self, compared: &Compared, said: &[f32], count: impl Fn(usize) -> bool) -> Vec<Parts> {
        super::parts(self.lessons.subjects, self.lessons.all, compared, said, count)
    }

    /// The features of the best of `parts` among the subjects that `may` be it, and which it is.
    fn best(&self, parts: &[Parts], may: impl Fn(usize) -> bool, crowd: f32, scope: f32) -> Option<(usize, Features)> {
        let shape = &self.classes.shape;
        let scores: Vec<(usize, f32)> = (parts.iter().enumerate())
            .filter(|(subject, _)| may(*subject))
            .map(|(subject, parts)| (subject, shape.score(parts)))
            .collect();
        let top =
            |scores: &mut dyn Iterator<Item = (usize, f32)>| scores.max_by(|(_, one), (_, other)| one.total_cmp(other));
        let (best, score) = top(&mut scores.iter().copied())?;
        let others = &mut scores
            .iter()
            .copied()
            .filter(|(other, _)| !(self.lessons.are_one)(*other, best));
        let next = top(others).map_or(0.0, |(_, score)| score);
        let lead = shape.units(score - next);
        Some((best, Features::new(parts.get(best)?, lead, crowd, scope, self.meant())))
    }

    /// How much further `one` is than `other`, in the units of the regression.
    fn lead(&self, parts: &[Parts], one: usize, other: usize) -> f32 {
        let shape = &self.classes.shape;
        let score = |subject: usize| parts.get(subject).map_or(0.0, |parts| shape.score(parts));
        shape.units(score(one) - score(other))
    }

    /// Ways to ask that are not the only one of their subject, each as if it were not there.
    fn alone(&self) -> Vec<Alone> {
        let mut ways = vec![0usize; self.lessons.all];
        for subject in self.lessons.subjects {
            if let Some(ways) = ways.get_mut(*subject) {
                *ways += 1;
            }
        }
        let left_out = self.left_out.iter().zip(self.compared).zip(&self.without.alone);
        let several = left_out.filter(|((way, _), _)| ways.get(self.subject(**way)).is_some_and(|ways| *ways > 1));
        let case = |((way, compared), said): ((&usize, &Cow<'_, Compared>), &Vec<f32>)| {
            let parts = self.parts(compared, said, |other| other != *way);
            let others = self.ways_of(compared).filter(|(other, _)| other != way);
            let scope = self.scope.map_or(0.0, |(_, without)| without.alone(*way));
            let (best, features) = self.best(&parts, |_| true, crowd(others.map(|(_, near)| near)), scope)?;
            let own = self.subject(*way);
            Some(Alone {
                way: *way,
                best,
                case: Case {
                    features: features.0,
                    right: (self.lessons.are_one)(best, own),
                    count: 1.0,
                },
                against: (best != own).then(|| features.ahead_by_at_most(self.lead(&parts, best, own), self.meant())),
            })
        };
        several.filter_map(case).collect()
    }

    /// Ways to ask, each as if nothing that leads to the same were there: whatever is found is wrong.
    fn kin(&self) -> Vec<Case<FEATURES>> {
        let left_out = self.left_out.iter().zip(self.compared).zip(&self.without.kin);
        let case = |((way, compared), said): ((&usize, &Cow<'_, Compared>), &Vec<f32>)| {
            let own = self.subject(*way);
            let other = |subject: usize| !self.lessons.akin(subject, own);
            let parts = self.parts(compared, said, |_| true);
            let others = self.ways_of(compared).filter(|(way, _)| other(self.subject(*way)));
            let scope = self.scope.map_or(0.0, |(_, without)| without.kin(*way));
            let (_, features) = self.best(&parts, other, crowd(others.map(|(_, near)| near)), scope)?;
            Some(wrong(features))
        };
        left_out.filter_map(case).collect()
    }

    /// The phrases that are out of scope.
    fn outside(&self) -> Vec<Case<FEATURES>> {
        let case = |(text, compared): (usize, &Cow<'_, Compared>)| {
            let parts = self.parts(compared, &self.classes.of(compared), |_| true);
            let scope = self.scope.map_or(0.0, |(_, without)| without.alone(text));
            let near = self.ways_of(compared).map(|(_, near)| near);
            self.best(&parts, |_| true, crowd(near), scope)
                .map(|(_, features)| wrong(features))
        };
        (self.lessons.ways()..).zip(self.outside).filter_map(case).collect()
    }

    /// The ways to ask, and how near each is.
    fn ways_of<'b>(&self, compared: &'b Compared) -> impl Iterator<Item = (usize, f32)> + use<'b> {
        compared
            .nearness()
            .iter()
            .copied()
            .take(self.lessons.ways())
            .enumerate()
    }
}

fn wrong(features: Features) -> Case<FEATURES> {
    Case {
        features: features.0,
        right: false,
        count: 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_move_the_prior_no_further_because_there_are_more_of_them() {
        assert_eq!(pull_unlisted(0), PULL);
        assert_eq!(pull_unlisted(600), PULL);
        assert_eq!(pull_unlisted(6_000), PULL.map(|pull| 10.0 * pull));
    }

    #[test]
    fn the_crowd_is_the_mean_of_the_nearest_five() {
        let near = [0.1, 0.9, 0.5, 0.7, 0.3, 0.2, 0.6];
        assert!((crowd(near.into_iter()) - 0.6).abs() < 1e-6);
        assert!((crowd([1.0].into_iter()) - 0.2).abs() < 1e-6);
        assert_eq!(crowd(std::iter::empty()), 0.0);
    }
}
