//! What is asked: a bank, or our own content.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::time::Instant;

use super::questions::Question;
use crate::clock::SharedClock;
use crate::content::Snapshot;
use crate::conversation::{Audience, EntryId, FlowId, Locale};
use crate::dialogue::{self, Candidate, Keeping, Library, Query, Subject, Understanding};
use crate::embedding::EmbeddingError;
use crate::evaluation::{Band, Case};
use crate::index::Index;

/// Whom the entries of a bank are for.
pub(super) const BANK: Audience = Audience::Member;

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
    /// Asks a question. Nothing of it is remembered, so that one that was asked before takes as long; its time is that of the
    /// understanding, which is all that a visitor waits for.
    pub(super) fn ask(&self, question: &Question, clock: &SharedClock) -> Result<Case, EmbeddingError> {
        let locale = Locale::default();
        let query = Query {
            text: &question.text,
            audience: self.audience(question),
            locale: &locale,
            now: clock.now(),
            recent: &[],
            keeping: Keeping::Forgotten,
        };
        let began = Instant::now();
        let understood = self.understand(&query)?;
        let micros = began.elapsed().as_micros();
        let ranked = in_order(&understood, self.ranked(&query)?);
        let names = |subjects: Vec<Subject>| subjects.iter().map(|subject| self.name(subject)).collect();
        Ok(Case {
            text: question.text.clone(),
            expected: question.expect.clone(),
            tolerated: question.offer_ok.clone(),
            ranked: names(ranked),
            probability: understood.candidates.first().map_or(0.0, |best| best.probability),
            band: band(understood.band),
            told: names(told(&understood)),
            offered: names(offered(&understood)),
            micros: micros.try_into().unwrap_or(u64::MAX),
        })
    }

    /// Who asks. A bank knows of no audiences: everything in it is for whoever asks.
    pub(super) fn audience(&self, question: &Question) -> Audience {
        match self {
            Self::Bank(_) => BANK,
            Self::Content(_) => question.audience.unwrap_or(Audience::Member),
        }
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

/// What came out, each once: what the visitor gets, then whatever else fits, `ranked` from the best on.
fn in_order(understood: &Understanding, ranked: Vec<(Subject, f32)>) -> Vec<Subject> {
    let got = understood.candidates.iter().chain(&understood.besides);
    let mut order: Vec<Subject> = got.map(|candidate| candidate.subject.clone()).collect();
    let got = order.len();
    let others = ranked.into_iter().map(|(subject, _)| subject);
    for subject in others {
        if !order.iter().take(got).any(|known| *known == subject) {
            order.push(subject);
        }
    }
    order
}

/// What is answered, where something is.
fn told(understood: &Understanding) -> Vec<Subject> {
    let told = understood.candidates.iter().take(1).chain(&understood.besides);
    subjects_if(understood.band == dialogue::Band::Answer, told)
}

/// What is shown for a choice, where there is one.
fn offered(understood: &Understanding) -> Vec<Subject> {
    subjects_if(understood.band == dialogue::Band::Offer, understood.candidates.iter())
}

fn subjects_if<'a>(holds: bool, candidates: impl Iterator<Item = &'a Candidate>) -> Vec<Subject> {
    candidates
        .filter(|_| holds)
        .map(|candidate| candidate.subject.clone())
        .collect()
}

fn band(band: dialogue::Band) -> Band {
    match band {
        dialogue::Band::Answer => Band::Answer,
        dialogue::Band::Offer => Band::Offer,
        dialogue::Band::Unknown => Band::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Subject {
        Subject::Entry(EntryId::new(format!("member/pin/{name}")).unwrap())
    }

    fn errand(name: &str) -> Subject {
        Subject::Flow(FlowId::new(name).unwrap())
    }

    fn candidates(subjects: &[Subject]) -> Vec<Candidate> {
        let likely = |subject: &Subject| Candidate {
            subject: subject.clone(),
            probability: 0.9,
        };
        subjects.iter().map(likely).collect()
    }

    fn scored(subjects: &[Subject]) -> Vec<(Subject, f32)> {
        subjects.iter().map(|subject| (subject.clone(), 0.5)).collect()
    }

    #[test]
    fn what_the_visitor_gets_comes_before_what_only_fits() {
        // The errand fits best, and its answer is told: as for a question that both fit.
        let understood = Understanding {
            band: dialogue::Band::Answer,
            candidates: candidates(&[entry("lost-pin"), entry("rules")]),
            besides: Vec::new(),
        };
        let fit = scored(&[errand("reissue-pin"), entry("lost-pin"), entry("user-name")]);
        let all = [
            entry("lost-pin"),
            entry("rules"),
            errand("reissue-pin"),
            entry("user-name"),
        ];
        assert_eq!(in_order(&understood, fit), all);
        assert_eq!(told(&understood), [entry("lost-pin")]);
        assert_eq!(offered(&understood), []);
    }

    #[test]
    fn all_answers_to_a_text_of_parts_are_told() {
        let understood = Understanding {
            band: dialogue::Band::Answer,
            candidates: candidates(&[entry("reset")]),
            besides: candidates(&[entry("arrival")]),
        };
        let fit = scored(&[entry("rules"), entry("arrival"), entry("reset")]);
        let all = [entry("reset"), entry("arrival"), entry("rules")];
        assert_eq!(in_order(&understood, fit), all);
        assert_eq!(told(&understood), [entry("reset"), entry("arrival")]);
    }

    #[test]
    fn what_is_offered_is_not_told() {
        let understood = Understanding {
            band: dialogue::Band::Offer,
            candidates: candidates(&[entry("reset"), entry("rules")]),
            besides: Vec::new(),
        };
        assert_eq!(told(&understood), []);
        assert_eq!(offered(&understood), [entry("reset"), entry("rules")]);
    }
}
