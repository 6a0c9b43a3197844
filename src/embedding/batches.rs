//! Texts of the content in runs of equal length: eight short ones at once take half the time of eight runs, and nothing
//! has to be filled up.

use rayon::prelude::*;

use super::keys::{ByKey, Key};
use super::tokenizer::Tokenizer;

/// Texts of one run at most.
const MOST_TEXTS: usize = 8;

/// Pieces of one run at most: about 15 ms.
const MOST_PIECES: usize = 128;

/// Texts for one run.
pub(super) struct Batch {
    /// Whose vectors they will be.
    pub(super) keys: Vec<Key>,
    /// The pieces of each: the same number of them.
    pub(super) texts: Vec<Vec<i32>>,
}

/// The runs for these texts, the longest texts first, so that at the end no lane waits long for another.
pub(super) fn of(texts: &ByKey<&str>, tokenizer: &Tokenizer) -> Vec<Batch> {
    let texts: Vec<_> = texts.iter().collect();
    let cut = texts.into_par_iter().map(|(key, text)| (*key, tokenizer.pieces(text)));
    let mut texts: Vec<(Key, Vec<i32>)> = cut.collect();
    texts
        .sort_unstable_by(|(left_key, left), (right_key, right)| (right.len(), right_key).cmp(&(left.len(), left_key)));
    let equal = texts.chunk_by(|(_, left), (_, right)| left.len() == right.len());
    equal
        .flat_map(|texts| texts.chunks(at_once(texts)))
        .map(batch)
        .collect()
}

fn at_once(texts: &[(Key, Vec<i32>)]) -> usize {
    let length = texts.first().map_or(1, |(_, pieces)| pieces.len().max(1));
    (MOST_PIECES / length).clamp(1, MOST_TEXTS)
}

fn batch(texts: &[(Key, Vec<i32>)]) -> Batch {
    let (keys, texts) = texts.iter().cloned().unzip();
    Batch { keys, texts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::keys;

    #[test]
    fn every_text_is_in_one_batch_of_its_length() {
        let tokenizer = Tokenizer::read("[UNK]\n[CLS]\n[SEP]\npin").unwrap();
        let texts: Vec<String> = (0..200).map(|number| "pin ".repeat(number % 90)).collect();
        let texts: ByKey<&str> = texts
            .iter()
            .enumerate()
            .map(|(number, text)| (keys::key(&number.to_string()), text.as_str()))
            .collect();
        let batches = of(&texts, &tokenizer);
        for batch in &batches {
            let length = batch.texts[0].len();
            assert!(batch.texts.iter().all(|pieces| pieces.len() == length));
            assert!(batch.texts.len() <= MOST_TEXTS && length * batch.texts.len() <= MOST_PIECES);
            for (key, pieces) in batch.keys.iter().zip(&batch.texts) {
                assert_eq!(pieces, &tokenizer.pieces(texts[key]));
            }
        }
        let all: std::collections::HashSet<_> = batches.iter().flat_map(|batch| &batch.keys).collect();
        assert_eq!(all.len(), texts.len());
        let lengths: Vec<_> = batches.iter().map(|batch| batch.texts[0].len()).collect();
        assert!(lengths.is_sorted_by(|left, right| left >= right));
    }
}
