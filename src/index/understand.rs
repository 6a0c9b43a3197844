//! The way of a text through the index.

use std::cell::Cell;
use std::collections::HashSet;

use super::asking::{self, Asks};
use super::reading::Reading;
use super::shelf::{Asked, Finds, Found, Shelf};
use super::topic::{self, Near};
use super::{Index, parts, settle};
use crate::dialogue::{Band, Candidate, Keeping, Query, Subject, Understanding};
use crate::embedding::EmbeddingError;

/// Candidates at most that are told.
pub(super) const MOST_CANDIDATES: usize = 3;

/// Texts that are looked for, for one message: what a part of it costs beside the model is small, but each text is one run of
/// it. A part that is begun is finished.
const MOST_FINDS: u32 = 16;

/// The part of the best score that a candidate has at least.
const NEAR: f32 = 0.5;

/// By how much another subject's way to ask is nearer, or its answer, where the best is disputed.
const NEARER: f32 = 0.03;
const TOLD_BETTER: f32 = 0.1;

/// How sure the next other subject is, behind the best as it stands, where the best is disputed: both can't be right.
const AS_SURE: f32 = 0.7;

/// The greatest probability of what is disputed.
pub(super) const DISPUTED: f32 = 0.6;

/// What was made of a text, or of a part of one.
pub(super) struct Reckoned {
    /// The row of which it is, word for word, a way to ask.
    pub(super) claimed: Option<usize>,
    /// Whether it points back, and that row is not what it points to.
    pub(super) elsewhere: bool,
    /// The text with the topic of the talk put in.
    pub(super) joined: Option<String>,
    /// All that fits; nothing where the text is a way to ask.
    pub(super) finds: Finds,
    pub(super) asks: Asks,
    /// Whether it says too little to be answered, whatever it fits.
    pub(super) too_little: bool,
    /// How many texts were looked for.
    looked_for: u32,
}

impl Index {
    /// What `query` is about: the whole text, the parts of it that are clear, or an offer of both (`parts`). The text may be of any length; its
    /// first 64 words are looked at.
    ///
    /// # Errors
    /// Only where the sentence model fails.
    pub fn understand(&self, query: &Query<'_>) -> Result<Understanding, EmbeddingError> {
        let shelf = self.shelf(query.audience);
        let left = Cell::new(MOST_FINDS);
        let ask = |text: &str, before: &[Subject]| {
            let recent: Vec<Subject> = before.iter().chain(query.recent).cloned().collect();
            let recent = &recent;
            if left.get() == 0 {
                return Ok(Understanding::default());
            }
            let (understanding, finds) = self.understand_part(shelf, &Query { text, recent, ..*query })?;
            left.set(left.get().saturating_sub(finds));
            Ok(understanding)
        };
        parts::understand(query.text, ask, |one, other| settle::are_one(shelf, one, other))
    }

    /// What `query` is about at a short look: the whole text, by its words alone, whatever was talked about. A text that leaves
    /// its topic out is at most offered something.
    ///
    /// # Errors
    /// None that can be thought of: words need no model.
    pub fn glance(&self, query: &Query<'_>) -> Result<Understanding, EmbeddingError> {
        let alone = Query {
            recent: &[],
            keeping: Keeping::Private,
            ..*query
        };
        let (mut understanding, _) = self.understand_part(self.shelf(query.audience), &alone)?;
        let leaves_out = topic::leaves_topic_out(&self.analyzer.words(query.text), &self.synonyms);
        let goes_on = !query.recent.is_empty() && leaves_out;
        settle::restrain(&mut understanding, asking::asks(query.text), goes_on);
        Ok(understanding)
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
        let exact = shelf.exact(query.text, query.locale, self.day(query.now));
        let Some(row) = settle::between(shelf, &exact, asking::asks(query.text)) else {
            return (None, false);
        };
        let words = self.analyzer.words(query.text);
        let pointed = topic::points_back(&words, &self.synonyms) && settle::names_nothing(&words, &self.analyzer);
        let elsewhere = pointed && Near::new(shelf, &self.synonyms, query.locale, query.recent).leads_away(shelf, row);
        (Some(row), elsewhere)
    }

    /// What a text or a part of one is about, and how many texts were looked for, as typed, mended or joined.
    fn understand_part(&self, shelf: &Shelf, query: &Query<'_>) -> Result<(Understanding, u32), EmbeddingError> {
        let reckoned = self.reckon(shelf, query)?;
        if let Some(row) = reckoned.claimed.filter(|_| !reckoned.elsewhere) {
            return Ok((known(shelf, row), 0));
        }
        let mut understanding = self.understanding(shelf, &reckoned.finds);
        settle::restrain(
            &mut understanding,
            reckoned.asks,
            reckoned.elsewhere || reckoned.too_little,
        );
        Ok((understanding, reckoned.looked_for))
    }

    pub(super) fn reckon(&self, shelf: &Shelf, query: &Query<'_>) -> Result<Reckoned, EmbeddingError> {
        let (claimed, elsewhere) = self.claimed(shelf, query);
        let mut reckoned = Reckoned {
            claimed,
            elsewhere,
            joined: None,
            finds: Finds::default(),
            asks: asking::asks(query.text),
            too_little: false,
            looked_for: 0,
        };
        if claimed.is_some() && !elsewhere {
            return Ok(reckoned);
        }
        let mut words = self.analyzer.words(query.text);
        let mut finds = self.find(shelf, query)?;
        reckoned.looked_for = finds.looked_for;
        if topic::leaves_topic_out(&words, &self.synonyms) {
            let near = Near::new(shelf, &self.synonyms, query.locale, query.recent);
            let joined = near
                .name()
                .and_then(|name| topic::with_topic(&words, &self.synonyms, name));
            if let Some(text) = joined {
                let found = self.find(shelf, &Query { text: &text, ..*query })?;
                reckoned.looked_for += found.looked_for;
                near.join(shelf, &mut finds, found);
                reckoned.too_little = settle::wishes_too_little(&words, reckoned.asks);
                words = self.analyzer.words(&text);
                reckoned.joined = Some(text);
            }
            near.favour(shelf, &mut finds.ranked);
        }
        settle::twins(shelf, &mut finds.ranked, reckoned.asks);
        reckoned.too_little |= settle::say_too_little(&words, &self.analyzer);
        reckoned.finds = finds;
        Ok(reckoned)
    }

    /// Everything that fits `query`, the best first, each with its score: 0 to about 1, on a scale of this index' own.
    ///
    /// # Errors
    /// Where the sentence model fails.
    pub fn ranked(&self, query: &Query<'_>) -> Result<Vec<(Subject, f32)>, EmbeddingError> {
        let shelf = self.shelf(query.audience);
        let finds = self.find(shelf, query)?;
        let named = finds.ranked.into_iter().filter_map(|found| {
            let row = shelf.rows.get(found.row)?;
            Some((row.subject.clone(), found.score))
        });
        Ok(named.collect())
    }

    /// The finds for a text as typed, or with its slips mended where that fits better.
    pub(super) fn find(&self, shelf: &Shelf, query: &Query<'_>) -> Result<Finds, EmbeddingError> {
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
        let (better, mended) = if mended.best() > raw.best() {
            (mended, Some(text.clone()))
        } else {
            (raw, None)
        };
        Ok(Finds {
            mended,
            looked_for: 2,
            ..better
        })
    }

    pub(super) fn finds(&self, shelf: &Shelf, query: &Query<'_>, reading: &Reading) -> Result<Finds, EmbeddingError> {
        let embedder = self.embedder.as_ref().filter(|_| query.keeping.may_be_embedded());
        let keep = self.may_remember(query);
        let vector = embedder
            .map(|embedder| embedder.question(query.text, keep))
            .transpose()?;
        Ok(shelf.rank(&Asked {
            text: query.text,
            vector: vector.as_ref(),
            reading,
            locale: query.locale,
            day: self.day(query.now),
        }))
    }

    fn understanding(&self, shelf: &Shelf, finds: &Finds) -> Understanding {
        let candidates: Vec<Candidate> = candidates(shelf, finds)
            .filter_map(|(found, probability)| {
                Some(Candidate {
                    subject: shelf.rows.get(found.row)?.subject.clone(),
                    probability,
                })
            })
            .collect();
        Understanding {
            band: self
                .thresholds
                .band(candidates.first().map_or(0.0, |first| first.probability)),
            candidates,
            besides: Vec::new(),
        }
    }
}

/// The finds that are told, each with its probability.
pub(super) fn candidates<'a>(shelf: &'a Shelf, finds: &'a Finds) -> impl Iterator<Item = (&'a Found, f32)> {
    let Finds { ranked, weighed, .. } = finds;
    let best = ranked.first().map_or(0.0, |best| best.score);
    let second = ranked.get(1).map_or(0.0, |second| second.score);
    let first = ranked.first().map_or(0.0, |found| {
        let probability = shelf.probability(found, best - second, weighed);
        if disputed(shelf, finds) {
            probability.min(DISPUTED)
        } else {
            probability
        }
    });
    let near = move |found: &&Found| found.score >= NEAR * best;
    let told = ranked.iter().take(MOST_CANDIDATES).take_while(near).enumerate();
    told.scan(first, move |least, (place, found)| {
        if place > 0 {
            *least = least.min(shelf.probability(found, found.score - best, weighed));
        }
        Some((found, *least))
    })
}

/// Whether what speaks for the best speaks for another one even more: a way to ask that is nearer, or an answer; or whether
/// the next one is nearly as sure.
pub(super) fn disputed(shelf: &Shelf, finds: &Finds) -> bool {
    let Some((best, others)) = finds.ranked.split_first() else {
        return false;
    };
    let as_sure = |next: &Found| shelf.probability(next, next.score - best.score, &finds.weighed) >= AS_SURE;
    others.first().is_some_and(as_sure)
        || others.iter().any(|other| {
            // An errand has no answer that could be compared.
            let better_told = best.parts.told > 0.0 && other.parts.told > best.parts.told + TOLD_BETTER;
            better_told || other.parts.nearest > best.parts.nearest + NEARER
        })
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
