//! What is said with confidence: how much of it is right, and how much is said at all.
//!
//! After El-Yaniv & Wiener, *On the Foundations of Noise-free Selective Classification* (2010).

use super::{Band, Case, mean, share, share_of};

/// What comes of the bands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Answering {
    /// Of all questions answered, the share whose first answer is right.
    pub precision: Option<f64>,
    /// Of all questions, the share that is answered.
    pub coverage: Option<f64>,
    /// Of the questions in scope, the share that is answered.
    pub coverage_in_scope: Option<f64>,
    /// Of the questions in scope, the share that gets something right: among the answers, or among what is offered.
    pub right_or_offered: Option<f64>,
    /// Of the questions in scope, the share that gets wrong answers only, given with confidence.
    pub confidently_wrong: Option<f64>,
    /// Of the questions out of scope, the share that is answered with confidence, with something that is not tolerated.
    pub oos_answered: Option<f64>,
}

/// What comes of the bands of `cases`.
pub fn answering(cases: &[Case]) -> Answering {
    let answered = |case: &Case| case.band == Band::Answer;
    let in_scope = || cases.iter().filter(|case| case.in_scope());
    Answering {
        precision: share_of(cases.iter().filter(|case| answered(case)), Case::right),
        coverage: share_of(cases.iter(), answered),
        coverage_in_scope: share_of(in_scope(), answered),
        right_or_offered: share_of(in_scope(), Case::right_or_offered),
        confidently_wrong: share_of(in_scope(), Case::misled),
        oos_answered: share_of(cases.iter().filter(|case| !case.in_scope()), Case::misled),
    }
}

/// What answering from one probability on would come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// That probability.
    pub probability: f32,
    /// The share of all questions that would be answered.
    pub coverage: f64,
    /// The share of these answers that would be wrong.
    pub risk: f64,
}

/// The risk-coverage curve: a point for each probability that occurs, the highest first. A question for which nothing came out
/// is never answered, so the curve may end before coverage 1.
pub fn risk_coverage(cases: &[Case]) -> Vec<Point> {
    let mut descending: Vec<&Case> = cases.iter().filter(|case| case.best().is_some()).collect();
    descending.sort_by(|left, right| right.probability.total_cmp(&left.probability));
    let (mut said, mut wrong) = (0, 0);
    let mut curve = Vec::new();
    for alike in descending.chunk_by(|left, right| left.probability == right.probability) {
        said += alike.len();
        wrong += alike.iter().filter(|case| !case.right()).count();
        if let (Some(first), Some(coverage), Some(risk)) = (alike.first(), share(said, cases.len()), share(wrong, said))
        {
            curve.push(Point {
                probability: first.probability,
                coverage,
                risk,
            });
        }
    }
    curve
}

/// The area under the risk-coverage curve: the mean risk over the questions, each taken at the coverage at which it is answered
/// (Geifman, Uziel & El-Yaniv 2019). Lower is better; 0 is only reached without any mistake.
pub fn area_under_risk_coverage(curve: &[Point]) -> Option<f64> {
    let end = curve.last()?.coverage;
    let mut before = 0.0;
    let mut steps = Vec::new();
    for point in curve {
        steps.push((point.coverage - before) * point.risk);
        before = point.coverage;
    }
    (end > 0.0).then(|| steps.iter().sum::<f64>() / end)
}

/// The median and the mean time, in milliseconds.
pub(super) fn times(cases: &[Case]) -> (Option<f64>, Option<f64>) {
    let mut micros: Vec<u64> = cases.iter().map(|case| case.micros).collect();
    micros.sort_unstable();
    let middle = [micros.len().saturating_sub(1) / 2, micros.len() / 2];
    let median = mean(middle.iter().filter_map(|place| micros.get(*place)).map(millis));
    (median, mean(micros.iter().map(millis)))
}

#[expect(clippy::cast_precision_loss, reason = "the time of one question")]
fn millis(micros: &u64) -> f64 {
    *micros as f64 / 1_000.0
}
