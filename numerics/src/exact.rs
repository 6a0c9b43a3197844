//! Kernel ridge regression with a weight for each sample (Rasmussen & Williams, Gaussian Processes for Machine Learning,
//! 2.3), for thousands of samples: in place and in 32 bits, as memory and time allow no more. What it would say of a sample
//! that it had not learned from follows from the inverse of the kernel (the same, 5.4.2).
//!
//! Of 15,000 samples it takes 0.9 GB and 2/3 · 15,000³ steps of arithmetic. On landmarks (`ridge`) that is what a fit
//! over a third of them takes, which is less exact.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{cholesky_in_place, cholesky_in_place_scratch};
use faer::linalg::matmul::triangular::{BlockStructure, matmul};
use faer::linalg::solvers::Solve;
use faer::linalg::triangular_inverse::invert_lower_triangular;
use faer::{Accum, Mat, MatMut, get_global_parallelism};
use rayon::prelude::*;

use crate::LeftOut;

/// Columns that are inverted at once.
const BLOCK: usize = 512;

/// A fitted regression.
pub struct Exact {
    /// The inverse of the kernel's Cholesky factor, samples x samples: a lower triangle, zero above.
    inverse: Mat<f32>,
    /// Samples x targets.
    targets: Mat<f32>,
    /// Samples x targets.
    weights: Mat<f32>,
}

impl Exact {
    /// Fits `targets` (samples x targets). `kernel` is told a sample and fills in its kernel with itself and with each
    /// sample after it, in their order; `smooth`: how much is smoothed, above 0. Nothing where the numbers can't be solved
    /// (a kernel that is none).
    pub fn fit(targets: Mat<f32>, smooth: f32, kernel: impl Fn(usize, &mut [f32]) + Sync) -> Option<Self> {
        let mut inverse = filled(targets.nrows(), kernel);
        for sample in 0..targets.nrows() {
            inverse[(sample, sample)] += smooth;
        }
        factor(inverse.as_mut())?;
        invert(inverse.as_mut());
        let half = product(&inverse, BlockStructure::TriangularLower, &targets);
        let weights = product(inverse.transpose(), BlockStructure::TriangularUpper, &half);
        weights.is_all_finite().then_some(Self {
            inverse,
            targets,
            weights,
        })
    }

    /// The part of the inverse of the kernel that is about `samples`.
    fn about(&self, samples: &[usize]) -> Mat<f64> {
        let all = self.inverse.nrows();
        let first = samples.iter().copied().min().unwrap_or(all);
        let columns = Mat::from_fn(all - first, samples.len(), |row, column| {
            samples
                .get(column)
                .map_or(0.0, |sample| self.inverse[(first + row, *sample)])
        });
        let about = columns.transpose() * &columns;
        Mat::from_fn(samples.len(), samples.len(), |row, column| {
            f64::from(about[(row, column)])
        })
    }

    fn rows(numbers: &Mat<f32>, samples: &[usize]) -> Mat<f64> {
        Mat::from_fn(samples.len(), numbers.ncols(), |row, target| {
            samples
                .get(row)
                .map_or(0.0, |sample| f64::from(numbers[(*sample, target)]))
        })
    }
}

impl LeftOut for Exact {
    fn weights(&self) -> Mat<f64> {
        Mat::from_fn(self.weights.nrows(), self.weights.ncols(), |sample, target| {
            f64::from(self.weights[(sample, target)])
        })
    }

    fn without_each(&self, samples: &[usize]) -> Mat<f64> {
        let lengths: Vec<f64> = samples
            .iter()
            .map(|sample| f64::from(self.inverse.col(*sample).squared_norm_l2()))
            .collect();
        let (wanted, weights) = (Self::rows(&self.targets, samples), Self::rows(&self.weights, samples));
        Mat::from_fn(samples.len(), wanted.ncols(), |row, target| {
            wanted[(row, target)] - weights[(row, target)] / lengths.get(row).copied().unwrap_or(1.0)
        })
    }

    fn without(&self, samples: &[usize]) -> Option<Mat<f64>> {
        let missed = self
            .about(samples)
            .partial_piv_lu()
            .solve(Self::rows(&self.weights, samples));
        let without = Self::rows(&self.targets, samples) - missed;
        without.is_all_finite().then_some(without)
    }
}

/// A square whose lower triangle is `kernel`, and that is zero above.
fn filled(size: usize, kernel: impl Fn(usize, &mut [f32]) + Sync) -> Mat<f32> {
    let mut square = Mat::zeros(size, size);
    square
        .as_mut()
        .par_col_iter_mut()
        .enumerate()
        .for_each(|(sample, column)| {
            let below = column.subrows_mut(sample, size - sample);
            if let Some(below) = below.try_as_col_major_mut() {
                kernel(sample, below.as_slice_mut());
            }
        });
    square
}

/// The Cholesky factor in place of the lower triangle of `square`, zero above.
fn factor(mut square: MatMut<'_, f32>) -> Option<()> {
    let parallel = get_global_parallelism();
    let scratch = cholesky_in_place_scratch::<f32>(square.nrows(), parallel, faer::Spec::default());
    let mut memory = MemBuffer::try_new(scratch).ok()?;
    let stack = MemStack::new(&mut memory);
    cholesky_in_place(
        square.as_mut(),
        faer::linalg::cholesky::llt::factor::LltRegularization::default(),
        parallel,
        stack,
        faer::Spec::default(),
    )
    .ok()?;
    // What stands above was worked with.
    let columns = square.par_col_iter_mut().enumerate();
    columns.for_each(|(column, numbers)| numbers.subrows_mut(0, column).fill(0.0));
    Some(())
}

/// The inverse in place of a lower triangle: block by block from the last one on, so that each finds the inverse of what
/// comes after it.
fn invert(mut triangle: MatMut<'_, f32>) {
    let size = triangle.nrows();
    for begin in (0..size).step_by(BLOCK).rev() {
        let width = BLOCK.min(size - begin);
        let rest = triangle
            .as_mut()
            .submatrix_mut(begin, begin, size - begin, size - begin);
        let (mut block, _, mut below, after) = rest.split_at_mut(width, width);
        let mut inverted = Mat::zeros(width, width);
        invert_lower_triangular(inverted.as_mut(), block.as_ref(), get_global_parallelism());
        let scaled = below.as_ref() * &inverted;
        matmul(
            &mut below,
            BlockStructure::Rectangular,
            Accum::Replace,
            after.as_ref(),
            BlockStructure::TriangularLower,
            &scaled,
            BlockStructure::Rectangular,
            -1.0,
            get_global_parallelism(),
        );
        block.copy_from_triangular_lower(&inverted);
    }
}

/// A triangle times `numbers`.
fn product(
    triangle: impl faer::mat::AsMatRef<T = f32, Rows = usize, Cols = usize>,
    which: BlockStructure,
    numbers: &Mat<f32>,
) -> Mat<f32> {
    let mut product = Mat::zeros(numbers.nrows(), numbers.ncols());
    matmul(
        &mut product,
        BlockStructure::Rectangular,
        Accum::Replace,
        triangle.as_mat_ref(),
        which,
        numbers,
        BlockStructure::Rectangular,
        1.0,
        get_global_parallelism(),
    );
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ridge::Ridge;

    const SAMPLES: usize = 600;

    fn kernel(one: usize, other: usize) -> f64 {
        let place = |sample: usize| (sample * 7 % SAMPLES) as f64 / 10.0;
        (-(place(one) - place(other)).powi(2)).exp() + 0.05
    }

    fn target(sample: usize, column: usize) -> f64 {
        if sample % 3 == column { 1.0 } else { -1.0 }
    }

    fn exact(kernel: impl Fn(usize, usize) -> f64 + Sync) -> Option<Exact> {
        let targets = Mat::from_fn(SAMPLES, 3, |sample, column| target(sample, column) as f32);
        Exact::fit(targets, 0.3, |sample, numbers| {
            for (other, number) in (sample..).zip(numbers) {
                *number = kernel(sample, other) as f32;
            }
        })
    }

    #[track_caller]
    fn assert_alike(one: &Mat<f64>, other: &Mat<f64>) {
        let apart = (one - other).norm_max();
        assert!(apart < 1e-3, "{apart}");
    }

    #[test]
    fn it_says_what_landmarks_say_that_are_all_samples() {
        let all: Vec<usize> = (0..SAMPLES).collect();
        let ridge = Ridge::fit(
            Mat::from_fn(SAMPLES, SAMPLES, kernel),
            &all,
            Mat::from_fn(SAMPLES, 3, target),
            vec![1.0; SAMPLES],
            0.3,
        )
        .unwrap();
        let exact = exact(kernel).unwrap();
        let said = |regression: &dyn LeftOut| Mat::from_fn(SAMPLES, SAMPLES, kernel) * regression.weights();
        assert_alike(&said(&exact), &said(&ridge));
        assert_alike(&exact.without_each(&all), &ridge.without_each(&all));
        let group: Vec<usize> = (5..SAMPLES).step_by(9).collect();
        assert_alike(&exact.without(&group).unwrap(), &ridge.without(&group).unwrap());
        assert_alike(&exact.without(&[7]).unwrap(), &exact.without_each(&[7]));
    }

    #[test]
    fn what_is_no_kernel_is_not_fitted() {
        assert!(exact(|one, other| if one == other { -1.0 } else { 0.0 }).is_none());
        assert!(exact(|_, _| f64::NAN).is_none());
    }
}
