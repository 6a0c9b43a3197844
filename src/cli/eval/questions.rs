//! The questions that are asked.

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;

use super::Stop;
use super::lines::{self, Faults, Line};
use super::target::Target;
use crate::conversation::Audience;

const SHAPE: &str = "{\"text\": \"...\", \"expect\": [\"id\", ...]}";

/// A question, and what would be right for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    pub(super) text: String,
    /// Everything that would be right; nothing: it is out of scope.
    pub(super) expect: Vec<String>,
    /// Who asks; our own content has answers for each, a bank has the same for all.
    pub(super) audience: Option<Audience>,
    /// Of what kind it is, to tell figures apart.
    pub(super) kind: Option<String>,
    /// What may be said to it, if it is out of scope.
    #[serde(default)]
    pub(super) offer_ok: Vec<String>,
}

/// Reads questions for `target`.
pub(super) fn read(path: &Path, target: &Target) -> Result<Vec<Question>, Stop> {
    let mut faults = Faults::of(path);
    let lines = lines::read::<Question>(path, SHAPE, &mut faults)?;
    for line in &lines {
        check(line, target, &mut faults);
    }
    faults.end()?;
    Ok(lines.into_iter().map(|line| line.value).collect())
}

fn check(line: &Line<Question>, target: &Target, faults: &mut Faults<'_>) {
    let Line { number, value } = line;
    if value.text.trim().is_empty() {
        faults.add(*number, "the text is empty", "write a question, or leave the line out");
    }
    if value.audience.is_none() && target.asks_for_audience() {
        faults.add(*number, "nobody asks", "add \"audience\": \"member\" or \"provider\"");
    }
    if !value.expect.is_empty() && !value.offer_ok.is_empty() {
        let remedy = "put what is right into \"expect\", and leave \"offer_ok\" to questions that expect nothing";
        faults.add(*number, "it is in scope and has \"offer_ok\"", remedy);
    }
    let audience = target.audience(value);
    let mut seen = HashSet::new();
    for name in value.expect.iter().chain(&value.offer_ok) {
        if !seen.insert(name) {
            faults.add(*number, format_args!("{name:?} stands in it twice"), "leave one out");
        } else if let Some((what, remedy)) = target.unknown(name, audience) {
            faults.add(*number, what, remedy);
        }
    }
}
