//! The everyday words of English, the commonest first: those that the model's vocabulary has whole.

use std::sync::LazyLock;

use super::spelling::Words;

/// The vocabulary of the model that ships: 30,522 pieces of words, a line each, the commonest first.
const VOCABULARY: &str = include_str!("../../index/model/vocab.txt");

/// How much likelier each word is than one ten times as far down the list, as a logarithm: the law of Zipf, and caution.
const STEEPNESS: f32 = 1.0;

/// The everyday words, each with the logarithm of how likely it is, but for a constant.
pub(super) static EVERYDAY: LazyLock<Words> = LazyLock::new(|| {
    let words = VOCABULARY
        .lines()
        .filter(|piece| piece.len() > 1 && piece.bytes().all(|byte| byte.is_ascii_lowercase()));
    let rare = words.clone().count() as f32;
    Words::new(
        (1u16..)
            .zip(words)
            .map(move |(place, word)| (word, STEEPNESS * (rare / f32::from(place)).ln())),
    )
});
