//! Everything of one audience that can be found.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use super::analyzer::{Analyzer, Word};
use super::beginnings::Beginnings;
use super::knowledge::{self, Knowledge, Weighed};
use super::learning::Parts;
use super::lookup::Lookup;
use super::postings::Postings;
use super::reading::Reading;
use super::rows::Row;
use super::score::score;
use super::shown::{Shown, Suits};
use super::spelling::Spelling;
use super::stems::Stems;
use crate::conversation::{EntryId, Locale};
use crate::dialogue::Subject;
use crate::embedding::Vector;
use crate::words::normalize;

/// The answers and errands of one audience.
pub(super) struct Shelf {
    pub(super) rows: Vec<Row>,
    pub(super) stems: Stems,
    /// Who may be found when.
    pub(super) shown: Vec<Shown>,
    /// The rows of each answer, one per translation, and of each errand.
    pub(super) by_name: Lookup,
    /// The rows of each normalized question form.
    pub(super) exact: Lookup,
    pub(super) spelling: Spelling,
    pub(super) beginnings: Beginnings,
    /// Where words stand, of a large content.
    pub(super) postings: Option<Postings>,
    pub(super) knowledge: Knowledge,
}

/// What it tells that a subject was talked about just now, as a logarithm of odds.
const TOPIC: f32 = 1.2;

/// The greatest probability: certain is only what is, word for word, a way to ask.
const SUREST: f32 = 0.999;

/// A row and how well it fits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Found {
    pub(super) row: usize,
    /// 0 to about 1.
    pub(super) score: f32,
    /// What the score is made of.
    pub(super) parts: Parts,
    /// How near it is to what was talked about, 0 to 1, where the text leaves that out.
    pub(super) topic: f32,
    /// The row for which it was found, where its answer or errand has taken its place.
    pub(super) instead_of: Option<usize>,
}

/// What was found for a text.
#[derive(Default)]
pub(super) struct Finds {
    /// The best first.
    pub(super) ranked: Vec<Found>,
    /// What was made of the text as a whole.
    pub(super) weighed: Weighed,
    /// The text with its slips mended, where that fitted better.
    pub(super) mended: Option<String>,
    /// How many texts were looked for: as typed, and mended.
    pub(super) looked_for: u32,
}

impl Finds {
    /// The score of the best.
    pub(super) fn best(&self) -> f32 {
        self.ranked.first().map_or(0.0, |found| found.score)
    }
}

/// How a text is looked for.
pub(super) struct Asked<'a> {
    pub(super) text: &'a str,
    /// Its vector; nothing where only its words are looked at.
    pub(super) vector: Option<&'a Vector>,
    pub(super) reading: &'a Reading,
    pub(super) locale: &'a Locale,
    pub(super) day: Date,
}

impl Found {
    /// The order of finds: the best first.
    pub(super) fn by_score(one: &Self, other: &Self) -> Ordering {
        other.score.total_cmp(&one.score).then(one.row.cmp(&other.row))
    }
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Shelf")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Shelf {
    /// The rows of an entry, in all languages.
    pub(super) fn rows_of(&self, entry: &EntryId) -> impl Iterator<Item = &Row> {
        self.numbered_rows_of(entry).map(|(_, row)| row)
    }

    fn numbered_rows_of(&self, entry: &EntryId) -> impl DoubleEndedIterator<Item = (usize, &Row)> {
        let rows = self.by_name.of(entry.as_str());
        let rows = rows.filter_map(|number| Some((number, self.rows.get(number)?)));
        rows.filter(move |(_, row)| matches!(&row.subject, Subject::Entry(own) if own == entry))
    }

    /// The row of an entry, in the language that suits people best who want `locale`; in any, if none does.
    pub(super) fn row_of(&self, entry: &EntryId, locale: &Locale) -> Option<&Row> {
        let suits = |(number, _): &(usize, &Row)| {
            let own = self.shown.get(*number)?.locale.as_ref()?;
            Suits::of(own, locale)
        };
        // The first of equals: the last one is what `max_by_key` gives.
        let best = self.numbered_rows_of(entry).rev().max_by_key(suits)?;
        Some(best.1)
    }

    /// Whether any row has a stem, in a way to ask or in its answer. (The everyday words have numbers, too, wherever they stand.)
    pub(super) fn has_stem(&self, stem: &str) -> bool {
        let Some(id) = self.stems.id(stem) else { return false };
        let has = |row: &Row| row.asked.iter().any(|(asked, _)| *asked == id) || row.told.binary_search(&id).is_ok();
        self.rows.iter().any(has)
    }

    /// Whether a row is for people who want `locale`, on `day`.
    pub(super) fn shows(&self, row: usize, locale: &Locale, day: Date) -> bool {
        self.shown.get(row).is_some_and(|shown| shown.fits(locale, day))
    }

    /// The rows of which `text` is, word for word, a way to ask.
    pub(super) fn exact(&self, text: &str, locale: &Locale, day: Date) -> Vec<usize> {
        let normal = normalize(text);
        let rows = self.asked_as(&normal);
        rows.filter(|row| self.shows(*row, locale, day)).collect()
    }

    /// The rows of which a normalized text is a way to ask, whomever they are for.
    pub(super) fn asked_as(&self, normal: &str) -> impl Iterator<Item = usize> {
        let asks = move |row: &Row| row.forms.iter().any(|form| form.text == normal);
        let rows = self.exact.of(normal);
        rows.filter(move |number| self.rows.get(*number).is_some_and(asks))
    }

    /// `words` with the slips mended; nothing where there are none.
    pub(super) fn mend(&self, words: &[Word], analyzer: &Analyzer) -> Option<(Vec<Word>, HashSet<String>)> {
        let mut mended = HashSet::new();
        let mend = |word: &Word| match self.spelling.mend(&word.text) {
            Some(meant) if !word.stop => {
                mended.insert(meant.to_owned());
                analyzer.word(meant.to_owned())
            }
            _ => word.clone(),
        };
        let words: Vec<Word> = words.iter().map(mend).collect();
        (!mended.is_empty()).then_some((words, mended))
    }

    /// The rows that fit a text, the best first.
    pub(super) fn rank(&self, asked: &Asked<'_>) -> Finds {
        let may = |row: usize| self.shows(row, asked.locale, asked.day);
        let words = self.fitting_words(asked, may);
        let mut weighed = self.knowledge.weigh(asked.text, asked.vector, &words, may);
        let fits = std::mem::take(&mut weighed.fits);
        let mut ranked: Vec<Found> = fits
            .into_iter()
            .map(|fit| Found {
                row: fit.subject,
                score: fit.score,
                parts: fit.parts,
                topic: 0.0,
                instead_of: None,
            })
            .collect();
        ranked.sort_by(Found::by_score);
        Finds {
            ranked,
            weighed,
            mended: None,
            looked_for: 1,
        }
    }

    /// How well the words fit each row; among many rows, those that share words with the text.
    fn fitting_words(&self, asked: &Asked<'_>, may: impl Fn(usize) -> bool) -> BTreeMap<usize, f32> {
        let fit = |row: usize| Some((row, score(asked.reading, self.rows.get(row)?, &self.stems, None)));
        let Some(postings) = &self.postings else {
            return (0..self.rows.len()).filter_map(fit).collect();
        };
        let stems = asked.reading.stems().iter();
        let telling = stems.map(|stem| (*stem, self.stems.tells(*stem)));
        postings.find(telling, may).into_iter().filter_map(fit).collect()
    }

    /// The probability that `found` is what was meant, when its score is `lead` above that of the next other row.
    pub(super) fn probability(&self, found: &Found, lead: f32, weighed: &Weighed) -> f32 {
        on_topic(self.knowledge.probability(&found.fit(), lead, weighed), found.topic)
    }

    /// The ways to ask that find another row in their language when they are left out, where both are shown on `day`.
    pub(super) fn lost(&self, day: Date) -> impl Iterator<Item = knowledge::Lost> {
        let meet = move |lost: &knowledge::Lost| {
            let (own, other) = (self.shown.get(lost.subject)?, self.shown.get(lost.to)?);
            let locale = own.locale.clone().unwrap_or_default();
            let same = other.locale.as_ref().is_none_or(|other| *other == locale);
            Some(same && own.valid.holds(day) && other.valid.holds(day))
        };
        self.knowledge.lost().filter(move |lost| meet(lost) == Some(true))
    }

    /// The parts of a score as they add up to it.
    pub(super) fn shares(&self, found: &Found, weighed: &Weighed) -> Parts {
        self.knowledge.shares(&found.fit(), weighed)
    }
}

/// `probability`, of what is so near to the `topic` of the talk, 0 to 1; never certain.
fn on_topic(probability: f32, topic: f32) -> f32 {
    let probability = probability.min(SUREST);
    let odds = probability / (1.0 - probability) * (TOPIC * topic).exp();
    (odds / (1.0 + odds)).min(SUREST)
}

impl Found {
    fn fit(&self) -> knowledge::Fit {
        knowledge::Fit {
            subject: self.row,
            score: self.score,
            parts: self.parts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_stays_below_one_whatever_the_topic() {
        for probability in [0.0, 0.3, 0.999, 1.0] {
            for topic in [0.0, 0.5, 1.0] {
                let on_topic = on_topic(probability, topic);
                assert!((0.0..1.0).contains(&on_topic), "{probability} {topic}: {on_topic}");
            }
        }
        assert!((on_topic(0.3, 0.0) - 0.3).abs() < 1e-6);
        assert!(on_topic(0.3, 1.0) > 0.5);
    }
}
