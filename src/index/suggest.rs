//! Questions to choose from while somebody types.
//!
//! First those that have a word for each word that was typed, which may be the beginning of it or have a slip; what is
//! found for the text in other ways fills the rest.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use jiff::civil::Date;

use super::Index;
use super::analyzer::Word;
use super::reading::Reading;
use super::rows::Row;
use super::shelf::{Finds, Shelf};
use super::spelling::Spelling;
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

/// Questions that are looked at for one text.
const MOST_ROWS: usize = 10_000;

/// Finished words that say enough, whatever comes after them.
const FINISHED: usize = 2;

/// Letters at least of the beginning of a word that may have a slip.
const SLIP_FROM: usize = 4;

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

/// The words of the questions, to be found by their first letters. A word's number is its place in the alphabet, so that
/// those that begin alike are a range.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    words: Vec<Known>,
    /// The words of each row's ways to ask, its own question first.
    forms: Vec<Vec<Vec<u32>>>,
}

#[derive(Debug)]
struct Known {
    text: String,
    /// The rows in which it stands, sorted.
    rows: Vec<u32>,
}

/// A word as it was typed.
struct Typed {
    /// The words that it may be.
    known: Vec<Range<u32>>,
    /// Whether it says nothing about what is asked.
    stop: bool,
}

impl Typed {
    fn may_be(&self, word: u32) -> bool {
        self.known.iter().any(|range| range.contains(&word))
    }
}

impl Beginnings {
    pub(super) fn new(rows: &[Row]) -> Self {
        let entry = |row: &&Row| matches!(row.subject, Subject::Entry(_));
        let mut standing: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (number, row) in (0u32..).zip(rows).filter(|(_, row)| entry(row)) {
            for word in row.forms.iter().flat_map(|form| form.text.split(' ')) {
                let known = standing.entry(word).or_default();
                if known.last() != Some(&number) {
                    known.push(number);
                }
            }
        }
        let numbers: BTreeMap<&str, u32> = standing.keys().copied().zip(0..).collect();
        let number = |word: &str| numbers.get(word).copied();
        let forms = rows.iter().map(|row| {
            let forms = row.forms.iter().filter(|_| entry(&row));
            forms
                .map(|form| form.text.split(' ').filter_map(number).collect())
                .collect()
        });
        Self {
            forms: forms.collect(),
            words: standing
                .into_iter()
                .map(|(text, rows)| Known {
                    text: text.to_owned(),
                    rows,
                })
                .collect(),
        }
    }

    fn typed(&self, word: &Word, spelling: &Spelling) -> Typed {
        let mut known = vec![self.starting_with(&word.text)];
        if known.iter().all(Range::is_empty) {
            known = spelling
                .mend(&word.text)
                .map(|meant| self.starting_with(meant))
                .into_iter()
                .collect();
        }
        if known.iter().all(Range::is_empty) {
            known = self.starting_like(&word.text);
        }
        Typed { known, stop: word.stop }
    }

    fn starting_with(&self, letters: &str) -> Range<u32> {
        let start = self.words.partition_point(|word| word.text.as_str() < letters);
        let rest = self.words.get(start..).unwrap_or_default();
        let length = rest.partition_point(|word| word.text.starts_with(letters));
        let number = |place| u32::try_from(place).unwrap_or(u32::MAX);
        number(start)..number(start + length)
    }

    /// The words that begin with `letters` but for one slip, which is not in the first letter nor in the last.
    fn starting_like(&self, letters: &str) -> Vec<Range<u32>> {
        let length = letters.chars().count();
        let (Some(first), Some(last)) = (letters.chars().next(), letters.chars().next_back()) else {
            return Vec::new();
        };
        if length < SLIP_FROM {
            return Vec::new();
        }
        let like = |word: &str| {
            let ends = word.char_indices().skip(length - 2).take(3);
            ends.filter(|(_, letter)| *letter == last).any(|(start, letter)| {
                let beginning = word.get(..start + letter.len_utf8()).unwrap_or_default();
                strsim::osa_distance(beginning, letters) <= 1
            })
        };
        let same_start = self.starting_with(first.encode_utf8(&mut [0; 4]));
        let found = same_start.filter(|number| self.words.get(*number as usize).is_some_and(|known| like(&known.text)));
        found.map(|number| number..number + 1).collect()
    }

    /// The rows that have a word for each telling one of `typed`, or for each where none tells; how far each is from what
    /// was typed, the nearest first.
    fn rows(&self, typed: &[Typed], shows: impl Fn(usize) -> bool) -> Vec<usize> {
        let all_stop = typed.iter().all(|word| word.stop);
        let telling = || typed.iter().filter(|word| all_stop || !word.stop);
        let standing = |word: &Typed| {
            let known = word
                .known
                .iter()
                .flat_map(|range| range.start as usize..range.end as usize);
            known
                .filter_map(|number| self.words.get(number))
                .map(|known| &known.rows)
                .collect::<Vec<_>>()
        };
        let rarest = telling()
            .map(standing)
            .min_by_key(|rows| rows.iter().map(|rows| rows.len()).sum::<usize>());
        let mut rows: Vec<u32> = rarest.into_iter().flatten().flatten().copied().collect();
        rows.sort_unstable();
        rows.dedup();
        let rows = rows
            .into_iter()
            .map(|row| row as usize)
            .filter(|row| shows(*row))
            .take(MOST_ROWS);
        let mut ranked: Vec<(usize, usize)> = rows
            .filter_map(|row| Some((distance(self.forms.get(row)?, typed, all_stop)?, row)))
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, row)| row).collect()
    }
}

/// How far a row is from what was typed: 0 its own question begins so, 1 it has all words, 2 another way to ask begins so,
/// 3 all ways together have all words, 4 only those that tell. Nothing for a row that lacks one of these.
fn distance(forms: &[Vec<u32>], typed: &[Typed], all_stop: bool) -> Option<usize> {
    let (own, others) = forms.split_first()?;
    let begins =
        |form: &[u32]| typed.len() <= form.len() && typed.iter().zip(form).all(|(typed, word)| typed.may_be(*word));
    let stands = |typed: &Typed| forms.iter().flatten().any(|word| typed.may_be(*word));
    if begins(own) {
        Some(0)
    } else if typed.iter().all(|typed| own.iter().any(|word| typed.may_be(*word))) {
        Some(1)
    } else if others.iter().any(|form| begins(form)) {
        Some(2)
    } else if typed.iter().all(stands) {
        Some(3)
    } else {
        let telling = |typed: &&Typed| all_stop || !typed.stop;
        typed.iter().filter(telling).all(stands).then_some(4)
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
