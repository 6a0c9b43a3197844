//! Whether a probability is one: of what is said to be right with 80 %, 80 % should be.

use super::{Case, mean, share};

/// How many bins the probabilities are sorted into, all equally wide.
pub const BINS: usize = 10;

/// The questions whose best candidate has a probability in one range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// The lower end; a bin holds it, and the last one holds its upper end too.
    pub from: f64,
    /// The upper end.
    pub to: f64,
    /// How many questions.
    pub count: usize,
    /// Their mean probability.
    pub probability: f64,
    /// The share of them that came out right.
    pub right: f64,
}

/// The bins that hold something, ascending. Questions for which nothing came out are left out: nothing was claimed for them.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a probability times the number of bins"
)]
pub fn bins(cases: &[Case]) -> Vec<Bin> {
    let width = 1.0 / BINS as f64;
    let bin_of = |case: &Case| ((f64::from(case.probability) * BINS as f64) as usize).min(BINS - 1);
    (0..BINS)
        .filter_map(|number| {
            let held = || {
                cases
                    .iter()
                    .filter(|case| case.best().is_some() && bin_of(case) == number)
            };
            let count = held().count();
            Some(Bin {
                from: number as f64 * width,
                to: (number + 1) as f64 * width,
                count,
                probability: mean(held().map(|case| f64::from(case.probability)))?,
                right: share(held().filter(|case| case.right()).count(), count)?,
            })
        })
        .collect()
}

/// The expected calibration error: the distance between what was claimed and what came true, as a mean over the bins weighted by
/// how much they hold (Naeini, Cooper & Hauskrecht, *Obtaining Well Calibrated Probabilities Using Bayesian Binning*, 2015).
pub fn expected_calibration_error(bins: &[Bin]) -> Option<f64> {
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    let weighted = bins
        .iter()
        .filter_map(|bin| Some(share(bin.count, all)? * (bin.probability - bin.right).abs()));
    (all > 0).then(|| weighted.sum())
}
