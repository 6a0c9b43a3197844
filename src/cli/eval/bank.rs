//! A bank of questions and answers, as an index of ours.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::Stop;
use super::lines::{self, Faults};
use super::progress::{self, Embedding};
use super::target::{self, Bank, Target};
use crate::content::Settings;
use crate::conversation::EntryId;
use crate::faq::{Entry, Phrase};
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
pub(super) fn target(bank: Vec<Written>, content: &Path, settings: Settings) -> Result<Target, Stop> {
    let mut names = Vec::with_capacity(bank.len());
    let mut entries = Vec::with_capacity(bank.len());
    for (place, written) in bank.into_iter().enumerate() {
        names.push(written.id.clone());
        entries.push(entry(place, written).map_err(Stop::failed)?);
    }
    let text = |file: &str| words(content, file);
    let embedding = Embedding::default();
    let sources = Sources {
        entries: &entries,
        triggers: &[],
        synonyms: "",
        stopwords: &text(STOPWORDS_FILE),
        common: &text(COMMON_FILE),
        outside: "",
        progress: &|done, all| embedding.to(done, all),
    };
    let (index, _) = Index::build(sources, settings).map_err(Stop::failed)?;
    Ok(Target::Bank(Box::new(Bank::new(index, names))))
}

/// A list of words of `content`; where it can't be read, its lack is told, as the figures are others without it.
fn words(content: &Path, file: &str) -> String {
    fs::read_to_string(content.join(file)).unwrap_or_else(|error| {
        let path = content.join(file);
        progress::note(&format!(
            "{} can't be read ({error}): the bank is measured without these words, and not as it is with them; name the \
             folder that holds index with --content",
            path.display()
        ));
        String::new()
    })
}

/// An answer for whoever asks. Its id is its place in the bank: names there may be anything.
fn entry(place: usize, written: Written) -> Result<Entry, impl std::fmt::Display> {
    let phrase = |text| Phrase { text, line: 0 };
    EntryId::new(place.to_string()).map(|id| Entry {
        also: written.also.into_iter().map(phrase).collect(),
        text: written.answer,
        ..Entry::bare(id, target::BANK, written.question)
    })
}
