//! A question of twelve words: the bare model beside all that we do with it.

use std::sync::Arc;

use frontdesk::embedding::Tokenizer;
use rten::{Model, ModelOptions, RunOptions, ThreadPool, Value};
use tokio::time::Instant;

use super::{Figure, made_up, median, ours, root};
use crate::Result;

/// A question in the content's own words: only such are remembered, as others may be names.
const REMEMBERED: &str = "please tell me how long my new password has to be";

/// Questions that are timed, each of them new.
const QUESTIONS: usize = 400;

/// Questions that come before, so that everything is loaded.
const WARM: usize = 50;

/// The bare model, run by rten on one thread.
pub struct Bare {
    model: Model,
    tokenizer: Tokenizer,
    threads: Arc<ThreadPool>,
}

impl Bare {
    /// The model that ships.
    pub fn load() -> Result<Self> {
        let folder = root().join("index/model");
        let vocabulary = std::fs::read_to_string(folder.join("vocab.txt"))?;
        Ok(Self {
            model: ModelOptions::with_all_ops()
                .prepack_weights(true)
                .load_file(folder.join("model.onnx"))?,
            tokenizer: Tokenizer::read(vocabulary.leak())?,
            threads: Arc::new(ThreadPool::with_num_threads(1)),
        })
    }

    /// How long the model alone takes for a text that is cut into pieces already, in milliseconds.
    pub fn time(&self, text: &str) -> Result<f64> {
        let pieces = self.tokenizer.pieces(text);
        let shape = [1, pieces.len()];
        let (ones, zeros) = (vec![1; pieces.len()], vec![0; pieces.len()]);
        let mut inputs = Vec::new();
        for (name, numbers) in [
            ("input_ids", pieces),
            ("attention_mask", ones),
            ("token_type_ids", zeros),
        ] {
            inputs.push((self.model.node_id(name)?, Value::from_shape(shape, numbers)?.into()));
        }
        let output = self.model.node_id("last_hidden_state")?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.threads)));
        let begun = Instant::now();
        std::hint::black_box(self.model.run(inputs, &[output], Some(options))?);
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    }
}

/// Times questions on the shipped content, each asked of the bare model and of us, one right after the other.
pub fn measure() -> Result<Vec<Figure>> {
    let bare = Bare::load()?;
    let vectors = tempfile::tempdir()?;
    let content = ours::content(root(), vectors.path())?.current();
    let (mut alone, mut whole, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..WARM + QUESTIONS {
        let text = made_up::twelve_words(number);
        alone.push(bare.time(&text)?);
        whole.push(timed(|| ours::ask(&content, &text)));
        ours::ask_and_remember(&content, REMEMBERED);
        again.push(timed(|| ours::ask_and_remember(&content, REMEMBERED)));
    }
    let [alone, whole, again] = [alone, whole, again].map(|mut times| median(times.split_off(WARM)));
    Ok(vec![
        Figure::told("a new question of 12 words, the model alone", alone, "ms"),
        Figure::told("the same, understood", whole, "ms"),
        Figure::at_most("the same, times the model alone", whole / alone, "", 1.3),
        Figure::at_most("a question that was asked before", again * 1e3, "µs", 100.0),
    ])
}

/// How long something takes, in milliseconds.
pub fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let begun = Instant::now();
    std::hint::black_box(work());
    begun.elapsed().as_secs_f64() * 1e3
}
