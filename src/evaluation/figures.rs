//! All figures of one run.

use serde::{Deserialize, Serialize};

use super::selective::times;
use super::{
    AtThreshold, Case, Ranking, answering, area_under_risk_coverage, area_under_roc, at_threshold, balanced_threshold,
    best_threshold, bins, expected_calibration_error, ranking, risk_coverage,
};

/// From which probability on a question is taken to be in scope, and where that comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Threshold {
    /// The probability.
    pub threshold: f32,
    /// How it was chosen.
    pub threshold_from: Basis,
}

/// How a threshold was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// On questions of its own, for the best `accuracy_with_oos` there ([`best_threshold`]).
    Dev,
    /// On questions of its own, as if one in five were out of scope ([`balanced_threshold`]).
    DevBalanced,
    /// It is the one from which on something is offered.
    Offer,
    /// Whoever asked has named it.
    Given,
}

impl Threshold {
    /// Chosen on `dev` for the best accuracy. Nothing where there are no cases.
    pub fn on_dev(dev: &[Case]) -> Option<Self> {
        best_threshold(dev).map(|threshold| Self {
            threshold,
            threshold_from: Basis::Dev,
        })
    }

    /// Chosen on `dev` for the best balance. Nothing unless there are cases in scope and out of scope.
    pub fn balanced_on_dev(dev: &[Case]) -> Option<Self> {
        balanced_threshold(dev).map(|threshold| Self {
            threshold,
            threshold_from: Basis::DevBalanced,
        })
    }
}

/// The figures of one run. The field names are the keys of `frontdesk eval --json`; docs/evaluating.md explains them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// How many questions were asked.
    pub questions: usize,
    /// How many of them are out of scope.
    pub out_of_scope: usize,
    /// How far up the right ones stand: `p_at_1`, `mrr`, `map`, `recall_at_3`.
    #[serde(flatten)]
    pub ranking: Ranking,
    /// Of the questions in scope, the share whose best candidate is right, without any threshold. Equal to `p_at_1`; the usual
    /// name where there is exactly one right intent.
    pub accuracy: Option<f64>,
    /// What comes of the threshold: `accuracy_with_oos`, `in_scope_at_threshold`, `oos_recall`.
    #[serde(flatten)]
    pub at_threshold: AtThreshold,
    /// The threshold of these three.
    #[serde(flatten)]
    pub threshold: Threshold,
    /// The best `accuracy_with_oos` that any threshold reaches on these very questions. For comparison with those who publish
    /// theirs so; never to be chosen by.
    pub accuracy_with_oos_best: Option<f64>,
    /// How well probabilities tell questions in scope from others ([`area_under_roc`]).
    pub oos_auroc: Option<f64>,
    /// Of all questions answered, the share whose first answer is right.
    pub precision: Option<f64>,
    /// Of all questions, the share that is answered.
    pub coverage: Option<f64>,
    /// Of the questions in scope, the share that is answered.
    pub coverage_in_scope: Option<f64>,
    /// Of the questions in scope, the share with something right among the answers or among what is offered.
    pub right_or_offered: Option<f64>,
    /// Of the questions in scope, the share with wrong answers only.
    pub confidently_wrong: Option<f64>,
    /// Of the questions out of scope, the share with an answer that is not tolerated.
    pub oos_answered: Option<f64>,
    /// The expected calibration error, over ten bins of equal width.
    pub ece: Option<f64>,
    /// The area under the risk-coverage curve.
    pub aurc: Option<f64>,
    /// The mean time of a question, in milliseconds.
    pub ms_per_question: Option<f64>,
    /// The median time of a question, in milliseconds.
    pub ms_per_question_median: Option<f64>,
}

impl Figures {
    /// The figures of `cases`, with what comes of `threshold`.
    pub fn of(cases: &[Case], threshold: Threshold) -> Self {
        let ranking = ranking(cases);
        let answering = answering(cases);
        let (median, mean) = times(cases);
        let best = best_threshold(cases);
        Self {
            questions: cases.len(),
            out_of_scope: cases.iter().filter(|case| !case.in_scope()).count(),
            ranking,
            accuracy: ranking.p_at_1,
            at_threshold: at_threshold(cases, threshold.threshold),
            threshold,
            accuracy_with_oos_best: best.and_then(|best| at_threshold(cases, best).accuracy_with_oos),
            oos_auroc: area_under_roc(cases),
            precision: answering.precision,
            coverage: answering.coverage,
            coverage_in_scope: answering.coverage_in_scope,
            right_or_offered: answering.right_or_offered,
            confidently_wrong: answering.confidently_wrong,
            oos_answered: answering.oos_answered,
            ece: expected_calibration_error(&bins(cases)),
            aurc: area_under_risk_coverage(&risk_coverage(cases)),
            ms_per_question: mean,
            ms_per_question_median: median,
        }
    }
}
