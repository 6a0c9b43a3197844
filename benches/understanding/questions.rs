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
    /// Who asks, where that counts.
    #[serde(default, skip_serializing)]
    pub audience: String,
    /// Out of scope: what may be said all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offer_ok: Vec<String>,
    /// Of what kind it is.
    #[serde(default, rename = "kind", skip_serializing)]
    _kind: String,
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

/// Writes a line for each of `lines`.
pub fn write(file: &Path, lines: &[impl Serialize]) -> Result<()> {
    let mut file = fs::File::create(file)?;
    for line in lines {
        writeln!(file, "{}", serde_json::to_string(line)?)?;
    }
    Ok(())
}

/// Writes the questions of `from` to `to`, each with one or two slips.
pub fn with_typos(from: &Path, to: &Path) -> Result<()> {
    let mut typist = Typist::new(SEED);
    let mut questions: Vec<Question> = read(from)?;
    for question in &mut questions {
        question.text = typist.types(&question.text);
    }
    write(to, &questions)
}
