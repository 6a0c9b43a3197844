//! A changed answer among 1,000: how soon it is live once it is read, and what those who ask notice.

use std::path::Path;

use frontdesk::clock::{Clock, SystemClock};

use super::asking::Pace;
use super::model::timed;
use super::{Figure, made_up, median, ours};
use crate::Result;
use crate::content::{MADE_UP, write_answer, write_thousand};

/// Changes answers while questions are asked.
pub fn measure(vectors: &Path) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    write_thousand(folder.path())?;
    let content = ours::content(folder.path(), vectors)?;
    let ask = |number| {
        ours::ask(&content.current(), &made_up::twelve_words(number));
    };
    // In words of this run: those of another one have their vectors kept.
    let run = SystemClock.millis();
    let change = |change: usize| -> Result<f64> {
        write_answer(
            folder.path(),
            change * 331 % MADE_UP,
            &format!("in way number {change} of {run}"),
        )?;
        Ok(timed(|| content.reload()) / 1e3)
    };
    let (times, figures) = Pace::of(ask).compare("new questions of 1,000 answers", ask, change)?;
    let live = Figure::at_most(
        "a changed answer of 1,000 is live, once it is read",
        median(times),
        "s",
        1.0,
    );
    Ok([live].into_iter().chain(figures).collect())
}
