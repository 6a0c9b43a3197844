//! The tokenizer and the model that ship: once in a process, whoever asks.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use super::EmbeddingError;
use super::lanes::{Lanes, Run};
use super::model::Model;
use super::tokenizer::Tokenizer;

/// The vocabulary of the model that ships.
static VOCABULARY: &str = include_str!("../../index/model/vocab.txt");

/// Texts to vectors, without any memory.
pub(super) struct Engine {
    pub(super) tokenizer: Tokenizer,
    lanes: Made<Lanes>,
}

/// Something that is made when it is first wanted. Where that fails it is tried again the next time: memory and threads that
/// are short now may be there later.
struct Made<T> {
    made: OnceLock<T>,
    making: Mutex<()>,
}

impl<T> Made<T> {
    fn new() -> Self {
        Self {
            made: OnceLock::new(),
            making: Mutex::new(()),
        }
    }

    fn get(&self, make: impl FnOnce() -> Result<T, EmbeddingError>) -> Result<&T, EmbeddingError> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let _alone = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let made = make()?;
        Ok(self.made.get_or_init(|| made))
    }
}

impl Engine {
    /// The one of this process.
    pub(super) fn shipped() -> Result<&'static Self, EmbeddingError> {
        static ENGINE: OnceLock<Result<Engine, EmbeddingError>> = OnceLock::new();
        let engine = ENGINE.get_or_init(|| {
            let tokenizer = Tokenizer::read(VOCABULARY).map_err(|error| EmbeddingError::Model(error.to_string()))?;
            Ok(Self {
                tokenizer,
                lanes: Made::new(),
            })
        });
        engine.as_ref().map_err(Clone::clone)
    }

    /// One that runs `run` in place of the model.
    #[cfg(test)]
    pub(super) fn running(run: &Arc<Run>) -> Self {
        let lanes = Made::new();
        lanes.get(|| Lanes::start(run)).map(drop).unwrap();
        Self {
            tokenizer: Tokenizer::read(VOCABULARY).unwrap(),
            lanes,
        }
    }

    /// What runs the model, which is loaded when it is first wanted: a tenth of a second.
    pub(super) fn lanes(&self) -> Result<&Lanes, EmbeddingError> {
        self.lanes.get(start)
    }
}

/// On a thread of its own: loading uses a pool, and a worker of rayon that waited for it could be given a text to embed, for
/// which it would have to wait for itself.
fn start() -> Result<Lanes, EmbeddingError> {
    let loading = thread::Builder::new().name("embedding-load".into()).spawn(|| {
        let model = Model::shipped()?;
        let run: Arc<Run> = Arc::new(move |texts, threads| model.vectors(texts, threads));
        Lanes::start(&run)
    });
    let loading = loading.map_err(|error| EmbeddingError::Threads(error.to_string()))?;
    let panicked = |_| Err(EmbeddingError::Model("it panicked".into()));
    loading.join().unwrap_or_else(panicked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_made_is_tried_again() {
        let made = Made::new();
        let none = || Err(EmbeddingError::Threads("none is free".into()));
        assert!(made.get(none).is_err());
        assert_eq!(made.get(|| Ok(7)), Ok(&7));
        assert_eq!(made.get(none), Ok(&7), "once is enough");
    }
}
