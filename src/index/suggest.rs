//! Questions to choose from while somebody types.
//!
//! First those that have a word for each word that was typed, which may be the beginning of it or have a slip; what is
//! found for the text in other ways fills the rest.

use std::collections::HashSet;

use jiff::civil::Date;

use super::Index;
use super::analyzer::Word;
use super::beginnings::Typed;
use super::reading::Reading;
use super::rows::Row;
use super::shelf::{Finds, Shelf};
use crate::conversation::{EntryId, Locale};
use crate::dialogue::{Query, Subject};
use crate::embedding::EmbeddingError;

/// The probability of a question, at least, that has none of the beginnings.
pub(super) const LIKELY: f32 = 0.3;

/// Questions at most.
pub(super) const MOST: usize = 5;

/// Letters at least before anything is suggested.
const SHORTEST: usize = 2;

/// Words of a text that are looked at.
const MOST_WORDS: usize = 12;

/// Finished words that say enough, whatever comes after them.
const FINISHED: usize = 2;

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
    fn of(row: &Row) -> Option<Self> {
        match &row.subject {
            Subject::Entry(entry) => Some(Self {
                entry: entry.clone(),
                question: row.question.clone(),
            }),
            Subject::Flow(_) => None,
        }
    }
}

impl Index {
    /// The finds for a text whose last word may be unfinished: that one is looked up as it is typed, the others with their
    /// slips mended. The model sees one text, not two: somebody is typing.
    pub(super) fn find_unfinished(&self, shelf: &Shelf, query: &Query<'_>) -> Result<Finds, EmbeddingError> {
        let (words, mended) = self.typed_so_far(shelf, query.text);
        let reading = Reading::new(&words, &mended, &self.synonyms, &shelf.stems);
        if mended.is_empty() {
            return self.finds(shelf, query, &reading);
        }
        let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let text = &text.join(" ");
        self.finds(shelf, &Query { text, ..*query }, &reading)
    }

    /// The words of `text`, the finished ones with their slips mended; and those that were.
    fn typed_so_far(&self, shelf: &Shelf, text: &str) -> (Vec<Word>, HashSet<String>) {
        let words = self.analyzer.words(text);
        let open = usize::from(!ends_finished(text)).min(words.len());
        let (finished, unfinished) = words.split_at(words.len() - open);
        match shelf.mend(finished, &self.analyzer) {
            Some((mut typed, mended)) => {
                typed.extend_from_slice(unfinished);
                (typed, mended)
            }
            None => (words, HashSet::new()),
        }
    }
}

/// Whether the last word of a text is finished.
fn ends_finished(text: &str) -> bool {
    text.ends_with(|letter: char| !letter.is_alphanumeric())
}

impl Shelf {
    /// Whether so much of `text`, whose words these are, is typed that its meaning can be told: the last word is known, or
    /// two before it are finished.
    pub(super) fn tells_enough(&self, text: &str, words: &[Word]) -> bool {
        let last = words
            .last()
            .is_some_and(|last| ends_finished(text) || self.spelling.knows(&last.text));
        last || words.len() > FINISHED
    }

    /// The questions that have a word for each of `words`, each beginning with its letters; those whose own words come
    /// nearest first.
    pub(super) fn beginning_with(&self, words: &[Word], locale: &Locale, day: Date) -> Vec<Suggestion> {
        let letters: usize = words.iter().map(|word| word.text.chars().count()).sum();
        if letters < SHORTEST {
            return Vec::new();
        }
        let words = words.iter().take(MOST_WORDS);
        let typed: Vec<Typed> = words.map(|word| self.beginnings.typed(word, &self.spelling)).collect();
        let rows = self.beginnings.rows(&typed, |row| self.shows(row, locale, day));
        let mut suggestions = Vec::new();
        self.fill(&mut suggestions, rows.into_iter());
        suggestions
    }

    /// Adds the questions of `rows`, the best first, until there are [`MOST`], none twice.
    pub(super) fn fill(&self, suggestions: &mut Vec<Suggestion>, rows: impl Iterator<Item = usize>) {
        for other in rows.filter_map(|row| self.rows.get(row)).filter_map(Suggestion::of) {
            if suggestions.len() >= MOST {
                return;
            }
            if suggestions.iter().all(|known| known.entry != other.entry) {
                suggestions.push(other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::index;

    #[test]
    fn slips_are_mended_in_finished_words_only() {
        let index = index();
        for (text, meant) in [
            ("pasword len", "password len"),
            ("pasword lenght", "password lenght"),
            ("pasword lenght ", "password length"),
            ("password len", "password len"),
            ("pasword", "pasword"),
            ("", ""),
        ] {
            let (words, _) = index.typed_so_far(&index.member, text);
            let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(words.join(" "), meant, "{text}");
        }
    }
}
