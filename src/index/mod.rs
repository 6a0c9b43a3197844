//! What a text is about: the answers and errands that fit it, each with the probability that it is the right one.
//!
//! The way of a text: word for word a known way to ask -> certain. Else its words are read (stop words dropped, endings
//! cut, synonyms added, once as typed and once with slips mended), tantivy finds what shares words with it, each find is
//! weighed on a scale that is the same for all questions (`score`), and the best one's score and its margin over the next
//! become a probability (`confidence`).
//!
//! An index never changes; new content is a new index, built in memory and swapped in whole. Meaning beyond words
//! (sentence embeddings) will join the weighing in `score`.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::conversation::{Audience, FlowId, Locale};
use crate::dialogue::{Band, Candidate, Query, Understanding};
use crate::faq::Entry;
use crate::flaw::Flaw;

mod analyzer;
mod confidence;
mod everyday;
mod finder;
mod parts;
mod reading;
mod rows;
mod score;
mod settle;
mod shelf;
mod spelling;
mod stems;
mod suggest;
mod synonyms;
pub mod vectors;

pub use confidence::Thresholds;
pub use suggest::Suggestion;

use analyzer::{Analyzer, Word};
use reading::Reading;
use shelf::{Found, Shelf};
use synonyms::Synonyms;

/// Where the synonyms stand, as a path below the content folder.
pub const SYNONYMS_FILE: &str = "index/synonyms.txt";

/// Where the stop words stand, as a path below the content folder.
pub const STOPWORDS_FILE: &str = "index/stopwords.txt";

/// Where the everyday words stand, as a path below the content folder.
pub const COMMON_FILE: &str = "index/common.txt";

/// Candidates at most that are told.
const MOST_CANDIDATES: usize = 3;

/// The part of the best score that a candidate has at least.
const NEAR: f32 = 0.5;

/// An errand and how people ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The errand.
    pub flow: FlowId,
    /// Whom it is for.
    pub audience: Audience,
    /// How people ask for it.
    pub phrases: Vec<String>,
}

/// What an index is made of.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The answers.
    pub entries: &'a [Entry],
    /// The errands.
    pub triggers: &'a [Trigger],
    /// The text of `index/synonyms.txt`.
    pub synonyms: &'a str,
    /// The text of `index/stopwords.txt`.
    pub stopwords: &'a str,
    /// The text of `index/common.txt`.
    pub common: &'a str,
}

/// Why an index can't be built or searched.
#[derive(Debug, thiserror::Error)]
#[error("the search engine failed: {0}")]
pub struct IndexError(#[from] tantivy::TantivyError);

/// All answers and errands, ready to be found.
pub struct Index {
    analyzer: Analyzer,
    synonyms: Synonyms,
    thresholds: Thresholds,
    member: Shelf,
    provider: Shelf,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Index")
            .field("member", &self.member.rows.len())
            .field("provider", &self.provider.rows.len())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// Builds an index. Lines of the editors' lists that can't be read are left out and told as flaws.
    ///
    /// # Errors
    /// Only where the search engine itself fails (out of memory, no threads).
    pub fn build(sources: Sources<'_>, thresholds: Thresholds) -> Result<(Self, Vec<Flaw>), IndexError> {
        let analyzer = Analyzer::new(sources.stopwords, sources.common);
        let (synonyms, flaws) = Synonyms::read(sources.synonyms, &analyzer);
        let shelf = |audience| {
            let entries: Vec<&Entry> = sources
                .entries
                .iter()
                .filter(|entry| entry.audience == audience)
                .collect();
            let triggers: Vec<&Trigger> = sources
                .triggers
                .iter()
                .filter(|trigger| trigger.audience == audience)
                .collect();
            Shelf::new(&entries, &triggers, &analyzer, &synonyms)
        };
        let (member, provider) = rayon::join(|| shelf(Audience::Member), || shelf(Audience::Provider));
        let (member, provider) = (member?, provider?);
        Ok((
            Self {
                analyzer,
                synonyms,
                thresholds,
                member,
                provider,
            },
            flaws,
        ))
    }

    /// A warning for each synonym that finds nothing.
    pub fn unused_synonyms(&self) -> Vec<Flaw> {
        let shelves = [&self.member, &self.provider];
        self.synonyms
            .unused(|stem| shelves.iter().any(|shelf| shelf.stems.id(stem).is_some()))
    }

    /// What `query` is about: the whole text, or else the first part of it that is clear. The text may be of any length; its
    /// first 64 words are looked at.
    ///
    /// # Errors
    /// Only where the search engine itself fails.
    pub fn understand(&self, query: &Query<'_>) -> Result<Understanding, IndexError> {
        let whole = self.understand_part(query)?;
        if whole.band == Band::Answer {
            return Ok(whole);
        }
        for text in parts::of(query.text) {
            let part = self.understand_part(&Query { text, ..*query })?;
            if part.band == Band::Answer {
                return Ok(part);
            }
        }
        Ok(whole)
    }

    fn understand_part(&self, query: &Query<'_>) -> Result<Understanding, IndexError> {
        let shelf = self.shelf(query.audience);
        let day = day(query.now);
        let exact = shelf.exact(query.text, query.locale, day);
        if let Some(row) = settle::between(shelf, &exact, query.text) {
            let candidate = shelf.rows.get(row).map(|row| Candidate {
                subject: row.subject.clone(),
                probability: 1.0,
            });
            return Ok(Understanding {
                band: Band::Answer,
                candidates: candidate.into_iter().collect(),
            });
        }
        let mut found = self.find(shelf, query.text, query.locale, day)?;
        settle::favour_recent(shelf, &mut found, query.recent);
        settle::twins(shelf, &mut found.ranked, query.text);
        Ok(self.understanding(shelf, &found.ranked))
    }

    /// Up to five questions that have the words of `text`, the last of which may be unfinished, or else mean the like.
    ///
    /// # Errors
    /// Only where the search engine itself fails.
    pub fn suggest(
        &self,
        text: &str,
        audience: Audience,
        locale: &Locale,
        now: Timestamp,
    ) -> Result<Vec<Suggestion>, IndexError> {
        let (shelf, day) = (self.shelf(audience), day(now));
        let mut suggestions = shelf.beginning_with(text, locale, day);
        let likely = |found: &&Found| self.thresholds.offer <= found.score;
        for found in self.find(shelf, text, locale, day)?.ranked.iter().take_while(likely) {
            let other = shelf.rows.get(found.row).and_then(Suggestion::of);
            suggestions.extend(other.filter(|other| suggestions.iter().all(|known| known.entry != other.entry)));
        }
        suggestions.truncate(suggest::MOST);
        Ok(suggestions)
    }

    fn shelf(&self, audience: Audience) -> &Shelf {
        match audience {
            Audience::Member => &self.member,
            Audience::Provider => &self.provider,
        }
    }

    /// The finds for a text as typed, or with its slips mended where that fits better.
    fn find(&self, shelf: &Shelf, text: &str, locale: &Locale, day: Date) -> Result<Finds, IndexError> {
        let words = self.analyzer.words(text);
        let raw = self.finds(shelf, &words, &HashSet::new(), locale, day)?;
        let Some((words, mended)) = shelf.mend(&words, &self.analyzer) else {
            return Ok(raw);
        };
        let mended = self.finds(shelf, &words, &mended, locale, day)?;
        Ok(if mended.best() > raw.best() { mended } else { raw })
    }

    fn finds(
        &self,
        shelf: &Shelf,
        words: &[Word],
        mended: &HashSet<String>,
        locale: &Locale,
        day: Date,
    ) -> Result<Finds, IndexError> {
        let reading = Reading::new(words, mended, &self.synonyms, &shelf.stems);
        let ranked = shelf.rank(&reading, locale, day)?;
        Ok(Finds {
            ranked,
            asked: reading.len(),
        })
    }

    fn understanding(&self, shelf: &Shelf, ranked: &[Found]) -> Understanding {
        let Some(best) = ranked.first() else {
            return Understanding::default();
        };
        let second = ranked.get(1).map_or(0.0, |second| second.score);
        let first = confidence::probability(best.score, best.score - second);
        let near = |found: &&Found| found.score >= NEAR * best.score;
        let candidates = ranked
            .iter()
            .take(MOST_CANDIDATES)
            .take_while(near)
            .enumerate()
            .filter_map(|(place, found)| {
                let probability = match place {
                    0 => first,
                    _ => confidence::probability(found.score, found.score - best.score).min(first),
                };
                Some(Candidate {
                    subject: shelf.rows.get(found.row)?.subject.clone(),
                    probability,
                })
            });
        Understanding {
            band: self.thresholds.band(first),
            candidates: candidates.collect(),
        }
    }
}

/// What was found for a text.
struct Finds {
    /// The best first.
    ranked: Vec<Found>,
    /// How many things the text asks for.
    asked: usize,
}

impl Finds {
    fn best(&self) -> f32 {
        self.ranked.first().map_or(0.0, |found| found.score)
    }
}

/// The day on which a query is made (UTC: the ends of a validity are whole days, hours don't matter).
fn day(now: Timestamp) -> Date {
    now.to_zoned_datetime(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests;
