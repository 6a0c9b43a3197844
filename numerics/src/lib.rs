//! Arithmetic on many numbers: nearest vectors, kernel ridge regression.
//!
//! A crate of its own, so that builds for tests optimize it, too: without that it takes twenty times as long.

pub mod logistic;
pub mod ridge;
pub mod vectors;

pub use faer::Mat;
