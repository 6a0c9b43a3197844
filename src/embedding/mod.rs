//! What texts mean, as vectors: near each other where texts mean the like. Pure Rust, inside the program, no network.
//!
//! `tokenizer` cuts a text into pieces, `model` makes a vector of them on one of the `lanes`. Questions are remembered for a
//! while, in memory only; vectors of the content are `kept` in a file, so that a restart computes only what is new, and lie in
//! blocks (`runs`), so that a new content shares those of the old one in which nothing has changed.
//!
//! What may be personal or secret is never given to it: nobody here asks what a text is.

mod batches;
mod engine;
mod file;
mod kept;
mod keys;
mod lanes;
mod model;
mod numbers;
mod runs;
mod table;
mod tokenizer;
mod vector;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use frontdesk_numerics::vectors::Vectors;
use lru::LruCache;
use rayon::prelude::*;

use batches::Batch;
use engine::Engine;
use kept::Kept;
use keys::ByKey;
use lanes::{Job, Urgency};
use numbers::Numbers;
use runs::{Blocks, Run};

pub use keys::Keys;
pub use tokenizer::{Incomplete, MOST_PIECES, Tokenizer};
pub use vector::{DIMENSIONS, Vector};

/// Questions that are remembered at most; the one that was asked longest ago makes room.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// Bytes of the longest question that is remembered: longer ones do not come twice.
const LONGEST: usize = 200;

/// New vectors of the content are written to the file so many at a time: as many are lost at most when the power fails.
const WRITTEN_AT_ONCE: usize = 4_096;

/// Why a text has no vector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmbeddingError {
    /// The model can't be loaded.
    #[error(
        "the sentence model in the program is damaged: {0}; build the program anew from whole files in index/model, or set \
         index.model = \"none\" to find answers by their words alone"
    )]
    Model(String),
    /// The system gives no threads.
    #[error(
        "the sentence model gets no threads: {0}; let the service have more of them, or set index.model = \"none\" to find \
         answers by their words alone"
    )]
    Threads(String),
    /// The model failed.
    #[error("the sentence model failed: {0}; set index.model = \"none\" to find answers by their words alone")]
    Run(String),
}

/// The model with its memories; cheap to clone. All of a process share the model, which is loaded when the first text needs
/// it.
#[derive(Clone)]
pub struct Embedder(Arc<Inner>);

struct Inner {
    engine: &'static Engine,
    /// By their pieces: what differs in nothing that the model sees is the same question.
    questions: Mutex<LruCache<Vec<i32>, Vector>>,
    content: Mutex<Kept>,
    /// Those that are in use.
    blocks: Mutex<Blocks>,
}

impl std::fmt::Debug for Embedder {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Embedder").finish_non_exhaustive()
    }
}

impl Embedder {
    /// The model that ships, with its vectors of the content kept below `folder`; without one in memory only.
    ///
    /// # Errors
    /// Where the vocabulary that is built in is damaged. A folder that can't be used is no error: it is told in the log, and
    /// the vectors are computed anew.
    pub fn shipped(folder: Option<PathBuf>) -> Result<Self, EmbeddingError> {
        Ok(Self(Arc::new(Inner {
            engine: Engine::shipped()?,
            questions: Mutex::new(LruCache::sparse(REMEMBERED)),
            content: Mutex::new(Kept::in_folder(folder)),
            blocks: Mutex::default(),
        })))
    }

    /// A model that gives every text the same vector, if it `works` this time.
    #[cfg(test)]
    pub(crate) fn made_up(works: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        let run: Arc<lanes::Run> = Arc::new(move |texts, _| {
            if !works() {
                return Err(EmbeddingError::Run("as planned".into()));
            }
            Ok(texts.iter().map(|_| Vector::toward(&[1.0; DIMENSIONS])).collect())
        });
        Self(Arc::new(Inner {
            engine: Box::leak(Box::new(Engine::running(&run))),
            questions: Mutex::new(LruCache::sparse(REMEMBERED)),
            content: Mutex::new(Kept::in_folder(None)),
            blocks: Mutex::default(),
        }))
    }

    /// How many questions are remembered.
    #[cfg(test)]
    pub(crate) fn remembered(&self) -> usize {
        self.0.questions().len()
    }

    /// Loads the model now, so that the first question need not wait for it.
    ///
    /// # Errors
    /// Where it can't be loaded.
    pub fn warm_up(&self) -> Result<(), EmbeddingError> {
        self.0.engine.lanes().map(drop)
    }

    /// The vector of one question, at the latest after the others that wait. Takes milliseconds and blocks the thread,
    /// unless the question is remembered. `keep`: whether it is from now on (texts of at most 200 bytes are).
    ///
    /// # Errors
    /// Where the model can't be loaded or fails.
    pub fn question(&self, text: &str, keep: bool) -> Result<Vector, EmbeddingError> {
        let pieces = self.0.engine.tokenizer.pieces(text);
        if let Some(known) = self.0.questions().get(&pieces) {
            return Ok(known.clone());
        }
        let (answer, answered) = mpsc::channel();
        let job = Job {
            texts: vec![pieces.clone()],
            number: 0,
            answer,
        };
        self.0.engine.lanes()?.hand_over(Urgency::Question, job);
        let (_, vectors) = answered.recv().map_err(|_| lost())?;
        let vector = vectors?.pop().ok_or_else(lost)?;
        if keep && text.len() <= LONGEST {
            self.0.questions().put(pieces, vector.clone());
        }
        Ok(vector)
    }

    /// The vectors of lists of texts of the content, in their order (all zero where there is no text), and what they are kept
    /// by: those that are in use already, else looked up, else computed on all cores and kept. `progress` is told how many of
    /// those that must be computed are done, and of how many; never, if all are known.
    ///
    /// # Errors
    /// Where the model can't be loaded or fails.
    pub fn content<const LISTS: usize>(
        &self,
        lists: [&[Option<&str>]; LISTS],
        progress: &dyn Fn(usize, usize),
    ) -> Result<([Vectors; LISTS], Keys), EmbeddingError> {
        let lists = lists.map(|texts| (keys::keys(texts), texts));
        let mut runs = lists.each_ref().map(|(keys, texts)| runs::of(keys, texts));
        self.0.blocks().give(runs.iter_mut().flatten());
        let vectors = self.known(&runs, progress)?;
        for runs in &mut runs {
            let new = runs.par_iter_mut().filter(|run| run.is_new());
            new.for_each(|run| run.make(&vectors));
        }
        self.0.blocks().take_up(runs.iter().flatten());
        let vectors = runs.map(runs::vectors);
        Ok((vectors, Keys::new(lists.map(|(keys, _)| keys))))
    }

    /// Whoever asked for these vectors of the content still uses them: they are kept for the next start.
    pub fn still_uses(&self, keys: &Keys) {
        self.0.content().still_uses(keys.iter());
    }

    /// The vectors of all texts of those `runs` that are new; those of the others are still used.
    fn known(
        &self,
        runs: &[Vec<Run<'_>>],
        progress: &dyn Fn(usize, usize),
    ) -> Result<ByKey<Arc<Numbers>>, EmbeddingError> {
        let (new, shared): (Vec<&Run>, Vec<&Run>) = runs.iter().flatten().partition(|run| run.is_new());
        let texts = || new.iter().flat_map(|run| run.texts());
        let mut content = self.0.content();
        let mut known = content.known(texts().map(|(key, _)| key));
        content.still_uses(shared.iter().flat_map(|run| run.texts()).map(|(key, _)| key));
        drop(content);
        let unknown = texts().filter(|(key, _)| !known.contains_key(*key));
        let unknown: ByKey<&str> = unknown.map(|(key, text)| (*key, text)).collect();
        if !unknown.is_empty() {
            self.compute(&unknown, &mut known, progress)?;
        }
        let all_known = unknown.keys().all(|key| known.contains_key(key));
        all_known.then_some(known).ok_or_else(lost)
    }

    fn compute(
        &self,
        new: &ByKey<&str>,
        vectors: &mut ByKey<Arc<Numbers>>,
        progress: &dyn Fn(usize, usize),
    ) -> Result<(), EmbeddingError> {
        let lanes = self.0.engine.lanes()?;
        let batches = batches::of(new, &self.0.engine.tokenizer);
        let (answer, answered) = mpsc::channel();
        let hand_over = |(number, batch): (usize, &Batch)| {
            let job = Job {
                texts: batch.texts.clone(),
                number,
                answer: answer.clone(),
            };
            lanes.hand_over(Urgency::Content, job);
        };
        let mut waiting = batches.iter().enumerate();
        waiting.by_ref().take(2 * lanes.for_content()).for_each(hand_over);
        let (mut done, mut unwritten) = (0, Vec::new());
        for _ in &batches {
            let (number, computed) = answered.recv().map_err(|_| lost())?;
            waiting.next().map(hand_over);
            let keys = batches.get(number).map_or(&[][..], |batch| &batch.keys);
            for (key, vector) in keys.iter().zip(computed?) {
                // As it will be read at the next start, so that nothing is found otherwise then.
                let numbers = Arc::new(numbers::rounded(&vector));
                vectors.insert(*key, Arc::clone(&numbers));
                unwritten.push((*key, numbers));
            }
            if unwritten.len() >= WRITTEN_AT_ONCE {
                self.0.content().keep(&std::mem::take(&mut unwritten));
            }
            done += keys.len();
            progress(done, new.len());
        }
        self.0.content().keep(&unwritten);
        Ok(())
    }
}

impl Inner {
    fn questions(&self) -> MutexGuard<'_, LruCache<Vec<i32>, Vector>> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn content(&self) -> MutexGuard<'_, Kept> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn blocks(&self) -> MutexGuard<'_, Blocks> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lost() -> EmbeddingError {
    EmbeddingError::Run("a text was lost".into())
}

#[cfg(test)]
mod tests;
