//! `cargo bench --bench understanding`: how well questions are understood, and how fast, beside BM25 alone and nlp.js in the
//! same run.
//!
//! Everyone gets the same questions and is a process of its own: `frontdesk eval`, this program as BM25 by tantivy, and
//! `benches/peers/nlpjs`. Figures come from `frontdesk::evaluation` for all. `docs/understanding.md` has the last tables and
//! says how to read them.

mod bm25;
mod child;
#[path = "../shared/content.rs"]
mod content;
mod contestants;
mod files;
#[path = "../shared/machine.rs"]
#[expect(dead_code, reason = "the load uses more of it")]
mod machine;
#[path = "../shared/progress.rs"]
mod progress;
mod questions;
mod report;
mod sets;
mod timing;
#[path = "../shared/typos.rs"]
mod typos;

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::contestants::{CONTESTANTS, Contestant};
use crate::progress::Progress;
use crate::report::Measured;
use crate::sets::{SETS, Set};
use crate::timing::{POINTS, Plan, Point};

/// Whatever goes wrong ends the run.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;
/// See [`Failed`].
pub type Result<T> = std::result::Result<T, Failed>;

/// How well questions are understood, and how fast, beside BM25 alone and nlp.js.
///
/// Close what else is at work: times are taken by the clock.
#[derive(Parser)]
#[command(name = "cargo bench --bench understanding --", args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
struct Line {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    run: Run,
    /// What cargo adds
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

const EXAMPLES: &str = "\
Examples:
  cargo bench --bench understanding                                       everything
  cargo bench --bench understanding -- --write docs/understanding.md      the same, into the document
  cargo bench --bench understanding -- --only timing --write docs/understanding.md  one half of its tables
  cargo bench --bench understanding -- --sets stackfaq,own                some sets
  cargo bench --bench understanding -- --only sets --contestants frontdesk  the product's figures alone
  cargo bench --bench understanding -- --only timing --points question    how fast a question is understood";

/// What a run is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Half {
    /// How well questions are understood
    Sets,
    /// How fast
    Timing,
}

#[derive(Args)]
struct Run {
    /// Only one half of it
    #[arg(long, value_enum, value_name = "HALF")]
    only: Option<Half>,
    /// Folder of the evaluation sets
    #[arg(long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"), hide_default_value = true)]
    data: PathBuf,
    /// Only these sets
    #[arg(long, value_delimiter = ',', value_name = "SET", value_parser = clap::builder::PossibleValuesParser::new(SETS.map(|set| set.name)))]
    sets: Vec<String>,
    /// Only these
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAME", default_values_t = CONTESTANTS)]
    contestants: Vec<Contestant>,
    /// Only these points are timed
    #[arg(long, value_enum, value_delimiter = ',', value_name = "POINT", default_values_t = POINTS, hide_default_value = true)]
    points: Vec<Point>,
    /// Answers of the large index that is timed
    #[arg(long, value_name = "COUNT", default_value_t = timing::LARGE)]
    entries: usize,
    /// Write the tables into this document too, between their marks: each half for itself, if all of it was measured
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Another Frontdesk than the one that was just built
    #[arg(long, value_name = "FILE", default_value = env!("CARGO_BIN_EXE_frontdesk"), hide_default_value = true)]
    program: PathBuf,
}

#[derive(Subcommand)]
enum Part {
    /// BM25 alone, as a process of its own
    #[command(hide = true)]
    Bm25 {
        #[arg(long)]
        bank: PathBuf,
        #[arg(long)]
        questions: PathBuf,
        #[arg(long)]
        dev: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let line = Line::parse();
    let done = match line.part {
        Some(Part::Bm25 { bank, questions, dev }) => bm25(&bank, &questions, dev.as_deref()),
        None => everything(&line.run),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            note(error);
            ExitCode::FAILURE
        }
    }
}

fn bm25(bank: &Path, questions: &Path, dev: Option<&Path>) -> Result<()> {
    let answers = bm25::measure(bank, questions, dev)?;
    say(serde_json::to_string(&answers)?);
    Ok(())
}

fn everything(run: &Run) -> Result<()> {
    let halves = [Half::Sets, Half::Timing].into_iter();
    let halves: Vec<Half> = halves
        .filter(|half| run.only.is_none_or(|only| only == *half))
        .collect();
    if let Some(document) = &run.write {
        // Before hours are spent.
        for half in &halves {
            run.can_be_written(document, *half)?;
        }
    }
    let mut failures = 0;
    for half in halves {
        failures += measured(run, half)?;
    }
    match failures {
        0 => Ok(()),
        failures => Err(format!("{failures} measurements failed").into()),
    }
}

/// Measures one half, prints its tables, and writes them if nothing failed; how much did.
fn measured(run: &Run, half: Half) -> Result<usize> {
    let mut failures = 0;
    let mut failed = |error| {
        failures += 1;
        note(error);
    };
    let conditions = report::conditions()?;
    let tables = match half {
        Half::Sets => report::sets(&sets(run, &mut failed)?),
        Half::Timing => {
            let plan = Plan {
                program: run.program.clone(),
                entries: run.entries,
                vectors: Path::new(env!("CARGO_TARGET_TMPDIR")).join("understanding-vectors"),
            };
            report::timing(&timing::measure(&run.points, &plan, &mut failed))
        }
    };
    let tables = format!("{conditions}\n\n{tables}");
    say(format!("{tables}\n"));
    match &run.write {
        Some(document) if failures == 0 => report::write(document, half.name(), &tables)?,
        Some(document) => note(format!("{} keeps what it says of {}", document.display(), half.name())),
        None => {}
    }
    Ok(failures)
}

impl Half {
    /// As the marks in a document have it.
    fn name(self) -> &'static str {
        match self {
            Self::Sets => "sets",
            Self::Timing => "timing",
        }
    }
}

impl Run {
    /// Whether the tables of a half will be whole, and `document` has a place for them.
    fn can_be_written(&self, document: &Path, half: Half) -> Result<()> {
        report::place(&report::read(document)?, document, half.name())?;
        let remedy = "leave it out, leave --write out, or measure the other half --only";
        match self.measures_partly(half) {
            Some(partly) => Err(format!("{partly}: its tables would not be whole; {remedy}").into()),
            None => Ok(()),
        }
    }

    /// What keeps a half from being measured as a whole.
    fn measures_partly(&self, half: Half) -> Option<String> {
        let missing = || {
            CONTESTANTS
                .iter()
                .find_map(|who| Some(format!("{who}: {}", who.missing()?)))
        };
        match half {
            Half::Sets if !self.sets.is_empty() => Some("--sets names some sets".into()),
            Half::Sets if CONTESTANTS.iter().any(|who| !self.contestants.contains(who)) => {
                Some("--contestants names some of them".into())
            }
            Half::Sets => missing(),
            Half::Timing if POINTS.iter().any(|point| !self.points.contains(point)) => {
                Some("--points names some points".into())
            }
            Half::Timing if self.entries != timing::LARGE => Some("--entries is another size".into()),
            Half::Timing => None,
        }
    }
}

/// Everyone on every set; who fails on one is told to `failed`.
fn sets(run: &Run, failed: &mut dyn FnMut(Failed)) -> Result<Vec<Measured>> {
    let scratch = tempfile::tempdir()?;
    let wanted = |set: &&Set| run.sets.is_empty() || run.sets.iter().any(|name| name == set.name);
    let mut work = Vec::new();
    for set in SETS.iter().filter(wanted) {
        match files::of(set, &run.data, scratch.path())? {
            Some(files) => work.push((set, files)),
            None if run.write.is_some() => {
                return Err(format!(
                    "{} is not in {}: name its folder with --data",
                    set.name,
                    run.data.display()
                )
                .into());
            }
            None => note(format!("{} is left out: it is not in {}", set.name, run.data.display())),
        }
    }
    let present = |who: &&Contestant| match who.missing() {
        Some(why) => {
            note(format!("{who} is left out: {why}"));
            false
        }
        None => true,
    };
    let contestants: Vec<Contestant> = run.contestants.iter().filter(present).copied().collect();
    let mut progress = Progress::new(work.len() * contestants.len());
    let mut measured = Vec::new();
    for (set, files) in &work {
        let mut outcomes = Vec::new();
        for who in &contestants {
            progress.step(format!("{}: {who}", set.name));
            match who.measure(&run.program, files) {
                Ok(outcome) => outcomes.push((*who, outcome)),
                Err(error) => failed(error),
            }
        }
        measured.push(Measured { set, outcomes });
    }
    Ok(measured)
}

fn note(what: impl Display) {
    progress::complain("understanding", what);
}

/// Something went wrong at a place.
pub fn wrong(place: impl Display, error: &dyn Display) -> Failed {
    Failed::from(format!("{place}: {error}"))
}

/// Prints a line.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
