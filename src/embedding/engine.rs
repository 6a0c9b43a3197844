//! The tokenizer and the model that ship: once in a process, whoever asks.

use std::sync::{Arc, OnceLock};
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
    lanes: OnceLock<Result<Lanes, EmbeddingError>>,
}

impl Engine {
    /// The one of this process.
    pub(super) fn shipped() -> Result<&'static Self, EmbeddingError> {
        static ENGINE: OnceLock<Result<Engine, EmbeddingError>> = OnceLock::new();
        let engine = ENGINE.get_or_init(|| {
            let tokenizer = Tokenizer::read(VOCABULARY).map_err(|error| EmbeddingError::Model(error.to_string()))?;
            Ok(Self {
                tokenizer,
                lanes: OnceLock::new(),
            })
        });
        engine.as_ref().map_err(Clone::clone)
    }

    /// What runs the model, which is loaded when it is first wanted: a tenth of a second.
    pub(super) fn lanes(&self) -> Result<&Lanes, EmbeddingError> {
        self.lanes.get_or_init(start).as_ref().map_err(Clone::clone)
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
