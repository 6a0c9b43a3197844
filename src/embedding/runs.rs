//! The content's vectors in blocks that are shared: what has not changed is not made again.
//!
//! The texts' keys are cut into runs where the keys themselves say so, so that a text more or less changes the run that it
//! stands in and leaves the others as they are, wherever it stands. A run whose block is still in use anywhere has that one.

use std::sync::{Arc, Weak};

use frontdesk_numerics::vectors::{Block, Vectors};

use super::keys::{self, ByKey, Key};
use super::numbers::{self, Numbers};
use super::vector::DIMENSIONS;

/// A run ends after every so many-th text on average: 0.8 MB of vectors.
const EVERY: u16 = 512;

/// Texts of one run at most.
const LONGEST: usize = 4_096;

/// Some texts that stand one after the other.
pub(super) struct Run<'a> {
    name: Key,
    keys: &'a [Key],
    texts: &'a [Option<&'a str>],
    /// Their vectors, once there are any.
    block: Option<Arc<Block>>,
}

/// The runs of `texts`, which are known by `keys`.
pub(super) fn of<'a>(keys: &'a [Key], texts: &'a [Option<&'a str>]) -> Vec<Run<'a>> {
    let mut rest = texts;
    let runs = keys.chunk_by(|key, _| !is_last(key));
    let runs = runs.flat_map(|run| run.chunks(LONGEST)).map(|keys| Run {
        name: keys::of_run(keys),
        keys,
        texts: rest.split_off(..keys.len()).unwrap_or_default(),
        block: None,
    });
    runs.collect()
}

fn is_last([first, second, ..]: &Key) -> bool {
    u16::from_le_bytes([*first, *second]).is_multiple_of(EVERY)
}

/// The vectors of `runs`, one run after the other.
pub(super) fn vectors(runs: Vec<Run<'_>>) -> Vectors {
    Vectors::of(runs.into_iter().filter_map(|run| run.block))
}

impl Run<'_> {
    /// Whether its vectors are still to be made.
    pub(super) fn is_new(&self) -> bool {
        self.block.is_none()
    }

    /// Its texts, each with its key.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&Key, &str)> {
        let texts = self.keys.iter().zip(self.texts);
        texts.filter_map(|(key, text)| Some((key, (*text)?)))
    }

    /// Makes its block, with nothing where there is no text.
    pub(super) fn make(&mut self, known: &ByKey<Arc<Numbers>>) {
        let vector = |key| {
            known
                .get(key)
                .map_or([0.0; DIMENSIONS], |numbers| numbers::unit(numbers))
        };
        self.block = Some(Arc::new(Block::new(self.keys.iter().map(vector))));
    }
}

/// The blocks that are in use somewhere, by the names of their runs.
#[derive(Default)]
pub(super) struct Blocks(ByKey<Weak<Block>>);

impl Blocks {
    /// Gives `runs` the blocks that they have.
    pub(super) fn give<'a, 'k: 'a>(&self, runs: impl Iterator<Item = &'a mut Run<'k>>) {
        for run in runs {
            run.block = self.0.get(&run.name).and_then(Weak::upgrade);
        }
    }

    /// Takes up the blocks of `runs`, and forgets those that nobody uses any more.
    pub(super) fn take_up<'a, 'k: 'a>(&mut self, runs: impl Iterator<Item = &'a Run<'k>>) {
        self.0.retain(|_, block| block.strong_count() > 0);
        let made = runs.filter_map(|run| Some((run.name, Arc::downgrade(run.block.as_ref()?))));
        self.0.extend(made);
    }
}

#[cfg(test)]
mod tests;
