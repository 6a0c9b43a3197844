//! An index of 100,000 answers: how much a question takes beside the model, how long the index takes to make when the
//! vectors are known, and one answer to change.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::asking::{ask_while, at_rest};
use super::model::{Bare, timed};
use super::ours::Maker;
use super::{Figure, Plan, made_up, median, ours, p99};
use crate::Result;

/// Questions that are timed, each of them new.
const QUESTIONS: usize = 100;

/// Times an index of `plan.entries` answers. The first run on a machine computes their vectors; later ones find them kept.
pub fn measure(plan: &Plan) -> Result<Vec<Figure>> {
    let entries = |changed: Option<usize>| -> Result<Vec<_>> {
        let all = 0..plan.entries.min(made_up::MOST);
        all.map(|number| made_up::entry(number, changed == Some(number)))
            .collect()
    };
    let before = entries(None)?;
    drop(Maker::new(&plan.vectors)?.index(&before)?);
    // As after a restart: what is known is read from the folder.
    let begun = Instant::now();
    let maker = Maker::new(&plan.vectors)?;
    let index = Arc::new(maker.index(&before)?);
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
    let rest = at_rest(ask, Duration::from_secs(5));
    let after = entries(Some(plan.entries / 2))?;
    let (changed, meanwhile) = ask_while(
        |number| ask(10_000 + number),
        || -> Result<f64> {
            let begun = Instant::now();
            let made = Arc::new(maker.index(&after)?);
            *live.lock().unwrap_or_else(PoisonError::into_inner) = made;
            Ok(begun.elapsed().as_secs_f64())
        },
    );
    let (rest, meanwhile) = (p99(rest), p99(meanwhile));
    let of = format!("of {} answers", plan.entries);
    Ok(vec![
        Figure::at_most(
            format!("a new question {of}, beside the model"),
            median(beside),
            "ms",
            12.0,
        ),
        Figure::at_most(format!("the index {of}, from kept vectors"), made, "s", 20.0),
        Figure::told(
            format!("the index {of} with one changed, while questions are asked"),
            changed?,
            "s",
        ),
        Figure::told(format!("p99 of questions {of} at rest"), rest, "ms"),
        Figure::at_most(format!("p99 of questions {of} meanwhile"), meanwhile, "ms", 2.0 * rest),
    ])
}
