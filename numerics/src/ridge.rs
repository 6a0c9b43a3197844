//! Kernel ridge regression on landmarks (the Nyström method; Rasmussen & Williams, Gaussian Processes for Machine
//! Learning, 8.3.2), with what it would say of a sample that it had not learned from.
//!
//! With all samples as landmarks it is the exact solution. Left-out predictions are exact for given landmarks (the
//! PRESS statistic; Golub, Heath & Wahba 1979): nothing is fitted anew.

use faer::linalg::solvers::{Llt, Solve};
use faer::{Mat, Side};

use crate::LeftOut;

/// Added to the diagonal, so that samples which repeat do no harm.
const JITTER: f64 = 1e-6;

/// A fitted regression.
pub struct Ridge {
    solver: Llt<f64>,
    /// Samples x landmarks.
    kernel: Mat<f64>,
    /// Samples x targets.
    targets: Mat<f64>,
    /// How much each sample counts.
    counts: Vec<f64>,
    /// Landmarks x targets.
    weights: Mat<f64>,
}

impl Ridge {
    /// Fits `targets` (samples x targets) over `kernel` (samples x landmarks). `landmarks`: the numbers of the samples that
    /// are landmarks; `counts`: how much each sample counts; `smooth`: how much is smoothed, above 0. Nothing where the
    /// numbers can't be solved (a kernel that is none).
    pub fn fit(
        kernel: Mat<f64>,
        landmarks: &[usize],
        targets: Mat<f64>,
        counts: Vec<f64>,
        smooth: f64,
    ) -> Option<Self> {
        let counted = Mat::from_fn(targets.nrows(), targets.ncols(), |sample, target| {
            targets[(sample, target)] * counts.get(sample).copied().unwrap_or_default()
        });
        let mut system = if counts.iter().all(|count| *count == 1.0) {
            kernel.transpose() * &kernel
        } else {
            let weighted = Mat::from_fn(kernel.nrows(), kernel.ncols(), |sample, landmark| {
                kernel[(sample, landmark)] * counts.get(sample).copied().unwrap_or_default()
            });
            weighted.transpose() * &kernel
        };
        for (row, landmark) in landmarks.iter().enumerate() {
            for column in 0..landmarks.len() {
                system[(row, column)] += smooth * kernel[(*landmark, column)];
            }
            system[(row, row)] += JITTER;
        }
        let solver = system.llt(Side::Lower).ok()?;
        let weights = solver.solve(kernel.transpose() * counted);
        Some(Self {
            solver,
            kernel,
            targets,
            counts,
            weights,
        })
    }

    fn rows(&self, samples: &[usize]) -> Mat<f64> {
        Mat::from_fn(samples.len(), self.kernel.ncols(), |row, landmark| {
            samples.get(row).map_or(0.0, |sample| self.kernel[(*sample, landmark)])
        })
    }

    fn wanted(&self, samples: &[usize], row: usize, target: usize) -> f64 {
        samples.get(row).map_or(0.0, |sample| self.targets[(*sample, target)])
    }

    fn count(&self, sample: usize) -> f64 {
        self.counts.get(sample).copied().unwrap_or_default()
    }
}

impl LeftOut for Ridge {
    fn weights(&self) -> Mat<f64> {
        self.weights.clone()
    }

    fn without_each(&self, samples: &[usize]) -> Mat<f64> {
        let rows = self.rows(samples);
        let solved = self.solver.solve(rows.transpose());
        let said = &rows * &self.weights;
        let rest: Vec<f64> = (samples.iter().enumerate())
            .map(|(row, sample)| {
                let hat = (rows.row(row) * solved.col(row)) * self.count(*sample);
                (1.0 - hat).max(JITTER)
            })
            .collect();
        Mat::from_fn(samples.len(), said.ncols(), |row, target| {
            let wanted = self.wanted(samples, row, target);
            wanted - (wanted - said[(row, target)]) / rest.get(row).copied().unwrap_or(1.0)
        })
    }

    fn without(&self, samples: &[usize]) -> Option<Mat<f64>> {
        let size = samples.len();
        let rows = self.rows(samples);
        let solved = self.solver.solve(rows.transpose());
        let hat = &rows * solved;
        let said = &rows * &self.weights;
        let rest = Mat::from_fn(size, size, |row, column| {
            let same = if row == column { 1.0 } else { 0.0 };
            same - hat[(row, column)] * samples.get(column).map_or(0.0, |sample| self.count(*sample))
        });
        let wanted = Mat::from_fn(size, said.ncols(), |row, target| self.wanted(samples, row, target));
        let without = &wanted - rest.partial_piv_lu().solve(&wanted - &said);
        without.is_all_finite().then_some(without)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twelve points on a line, in two classes.
    fn kernel(samples: &[f64], landmarks: &[usize]) -> Mat<f64> {
        Mat::from_fn(samples.len(), landmarks.len(), |row, column| {
            (-(samples[row] - samples[landmarks[column]]).powi(2)).exp() + 0.05
        })
    }

    fn targets(samples: &[f64]) -> Mat<f64> {
        Mat::from_fn(samples.len(), 2, |row, column| {
            if (samples[row] > 0.0) == (column == 0) {
                1.0
            } else {
                -1.0
            }
        })
    }

    #[test]
    fn what_is_left_out_is_predicted_as_if_it_had_never_been_there() {
        let samples: Vec<f64> = (0..12u8).map(|step| f64::from(step).mul_add(0.37, -2.1)).collect();
        let (landmarks, out) = (vec![0, 2, 4, 6, 8, 10], [3, 7, 11]);
        let counts = |len: usize| {
            (0..len)
                .map(|place| if place % 2 == 0 { 1.0 } else { 0.5 })
                .collect::<Vec<_>>()
        };
        let whole = Ridge::fit(
            kernel(&samples, &landmarks),
            &landmarks,
            targets(&samples),
            counts(12),
            0.3,
        )
        .unwrap();
        let without = whole.without(&out).unwrap();
        assert!((whole.without(&[5]).unwrap()[(0, 1)] - whole.without_each(&[3, 5])[(1, 1)]).abs() < 1e-9);

        let kept: Vec<usize> = (0..12).filter(|place| !out.contains(place)).collect();
        let fewer: Vec<f64> = kept.iter().map(|place| samples[*place]).collect();
        let places: Vec<usize> = landmarks
            .iter()
            .map(|old| kept.iter().position(|kept| kept == old).unwrap())
            .collect();
        let weights: Vec<f64> = kept.iter().map(|place| counts(12)[*place]).collect();
        let small = Ridge::fit(kernel(&fewer, &places), &places, targets(&fewer), weights, 0.3).unwrap();
        let expected = kernel(&samples, &landmarks) * small.weights();
        for (row, sample) in out.iter().enumerate() {
            for target in 0..2 {
                assert!((without[(row, target)] - expected[(*sample, target)]).abs() < 1e-6);
            }
        }
    }
}
