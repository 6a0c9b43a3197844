//! What is found is what comparing all finds, however the vectors are cut into blocks.

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

/// `vectors` in blocks of up to `longest`, also empty ones.
fn in_blocks(vectors: &[[f32; WIDTH]], longest: usize) -> Vec<Arc<Block>> {
    let lengths = (0..=longest).rev().cycle();
    let mut rest = vectors;
    let cut = lengths.map_while(|length| {
        let (block, others) = rest
            .split_at_checked(length.min(rest.len()))
            .filter(|_| !rest.is_empty())?;
        rest = others;
        Some(Arc::new(Block::new(block)))
    });
    cut.collect()
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
    fn the_nearest_are_those_of_comparing_all(seed: u64, count in 0usize..300, most in 0usize..20, part in 1u32..4, longest in 1usize..80) {
        let vectors = made_up(seed, count);
        let query = made_up(seed ^ 0xABCD, 1)[0];
        let may = |number: u32| number.is_multiple_of(part);
        let expected = naive(&vectors, &query, most, may);
        for rough_from in [0, usize::MAX] {
            let found = Vectors::with_rough_from(in_blocks(&vectors, longest), rough_from).nearest(&query, most, may);
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
    fn vectors_in_blocks_are_those_in_one(seed: u64, count in 0usize..300, most in 0usize..20, longest in 1usize..80) {
        let vectors = made_up(seed, count);
        let query = made_up(!seed, 1)[0];
        for rough_from in [0, usize::MAX] {
            let flat = Vectors::with_rough_from([Arc::new(Block::new(&vectors))], rough_from);
            let cut = Vectors::with_rough_from(in_blocks(&vectors, longest), rough_from);
            prop_assert_eq!((cut.len(), cut.is_empty()), (count, count == 0));
            prop_assert_eq!(cut.nearest(&query, most, |_| true), flat.nearest(&query, most, |_| true));
            prop_assert_eq!(cut.cosines(&query), flat.cosines(&query));
            for (number, vector) in vectors.iter().enumerate() {
                prop_assert_eq!(cut.get(number), Some(vector));
            }
            prop_assert_eq!(cut.get(count), None);
        }
    }

    #[test]
    fn a_rough_cosine_is_as_near_as_it_says(seed: u64) {
        let (vectors, query) = (made_up(seed, 20), made_up(!seed, 1)[0]);
        let (block, rough_query) = (Block::new(&vectors), RoughQuery::new(&query));
        let mut sums = [0; 20];
        block.rough().sums(&rough_query, &mut sums);
        let rough = block.rough().cosines(&rough_query, &sums);
        for ((about, slack), exact) in rough.zip(Vectors::new(&vectors).cosines(&query)) {
            prop_assert!((about - exact).abs() <= slack, "{about} {exact} {slack}");
            prop_assert!(slack < 0.02, "{slack}");
        }
    }
}

#[test]
fn equally_near_ones_come_in_the_order_of_their_numbers() {
    let vector = made_up(7, 1)[0];
    for rough_from in [0, usize::MAX] {
        let vectors = Vectors::with_rough_from(in_blocks(&[vector; 9], 3), rough_from);
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
    let block = Block::new([&[f32::NAN; 3][..], &[], &[1.0; 1_000], &[f32::INFINITY; WIDTH]]);
    let vectors = Vectors::with_rough_from([Arc::new(block)], 0);
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
