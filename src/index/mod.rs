//! What a text is about: the answers and errands that fit it, each with the probability that it is the right one.
//!
//! The way of a text: word for word a known way to ask -> certain. Else its words are read (stop words dropped, endings
//! cut, synonyms added, once as typed and once with slips mended), tantivy finds what shares words with it, each find is
//! weighed on a scale that is the same for all questions (`score`), and the best one's score and its margin over the next
//! become a probability (`confidence`).
//!
//! Before that, a text that leaves out what it is about gets the last topic put in (`topic`), and one that asks two things
//! is parted (`parts`); after it, the way in which it is said decides between an answer and its errand (`asking`, `settle`).
//!
//! An index never changes; new content is a new index, built in memory and swapped in whole. Meaning beyond words
//! (sentence embeddings) will join the weighing in `score`.

use std::collections::HashSet;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::conversation::{Audience, FlowId, Locale};
use crate::dialogue::{Band, Candidate, Keeping, Query, Subject, Understanding};
use crate::embedding::{Embedder, EmbeddingError};
use crate::faq::Entry;
use crate::flaw::Flaw;

mod analyzer;
mod asking;
mod confidence;
mod everyday;
mod finder;
mod knowledge;
mod learning;
mod lost;
mod outside;
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
mod topic;
pub mod vectors;

pub use confidence::Thresholds;
pub use lost::Lost;
pub use suggest::Suggestion;

use analyzer::Analyzer;
use reading::Reading;
use shelf::{Asked, Finds, Found, Shelf, Stock};
use synonyms::Synonyms;
use topic::Near;

/// Where the synonyms stand, as a path below the content folder.
pub const SYNONYMS_FILE: &str = "index/synonyms.txt";

/// Where the stop words stand, as a path below the content folder.
pub const STOPWORDS_FILE: &str = "index/stopwords.txt";

/// Where the everyday words stand, as a path below the content folder.
pub const COMMON_FILE: &str = "index/common.txt";

/// Where the phrases stand that nothing here answers, as a path below the content folder.
pub const OUTSIDE_FILE: &str = "index/out-of-scope.txt";

/// Candidates at most that are told.
const MOST_CANDIDATES: usize = 3;

/// The part of the best score that a candidate has at least.
const NEAR: f32 = 0.5;

/// How an index understands.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// From which probability on a question is answered, and offered.
    pub thresholds: Thresholds,
    /// What knows the meaning of texts; nothing where only their words count.
    pub embedder: Option<Embedder>,
}

impl Settings {
    /// The usual thresholds and the model that ships, its vectors of the content in memory only: all of a process share them.
    ///
    /// # Errors
    /// Where the model that is built in is damaged.
    pub fn shipped() -> Result<Self, EmbeddingError> {
        static SHARED: OnceLock<Embedder> = OnceLock::new();
        let embedder = match SHARED.get() {
            Some(embedder) => embedder.clone(),
            None => {
                let made = Embedder::shipped(None)?;
                SHARED.get_or_init(|| made).clone()
            }
        };
        Ok(Self {
            thresholds: Thresholds::default(),
            embedder: Some(embedder),
        })
    }
}

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
#[derive(Clone, Copy)]
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
    /// The text of `index/out-of-scope.txt`.
    pub outside: &'a str,
    /// Told how many texts that must be embedded are done, and of how many.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// Why an index can't be built or searched.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The search engine failed.
    #[error("the search engine failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
    /// The sentence model failed.
    #[error(transparent)]
    Model(#[from] EmbeddingError),
}

/// All answers and errands, ready to be found.
pub struct Index {
    analyzer: Analyzer,
    synonyms: Synonyms,
    thresholds: Thresholds,
    embedder: Option<Embedder>,
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
    pub fn build(sources: Sources<'_>, settings: Settings) -> Result<(Self, Vec<Flaw>), IndexError> {
        let analyzer = Analyzer::new(sources.stopwords, sources.common);
        let (synonyms, flaws) = Synonyms::read(sources.synonyms, &analyzer);
        let outside = outside::read(sources.outside);
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
            let stock = Stock {
                entries: &entries,
                triggers: &triggers,
                outside: &outside.of(audience),
            };
            Shelf::new(
                &stock,
                &analyzer,
                &synonyms,
                settings.embedder.as_ref(),
                &sources.progress,
            )
        };
        let (member, provider) = rayon::join(|| shelf(Audience::Member), || shelf(Audience::Provider));
        let (member, provider) = (member?, provider?);
        Ok((
            Self {
                analyzer,
                synonyms,
                thresholds: settings.thresholds,
                embedder: settings.embedder,
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

    /// What `query` is about: the whole text, or else the parts of it that are clear. The text may be of any length; its
    /// first 64 words are looked at.
    ///
    /// # Errors
    /// Only where the search engine itself fails.
    pub fn understand(&self, query: &Query<'_>) -> Result<Understanding, IndexError> {
        let shelf = self.shelf(query.audience);
        let ask = |text: &str, before: &[Subject]| {
            let recent: Vec<Subject> = before.iter().chain(query.recent).cloned().collect();
            let recent = &recent;
            self.understand_part(shelf, &Query { text, recent, ..*query })
        };
        parts::understand(query.text, ask, |one, other| settle::are_one(shelf, one, other))
    }

    /// What `query` is about where it is, word for word, a known way to ask: for a few microseconds.
    pub fn exact(&self, query: &Query<'_>) -> Option<Understanding> {
        let shelf = self.shelf(query.audience);
        let (claimed, elsewhere) = self.claimed(shelf, query);
        claimed.filter(|_| !elsewhere).map(|row| known(shelf, row))
    }

    /// The row that has the text word for word among its ways to ask; and whether the text names nothing and that row is
    /// about something else than the talk.
    fn claimed(&self, shelf: &Shelf, query: &Query<'_>) -> (Option<usize>, bool) {
        let exact = shelf.exact(query.text, query.locale, day(query.now));
        let Some(row) = settle::between(shelf, &exact, asking::asks(query.text)) else {
            return (None, false);
        };
        let words = self.analyzer.words(query.text);
        let pointed = topic::points_back(query.text) && settle::names_nothing(&words, &self.analyzer);
        let elsewhere = pointed && Near::new(shelf, &self.synonyms, query.recent).leads_away(shelf, row);
        (Some(row), elsewhere)
    }

    fn understand_part(&self, shelf: &Shelf, query: &Query<'_>) -> Result<Understanding, IndexError> {
        let (claimed, elsewhere) = self.claimed(shelf, query);
        if let Some(row) = claimed.filter(|_| !elsewhere) {
            return Ok(known(shelf, row));
        }
        let asks = asking::asks(query.text);
        let near = Near::new(shelf, &self.synonyms, query.recent);
        let mut words = self.analyzer.words(query.text);
        let mut finds = self.find(shelf, query)?;
        if topic::leaves_topic_out(query.text) {
            if let Some(joined) = near.name().and_then(|name| topic::with_topic(query.text, name)) {
                let joined_finds = self.find(
                    shelf,
                    &Query {
                        text: &joined,
                        ..*query
                    },
                )?;
                near.join(shelf, &mut finds, joined_finds);
                words = self.analyzer.words(&joined);
            }
            near.favour(shelf, &mut finds.ranked);
        }
        settle::twins(shelf, &mut finds.ranked, asks);
        let mut understanding = self.understanding(shelf, &finds);
        let too_little = elsewhere || settle::say_too_little(&words, &self.analyzer);
        settle::restrain(&mut understanding, asks, too_little);
        Ok(understanding)
    }

    /// Everything that fits `query`, the best first, each with its score: 0 to about 1, on a scale of this index' own.
    ///
    /// # Errors
    /// Where the search engine or the model fails.
    pub fn ranked(&self, query: &Query<'_>) -> Result<Vec<(Subject, f32)>, IndexError> {
        let shelf = self.shelf(query.audience);
        let finds = self.find(shelf, query)?;
        let named = finds.ranked.into_iter().filter_map(|found| {
            let row = shelf.rows.get(found.row)?;
            Some((row.subject.clone(), found.score))
        });
        Ok(named.collect())
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
        let words = self.analyzer.words(text);
        let mut suggestions = shelf.beginning_with(&words, locale, day);
        if suggestions.len() < suggest::MOST && shelf.tells_enough(text, &words) {
            let query = Query {
                text,
                audience,
                locale,
                signed_in: false,
                now,
                recent: &[],
                keeping: Keeping::Forgotten,
            };
            let found = self.find(shelf, &query)?.ranked.into_iter();
            let likely = found.take_while(|found| self.thresholds.offer <= found.score);
            shelf.fill(&mut suggestions, likely.map(|found| found.row));
        }
        Ok(suggestions)
    }

    fn shelf(&self, audience: Audience) -> &Shelf {
        match audience {
            Audience::Member => &self.member,
            Audience::Provider => &self.provider,
        }
    }

    /// The finds for a text as typed, or with its slips mended where that fits better.
    fn find(&self, shelf: &Shelf, query: &Query<'_>) -> Result<Finds, IndexError> {
        let words = self.analyzer.words(query.text);
        let reading = Reading::new(&words, &HashSet::new(), &self.synonyms, &shelf.stems);
        let raw = self.finds(shelf, query, &reading)?;
        let Some((words, mended)) = shelf.mend(&words, &self.analyzer) else {
            return Ok(raw);
        };
        let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let text = &text.join(" ");
        let reading = Reading::new(&words, &mended, &self.synonyms, &shelf.stems);
        let mended = self.finds(shelf, &Query { text, ..*query }, &reading)?;
        Ok(if mended.best() > raw.best() { mended } else { raw })
    }

    fn finds(&self, shelf: &Shelf, query: &Query<'_>, reading: &Reading) -> Result<Finds, IndexError> {
        let embedder = self.embedder.as_ref().filter(|_| query.keeping.may_be_embedded());
        let keep = query.keeping.may_be_remembered();
        let vector = embedder
            .map(|embedder| embedder.question(query.text, keep))
            .transpose()?;
        shelf.rank(&Asked {
            text: query.text,
            vector: vector.as_ref(),
            reading,
            locale: query.locale,
            day: day(query.now),
        })
    }

    fn understanding(&self, shelf: &Shelf, finds: &Finds) -> Understanding {
        let Finds { ranked, weighed, .. } = finds;
        let Some(best) = ranked.first() else {
            return Understanding::default();
        };
        let second = ranked.get(1).map_or(0.0, |second| second.score);
        let first = shelf.probability(best, best.score - second, weighed);
        let near = |found: &&Found| found.score >= NEAR * best.score;
        let candidates = ranked
            .iter()
            .take(MOST_CANDIDATES)
            .take_while(near)
            .enumerate()
            .filter_map(|(place, found)| {
                let probability = match place {
                    0 => first,
                    _ => shelf.probability(found, found.score - best.score, weighed).min(first),
                };
                Some(Candidate {
                    subject: shelf.rows.get(found.row)?.subject.clone(),
                    probability,
                })
            });
        Understanding {
            band: self.thresholds.band(first),
            candidates: candidates.collect(),
            besides: Vec::new(),
        }
    }
}

/// The understanding of a text that is, word for word, a way to ask for `row`.
fn known(shelf: &Shelf, row: usize) -> Understanding {
    let candidate = shelf.rows.get(row).map(|row| Candidate {
        subject: row.subject.clone(),
        probability: 1.0,
    });
    Understanding {
        band: Band::Answer,
        candidates: candidate.into_iter().collect(),
        besides: Vec::new(),
    }
}

/// The day on which a query is made (UTC: the ends of a validity are whole days, hours don't matter).
fn day(now: Timestamp) -> Date {
    now.to_zoned_datetime(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests;
