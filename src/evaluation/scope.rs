//! Whether what is known is told from what is not.
//!
//! An out-of-scope question whose best candidate is tolerated needs no refusal: it counts as right either way, and stands on
//! neither side of [`area_under_roc`].

use serde::Serialize;

use super::{Case, share, share_of};

/// What comes of one threshold: a question is refused where its probability is below.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct AtThreshold {
    /// The share of all questions that come out right: in scope, accepted with the right one first; out of scope, refused.
    pub accuracy_with_oos: Option<f64>,
    /// The share of the questions in scope that are accepted with the right one first.
    pub in_scope_at_threshold: Option<f64>,
    /// The share of the questions out of scope that are refused.
    pub oos_recall: Option<f64>,
}

/// What comes of `threshold`, as Larson et al., *An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction*
/// (2019, CLINC150) count it.
pub fn at_threshold(cases: &[Case], threshold: f32) -> AtThreshold {
    let accepted = |case: &Case| case.probability >= threshold && case.best().is_some();
    let right = |case: &Case| if accepted(case) { case.right() } else { !case.in_scope() };
    AtThreshold {
        accuracy_with_oos: share_of(cases.iter(), right),
        in_scope_at_threshold: share_of(cases.iter().filter(|case| case.in_scope()), right),
        oos_recall: share_of(cases.iter().filter(|case| !case.in_scope()), right),
    }
}

/// The threshold with the best [`AtThreshold::accuracy_with_oos`] on `cases`, the way the peers of CLINC150 choose theirs: half
/// way between the last probability that is accepted and the first that is not. Of thresholds that do equally well it is the
/// lowest, so that cases without any out of scope refuse nothing. Nothing where there are no cases.
pub fn best_threshold(cases: &[Case]) -> Option<f32> {
    chosen(cases, |kept| share(kept.in_scope + kept.out_of_scope, cases.len()))
}

/// The share of questions that is taken to be out of scope: one in five. A choice of ours.
const OUT_OF_SCOPE_SHARE: f64 = 0.2;

/// The same as if one question in five were out of scope, however many there are: the best mean of
/// [`AtThreshold::in_scope_at_threshold`] and [`AtThreshold::oos_recall`], weighted so. Nothing without both kinds.
pub fn balanced_threshold(cases: &[Case]) -> Option<f32> {
    let in_scope = cases.iter().filter(|case| case.in_scope()).count();
    let out_of_scope = cases.len() - in_scope;
    chosen(cases, |kept| {
        let inside = (1.0 - OUT_OF_SCOPE_SHARE) * share(kept.in_scope, in_scope)?;
        Some(inside + OUT_OF_SCOPE_SHARE * share(kept.out_of_scope, out_of_scope)?)
    })
}

/// How many come out right at a threshold.
#[derive(Clone, Copy)]
struct Kept {
    in_scope: usize,
    out_of_scope: usize,
}

/// The threshold with the highest `worth`, tried from the one that refuses all down to the one that refuses none.
fn chosen(cases: &[Case], worth: impl Fn(Kept) -> Option<f64>) -> Option<f32> {
    let mut descending: Vec<&Case> = cases.iter().collect();
    descending.sort_by(|left, right| right.probability.total_cmp(&left.probability));
    let mut kept = Kept {
        in_scope: 0,
        out_of_scope: cases.iter().filter(|case| !case.in_scope()).count(),
    };
    let mut best: Option<(f64, f32)> = None;
    let mut consider = |kept: Kept, threshold: f32| {
        if let Some(worth) = worth(kept)
            && best.is_none_or(|(before, _)| worth >= before)
        {
            best = Some((worth, threshold));
        }
    };
    // Above 1 nothing is accepted.
    consider(kept, 1.0_f32.next_up());
    for (place, case) in descending.iter().enumerate() {
        match (case.in_scope(), case.right()) {
            (true, true) => kept.in_scope += 1,
            (false, false) if case.best().is_some() => kept.out_of_scope -= 1,
            _ => {}
        }
        let next = descending.get(place + 1).map(|next| next.probability);
        if next != Some(case.probability) {
            consider(kept, next.map_or(0.0, |next| f32::midpoint(next, case.probability)));
        }
    }
    best.map(|(_, threshold)| threshold)
}

/// The area under the ROC curve: the probability that a question in scope has a higher probability than one out of scope,
/// where ties count half. Exact, by ranks (Mann & Whitney 1947; Hanley & McNeil 1982). Nothing unless there are both.
pub fn area_under_roc(cases: &[Case]) -> Option<f64> {
    let mut ascending: Vec<(f32, bool)> = cases
        .iter()
        .filter(|case| case.in_scope() || !case.right())
        .map(|case| (case.probability, case.in_scope()))
        .collect();
    ascending.sort_by(|left, right| left.0.total_cmp(&right.0));
    let (mut below, mut twice_won, mut in_scope) = (0, 0, 0);
    for alike in ascending.chunk_by(|left, right| left.0 == right.0) {
        let inside = alike.iter().filter(|(_, inside)| *inside).count();
        let outside = alike.len() - inside;
        twice_won += inside * (2 * below + outside);
        below += outside;
        in_scope += inside;
    }
    share(twice_won, 2 * below * in_scope)
}
