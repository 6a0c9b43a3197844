//! An index of 100,000 answers: how much a question takes beside the model, how long the index takes to make when the
//! vectors are known, and one answer to change.

use std::sync::{Arc, Mutex, PoisonError};

use frontdesk::background;
use frontdesk::clock::{Clock, SystemClock};
use tokio::time::Instant;

use super::asking::Pace;
use super::model::{Bare, timed};
use super::ours::Maker;
use super::{Figure, Plan, made_up, median, ours};
use crate::Result;

/// Questions that are timed, each of them new.
const QUESTIONS: usize = 100;

/// Times an index of `plan.entries` answers. The first run on a machine computes their vectors; later ones find them kept.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let all = 0..plan.entries.min(made_up::MOST);
    let mut entries = all
        .map(|number| made_up::entry(number, ""))
        .collect::<Result<Vec<_>>>()?;
    drop(Maker::new(&plan.vectors)?.index(&entries)?);
    // As after a restart: what is known is read from the folder.
    let begun = Instant::now();
    let maker = Maker::new(&plan.vectors)?;
    let index = Arc::new(maker.index(&entries)?);
    let made = begun.elapsed().as_secs_f64();
    let bare = Bare::load()?;
    let mut beside = Vec::new();
    for number in 0..QUESTIONS {
        let text = made_up::twelve_words(number);
        let alone = bare.time(&text)?;
        beside.push(timed(|| ours::ask_index(&index, &text)) - alone);
    }
    let live = Mutex::new(index);
    let ask = |number| {
        let index = Arc::clone(&live.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = ours::ask_index(&index, &made_up::twelve_words(QUESTIONS + number));
    };
    // In words of this run: those of another one have their vectors kept.
    let new = format!(" This is new as of {}.", SystemClock.millis());
    let change = |change: usize| -> Result<f64> {
        let number = (entries.len() / 2 + change) % entries.len();
        entries[number] = made_up::entry(number, &new)?;
        let begun = Instant::now();
        let made = Arc::new(background::run(|| {
            maker.index(&entries).map_err(|error| error.to_string())
        })?);
        let old = std::mem::replace(&mut *live.lock().unwrap_or_else(PoisonError::into_inner), made);
        background::let_go(old);
        Ok(begun.elapsed().as_secs_f64())
    };
    let of = format!("of {} answers", plan.entries);
    let (changed, figures) = Pace::of(ask).compare(&format!("new questions {of}"), ask, change)?;
    let timed = [
        Figure::at_most(
            format!("a new question {of}, beside the model"),
            median(beside),
            "ms",
            12.0,
        ),
        Figure::at_most(format!("the index {of}, from kept vectors"), made, "s", 20.0),
        Figure::at_most(
            format!("one changed {of} is live, once it is read, while questions are asked"),
            median(changed),
            "s",
            1.0,
        ),
    ];
    Ok(timed.into_iter().chain(figures).collect())
}
