//! A run of vectors: as they are, and as whole numbers for a quick pass.

use std::sync::OnceLock;

use super::{LANES, ROUNDING, WIDTH, dot};

/// The greatest whole number that a vector's numbers become.
const FINEST: f32 = 127.0;

/// The same for a question's: with [`FINEST`] and [`WIDTH`] the largest at which no sum leaves 32 bits.
const FINEST_QUERY: f32 = 32_767.0;

/// Added and taken away again, it leaves the nearest whole number of a small one: quicker than `round`, which is called for
/// each number by itself.
const TO_WHOLE: f32 = 12_582_912.0;

/// Vectors of length 1 that stand one after the other, in one content or in several.
pub struct Block {
    /// All numbers, one vector after the other.
    numbers: Vec<f32>,
    /// Made when a large content has the block.
    rough: OnceLock<Rough>,
}

impl std::fmt::Debug for Block {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Block").field("len", &self.len()).finish()
    }
}

impl Block {
    /// Keeps `vectors`, each of [`WIDTH`] numbers and of length 1 (or all zero: it is near to nothing). A shorter one is
    /// filled up with zeros, a longer one is cut.
    pub fn new(vectors: impl IntoIterator<Item = impl AsRef<[f32]>>) -> Self {
        let vectors = vectors.into_iter();
        let mut numbers = Vec::with_capacity(vectors.size_hint().0 * WIDTH);
        for vector in vectors {
            numbers.extend_from_slice(&whole(vector.as_ref()));
        }
        let rough = OnceLock::new();
        Self { numbers, rough }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.len() / WIDTH
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The vectors as they are.
    #[inline(always)]
    pub(super) fn exact(&self) -> &[[f32; WIDTH]] {
        self.numbers.as_chunks().0
    }

    /// The vectors as whole numbers.
    pub(super) fn rough(&self) -> &Rough {
        self.rough.get_or_init(|| Rough::new(self.exact()))
    }
}

/// The vectors as whole numbers.
pub(super) struct Rough {
    /// All numbers, one vector after the other.
    numbers: Vec<i8>,
    vectors: Vec<Rounded>,
}

/// What 1 stands for in a rounded vector, and how far that is from the vector as it was.
#[derive(Clone, Copy)]
struct Rounded {
    scale: f32,
    distance: f32,
}

/// A question's vector as whole numbers.
pub(super) struct RoughQuery {
    whole: [i16; WIDTH],
    rounded: Rounded,
    length: f32,
}

impl RoughQuery {
    pub(super) fn new(query: &[f32; WIDTH]) -> Self {
        let (whole, rounded) = round(query, FINEST_QUERY);
        Self {
            whole: whole.map(|number| number as i16),
            rounded,
            length: dot(query, query).sqrt(),
        }
    }
}

impl Rough {
    fn new(exact: &[[f32; WIDTH]]) -> Self {
        let mut rough = Self {
            numbers: vec![0; exact.len() * WIDTH],
            vectors: Vec::with_capacity(exact.len()),
        };
        let (numbers, _) = rough.numbers.as_chunks_mut::<WIDTH>();
        for (vector, numbers) in exact.iter().zip(numbers) {
            let (whole, rounded) = round(vector, FINEST);
            for (number, whole) in numbers.iter_mut().zip(whole) {
                *number = whole as i8;
            }
            rough.vectors.push(rounded);
        }
        rough
    }

    /// The sum of the products of each vector's whole numbers with those of `query`.
    #[inline(always)]
    pub(super) fn sums(&self, query: &RoughQuery, sums: &mut [i32]) {
        for (sum, vector) in sums.iter_mut().zip(self.numbers.as_chunks().0) {
            *sum = rough_dot(vector, &query.whole);
        }
    }

    /// About the cosine of each vector with `query`, and how much more or less it can be; `sums`: what [`Rough::sums`] gave.
    pub(super) fn cosines(&self, query: &RoughQuery, sums: &[i32]) -> impl Iterator<Item = (f32, f32)> {
        // With v and q as they were, V and Q as rounded: v·q - V·Q = (v - V)·q + V·(q - Q), and no product is more than
        // that of the lengths.
        let (length, rounded) = (query.length, query.rounded);
        sums.iter().zip(&self.vectors).map(move |(sum, vector)| {
            let slack = vector.distance * length + (1.0 + vector.distance) * rounded.distance;
            (*sum as f32 * (vector.scale * rounded.scale), slack + ROUNDING)
        })
    }
}

/// The numbers of `vector` as multiples of a scale that makes the largest `finest`.
fn round(vector: &[f32; WIDTH], finest: f32) -> ([f32; WIDTH], Rounded) {
    let (mut greatest, mut off) = ([0.0f32; LANES], [0.0f32; LANES]);
    for numbers in vector.as_chunks::<LANES>().0 {
        for (greatest, number) in greatest.iter_mut().zip(numbers) {
            *greatest = greatest.max(number.abs());
        }
    }
    let largest = greatest.into_iter().fold(0.0, f32::max);
    let scale = if largest > 0.0 { largest / finest } else { 1.0 };
    let mut whole = [0.0; WIDTH];
    let (numbers, rounded) = (vector.as_chunks::<LANES>().0, whole.as_chunks_mut::<LANES>().0);
    for (numbers, rounded) in numbers.iter().zip(rounded) {
        for ((off, number), rounded) in off.iter_mut().zip(numbers).zip(rounded) {
            *rounded = (number / scale + TO_WHOLE) - TO_WHOLE;
            let slip = number - *rounded * scale;
            *off += slip * slip;
        }
    }
    let distance = off.iter().sum::<f32>().sqrt();
    (whole, Rounded { scale, distance })
}

/// A vector of the right width, without what is no number.
pub(super) fn whole(vector: &[f32]) -> [f32; WIDTH] {
    let mut whole = [0.0; WIDTH];
    for (own, number) in whole.iter_mut().zip(vector) {
        *own = if number.is_finite() { *number } else { 0.0 };
    }
    whole
}

#[inline(always)]
fn rough_dot(one: &[i8; WIDTH], other: &[i16; WIDTH]) -> i32 {
    let products = one
        .iter()
        .zip(other)
        .map(|(one, other)| i32::from(*one) * i32::from(*other));
    products.sum()
}
