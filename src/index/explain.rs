//! Why a text was understood as it was.

use super::asking::Asks;
use super::learning::Parts;
use super::shelf::Found;
use super::understand::{DISPUTED, candidates, disputed};
use super::{Index, Thresholds};
use crate::dialogue::{Query, Subject, Understanding};
use crate::embedding::EmbeddingError;

/// Why a text was understood as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What came of it.
    pub understanding: Understanding,
    /// The subject that has the text, word for word, among its ways to ask.
    pub known: Option<Subject>,
    /// The text with its slips mended, where that fitted better.
    pub mended: Option<String>,
    /// The text with the topic of the talk put in.
    pub joined: Option<String>,
    /// What was found for the text as a whole, the best first.
    pub found: Vec<Explained>,
    /// How near the nearest five ways to ask are, 0 to 1.
    pub crowd: f32,
    /// How much it is like what is asked here rather than like what is out of scope: about -1 to 1, 0 where nothing is
    /// listed.
    pub scope: f32,
    /// Whether its meaning counted, or its words alone.
    pub meant: bool,
    /// Why it is at most offered, whatever the probability.
    pub restrained: Option<&'static str>,
    /// The greatest probability that the first may have, where what speaks for it speaks for another one even more (a way to
    /// ask that is nearer, or an answer), or the next one is nearly as sure.
    pub disputed: Option<f32>,
    /// Whether nothing of it is like anything that is asked here, so that the probability is zero.
    pub strange: bool,
    /// From which probability on something is answered, and offered.
    pub bounds: Thresholds,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// What.
    pub subject: Subject,
    /// The probability that it is the right one.
    pub probability: f32,
    /// 0 to about 1: the sum of the shares.
    pub score: f32,
    /// What makes the score.
    pub shares: Shares,
    /// What was found, where the subject, its answer or its errand, has taken its place: the figures are those of this one.
    pub instead_of: Option<Subject>,
}

/// What makes a score, each as it adds to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// What was learned from all ways to ask.
    pub learned: f32,
    /// The nearest way to ask.
    pub nearest: f32,
    /// The answer.
    pub told: f32,
    /// The words.
    pub words: f32,
    /// That it is near to what was talked about: up to a quarter more; a little less where it was found with the topic put in.
    pub topic: f32,
}

impl Shares {
    fn of(found: &Found, parts: Parts) -> Self {
        let Parts {
            learned,
            nearest,
            told,
            words,
        } = parts;
        Self {
            learned,
            nearest,
            told,
            words,
            topic: found.score - (learned + nearest + told + words),
        }
    }
}

impl Index {
    /// Why `query` is understood as it is.
    ///
    /// # Errors
    /// Where the sentence model fails.
    pub fn explain(&self, query: &Query<'_>) -> Result<Explanation, EmbeddingError> {
        let shelf = self.shelf(query.audience);
        let reckoned = self.reckon(shelf, query)?;
        let subject = |row: usize| shelf.rows.get(row).map(|row| row.subject.clone());
        let restrained = match reckoned.asks {
            _ if reckoned.claimed.is_some() && !reckoned.elsewhere => None,
            _ if reckoned.elsewhere => Some("it points back to something else"),
            Asks::Refusal => Some("it says that something shall not be done"),
            _ if reckoned.too_little => Some("it says too little to be sure"),
            _ => None,
        };
        let finds = &reckoned.finds;
        let found = candidates(shelf, finds).filter_map(|(found, probability)| {
            Some(Explained {
                subject: subject(found.row)?,
                probability,
                score: found.score,
                shares: Shares::of(found, shelf.shares(found, &finds.weighed)),
                instead_of: found.instead_of.and_then(subject),
            })
        });
        let found: Vec<Explained> = found.collect();
        Ok(Explanation {
            known: reckoned.claimed.and_then(subject),
            disputed: disputed(shelf, finds).then_some(DISPUTED),
            strange: found.first().is_some_and(|first| first.probability <= 0.0),
            bounds: self.thresholds,
            found,
            crowd: finds.weighed.crowd,
            scope: finds.weighed.scope,
            meant: finds.weighed.meant,
            mended: finds.mended.clone(),
            restrained,
            understanding: self.understand(query)?,
            joined: reckoned.joined,
        })
    }
}
