//! A bank of questions and answers, as an index of ours.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::Stop;
use super::lines::{self, Faults};
use super::target::{Bank, Target};
use crate::content::Thresholds;
use crate::conversation::{Audience, EntryId, Locale};
use crate::faq::{Entry, Lines, Phrase, Validity};
use crate::index::{COMMON_FILE, Index, STOPWORDS_FILE, Sources};

const SHAPE: &str = "{\"id\": \"...\", \"question\": \"...\", \"also\": [\"...\"], \"answer\": \"...\"}";

/// An entry of a bank. Of an intent the question is its first utterance, the others are `also`, and it has no answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    id: String,
    question: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    answer: String,
}

/// Reads a bank.
pub(super) fn read(path: &Path) -> Result<Vec<Written>, Stop> {
    let mut faults = Faults::of(path);
    let lines = lines::read::<Written>(path, SHAPE, &mut faults)?;
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for line in &lines {
        let Written { id, question, .. } = &line.value;
        if id.trim().is_empty() {
            faults.add(line.number, "the id is empty", "give it one that no other line has");
        } else if let Some(before) = seen.insert(id, line.number) {
            let what = format_args!("the id {id:?} stands in line {before} already");
            faults.add(
                line.number,
                what,
                "put all ways to ask into one entry, or give this one another id",
            );
        }
        if question.trim().is_empty() {
            faults.add(line.number, "the question is empty", "write how people ask for it");
        }
    }
    faults.end()?;
    Ok(lines.into_iter().map(|line| line.value).collect())
}

/// `150 entries with 15000 ways to ask`.
pub(super) fn counted(bank: &[Written]) -> String {
    let ways: usize = bank.iter().map(|written| 1 + written.also.len()).sum();
    let entries = if bank.len() == 1 { "entry" } else { "entries" };
    let asked = if ways == 1 { "way" } else { "ways" };
    format!("{} {entries} with {ways} {asked} to ask", bank.len())
}

/// The bank as it would be if it were our content: with the stop words and everyday words of `content`, but without its
/// synonyms, which are about other things.
pub(super) fn target(bank: Vec<Written>, content: &Path, thresholds: Thresholds) -> Result<Target, Stop> {
    let mut names = Vec::with_capacity(bank.len());
    let mut entries = Vec::with_capacity(bank.len());
    for (place, written) in bank.into_iter().enumerate() {
        names.push(written.id.clone());
        entries.push(entry(place, written).map_err(Stop::failed)?);
    }
    let text = |file: &str| fs::read_to_string(content.join(file)).unwrap_or_default();
    let sources = Sources {
        entries: &entries,
        triggers: &[],
        synonyms: "",
        stopwords: &text(STOPWORDS_FILE),
        common: &text(COMMON_FILE),
    };
    let (index, _) = Index::build(sources, thresholds).map_err(Stop::failed)?;
    Ok(Target::Bank(Bank::new(index, names)))
}

/// An answer for members. Its id is its place in the bank: names there may be anything.
fn entry(place: usize, written: Written) -> Result<Entry, impl std::fmt::Display> {
    let phrase = |text| Phrase { text, line: 0 };
    EntryId::new(place.to_string()).map(|id| Entry {
        id,
        locale: Locale::default(),
        audience: Audience::Member,
        topic: String::new(),
        question: phrase(written.question),
        also: written.also.into_iter().map(phrase).collect(),
        flow: None,
        related: Vec::new(),
        source: String::new(),
        owner: String::new(),
        review_by: jiff::civil::Date::MAX,
        valid: Validity::default(),
        text: written.answer,
        html: String::new(),
        quotes: Default::default(),
        revision: String::new(),
        file: String::new(),
        lines: Lines::default(),
    })
}
