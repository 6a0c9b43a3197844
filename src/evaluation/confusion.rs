//! What was taken for what.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Band, Case};

/// Questions about one thing for which another came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// What would have been right, the first of several; nothing: out of scope.
    pub expected: Option<String>,
    /// What came first; nothing: nothing came out.
    pub given: Option<String>,
    /// How many questions.
    pub count: usize,
    /// How many of them were answered with it, with confidence.
    pub answered: usize,
    /// One of them: the one for which it was most sure.
    pub example: String,
}

/// All confusions, the most frequent first. In scope every question whose first candidate is wrong counts, whatever its band:
/// what is only offered today may be answered tomorrow. Out of scope it is a mistake only where something is answered or offered.
pub fn confusions(cases: &[Case]) -> Vec<Confusion> {
    let mut found: BTreeMap<(Option<&str>, Option<&str>), Vec<&Case>> = BTreeMap::new();
    for case in cases.iter().filter(|case| mistaken(case)) {
        let pair = (case.expected.first().map(String::as_str), case.best());
        found.entry(pair).or_default().push(case);
    }
    let mut confusions: Vec<Confusion> = found
        .into_iter()
        .map(|((expected, given), alike)| Confusion {
            expected: expected.map(str::to_owned),
            given: given.map(str::to_owned),
            count: alike.len(),
            answered: alike.iter().filter(|case| case.band == Band::Answer).count(),
            example: surest(&alike),
        })
        .collect();
    // A stable sort: what is equally frequent stays in the order of the names.
    confusions.sort_by(|left, right| (right.count, right.answered).cmp(&(left.count, left.answered)));
    confusions
}

fn mistaken(case: &Case) -> bool {
    !case.right() && (case.in_scope() || case.band != Band::Unknown)
}

/// The text of the case with the highest probability, the first of several.
fn surest(cases: &[&Case]) -> String {
    let surest = cases
        .iter()
        .rev()
        .max_by(|left, right| left.probability.total_cmp(&right.probability));
    surest.map(|case| case.text.clone()).unwrap_or_default()
}
