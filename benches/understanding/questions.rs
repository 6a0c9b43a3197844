//! Files of questions: one JSON object a line.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::typos::Typist;
use crate::{Result, wrong};

/// The seed of the slips.
const SEED: u64 = 4;

/// An entry of a bank.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name.
    pub id: String,
    /// Its question.
    pub question: String,
    /// Other ways to ask it.
    pub also: Vec<String>,
    /// Its answer; may be empty.
    pub answer: String,
}

/// A question and what would be right.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// As it is asked.
    pub text: String,
    /// Names of entries; none: it is out of scope.
    pub expect: Vec<String>,
}

/// Reads all lines of a file.
pub fn read<Line: for<'a> Deserialize<'a>>(file: &Path) -> Result<Vec<Line>> {
    let text = fs::read_to_string(file).map_err(|error| wrong(file.display(), &error))?;
    let lines = text.lines().enumerate();
    let read = lines.map(|(number, line)| {
        let place = format!("{}:{}", file.display(), number + 1);
        serde_json::from_str(line).map_err(|error| wrong(place, &error))
    });
    read.collect()
}

/// Writes the questions of `from` to `to`, each with one or two slips.
pub fn with_typos(from: &Path, to: &Path) -> Result<()> {
    let mut typist = Typist::new(SEED);
    let mut file = fs::File::create(to)?;
    for mut question in read::<Question>(from)? {
        question.text = typist.types(&question.text);
        writeln!(file, "{}", serde_json::to_string(&question)?)?;
    }
    Ok(())
}

/// Whether a file has a question that nothing answers.
pub fn any_out_of_scope(file: &Path) -> Result<bool> {
    Ok(read::<Question>(file)?
        .iter()
        .any(|question| question.expect.is_empty()))
}
