//! Suggestions while somebody types, of 1,000 answers: what one more letter costs.

use std::path::Path;

use super::model::timed;
use super::ours::{self, Maker};
use super::{Figure, made_up, median, p99};
use crate::Result;

/// Answers that are suggested from.
const ANSWERS: usize = 1_000;

/// Texts that are typed of each kind: the question of an answer, and another one of twelve words.
const TYPED: usize = 20;

/// Types texts letter by letter.
pub fn measure(vectors: &Path) -> Result<Vec<Figure>> {
    let entries = (0..ANSWERS)
        .map(|number| made_up::entry(number, ""))
        .collect::<Result<Vec<_>>>()?;
    let index = Maker::new(vectors)?.index(&entries)?;
    // So that the model is loaded.
    ours::suggest(&index, "how can i pay for all of this")?;
    let theirs = entries
        .iter()
        .step_by(ANSWERS / TYPED)
        .map(|entry| entry.question.text.clone());
    let texts: Vec<String> = theirs.chain((0..TYPED).map(made_up::twelve_words)).collect();
    let mut times = Vec::new();
    for text in &texts {
        for (letter, _) in text.char_indices().skip(1) {
            times.push(timed(|| ours::suggest(&index, &text[..letter])));
        }
        times.push(timed(|| ours::suggest(&index, text)));
    }
    let of = format!("suggestions of {ANSWERS} answers");
    Ok(vec![
        Figure::at_most(format!("{of}, a letter more"), median(times.clone()), "ms", 5.0),
        Figure::told(format!("p99 of {of}, a letter more"), p99(times), "ms"),
    ])
}
