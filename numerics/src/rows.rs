//! Sums of weighted rows of numbers.

use pulp::Arch;

/// Rows of equally many numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// All numbers, one row after the other.
    numbers: Vec<f32>,
    width: usize,
}

impl Rows {
    /// Keeps `rows` of `width` numbers. A shorter one is filled up with zeros, a longer one is cut.
    pub fn new(width: usize, rows: impl IntoIterator<Item = impl AsRef<[f32]>>) -> Self {
        let mut numbers = Vec::new();
        for row in rows {
            let row = row.as_ref().iter().copied();
            numbers.extend(row.chain(std::iter::repeat(0.0)).take(width));
        }
        Self { numbers, width }
    }

    /// The sum of the rows, each times its weight; what has no partner adds nothing.
    pub fn sum(&self, weights: impl IntoIterator<Item = f32>) -> Vec<f32> {
        let mut sums = vec![0.0; self.width];
        let weights: Vec<f32> = weights.into_iter().collect();
        let rows = self.numbers.chunks_exact(self.width.max(1));
        Arch::new().dispatch(|| {
            for (row, weight) in rows.zip(weights) {
                for (sum, number) in sums.iter_mut().zip(row) {
                    *sum += number * weight;
                }
            }
        });
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_summed_with_their_weights() {
        let rows = Rows::new(2, [&[1.0, 2.0][..], &[3.0], &[5.0, 7.0, 9.0]]);
        assert_eq!(rows.sum([1.0, 10.0, 100.0]), [531.0, 702.0]);
        assert_eq!(rows.sum([2.0]), [2.0, 4.0]);
        assert_eq!(Rows::new(2, [[0.0; 2]; 0]).sum([1.0]), [0.0, 0.0]);
        assert!(Rows::default().sum([1.0]).is_empty());
    }
}
