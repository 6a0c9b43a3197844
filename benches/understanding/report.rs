//! What was measured, beside what is aimed at.

use std::path::Path;

use frontdesk::clock::{Clock, SystemClock};

use crate::contestants::{CONTESTANTS, Contestant, Outcome};
use crate::sets::{Aim, Bound, CLAIMS, MEANS, Set};
use crate::timing::Figure;
use crate::{Result, machine, wrong};

/// What came of a set: who took part.
pub struct Measured {
    /// The set.
    pub set: &'static Set,
    /// Who did what on it.
    pub outcomes: Vec<(Contestant, Outcome)>,
}

impl Measured {
    fn of(&self, contestant: Contestant) -> Option<&Outcome> {
        let found = self.outcomes.iter().find(|(known, _)| *known == contestant);
        found.map(|(_, outcome)| outcome)
    }
}

/// When and where, in Markdown.
pub fn conditions() -> Result<String> {
    let day = SystemClock.now().strftime("%-d %B %Y").to_string();
    let machine = machine::description(std::thread::available_parallelism()?.get());
    let load = machine::load();
    Ok(format!("On {day}, on {machine}; load {load:.1} just before."))
}

/// What was timed, in Markdown.
pub fn timing(figures: &[Figure]) -> String {
    let mut lines = vec![
        "| timed | measured | at most | met |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    lines.extend(figures.iter().map(
        |Figure {
             name,
             value,
             unit,
             most,
             valid,
         }| {
            let bound = most.map_or(String::new(), |most| amount(most, unit));
            let met = match most {
                _ if !valid => "**not valid**",
                Some(most) if *value <= *most => "yes",
                Some(_) => "**no**",
                None => "",
            };
            let missed = most.filter(|most| value > most);
            let told = missed.map_or_else(|| amount(*value, unit), |most| amount_beside(*value, most, unit));
            format!("| {name} | {told} | {bound} | {met} |")
        },
    ));
    lines.join("\n")
}

fn amount(value: f64, unit: &str) -> String {
    format!("{value:.0$} {unit}", places(value)).trim_end().to_owned()
}

/// The same of a value that missed a limit: with so many places that it shows.
fn amount_beside(value: f64, limit: f64, unit: &str) -> String {
    let number = apart(value, limit, places(value));
    format!("{number} {unit}").trim_end().to_owned()
}

fn places(value: f64) -> usize {
    if value < 100.0 { 2 } else { 0 }
}

/// `value` with some decimal places, or with as many more as tell it from `limit`: 93.48 is not "at least 93.5".
fn apart(value: f64, limit: f64, places: usize) -> String {
    let shown = |places: usize| (format!("{value:.places$}"), format!("{limit:.places$}"));
    let told = (places..places + 4).map(shown).find(|(value, limit)| value != limit);
    told.unwrap_or_else(|| shown(places)).0
}

/// How well everyone did on the sets, and what it cost, in Markdown.
pub fn sets(measured: &[Measured]) -> String {
    let mut lines = vec![
        "| set | percent | has to be | reach for | Frontdesk | met | BM25 alone | nlp.js |".to_owned(),
        "| --- | --- | --- | --- | --- | --- | --- | --- |".to_owned(),
    ];
    for one in measured {
        lines.extend(one.set.figures.iter().chain([&CLAIMS]).map(|aim| {
            let values = CONTESTANTS.map(|who| one.of(who).and_then(|outcome| outcome.percent(aim.key)));
            row(one.set.name, aim, values)
        }));
    }
    lines.extend(MEANS.iter().map(|aim| {
        let values = CONTESTANTS.map(|who| mean(measured.iter().filter_map(|one| one.of(who)?.percent(aim.key))));
        row("mean over these sets", aim, values)
    }));
    lines.push(String::new());
    lines.extend(costs(measured));
    lines.push(String::new());
    lines.push(versions(measured));
    lines.join("\n")
}

fn row(set: &str, aim: &Aim, [ours, peers @ ..]: [Option<f64>; 3]) -> String {
    let bound = match aim.bound {
        Bound::AtLeast(least) => format!("at least {least:.1}"),
        Bound::AtMost(most) => format!("at most {most:.1}"),
        Bound::Told => String::new(),
    };
    let reach = aim.reach.map_or(String::new(), |reach| format!("{reach:.1}"));
    let met = match ours.map(|ours| (ours, aim.bound.met(ours))) {
        Some((ours, Some(true))) if aim.reach.is_some_and(|reach| ours >= reach) => "yes, and reached",
        Some((_, Some(true))) => "yes",
        Some((_, Some(false))) => "**no**",
        Some((_, None)) | None => "",
    };
    let [bm25, nlpjs] = peers.map(percent);
    let missed = ours.filter(|ours| aim.bound.met(*ours) == Some(false));
    let apart = missed.zip(aim.bound.limit()).map(|(ours, limit)| apart(ours, limit, 1));
    let (name, ours) = (aim.name, apart.unwrap_or_else(|| percent(ours)));
    format!("| {set} | {name} | {bound} | {reach} | {ours} | {met} | {bm25} | {nlpjs} |")
}

fn percent(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.1}"))
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// What it cost each.
fn costs(measured: &[Measured]) -> Vec<String> {
    let columns = |what: &str| CONTESTANTS.map(|who| format!(" {who}: {what} |")).concat();
    let mut lines = vec![
        format!(
            "| set |{}{}{}",
            columns("training, s"),
            columns("questions/s"),
            columns("peak MB")
        ),
        format!("| --- |{}", " --- |".repeat(3 * CONTESTANTS.len())),
    ];
    lines.extend(measured.iter().map(|one| {
        let cells = |cell: fn(&Outcome) -> String| {
            CONTESTANTS
                .map(|who| format!(" {} |", one.of(who).map_or("-".to_owned(), cell)))
                .concat()
        };
        format!(
            "| {} |{}{}{}",
            one.set.name,
            cells(|outcome| format!("{:.2}", outcome.training_seconds)),
            cells(|outcome| format!("{:.0}", outcome.questions_per_second)),
            cells(|outcome| format!("{:.0}", outcome.peak_mb))
        )
    }));
    lines
}

/// Who took part.
fn versions(measured: &[Measured]) -> String {
    let version = |who| {
        measured
            .iter()
            .find_map(|one| one.of(who))
            .map(|outcome| &outcome.version)
    };
    let told = CONTESTANTS
        .iter()
        .filter_map(|who| Some(format!("{who}: {}", version(*who)?)));
    told.collect::<Vec<_>>().join(", ")
}

/// Puts `tables` into `document`, between the marks of `what` was measured.
pub fn write(document: &Path, what: &str, tables: &str) -> Result<()> {
    let text = read(document)?;
    let (before, after) = place(&text, document, what)?;
    std::fs::write(document, format!("{before}\n{tables}\n{after}"))?;
    Ok(())
}

/// What stands in `document` up to the mark before `what` was measured, and from the mark after it on. `text`: all of it.
pub fn place<'a>(text: &'a str, document: &Path, what: &str) -> Result<(&'a str, &'a str)> {
    let [begin, end] = ["begin", "end"].map(|side| format!("<!-- measured: {what}: {side} -->"));
    let begins = text.find(&begin).map(|at| at + begin.len());
    let found = begins.and_then(|begins| {
        let ends = begins + text.get(begins..)?.find(&end)?;
        Some((text.get(..begins)?, text.get(ends..)?))
    });
    found.ok_or_else(|| wrong(document.display(), &format!("it has no lines {begin} and {end}")))
}

/// The text of `document`.
pub fn read(document: &Path) -> Result<String> {
    std::fs::read_to_string(document).map_err(|error| wrong(document.display(), &error))
}
