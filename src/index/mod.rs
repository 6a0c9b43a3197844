//! What a text is about: the answers and errands that fit it, each with the probability that it is the right one.
//!
//! The way of a text: word for word a known way to ask -> certain. Else it is weighed with all subjects (`knowledge`): by what
//! was learned from their ways to ask, by its meaning (`embedding`, `vectors`), and by its words (`reading`, `score`), once as
//! typed and once with slips mended, and what speaks for the best one becomes a probability (`learning`).
//!
//! Before that, a text that leaves out what it is about gets the last topic put in (`topic`), and one that asks two things
//! is parted (`parts`); after it, the way in which it is said decides between an answer and its errand (`asking`, `settle`).
//!
//! An index never changes; new content is a new index, built in memory and swapped in whole.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::conversation::{Audience, FlowId, Locale};
use crate::dialogue::{self, Keeping, Query};
use crate::embedding::{Embedder, EmbeddingError};
use crate::faq::Entry;
use crate::flaw::Flaw;

mod analyzer;
mod asking;
mod beginnings;
mod confidence;
mod everyday;
mod explain;
mod keeping;
mod knowledge;
mod learning;
mod lookup;
mod lost;
mod memory;
mod outside;
mod parts;
mod postings;
mod reading;
mod rows;
mod score;
mod settle;
mod shelf;
mod shown;
mod spelling;
mod stems;
mod stocking;
mod suggest;
mod synonyms;
mod topic;
mod understand;

pub use confidence::Thresholds;
pub use explain::{Explained, Explanation, Shares};
pub use lost::Lost;
pub use suggest::Suggestion;

use analyzer::Analyzer;
use asking::Asks;
use memory::Memory;
use shelf::Shelf;
use stocking::{Means, Stock};
use synonyms::Synonyms;

/// Where the synonyms stand, as a path below the content folder.
pub const SYNONYMS_FILE: &str = "index/synonyms.txt";

/// Where the stop words stand, as a path below the content folder.
pub const STOPWORDS_FILE: &str = "index/stopwords.txt";

/// Where the everyday words stand, as a path below the content folder.
pub const COMMON_FILE: &str = "index/common.txt";

/// Where the phrases stand that nothing here answers, as a path below the content folder.
pub const OUTSIDE_FILE: &str = "index/out-of-scope.txt";

/// How an index understands.
#[derive(Debug, Clone)]
pub struct Settings {
    /// From which probability on a question is answered, and offered.
    pub thresholds: Thresholds,
    /// What knows the meaning of texts; nothing where only their words count.
    pub embedder: Option<Embedder>,
    /// Where the days begin and end on which answers are valid.
    zone: TimeZone,
    /// What is in use already.
    memory: Memory,
}

impl Default for Settings {
    fn default() -> Self {
        Self::new(Thresholds::default(), None)
    }
}

impl Settings {
    /// Settings of one's own; the days are those of UTC.
    pub fn new(thresholds: Thresholds, embedder: Option<Embedder>) -> Self {
        Self {
            thresholds,
            embedder,
            zone: TimeZone::UTC,
            memory: Memory::default(),
        }
    }

    /// The same with the days of a time zone: those of the dialogue.
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }

    /// Where the days begin and end on which answers are valid.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

impl Settings {
    /// The usual thresholds and the model that ships, its vectors of the content in memory only: all of a process share them.
    ///
    /// # Errors
    /// Where the model that is built in is damaged.
    pub fn shipped() -> Result<Self, EmbeddingError> {
        static SHARED: OnceLock<Settings> = OnceLock::new();
        if let Some(shared) = SHARED.get() {
            return Ok(shared.clone());
        }
        let made = Self::new(Thresholds::default(), Some(Embedder::shipped(None)?));
        Ok(SHARED.get_or_init(|| made).clone())
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

/// All answers and errands, ready to be found.
pub struct Index {
    analyzer: Analyzer,
    synonyms: Synonyms,
    thresholds: Thresholds,
    embedder: Option<Embedder>,
    zone: TimeZone,
    member: Arc<Shelf>,
    provider: Arc<Shelf>,
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
    /// Only where the sentence model fails (out of memory, no threads).
    pub fn build(sources: Sources<'_>, settings: Settings) -> Result<(Self, Vec<Flaw>), EmbeddingError> {
        let analyzer = Analyzer::new(sources.stopwords, sources.common);
        let (synonyms, mut flaws) = Synonyms::read(sources.synonyms, &analyzer);
        let (outside, found) = outside::read(sources.outside);
        flaws.extend(found);
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
            let means = Means {
                analyzer: &analyzer,
                synonyms: &synonyms,
                embedder: settings.embedder.as_ref(),
                progress: sources.progress,
            };
            let make = || Shelf::new(&stock, &means);
            settings.memory.shelf(&stock, &sources, means.embedder, make)
        };
        let (member, provider) = rayon::join(|| shelf(Audience::Member), || shelf(Audience::Provider));
        let (member, provider) = (member?, provider?);
        flaws.extend(outside.answered(&member, Audience::Member));
        flaws.extend(outside.answered(&provider, Audience::Provider));
        Ok((
            Self {
                analyzer,
                synonyms,
                thresholds: settings.thresholds,
                embedder: settings.embedder,
                zone: settings.zone,
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
            .unused(|stem| shelves.iter().any(|shelf| shelf.has_stem(stem)))
    }

    /// Up to five questions that have the words of `text`, the last of which may be unfinished, or else mean the like.
    /// Nothing of `text` is remembered; where it may hold a secret, it is looked up by its words alone.
    ///
    /// # Errors
    /// Only where the sentence model fails.
    pub fn suggest(
        &self,
        text: &str,
        audience: Audience,
        locale: &Locale,
        now: Timestamp,
    ) -> Result<Vec<Suggestion>, EmbeddingError> {
        let (shelf, day) = (self.shelf(audience), self.day(now));
        let words = self.analyzer.words(text);
        let mut suggestions = shelf.beginning_with(&words, locale, day);
        if suggestions.len() < suggest::MOST && shelf.tells_enough(text, &words) {
            let query = Query {
                text,
                audience,
                locale,
                now,
                recent: &[],
                keeping: if dialogue::may_hold_secret(text) {
                    Keeping::Private
                } else {
                    Keeping::Forgotten
                },
            };
            let mut finds = self.find_unfinished(shelf, &query)?;
            settle::twins(shelf, &mut finds.ranked, Asks::Question);
            let likely =
                understand::candidates(shelf, &finds).take_while(|(_, probability)| *probability >= suggest::LIKELY);
            shelf.fill(&mut suggestions, likely.map(|(found, _)| found.row));
        }
        Ok(suggestions)
    }

    /// The day on which something is asked `now`.
    fn day(&self, now: Timestamp) -> Date {
        self.zone.to_datetime(now).date()
    }

    fn shelf(&self, audience: Audience) -> &Shelf {
        match audience {
            Audience::Member => &self.member,
            Audience::Provider => &self.provider,
        }
    }
}

#[cfg(test)]
mod tests;
