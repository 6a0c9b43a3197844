//! What is asked: a bank, or our own content.

use std::collections::HashMap;
use std::sync::Arc;

use super::questions::Question;
use crate::clock::SharedClock;
use crate::content::Snapshot;
use crate::conversation::{Audience, EntryId, FlowId, Locale};
use crate::dialogue::{self, Keeping, Library, Query, Subject, Understanding};
use crate::embedding::EmbeddingError;
use crate::evaluation::{Band, Case, Ranked};
use crate::index::Index;

/// What is asked.
pub(super) enum Target {
    /// Others' questions and answers.
    Bank(Box<Bank>),
    /// Ours.
    Content(Arc<Snapshot>),
}

/// A bank as an index, in which an entry's id is its place.
pub(super) struct Bank {
    index: Index,
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Bank {
    /// `names`: those of the entries, in their order.
    pub(super) fn new(index: Index, names: Vec<String>) -> Self {
        let places = names.iter().cloned().zip(0..).collect();
        Self { index, names, places }
    }
}

impl Target {
    /// Asks a question.
    pub(super) fn ask(&self, question: &Question, clock: &SharedClock) -> Result<Case, EmbeddingError> {
        let locale = Locale::default();
        let began = clock.now();
        let query = Query {
            text: &question.text,
            audience: question.audience.unwrap_or(Audience::Member),
            locale: &locale,
            now: began,
            recent: &[],
            keeping: Keeping::Remembered,
        };
        let understood = self.understand(&query)?;
        let micros = clock.now().duration_since(began).as_micros();
        let offered: Vec<String> = understood
            .candidates
            .iter()
            .map(|candidate| self.name(&candidate.subject))
            .collect();
        let ranked: Vec<Ranked> = self
            .ranked(&query)?
            .into_iter()
            .map(|(subject, score)| Ranked {
                id: self.name(&subject),
                score,
            })
            .collect();
        let band = band(understood.band);
        Ok(Case {
            text: question.text.clone(),
            expected: question.expect.clone(),
            tolerated: question.offer_ok.clone(),
            probability: understood.candidates.first().map_or(0.0, |best| best.probability),
            band,
            offered: match band {
                Band::Offer => offered,
                Band::Answer | Band::Unknown => Vec::new(),
            },
            ranked,
            micros: micros.try_into().unwrap_or(0),
        })
    }

    /// All that fits, the best first.
    fn ranked(&self, query: &Query<'_>) -> Result<Vec<(Subject, f32)>, EmbeddingError> {
        match self {
            Self::Bank(bank) => bank.index.ranked(query),
            Self::Content(snapshot) => snapshot.ranked(query),
        }
    }

    /// The one place where the index is asked.
    fn understand(&self, query: &Query<'_>) -> Result<Understanding, EmbeddingError> {
        match self {
            Self::Bank(bank) => bank.index.understand(query),
            Self::Content(snapshot) => Ok(snapshot.understand(query)),
        }
    }

    /// A subject as questions name it.
    fn name(&self, subject: &Subject) -> String {
        match (self, subject) {
            (Self::Bank(bank), Subject::Entry(place)) => {
                let name = place
                    .as_str()
                    .parse()
                    .ok()
                    .and_then(|place: usize| bank.names.get(place));
                name.cloned().unwrap_or_default()
            }
            (_, Subject::Entry(entry)) => format!("faq:{entry}"),
            (_, Subject::Flow(flow)) => format!("flow:{flow}"),
        }
    }

    /// Whether a question must say who asks.
    pub(super) fn asks_for_audience(&self) -> bool {
        matches!(self, Self::Content(_))
    }

    /// What is wrong with a name that a question expects, and what to do about it.
    pub(super) fn unknown(&self, name: &str, audience: Audience) -> Option<(String, String)> {
        match self {
            Self::Bank(bank) if bank.places.contains_key(name) => None,
            Self::Bank(bank) => {
                let nearest = bank.names.iter().max_by(|left, right| {
                    let like = |known: &str| strsim::jaro_winkler(known, name);
                    like(left).total_cmp(&like(right))
                });
                let remedy = nearest.map(|nearest| format!("name an entry of it (the most like it is {nearest:?})"));
                Some((format!("the bank has no {name:?}"), remedy.unwrap_or_default()))
            }
            Self::Content(snapshot) => unknown_in(snapshot, name, audience),
        }
    }
}

fn unknown_in(snapshot: &Snapshot, name: &str, audience: Audience) -> Option<(String, String)> {
    let there = match name.split_once(':') {
        Some(("faq", id)) => EntryId::new(id).is_ok_and(|id| snapshot.answer(&id, &Locale::default()).is_some()),
        Some(("flow", id)) => FlowId::new(id).is_ok_and(|id| Library::flow(snapshot, &id).is_some()),
        _ => false,
    };
    if !there {
        let remedy = "name a file of it, faq:member/pin/lost-pin or flow:reissue-pin, that is valid today";
        return Some((format!("the content has no {name:?}"), remedy.to_owned()));
    }
    let theirs = match name.split_once(':') {
        Some(("flow", id)) => snapshot.errands(audience).iter().any(|errand| errand.id.as_str() == id),
        Some((_, id)) => id.split('/').next() == Some(audience.as_str()),
        None => false,
    };
    let wrong = format!("{name:?} is not for a {audience}");
    (!theirs).then(|| {
        (
            wrong,
            "expect what is found for whoever asks, or let another ask".to_owned(),
        )
    })
}

fn band(band: dialogue::Band) -> Band {
    match band {
        dialogue::Band::Answer => Band::Answer,
        dialogue::Band::Offer => Band::Offer,
        dialogue::Band::Unknown => Band::Unknown,
    }
}
