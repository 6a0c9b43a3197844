//! Arithmetic on many numbers: nearest vectors, kernel ridge regression.
//!
//! A crate of its own, so that builds for tests optimize it, too: without that it takes twenty times as long.

pub mod exact;
pub mod logistic;
pub mod ridge;
pub mod rows;
pub mod vectors;

pub use faer::Mat;

/// A fitted regression that tells what it would say of samples that it had not learned from.
pub trait LeftOut {
    /// Samples with a weight x targets: what a text's kernel with these samples is multiplied with.
    fn weights(&self) -> Mat<f64>;

    /// What it would say of each of `samples` if it had learned from all but that one: samples x targets.
    fn without_each(&self, samples: &[usize]) -> Mat<f64>;

    /// What it would say of `samples`, a group, if it had learned from none of them: samples x targets. Nothing where that
    /// can't be solved.
    fn without(&self, samples: &[usize]) -> Option<Mat<f64>>;
}
