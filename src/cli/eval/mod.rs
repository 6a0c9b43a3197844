//! `frontdesk eval`

mod bank;
mod lines;
mod progress;
mod questions;
mod report;
mod target;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tokio::time::Instant;

use super::{Stop, offline, say};
use crate::app;
use crate::clock::{SharedClock, SystemClock};
use crate::config::{Config, IndexModel};
use crate::content::{Content, Settings, Thresholds};
use crate::evaluation::diagram::{self, Marks};
use crate::evaluation::{Basis, Case, Figures, Threshold, confusions};
use questions::Question;
use report::Report;
use target::Target;

/// What `--help` says besides.
pub(super) const HELP: &str = "\
Without --bank our own content is asked the questions of tests/questions/choosing.jsonl. What is asked: JSON Lines,

  {\"text\": \"cant find my pin\", \"audience\": \"member\", \"expect\": [\"faq:member/pin/lost-pin\", \"flow:reissue-pin\"]}
  {\"text\": \"is ozempic covered\", \"audience\": \"member\", \"expect\": [], \"offer_ok\": [\"faq:member/help/plan-questions\"]}

\"expect\": everything that would be right, nothing where the question is out of scope; \"offer_ok\": what may be said to one out of \
scope all the same. With --bank, a file of {\"id\", \"question\", \"also\": [...], \"answer\"}, \"expect\" holds ids of the bank. What a \
bank's texts mean is kept in memory only, unless a folder is named for it (index.vectors, FRONTDESK_INDEX__VECTORS).

Examples:
  frontdesk eval                                   our own content
  frontdesk eval --questions tests/questions/more.jsonl --svg report
  frontdesk eval --bank bank.jsonl --questions test.jsonl --dev dev.jsonl
  frontdesk eval --model none                      what the sentence model is good for
  frontdesk eval --json | jq .right_or_offered

docs/evaluating.md explains every figure. Exit codes: 0, it was measured; 1, it could not be; 2, a file is not as it should be.";

/// The questions that our own content is asked, below the content folder.
const OWN: &str = "tests/questions/choosing.jsonl";

#[derive(Args)]
pub(super) struct Eval {
    /// Ask a bank of questions and answers instead of our own content (JSON Lines)
    #[arg(long, value_name = "FILE", requires = "questions")]
    bank: Option<PathBuf>,
    /// What to ask (JSON Lines) [default: tests/questions/choosing.jsonl beside the content]
    #[arg(long, value_name = "FILE")]
    questions: Option<PathBuf>,
    /// Questions of their own on which the threshold is chosen that tells what is out of scope (JSON Lines)
    #[arg(long, value_name = "FILE")]
    dev: Option<PathBuf>,
    /// With --dev: choose as if one question in five were out of scope, however many there are of each kind
    #[arg(long, requires = "dev")]
    balanced: bool,
    /// Use this threshold (0 to 1) [default: the one of --dev, or else the one from which on something is offered]
    #[arg(long, value_name = "P", conflicts_with = "dev", value_parser = probability)]
    threshold: Option<f32>,
    /// What knows the meaning of words, beside the words themselves [default: as configured]
    #[arg(long, value_enum)]
    model: Option<Model>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Draw reliability.svg and risk-coverage.svg into this folder
    #[arg(long, value_name = "DIR")]
    svg: Option<PathBuf>,
    /// Folder that holds faq, flows, index and templates [default: here, or beside the program]
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
    /// Configuration file (TOML): from which probability on the index answers, and offers
    #[arg(long, value_name = "FILE", env = "FRONTDESK_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Model {
    /// Nothing: words alone
    None,
    /// The sentence model that is built in
    Minilm,
}

impl From<Model> for IndexModel {
    fn from(model: Model) -> Self {
        match model {
            Model::None => Self::None,
            Model::Minilm => Self::Minilm,
        }
    }
}

fn probability(text: &str) -> Result<f32, String> {
    let value = text.parse().ok().filter(|value| (0.0..=1.0).contains(value));
    value.ok_or_else(|| "a probability is a number from 0 to 1".to_owned())
}

/// Asks all questions and prints the figures.
pub(super) fn run(asked: Eval) -> Result<ExitCode, Stop> {
    let config = config(&asked)?;
    let clock: SharedClock = Arc::new(SystemClock);
    let begun = Instant::now();
    let settings = app::understanding(&config).map_err(Stop::refused)?;
    let thresholds = settings.thresholds;
    let target = ready(&asked, &config, settings, &clock)?;
    let build_s = begun.elapsed().as_secs_f64();
    let path = asked
        .questions
        .clone()
        .unwrap_or_else(|| own_questions(&config.content));
    let questions = questions::read(&path, &target)?;
    let dev = asked.dev.as_deref().map(|path| questions::read(path, &target));
    let dev = match dev.transpose()? {
        Some(questions) => Some(ask_all(&target, &questions, "asking to choose the threshold", &clock)?),
        None => None,
    };
    let cases = ask_all(&target, &questions, "asking", &clock)?;
    let threshold = threshold(&asked, dev.as_deref(), thresholds);
    let content = what_was_asked(&asked);
    let report = Report {
        model: config.index.model,
        file: path.display().to_string(),
        build_s,
        figures: Figures::of(&cases, threshold),
        kinds: report::kinds(&questions, &cases),
        confusions: confusions(&cases),
        diagrams: match &asked.svg {
            Some(folder) => draw(folder, &cases, &format!("{content} · {}", path.display()), thresholds)?,
            None => Vec::new(),
        },
        content,
    };
    say(if asked.json { report.json() } else { report.text() });
    Ok(ExitCode::SUCCESS)
}

fn own_questions(content: &Path) -> PathBuf {
    content.strip_prefix(".").unwrap_or(content).join(OWN)
}

fn config(asked: &Eval) -> Result<Config, Stop> {
    let mut config = offline::config(asked.config.as_deref(), asked.content.clone())?;
    config.index.model = asked.model.map_or(config.index.model, IndexModel::from);
    if asked.bank.is_some() && !config.index.vectors_are_named {
        // Others' texts have no business among what is kept of our content.
        config.index.vectors = None;
    }
    Ok(config)
}

/// The bank or our own content, ready to be asked: the model is loaded too, so that the first question takes as long as the
/// others.
fn ready(asked: &Eval, config: &Config, settings: Settings, clock: &SharedClock) -> Result<Target, Stop> {
    let embedder = settings.embedder.clone();
    let target = target(asked, config, settings, clock)?;
    let warm = embedder.map_or(Ok(()), |embedder| embedder.warm_up());
    warm.map(|()| target).map_err(Stop::failed)
}

/// The bank or our own content.
fn target(asked: &Eval, config: &Config, settings: Settings, clock: &SharedClock) -> Result<Target, Stop> {
    let Some(path) = &asked.bank else {
        progress::told("reading and indexing our own content");
        let content = Content::load_with(&config.content, &config.policy, settings, Arc::clone(clock));
        return Ok(Target::Content(content.map_err(Stop::failed)?.current()));
    };
    let bank = bank::read(path)?;
    progress::told(&format!("indexing {}", bank::counted(&bank)));
    bank::target(bank, &config.content, settings)
}

fn what_was_asked(asked: &Eval) -> String {
    let bank = asked.bank.as_ref().map(|path| path.display().to_string());
    bank.unwrap_or_else(|| "our own content".to_owned())
}

/// Asks one question after the other, so that each has its time for itself.
fn ask_all(target: &Target, questions: &[Question], what: &str, clock: &SharedClock) -> Result<Vec<Case>, Stop> {
    let progress = progress::Progress::new(what, questions.len());
    let cases = questions.iter().map(|question| {
        let case = target.ask(question, clock);
        progress.step();
        case.map_err(Stop::failed)
    });
    cases.collect()
}

fn threshold(asked: &Eval, dev: Option<&[Case]>, thresholds: Thresholds) -> Threshold {
    let chosen = dev.and_then(|dev| {
        let balanced = asked.balanced.then(|| Threshold::balanced_on_dev(dev)).flatten();
        balanced.or_else(|| Threshold::on_dev(dev))
    });
    chosen.unwrap_or(match asked.threshold {
        Some(threshold) => Threshold {
            threshold,
            threshold_from: Basis::Given,
        },
        None => Threshold {
            threshold: thresholds.offer,
            threshold_from: Basis::Offer,
        },
    })
}

/// Draws the diagrams; where they lie.
fn draw(folder: &Path, cases: &[Case], about: &str, thresholds: Thresholds) -> Result<Vec<String>, Stop> {
    let marks = Marks {
        answer: thresholds.answer,
        offer: thresholds.offer,
    };
    let drawings = [
        ("reliability.svg", diagram::reliability(about, cases, marks)),
        ("risk-coverage.svg", diagram::risk_coverage(about, cases, marks)),
    ];
    let failed = |path: &Path, error| {
        Stop::failed(format_args!(
            "{} can't be written: {error}; name another folder with --svg",
            path.display()
        ))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut written = Vec::new();
    for (name, drawing) in drawings {
        let path = folder.join(name);
        fs::write(&path, drawing).map_err(|error| failed(&path, error))?;
        written.push(path.display().to_string());
    }
    Ok(written)
}
