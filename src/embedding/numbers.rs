//! A vector's numbers as they are kept: each in 16 bits, as whole 32,767ths, which moves the cosine of two texts by about a
//! hundred-thousandth and takes half the room.

use super::vector::{self, DIMENSIONS, Vector};

/// The numbers of a vector.
pub(super) type Numbers = [i16; DIMENSIONS];

const ONE: f32 = 32_767.0;

/// The numbers of `vector`, rounded.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the numbers of a unit vector lie between -1 and 1"
)]
pub(super) fn rounded(vector: &Vector) -> Numbers {
    let mut numbers = [0; DIMENSIONS];
    for (number, exact) in numbers.iter_mut().zip(vector.as_slice()) {
        *number = (exact * ONE).round() as i16;
    }
    numbers
}

/// The unit vector in the direction of these numbers.
pub(super) fn unit(numbers: &Numbers) -> [f32; DIMENSIONS] {
    let numbers = numbers.map(f32::from);
    let scale = vector::to_unit(&numbers);
    numbers.map(|number| number * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_as_near_as_it_was() {
        let of = |seed: u32| {
            let numbers = (0..384_u32).map(|place| (f64::from(place * place + seed)).sin() as f32);
            Vector::toward(&numbers.collect::<Vec<_>>())
        };
        let (one, other) = (of(1), of(2));
        let kept = |exact: &Vector| Vector::toward(&unit(&rounded(exact)));
        let (kept_one, kept_other) = (kept(&one), kept(&other));
        assert!((one.dot(&other) - kept_one.dot(&kept_other)).abs() < 5e-5);
        assert_eq!(rounded(&kept_one), rounded(&one), "what is kept stays as it is");
    }
}
