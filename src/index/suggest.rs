//! Questions to choose from while somebody types.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::rows::Row;
use super::shelf::Shelf;
use crate::conversation::{EntryId, Locale};
use crate::dialogue::Subject;
use crate::words::normalize;

/// Questions at most.
pub(super) const MOST: usize = 5;

/// Letters at least before anything is suggested.
const SHORTEST: usize = 2;

/// Words of a text that are looked at.
const MOST_WORDS: usize = 12;

/// A question to suggest while the visitor types.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Suggestion {
    /// The entry that answers it.
    pub entry: EntryId,
    /// The question.
    pub question: String,
}

impl Suggestion {
    /// The question of a row; nothing for an errand.
    pub(super) fn of(row: &Row) -> Option<Self> {
        match &row.subject {
            Subject::Entry(entry) => Some(Self {
                entry: entry.clone(),
                question: row.question.clone(),
            }),
            Subject::Flow(_) => None,
        }
    }
}

/// The rows in which each word stands, to be found by its first letters.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    rows: BTreeMap<String, Vec<u32>>,
}

impl Beginnings {
    pub(super) fn new(rows: &[Row]) -> Self {
        let mut beginnings = Self::default();
        for (number, row) in (0u32..).zip(rows) {
            if matches!(row.subject, Subject::Flow(_)) {
                continue;
            }
            for word in row.forms.iter().flat_map(|form| form.text.split(' ')) {
                let known = beginnings.rows.entry(word.to_owned()).or_default();
                if known.last() != Some(&number) {
                    known.push(number);
                }
            }
        }
        beginnings
    }

    fn starting_with(&self, letters: &str) -> BTreeSet<u32> {
        self.rows
            .range(letters.to_owned()..)
            .take_while(|(word, _)| word.starts_with(letters))
            .flat_map(|(_, rows)| rows.iter().copied())
            .collect()
    }
}

impl Shelf {
    /// The questions that have a word for each word of `text`, each beginning with its letters; those whose own words come
    /// nearest first.
    pub(super) fn beginning_with(&self, text: &str, locale: &Locale, day: Date) -> Vec<Suggestion> {
        let text = normalize(text);
        if text.chars().count() < SHORTEST {
            return Vec::new();
        }
        let words: Vec<&str> = text.split(' ').take(MOST_WORDS).collect();
        let mut rows: Option<BTreeSet<u32>> = None;
        for word in &words {
            let found = self.beginnings.starting_with(word);
            rows = Some(match rows {
                None => found,
                Some(rows) => rows.intersection(&found).copied().collect(),
            });
        }
        let rows = rows.unwrap_or_default().into_iter().map(|row| row as usize);
        let mut ranked: Vec<(usize, usize)> = rows
            .filter(|row| self.shows(*row, locale, day))
            .map(|row| {
                (
                    self.rows
                        .get(row)
                        .map_or(usize::MAX, |row| distance(row, &text, &words)),
                    row,
                )
            })
            .collect();
        ranked.sort_unstable();
        let best = ranked.into_iter().take(MOST).filter_map(|(_, row)| self.rows.get(row));
        best.filter_map(Suggestion::of).collect()
    }
}

/// How far the row's own question is from what was typed: 0 begins like it, 1 has all its words, 2 is asked so in other
/// words.
fn distance(row: &Row, text: &str, words: &[&str]) -> usize {
    let question = row.forms.first().map_or("", |form| form.text.as_str());
    let has = |word: &&str| question.split(' ').any(|own| own.starts_with(word));
    if question.starts_with(text) {
        0
    } else if words.iter().all(has) {
        1
    } else if row.forms.iter().any(|form| form.text.starts_with(text)) {
        2
    } else {
        3
    }
}
