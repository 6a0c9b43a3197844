//! How far up the right ones stand.
//!
//! The measures are those of information retrieval, as in Manning, Raghavan & Schütze, *Introduction to Information
//! Retrieval* (2008), chapter 8; the reciprocal rank is that of Voorhees, *The TREC-8 Question Answering Track Report*
//! (1999). Only questions in scope count.

use serde::Serialize;

use super::{Case, mean};

/// The ranks that [`Ranking::recall_at_3`] looks at.
const FIRST: usize = 3;

/// Means over the questions in scope.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Ranking {
    /// Precision at 1: the share with a right one in the first place.
    pub p_at_1: Option<f64>,
    /// Mean reciprocal rank: 1 / the rank of the first right one, 0 where none came out.
    pub mrr: Option<f64>,
    /// Mean average precision. The average precision of a question with R right ones is the sum, over the ranks at which they
    /// stand, of the precision up to that rank, divided by R; one that did not come out adds nothing.
    pub map: Option<f64>,
    /// Recall at 3: how many of the right ones stand in the first three places.
    pub recall_at_3: Option<f64>,
}

/// How far up the right ones stand in `cases`.
pub fn ranking(cases: &[Case]) -> Ranking {
    let over = |figure: fn(&[usize], usize) -> f64| {
        let in_scope = cases.iter().filter(|case| case.in_scope());
        mean(in_scope.map(|case| figure(&ranks(case), case.expected.len())))
    };
    Ranking {
        p_at_1: over(|ranks, _| f64::from(u8::from(ranks.first() == Some(&1)))),
        mrr: over(|ranks, _| ranks.first().map_or(0.0, |rank| ratio(1, *rank))),
        map: over(average_precision),
        recall_at_3: over(|ranks, right| ratio(ranks.iter().filter(|rank| **rank <= FIRST).count(), right)),
    }
}

/// The ranks, from 1, at which right ones stand.
fn ranks(case: &Case) -> Vec<usize> {
    let right = |(rank, id): (usize, &String)| case.expected.contains(id).then_some(rank);
    (1..).zip(&case.ranked).filter_map(right).collect()
}

/// `ranks`: where right ones stand, ascending; `right`: how many there are.
fn average_precision(ranks: &[usize], right: usize) -> f64 {
    let precisions = (1..).zip(ranks).map(|(found, rank)| ratio(found, *rank));
    precisions.sum::<f64>() / ratio(right, 1)
}

/// One count by another that is not 0.
#[expect(clippy::cast_precision_loss, reason = "counts of candidates")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
