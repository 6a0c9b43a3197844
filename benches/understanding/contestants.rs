//! Who is measured: the product, BM25 alone, nlp.js. Each runs in a process of its own.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use frontdesk::evaluation::{Band, Basis, Case, Figures, Threshold};
use serde_json::{Map, Value};

use crate::bm25::Answers;
use crate::files::{Bank, Files};
use crate::questions::{self, Entry, Question};
use crate::{Result, child, wrong};

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Contestant {
    /// Frontdesk
    Frontdesk,
    /// BM25 alone, by tantivy
    Bm25,
    /// nlp.js
    Nlpjs,
}

/// All of them, in the order in which they are told.
pub const CONTESTANTS: [Contestant; 3] = [Contestant::Frontdesk, Contestant::Bm25, Contestant::Nlpjs];

impl fmt::Display for Contestant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Frontdesk => "Frontdesk",
            Self::Bm25 => "BM25 alone",
            Self::Nlpjs => "nlp.js",
        })
    }
}

/// What a contestant did on a set.
pub struct Outcome {
    /// What it reached: the keys of `frontdesk eval --json`.
    figures: Map<String, Value>,
    /// Its version.
    pub version: String,
    /// Until the first question could be asked.
    pub training_seconds: f64,
    /// One after the other.
    pub questions_per_second: f64,
    /// The most memory that its process held.
    pub peak_mb: f64,
}

impl Outcome {
    /// A figure in percent; nothing where the contestant has none.
    pub fn percent(&self, key: &str) -> Option<f64> {
        Some(100.0 * self.figures.get(key)?.as_f64()?)
    }
}

/// Where nlp.js lies.
fn nlpjs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/nlpjs")
}

impl Contestant {
    /// Why it can't be measured here.
    pub fn missing(self) -> Option<String> {
        let installed = self != Self::Nlpjs || nlpjs().join("node_modules/node-nlp").is_dir();
        (!installed).then(|| "it is not installed: npm ci --ignore-scripts --prefix benches/peers/nlpjs".into())
    }

    /// Trains it on the banks of a set and asks it the questions.
    pub fn measure(self, program: &Path, files: &Files) -> Result<Outcome> {
        let answered = |bank: &Bank| -> Result<Answers> {
            let ended = child::run(with_files(&mut self.command()?, bank))?;
            serde_json::from_str(&ended.output).map_err(|error| wrong(self, &error))
        };
        if self == Self::Frontdesk {
            return frontdesk(program, files);
        }
        let answers = files.banks.iter().map(answered).collect::<Result<Vec<_>>>()?;
        outcome(&answers, files)
    }

    /// A peer's program.
    fn command(self) -> Result<Command> {
        if self == Self::Nlpjs {
            let mut node = Command::new("node");
            node.arg(nlpjs().join("measure.js"));
            return Ok(node);
        }
        let mut bm25 = Command::new(std::env::current_exe()?);
        bm25.arg("bm25");
        Ok(bm25)
    }
}

fn with_files<'a>(command: &'a mut Command, files: &Bank) -> &'a mut Command {
    command.arg("--bank").arg(&files.bank);
    command.arg("--questions").arg(&files.questions);
    if let Some(dev) = &files.dev {
        command.arg("--dev").arg(dev);
    }
    command
}

/// The product itself, with nothing known of the content's vectors.
fn frontdesk(program: &Path, files: &Files) -> Result<Outcome> {
    let vectors = tempfile::tempdir()?;
    let mut command = Command::new(program);
    command
        .args(["eval", "--json", "--content", env!("CARGO_MANIFEST_DIR")])
        .env("FRONTDESK_INDEX__VECTORS", vectors.path());
    if let Some(questions) = &files.own {
        command.arg("--questions").arg(questions);
    } else {
        for bank in &files.banks {
            with_files(&mut command, bank);
        }
    }
    if files.balanced {
        command.arg("--balanced");
    }
    let ended = child::run(&mut command)?;
    let figures: Map<String, Value> =
        serde_json::from_str(&ended.output).map_err(|error| wrong("frontdesk eval --json", &error))?;
    let number = |key| figures.get(key).and_then(Value::as_f64);
    let told = |key| number(key).ok_or_else(|| format!("frontdesk eval told no {key}"));
    Ok(Outcome {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        training_seconds: told("build_s")?,
        questions_per_second: 1e3 / told("ms_per_question")?,
        peak_mb: ended.peak_mb,
        figures,
    })
}

/// What comes of a peer's answers, by the product's own figures.
fn outcome(answers: &[Answers], files: &Files) -> Result<Outcome> {
    let (mut cases, mut dev, mut seconds) = (Vec::new(), Vec::new(), 0.0);
    for (answers, files) in answers.iter().zip(&files.banks) {
        let bank: Vec<Entry> = questions::read(&files.bank)?;
        cases.extend(judged(&bank, &files.questions, &answers.answers)?);
        if let Some(file) = &files.dev {
            dev.extend(judged(&bank, file, &answers.dev)?);
        }
        seconds += answers.answers.len() as f64 / answers.questions_per_second;
    }
    let none = Threshold {
        threshold: 0.0,
        threshold_from: Basis::Given,
    };
    let threshold = Threshold::balanced_on_dev(&dev).or_else(|| Threshold::on_dev(&dev));
    let figures = serde_json::to_value(Figures::of(&cases, threshold.unwrap_or(none)))?;
    let Value::Object(mut figures) = figures else {
        return Err("figures are an object".into());
    };
    NO_BANDS.iter().for_each(|key| drop(figures.remove(*key)));
    Ok(Outcome {
        figures,
        version: answers
            .first()
            .map_or_else(String::new, |answers| answers.version.clone()),
        training_seconds: answers.iter().map(|answers| answers.training_seconds).sum(),
        questions_per_second: cases.len() as f64 / seconds,
        peak_mb: answers.iter().map(|answers| answers.peak_mb).fold(0.0, f64::max),
    })
}

/// What a peer has no figure of: it has scores, no probabilities, and nothing that it would rather offer or leave unanswered.
const NO_BANDS: [&str; 7] = [
    "precision",
    "coverage",
    "ece",
    "aurc",
    "right_or_offered",
    "confidently_wrong",
    "oos_answered",
];

fn judged(bank: &[Entry], questions: &Path, answers: &[Vec<(usize, f32)>]) -> Result<Vec<Case>> {
    let name = |(place, _): &(usize, f32)| bank.get(*place).map(|entry| entry.id.clone());
    let questions: Vec<Question> = questions::read(questions)?;
    let cases = questions.into_iter().zip(answers).map(|(question, answer)| Case {
        text: question.text,
        expected: question.expect,
        tolerated: question.offer_ok,
        ranked: answer.iter().filter_map(name).collect(),
        probability: answer.first().map_or(0.0, |(_, score)| *score),
        band: Band::Answer,
        told: answer.first().and_then(name).into_iter().collect(),
        offered: Vec::new(),
        micros: 0,
    });
    Ok(cases.collect())
}
