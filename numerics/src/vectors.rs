//! The nearest of many vectors: all of them are looked at, so that what is found is exact.
//!
//! Few vectors are compared as they are. From [`ROUGH_FROM`] on, each is also kept as whole numbers of one byte and one
//! scale: a quick pass over those gives every cosine to within a known bound, and whatever could still be among the nearest
//! by that bound is compared as it is. So the result is that of comparing all, for a quarter of the memory to be read.
//!
//! 100,000 vectors, ten wanted, one thread of a machine with two: 1.4 to 6 ms, by how busy the machine's memory is; 5 to
//! 9 ms if all were compared as they are (`cargo bench --bench micro -- nearest`). They are made
//! ready in 0.15 s. A vector takes 1,536 bytes, and from [`ROUGH_FROM`] on 392 more.
//!
//! Past that: the pass is bound by memory, at most 6 ms for each 100,000 on a busy machine, so up to half a million it is cut
//! into one piece per core and the nearest of the pieces are merged. From there on the vectors go into lists around some
//! thousand centres (an inverted file; k-means at index time) and a question looks into the lists of its nearest centres,
//! with this same pass inside them; a graph (HNSW) is quicker still from some millions on, takes longer to build and can't
//! leave out by audience or day before it ranks. Both give up that the result is exact.

use pulp::Arch;

/// The numbers of a vector.
pub const WIDTH: usize = 384;

/// From how many vectors on there is a quick pass first.
const ROUGH_FROM: usize = 2_000;

/// The greatest whole number that a vector's numbers become.
const FINEST: f32 = 127.0;

/// The same for a question's: with [`FINEST`] and [`WIDTH`] the largest at which no sum leaves 32 bits.
const FINEST_QUERY: f32 = 32_767.0;

/// What arithmetic may lose in one cosine.
const ROUNDING: f32 = 1e-5;

/// Added and taken away again, it leaves the nearest whole number of a small one: quicker than `round`, which is called for
/// each number by itself.
const TO_WHOLE: f32 = 12_582_912.0;

/// Numbers that are worked on side by side.
const LANES: usize = 32;

/// Vectors of length 1, numbered from 0 in the order in which they were given.
#[derive(Default)]
pub struct Vectors {
    /// All numbers, one vector after the other.
    numbers: Vec<f32>,
    rough: Option<Rough>,
}

impl std::fmt::Debug for Vectors {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Vectors").field("len", &self.len()).finish()
    }
}

impl Vectors {
    /// Keeps `vectors`, each of [`WIDTH`] numbers and of length 1 (or all zero: it is near to nothing). A shorter one is
    /// filled up with zeros, a longer one is cut.
    pub fn new(vectors: impl IntoIterator<Item = impl AsRef<[f32]>>) -> Self {
        Self::with_rough_from(vectors, ROUGH_FROM)
    }

    fn with_rough_from(vectors: impl IntoIterator<Item = impl AsRef<[f32]>>, rough_from: usize) -> Self {
        let mut numbers = Vec::new();
        for vector in vectors {
            numbers.extend(whole(vector.as_ref()));
        }
        let many = rough_from * WIDTH <= numbers.len();
        let rough = many.then(|| Rough::new(&numbers));
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

    /// The `most` vectors nearest to `query` (of length 1) among those that `may` be found: number and cosine, the nearest
    /// first; of equally near ones the one with the lower number. `may` is asked only for those that could be among them.
    pub fn nearest(&self, query: &[f32], most: usize, may: impl Fn(u32) -> bool) -> Vec<(u32, f32)> {
        let query = whole(query);
        let contenders = match &self.rough {
            Some(rough) => contenders(rough.cosines(&query), most, may),
            None => {
                let exact = self.all(&query).into_iter();
                contenders(exact.map(|cosine| (cosine, ROUNDING)), most, may)
            }
        };
        let exact = |number: u32| self.get(number as usize).map(|vector| (number, dot(vector, &query)));
        let mut found: Vec<(u32, f32)> = contenders.into_iter().filter_map(exact).collect();
        found.sort_unstable_by(|(one, near), (other, nearer)| nearer.total_cmp(near).then(one.cmp(other)));
        found.truncate(most);
        found
    }

    /// The cosine of each vector with `query` (of length 1), by number.
    pub fn cosines(&self, query: &[f32]) -> Vec<f32> {
        self.all(&whole(query))
    }

    /// The cosine of one vector with `query` (of length 1); 0 where there is no such vector.
    pub fn cosine(&self, number: u32, query: &[f32]) -> f32 {
        self.get(number as usize)
            .map_or(0.0, |vector| dot(vector, &whole(query)))
    }

    /// The numbers of a vector.
    pub fn get(&self, number: usize) -> Option<&[f32; WIDTH]> {
        self.numbers.as_chunks().0.get(number)
    }

    fn all(&self, query: &[f32; WIDTH]) -> Vec<f32> {
        let mut cosines = vec![0.0; self.len()];
        Arch::new().dispatch(|| {
            for (cosine, vector) in cosines.iter_mut().zip(self.numbers.as_chunks().0) {
                *cosine = dot(vector, query);
            }
        });
        cosines
    }
}

/// The vectors as whole numbers.
struct Rough {
    /// All numbers, one vector after the other.
    numbers: Vec<i8>,
    /// What 1 stands for, and how far it is from the vector as it was.
    vectors: Vec<Rounded>,
}

#[derive(Clone, Copy)]
struct Rounded {
    scale: f32,
    distance: f32,
}

impl Rough {
    fn new(exact: &[f32]) -> Self {
        let mut rough = Self {
            numbers: vec![0; exact.len()],
            vectors: Vec::with_capacity(exact.len() / WIDTH),
        };
        let (exact, _) = exact.as_chunks::<WIDTH>();
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

    /// About the cosine of each vector with `query`, and how much more or less it can be.
    fn cosines(&self, query: &[f32; WIDTH]) -> impl Iterator<Item = (f32, f32)> {
        let (whole, rounded) = round(query, FINEST_QUERY);
        let whole = whole.map(|number| number as i16);
        let mut sums = vec![0i32; self.vectors.len()];
        Arch::new().dispatch(|| {
            for (sum, vector) in sums.iter_mut().zip(self.numbers.as_chunks().0) {
                *sum = rough_dot(vector, &whole);
            }
        });
        // With v and q as they were, V and Q as rounded: v·q - V·Q = (v - V)·q + V·(q - Q), and no product is more than
        // that of the lengths.
        let length = dot(query, query).sqrt();
        sums.into_iter().zip(&self.vectors).map(move |(sum, vector)| {
            let slack = vector.distance * length + (1.0 + vector.distance) * rounded.distance;
            (sum as f32 * (vector.scale * rounded.scale), slack + ROUNDING)
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

/// The numbers of those that could be among the `most` nearest, given what each cosine is about and how much more or less
/// it can be.
fn contenders(cosines: impl Iterator<Item = (f32, f32)>, most: usize, may: impl Fn(u32) -> bool) -> Vec<u32> {
    // The least that the nearest so far can be, the greatest first.
    let mut least: Vec<f32> = Vec::with_capacity(most.min(1_000));
    let mut found = Vec::new();
    let mut bar = f32::NEG_INFINITY;
    for (number, (cosine, slack)) in (0u32..).zip(cosines) {
        if most == 0 || cosine + slack < bar || !may(number) {
            continue;
        }
        found.push((number, cosine + slack));
        if bar < cosine - slack {
            let place = least.partition_point(|other| cosine - slack <= *other);
            least.insert(place, cosine - slack);
            least.truncate(most);
            if least.len() == most {
                bar = least.last().copied().unwrap_or(bar);
            }
        }
    }
    found
        .into_iter()
        .filter(|(_, greatest)| bar <= *greatest)
        .map(|(number, _)| number)
        .collect()
}

/// A vector of the right width, without what is no number.
fn whole(vector: &[f32]) -> [f32; WIDTH] {
    let mut whole = [0.0; WIDTH];
    for (own, number) in whole.iter_mut().zip(vector) {
        *own = if number.is_finite() { *number } else { 0.0 };
    }
    whole
}

/// The sum is made in the same order whatever the machine can do at once: the same cosine everywhere.
#[inline(always)]
fn dot(one: &[f32; WIDTH], other: &[f32; WIDTH]) -> f32 {
    let mut sums = [0.0; LANES];
    for (one, other) in one.as_chunks::<LANES>().0.iter().zip(other.as_chunks::<LANES>().0) {
        for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
    }
    sums.iter().sum()
}

#[inline(always)]
fn rough_dot(one: &[i8; WIDTH], other: &[i16; WIDTH]) -> i32 {
    let products = one
        .iter()
        .zip(other)
        .map(|(one, other)| i32::from(*one) * i32::from(*other));
    products.sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `count` vectors of length 1 around a few centres, as the meanings of questions lie.
    fn made_up(seed: u64, count: usize) -> Vec<[f32; WIDTH]> {
        let mut state = seed | 1;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        };
        let centres: Vec<[f32; WIDTH]> = (0..5).map(|_| std::array::from_fn(|_| next())).collect();
        let near = |number: usize| {
            let mut vector = centres[number % centres.len()].map(|middle| middle + 0.4 * next());
            let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
            vector.iter_mut().for_each(|number| *number /= length);
            vector
        };
        (0..count).map(near).collect()
    }

    fn naive(vectors: &[[f32; WIDTH]], query: &[f32], most: usize, may: impl Fn(u32) -> bool) -> Vec<(u32, f32)> {
        let cosine = |vector: &[f32; WIDTH]| {
            vector
                .iter()
                .zip(query)
                .map(|(one, other)| f64::from(one * other))
                .sum::<f64>()
        };
        let mut all: Vec<(u32, f32)> = (0..)
            .zip(vectors)
            .filter(|(number, _)| may(*number))
            .map(|(number, vector)| (number, cosine(vector) as f32))
            .collect();
        all.sort_by(|one, other| other.1.total_cmp(&one.1));
        all.truncate(most);
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_nearest_are_those_of_comparing_all(seed: u64, count in 0usize..300, most in 0usize..20, part in 1u32..4) {
            let vectors = made_up(seed, count);
            let query = made_up(seed ^ 0xABCD, 1)[0];
            let may = |number: u32| number.is_multiple_of(part);
            let expected = naive(&vectors, &query, most, may);
            for rough_from in [0, usize::MAX / WIDTH] {
                let found = Vectors::with_rough_from(&vectors, rough_from).nearest(&query, most, may);
                prop_assert_eq!(found.len(), expected.len());
                for ((found, near), (expected, exact)) in found.iter().zip(&expected) {
                    prop_assert!((near - exact).abs() < 1e-4);
                    // Two that are the same but for what arithmetic loses may change places.
                    let other = naive(&vectors[*found as usize..=*found as usize], &query, 1, |_| true)[0].1;
                    prop_assert!(found == expected || (other - exact).abs() < 1e-6);
                }
            }
        }

        #[test]
        fn a_rough_cosine_is_as_near_as_it_says(seed: u64) {
            let (vectors, query) = (made_up(seed, 20), made_up(!seed, 1)[0]);
            let many = Vectors::with_rough_from(&vectors, 0);
            let rough = many.rough.as_ref().map(|rough| rough.cosines(&query).collect::<Vec<_>>()).unwrap_or_default();
            for ((about, slack), exact) in rough.into_iter().zip(many.cosines(&query)) {
                prop_assert!((about - exact).abs() <= slack, "{about} {exact} {slack}");
                prop_assert!(slack < 0.02, "{slack}");
            }
        }
    }

    #[test]
    fn equally_near_ones_come_in_the_order_of_their_numbers() {
        let vector = made_up(7, 1)[0];
        for rough_from in [0, usize::MAX / WIDTH] {
            let vectors = Vectors::with_rough_from([vector; 9], rough_from);
            let found = vectors.nearest(&vector, 3, |number| number != 1);
            assert_eq!(found.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [0, 2, 3]);
            assert!((found[0].1 - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn each_cosine_can_be_had() {
        let vectors = made_up(3, 4);
        let many = Vectors::new(&vectors);
        assert_eq!((many.len(), many.is_empty()), (4, false));
        let all = many.cosines(&vectors[2]);
        for (number, cosine) in (0..).zip(all) {
            assert!((many.cosine(number, &vectors[2]) - cosine).abs() < 1e-6);
        }
        assert!(many.cosine(4, &vectors[2]).abs() < f32::EPSILON);
    }

    #[test]
    fn what_is_no_vector_is_near_to_nothing() {
        let vectors = Vectors::with_rough_from([&[f32::NAN; 3][..], &[], &[1.0; 1_000], &[f32::INFINITY; WIDTH]], 0);
        assert_eq!(vectors.len(), 4);
        let zero = vectors.nearest(&[], 9, |_| true);
        assert!(zero.iter().all(|(_, cosine)| cosine.abs() < f32::EPSILON));
        let found = vectors.nearest(&[f32::NAN, 1.0], 9, |_| true);
        assert_eq!(
            found.iter().map(|(number, _)| *number).collect::<Vec<_>>(),
            [2, 0, 1, 3]
        );
        assert!(Vectors::default().nearest(&[1.0], 3, |_| true).is_empty());
    }
}
