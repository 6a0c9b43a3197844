//! The words of the questions, to be found while they are typed: by their first letters, of which one may be wrong.

use std::ops::Range;

use super::analyzer::Word;
use super::lookup::ByWord;
use super::rows::Row;
use super::spelling::Spelling;
use crate::dialogue::Subject;

/// Questions that are looked at for one text.
const MOST_ROWS: usize = 10_000;

/// Letters at least of the beginning of a word that may have a slip.
const SLIP_FROM: usize = 4;

/// The words of the questions, to be found by their first letters. A word's number is its place in the alphabet, so that
/// those that begin alike are a range.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    words: Vec<Known>,
    forms: Forms,
}

#[derive(Debug)]
struct Known {
    text: String,
    /// The rows in which it stands, sorted.
    rows: Vec<u32>,
}

/// The words of each row's ways to ask, its own question first; none of an errand, which is not suggested.
#[derive(Debug, Default)]
struct Forms {
    /// Those of one way to ask after the other's.
    words: Vec<u32>,
    /// Where each way to ask ends in `words`.
    forms: Vec<u32>,
    /// Where each row ends in `forms`.
    rows: Vec<u32>,
}

impl Forms {
    fn add_form(&mut self, words: impl Iterator<Item = u32>) {
        self.words.extend(words);
        self.forms.push(number(self.words.len()));
    }

    fn end_row(&mut self) {
        self.rows.push(number(self.forms.len()));
    }

    fn of(&self, row: usize) -> impl Iterator<Item = &[u32]> + Clone {
        between(&self.rows, row).filter_map(|form| {
            let words = between(&self.forms, form);
            self.words.get(words)
        })
    }
}

/// Where the piece of a number lies, given where each ends.
fn between(ends: &[u32], piece: usize) -> Range<usize> {
    let end = |piece: usize| ends.get(piece).map_or(0, |end| *end as usize);
    piece.checked_sub(1).map_or(0, end)..end(piece)
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Where words stand, numbered as they come.
#[derive(Default)]
struct Standing<'a> {
    numbers: ByWord<&'a str, u32>,
    /// The rows of each word.
    rows: Vec<Vec<u32>>,
}

impl<'a> Standing<'a> {
    /// The number of a word, which stands in `row`.
    fn word(&mut self, word: &'a str, row: u32) -> u32 {
        let next = number(self.rows.len());
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.rows.push(Vec::new());
        }
        if let Some(rows) = self.rows.get_mut(number as usize)
            && rows.last() != Some(&row)
        {
            rows.push(row);
        }
        number
    }

    /// The words in the order of the alphabet, and the place there of each word, by number.
    fn in_alphabet(mut self) -> (Vec<Known>, Vec<u32>) {
        let mut words: Vec<(&str, u32)> = self.numbers.into_iter().collect();
        words.sort_unstable();
        let mut places = vec![0; words.len()];
        for (place, (_, number)) in (0u32..).zip(&words) {
            if let Some(own) = places.get_mut(*number as usize) {
                *own = place;
            }
        }
        let known = words.into_iter().map(|(word, number)| Known {
            text: word.to_owned(),
            rows: self
                .rows
                .get_mut(number as usize)
                .map(std::mem::take)
                .unwrap_or_default(),
        });
        (known.collect(), places)
    }
}

/// A word as it was typed.
pub(super) struct Typed {
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
        let (mut standing, mut forms) = (Standing::default(), Forms::default());
        for (number, row) in (0u32..).zip(rows) {
            let is_entry = matches!(row.subject, Subject::Entry(_));
            for form in row.forms.iter().filter(|_| is_entry) {
                let words = form
                    .text
                    .split_ascii_whitespace()
                    .map(|word| standing.word(word, number));
                forms.add_form(words);
            }
            forms.end_row();
        }
        let (words, places) = standing.in_alphabet();
        for word in &mut forms.words {
            *word = places.get(*word as usize).copied().unwrap_or_default();
        }
        Self { words, forms }
    }

    /// A word as it was typed.
    pub(super) fn typed(&self, word: &Word, spelling: &Spelling) -> Typed {
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
    pub(super) fn rows(&self, typed: &[Typed], shows: impl Fn(usize) -> bool) -> Vec<usize> {
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
            .filter_map(|row| Some((distance(self.forms.of(row), typed, all_stop)?, row)))
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, row)| row).collect()
    }
}

/// How far a row is from what was typed: 0 its own question begins so, 1 it has all words, 2 another way to ask begins so,
/// 3 all ways together have all words, 4 only those that tell. Nothing for a row that lacks one of these.
fn distance<'a>(mut forms: impl Iterator<Item = &'a [u32]> + Clone, typed: &[Typed], all_stop: bool) -> Option<usize> {
    let all = forms.clone();
    let (own, mut others) = (forms.next()?, forms);
    let begins =
        |form: &[u32]| typed.len() <= form.len() && typed.iter().zip(form).all(|(typed, word)| typed.may_be(*word));
    let stands = |typed: &Typed| all.clone().flatten().any(|word| typed.may_be(*word));
    if begins(own) {
        Some(0)
    } else if typed.iter().all(|typed| own.iter().any(|word| typed.may_be(*word))) {
        Some(1)
    } else if others.any(begins) {
        Some(2)
    } else if typed.iter().all(stands) {
        Some(3)
    } else {
        let telling = |typed: &&Typed| all_stop || !typed.stop;
        typed.iter().filter(telling).all(stands).then_some(4)
    }
}
