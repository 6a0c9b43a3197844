//! A changed answer among 1,000: how soon it is live once it is read, and what those who ask notice.

use std::path::Path;
use std::time::Duration;

use super::asking::{ask_while, at_rest};
use super::model::timed;
use super::{Figure, made_up, median, ours, p99};
use crate::Result;
use crate::content::{MADE_UP, write_answer, write_thousand};

/// Answers that are changed, one after the other.
const CHANGES: usize = 20;

/// Changes answers while questions are asked.
pub fn measure(vectors: &Path) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    write_thousand(folder.path())?;
    let content = ours::content(folder.path(), vectors)?;
    let ask = |number| {
        ours::ask(&content.current(), &made_up::twelve_words(number));
    };
    let rest = at_rest(ask, Duration::from_secs(5));
    let change = |change: usize| -> Result<f64> {
        write_answer(
            folder.path(),
            change * 331 % MADE_UP,
            &format!("in way number {change}"),
        )?;
        Ok(timed(|| content.reload()))
    };
    let (times, meanwhile) = ask_while(
        |number| ask(10_000 + number),
        || (0..CHANGES).map(change).collect::<Result<Vec<f64>>>(),
    );
    let (rest, meanwhile) = (p99(rest), p99(meanwhile));
    Ok(vec![
        Figure::at_most(
            "a changed answer of 1,000 is live, once it is read",
            median(times?) / 1e3,
            "s",
            1.0,
        ),
        Figure::told("p99 of new questions at rest", rest, "ms"),
        Figure::at_most("p99 of new questions meanwhile", meanwhile, "ms", 2.0 * rest),
    ])
}
