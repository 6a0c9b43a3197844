//! Vectors.

use std::fmt;
use std::sync::Arc;

/// Numbers of a vector.
pub const DIMENSIONS: usize = 384;

/// What a text means, as a unit vector of [`DIMENSIONS`] numbers. Cheap to clone.
#[derive(Clone, PartialEq)]
pub struct Vector(Arc<[f32]>);

impl Vector {
    /// The unit vector in the direction of `numbers`; all zeros stay zeros.
    pub fn toward(numbers: &[f32]) -> Self {
        let scale = to_unit(numbers);
        Self(numbers.iter().map(|number| number * scale).collect())
    }

    /// Its numbers.
    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    /// How near two texts are: the cosine of the angle between them, -1 to 1.
    #[cfg(test)]
    pub(super) fn dot(&self, other: &Self) -> f32 {
        dot(&self.0, &other.0)
    }
}

/// With what `numbers` must be multiplied to have the length of 1; all zeros stay zeros.
pub(super) fn to_unit(numbers: &[f32]) -> f32 {
    let length = dot(numbers, numbers).sqrt();
    if length > 0.0 { 1.0 / length } else { 0.0 }
}

/// Sixteen sums side by side, which the compiler turns into vector instructions.
fn dot(left: &[f32], right: &[f32]) -> f32 {
    const LANES: usize = 16;
    let (left, left_rest) = left.as_chunks::<LANES>();
    let (right, right_rest) = right.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (left, right) in left.iter().zip(right) {
        for ((sum, left), right) in sums.iter_mut().zip(left).zip(right) {
            *sum += left * right;
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(left, right)| left * right).sum();
    sums.iter().sum::<f32>() + rest
}

/// A vector can be turned back into much of its text: nothing of it is shown.
impl fmt::Debug for Vector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Vector({} numbers)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_has_the_length_of_one() {
        let vector = Vector::toward(&[3.0, 4.0]);
        assert_eq!(vector.as_slice(), [0.6, 0.8]);
        let long: Vec<f32> = (0..37_u8).map(f32::from).collect();
        let long = Vector::toward(&long);
        assert!((long.dot(&long) - 1.0).abs() < 1e-6);
        assert_eq!(Vector::toward(&[0.0; 3]).as_slice(), [0.0; 3]);
    }

    #[test]
    fn a_vector_is_not_printed() {
        assert_eq!(format!("{:?}", Vector::toward(&[1.0, 0.0])), "Vector(2 numbers)");
    }
}
