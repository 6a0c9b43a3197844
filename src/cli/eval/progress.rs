//! How far it is, for whoever waits: a bar on a terminal, a line for each piece of work elsewhere. On standard error, so that the
//! figures can be read by a program.

use std::io::{IsTerminal, Write};
use std::sync::OnceLock;

use indicatif::{ProgressBar, ProgressStyle};

/// Says what is done now.
pub(super) fn told(what: &str) {
    note(&format!("{what} ..."));
}

/// Says something that whoever reads the figures should know.
pub(super) fn note(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

/// One piece of work in many steps. The bar is gone when this is dropped.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// `steps` of `what`.
    pub(super) fn new(what: &str, steps: usize) -> Self {
        if !std::io::stderr().is_terminal() {
            told(&format!("{what} ({steps})"));
            return Self { bar: None };
        }
        let bar = ProgressBar::new(steps.try_into().unwrap_or(u64::MAX)).with_message(what.to_owned());
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {pos} of {len}, {eta} left") {
            bar.set_style(style);
        }
        Self { bar: Some(bar) }
    }

    /// One step is done.
    pub(super) fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}

/// How far the embedding of new texts is; nothing is said where there are none.
#[derive(Default)]
pub(super) struct Embedding(OnceLock<Progress>);

impl Embedding {
    /// `done` of `all` are.
    pub(super) fn to(&self, done: usize, all: usize) {
        let progress = self.0.get_or_init(|| Progress::new("embedding", all));
        if let Some(bar) = &progress.bar {
            bar.set_position(done.try_into().unwrap_or(u64::MAX));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
