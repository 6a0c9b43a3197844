//! Who is measured: the product, BM25 alone, nlp.js. Each runs in a process of its own.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use frontdesk::evaluation::{Band, Basis, Case, Figures, Ranked, Threshold};
use serde_json::{Map, Value};

use crate::bm25::Answers;
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

/// The files of a set.
pub struct Files {
    /// What can be found; nothing for our own content.
    pub bank: Option<PathBuf>,
    /// What is asked; nothing for the questions on our own content.
    pub questions: Option<PathBuf>,
    /// What thresholds are chosen on.
    pub dev: Option<PathBuf>,
    /// Whether `dev` has questions out of scope: then thresholds are chosen for the best mean of both kinds.
    pub balanced: bool,
}

/// What a contestant did on a set.
pub struct Outcome {
    /// What it reached: the keys of `frontdesk eval --json`.
    figures: Map<String, Value>,
    /// Its version.
    pub version: String,
    /// From the read bank to the first question.
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

    /// Trains it on a bank and asks it the questions. Nothing where it has no way to be asked them.
    pub fn measure(self, program: &Path, files: &Files) -> Result<Option<Outcome>> {
        if self == Self::Frontdesk {
            return frontdesk(program, files).map(Some);
        }
        let (Some(bank), Some(asked)) = (&files.bank, &files.questions) else {
            return Ok(None);
        };
        let mut command = match self {
            Self::Nlpjs => {
                let mut node = Command::new("node");
                node.arg(nlpjs().join("measure.js"));
                node
            }
            _ => {
                let mut bm25 = Command::new(std::env::current_exe()?);
                bm25.arg("bm25");
                bm25
            }
        };
        command.arg("--bank").arg(bank).arg("--questions").arg(asked);
        if let Some(dev) = &files.dev {
            command.arg("--dev").arg(dev);
        }
        let ended = child::run(&mut command)?;
        let answers = serde_json::from_str(&ended.output).map_err(|error| wrong(self, &error))?;
        outcome(&answers, bank, asked, files.dev.as_deref()).map(Some)
    }
}

/// The product itself, with nothing known of the content's vectors.
fn frontdesk(program: &Path, files: &Files) -> Result<Outcome> {
    let vectors = tempfile::tempdir()?;
    let mut command = Command::new(program);
    command
        .args(["eval", "--json"])
        .env("FRONTDESK_INDEX__VECTORS", vectors.path());
    for (flag, file) in [
        ("--bank", &files.bank),
        ("--questions", &files.questions),
        ("--dev", &files.dev),
    ] {
        if let Some(file) = file {
            command.arg(flag).arg(file);
        }
    }
    if files.balanced {
        command.arg("--balanced");
    }
    let ended = child::run(&mut command)?;
    let figures: Map<String, Value> =
        serde_json::from_str(&ended.output).map_err(|error| wrong("frontdesk eval --json", &error))?;
    let number = |key| figures.get(key).and_then(Value::as_f64);
    let per_question = number("ms_per_question").ok_or("frontdesk eval told no ms_per_question")? / 1e3;
    let dev = files.dev.as_deref().map(questions::read::<Question>).transpose()?;
    let asked = number("questions").unwrap_or_default() + dev.map_or(0, |dev| dev.len()) as f64;
    Ok(Outcome {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        training_seconds: (ended.seconds - asked * per_question).max(0.0),
        questions_per_second: 1.0 / per_question,
        peak_mb: ended.peak_mb,
        figures,
    })
}

/// What comes of a peer's answers, by the product's own figures.
fn outcome(answers: &Answers, bank: &Path, asked: &Path, dev: Option<&Path>) -> Result<Outcome> {
    let bank: Vec<Entry> = questions::read(bank)?;
    let asked: Vec<Question> = questions::read(asked)?;
    let dev: Vec<Question> = dev.map_or_else(|| Ok(Vec::new()), questions::read)?;
    let (cases, dev) = (judged(&bank, asked, &answers.answers), judged(&bank, dev, &answers.dev));
    let none = Threshold {
        threshold: 0.0,
        threshold_from: Basis::Given,
    };
    let threshold = Threshold::balanced_on_dev(&dev).or_else(|| Threshold::on_dev(&dev));
    let figures = serde_json::to_value(Figures::of(&cases, threshold.unwrap_or(none)))?;
    let Value::Object(mut figures) = figures else {
        return Err("figures are an object".into());
    };
    // A peer has scores, no probabilities, and no band in which it would rather not answer.
    for key in ["precision", "coverage", "ece", "aurc", "right_or_offered"] {
        figures.remove(key);
    }
    Ok(Outcome {
        figures,
        version: answers.version.clone(),
        training_seconds: answers.training_seconds,
        questions_per_second: answers.questions_per_second,
        peak_mb: answers.peak_mb,
    })
}

fn judged(bank: &[Entry], questions: Vec<Question>, answers: &[Vec<(usize, f32)>]) -> Vec<Case> {
    let ranked = |(place, score): &(usize, f32)| {
        bank.get(*place).map(|entry| Ranked {
            id: entry.id.clone(),
            score: *score,
        })
    };
    let cases = questions.into_iter().zip(answers).map(|(question, answer)| Case {
        text: question.text,
        expected: question.expect,
        tolerated: Vec::new(),
        ranked: answer.iter().filter_map(ranked).collect(),
        probability: answer.first().map_or(0.0, |(_, score)| *score),
        band: Band::Answer,
        offered: Vec::new(),
        micros: 0,
    });
    cases.collect()
}
