//! Checks between answers, errands and the index.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::conversation::{Audience, FlowId, Locale};
use crate::dialogue::{Keeping, Query, Subject};
use crate::faq::Entry;
use crate::flaw::{Code, Flaw};
use crate::flows::model::{Flow, FlowSet};
use crate::index::Index;
use crate::words::normalize;

/// What is checked against each other.
pub(super) struct Known<'a> {
    pub(super) entries: &'a [Entry],
    pub(super) flows: &'a FlowSet,
    pub(super) sources: &'a BTreeMap<FlowId, String>,
    pub(super) index: &'a Index,
    pub(super) today: Date,
    /// A moment of `today`.
    pub(super) now: Timestamp,
}

/// Phrases that find something else than what they are written for, and answers whose errand is for other people. A
/// place that already has a flaw in `found` gets no second one.
pub(super) fn check(known: &Known<'_>, found: &[Flaw]) -> Vec<Flaw> {
    let places: BTreeSet<(&str, u32)> = found.iter().map(|flaw| (flaw.file.as_str(), flaw.line)).collect();
    let mut flaws: Vec<Flaw> = known
        .entries
        .iter()
        .flat_map(|entry| entry_flaws(known, entry))
        .collect();
    let flows = known.flows.flows.values();
    flaws.extend(flows.flat_map(|closure| flow_flaws(known, &closure.flow)));
    flaws.retain(|flaw| !places.contains(&(flaw.file.as_str(), flaw.line)));
    flaws
}

fn entry_flaws(known: &Known<'_>, entry: &Entry) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let errand = entry.flow.as_ref().and_then(|flow| known.flows.flows.get(flow));
    if let Some(errand) = errand
        && errand.flow.audience != entry.audience
    {
        let what = format!("the errand `{}` is for another audience", errand.flow.id);
        flaws.push(Flaw::error(
            Code::WrongAudience,
            &entry.file,
            entry.lines.flow,
            what,
            "name an errand of the answer's audience",
        ));
    }
    if !entry.valid.holds(known.today) {
        return flaws;
    }
    let own = Subject::Entry(entry.id.clone());
    for phrase in std::iter::once(&entry.question).chain(&entry.also) {
        if let Some(other) = other_find(known, &phrase.text, entry.audience, &entry.locale, &own) {
            flaws.push(stray(&entry.file, phrase.line, &phrase.text, &other));
        }
    }
    flaws
}

fn flow_flaws(known: &Known<'_>, flow: &Flow) -> Vec<Flaw> {
    let own = Subject::Flow(flow.id.clone());
    let stray_phrases = flow.start.iter().filter_map(|phrase| {
        let other = other_find(known, phrase, flow.audience, &Locale::default(), &own)?;
        Some(stray(
            &format!("flows/{}.yaml", flow.id),
            line_of(known, flow, phrase),
            phrase,
            &other,
        ))
    });
    stray_phrases.collect()
}

/// The line of a flow's file on which `phrase` stands; 0 where it can't be told.
pub(super) fn line_of(known: &Known<'_>, flow: &Flow, phrase: &str) -> u32 {
    let wanted = normalize(phrase);
    let source = known.sources.get(&flow.id).map_or("", String::as_str);
    let line = source.lines().position(|line| normalize(line) == wanted);
    line.and_then(|index| u32::try_from(index + 1).ok()).unwrap_or(0)
}

/// What `text` finds, if that is not `own`.
fn other_find(known: &Known<'_>, text: &str, audience: Audience, locale: &Locale, own: &Subject) -> Option<Subject> {
    let query = Query {
        text,
        audience,
        locale,
        now: known.now,
        recent: &[],
        keeping: Keeping::Forgotten,
    };
    let found = known
        .index
        .understand(&query)
        .ok()?
        .candidates
        .into_iter()
        .next()?
        .subject;
    (found != *own).then_some(found)
}

fn stray(file: &str, line: u32, phrase: &str, other: &Subject) -> Flaw {
    let other = named(other);
    let remedy = "leave it with the one that fits better";
    Flaw::error(
        Code::PhraseAstray,
        file,
        line,
        format!("\"{phrase}\" finds {other} instead"),
        remedy,
    )
}

/// A subject as flaws name it.
pub(super) fn named(subject: &Subject) -> String {
    match subject {
        Subject::Entry(entry) => format!("the answer `{entry}`"),
        Subject::Flow(flow) => format!("the errand `{flow}`"),
    }
}
