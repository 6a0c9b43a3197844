//! Logistic regression for a few features, drawn toward what holds elsewhere: the maximum a posteriori estimate under a
//! normal prior, by Newton's method (Bishop, Pattern Recognition and Machine Learning, 4.3.3).

use faer::Mat;
use faer::linalg::solvers::Solve;

/// Steps at most; it is there after six or seven.
const STEPS: usize = 30;

/// A step so short is the last one.
const SHORT: f64 = 1e-8;

/// A case to learn from.
#[derive(Debug, Clone, Copy)]
pub struct Case<const N: usize> {
    /// What speaks for and against it, a constant 1 among them.
    pub features: [f64; N],
    /// How it came out.
    pub right: bool,
    /// How much it counts.
    pub count: f64,
}

/// The coefficients that make `cases` likeliest, near `prior` with the strengths `pull` (the inverses of its variances). The
/// `prior` itself where there is no solution.
pub fn fit<const N: usize>(cases: &[Case<N>], prior: [f64; N], pull: [f64; N]) -> [f64; N] {
    let mut found = prior;
    for _ in 0..STEPS {
        let mut slope = Mat::from_fn(N, 1, |row, _| pull[row] * (found[row] - prior[row]));
        let mut bend = Mat::from_fn(N, N, |row, column| if row == column { pull[row] } else { 0.0 });
        for case in cases {
            let said = probability(&found, &case.features);
            let missed = case.count * (said - if case.right { 1.0 } else { 0.0 });
            let bent = case.count * said * (1.0 - said);
            for row in 0..N {
                slope[(row, 0)] += missed * case.features[row];
                for column in 0..N {
                    bend[(row, column)] += bent * case.features[row] * case.features[column];
                }
            }
        }
        let Ok(solver) = bend.llt(faer::Side::Lower) else {
            return prior;
        };
        let step = solver.solve(slope);
        // A long step overshoots where the cases are told apart with ease.
        let length = step.norm_l2();
        let scale = if length > 1.0 { 1.0 / length } else { 1.0 };
        for (row, found) in found.iter_mut().enumerate() {
            *found -= scale * step[(row, 0)];
        }
        if length < SHORT {
            break;
        }
    }
    if found.iter().all(|number| number.is_finite()) {
        found
    } else {
        prior
    }
}

/// The probability of `features` under `coefficients`.
pub fn probability<const N: usize>(coefficients: &[f64; N], features: &[f64; N]) -> f64 {
    let sum: f64 = coefficients.iter().zip(features).map(|(one, other)| one * other).sum();
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(right: usize, wrong: usize) -> Vec<Case<1>> {
        let case = |right| Case {
            features: [1.0],
            right,
            count: 1.0,
        };
        [vec![case(true); right], vec![case(false); wrong]].concat()
    }

    #[test]
    fn with_many_cases_their_share_is_the_probability_and_with_none_the_prior() {
        let many = fit(&cases(900, 100), [0.0], [1.0]);
        assert!((probability(&many, &[1.0]) - 0.9).abs() < 0.005);
        assert_eq!(fit(&cases(0, 0), [1.5], [1.0]), [1.5]);
        let few = fit(&cases(3, 0), [0.0], [1.0]);
        assert!(
            (0.6..0.8).contains(&probability(&few, &[1.0])),
            "three cases prove little"
        );
    }
}
