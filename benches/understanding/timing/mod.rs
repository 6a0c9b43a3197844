//! How fast questions are understood, how soon content is live, and what it holds in memory.

mod asking;
mod made_up;
mod memory;
mod model;
mod ours;
mod reload;
mod scale;
mod suggest;

use std::path::{Path, PathBuf};

use crate::Failed;
use crate::progress::Progress;

/// Something that is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Point {
    /// A question, beside the bare model
    Question,
    /// 100,000 answers: a question, the index made anew, a change
    Scale,
    /// A changed answer among 1,000
    Reload,
    /// Suggestions while somebody types, of 1,000 answers
    Suggest,
    /// The memory of the server, with the model and without
    Memory,
}

/// All of them.
pub const POINTS: [Point; 5] = [
    Point::Question,
    Point::Scale,
    Point::Reload,
    Point::Suggest,
    Point::Memory,
];

/// Answers of the large index.
pub const LARGE: usize = made_up::MOST;

/// A figure, and what it has to be.
pub struct Figure {
    /// What it is.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// At most so much; nothing where it is only told.
    pub most: Option<f64>,
    /// Whether it says something: not where the machine was too busy.
    pub valid: bool,
}

impl Figure {
    fn told(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            most: None,
            valid: true,
        }
    }

    fn at_most(name: impl Into<String>, value: f64, unit: &'static str, most: f64) -> Self {
        Self {
            most: Some(most),
            ..Self::told(name, value, unit)
        }
    }

    fn valid_if(self, valid: bool) -> Self {
        Self { valid, ..self }
    }
}

/// What is timed, with what.
pub struct Plan {
    /// The program.
    pub program: PathBuf,
    /// Answers of the large index.
    pub entries: usize,
    /// Where vectors of made-up content are kept from run to run.
    pub vectors: PathBuf,
}

/// Times all `points`; those that can't be timed are told to `failed`.
pub fn measure(points: &[Point], plan: &Plan, failed: &mut dyn FnMut(Failed)) -> Vec<Figure> {
    let mut progress = Progress::new(points.len());
    let mut figures = Vec::new();
    for point in points {
        progress.step(format!("timing: {point:?}").to_lowercase());
        let timed = match point {
            Point::Question => model::measure(),
            Point::Scale => scale::measure(plan),
            Point::Reload => reload::measure(&plan.vectors),
            Point::Suggest => suggest::measure(&plan.vectors),
            Point::Memory => memory::measure(&plan.program),
        };
        timed.map_or_else(&mut *failed, |timed| figures.extend(timed));
    }
    figures
}

/// The value in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value that 99 of 100 are not above.
fn p99(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values
        .get((values.len() * 99).div_ceil(100).saturating_sub(1))
        .copied()
        .unwrap_or(f64::NAN)
}

/// The folder of the shipped content.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
