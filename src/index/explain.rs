//! Why a text was understood as it was.

use super::Index;
use super::asking::Asks;
use super::understand::candidates;
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
            _ if reckoned.elsewhere => Some("it points back to something else"),
            Asks::Refusal => Some("it says that something shall not be done"),
            _ if reckoned.too_little => Some("it says too little to be sure"),
            _ => None,
        };
        let finds = &reckoned.finds;
        let found = candidates(shelf, finds).filter_map(|(found, probability)| {
            let shares = shelf.shares(found, &finds.weighed);
            Some(Explained {
                subject: subject(found.row)?,
                probability,
                score: found.score,
                shares: Shares {
                    learned: shares.learned,
                    nearest: shares.nearest,
                    told: shares.told,
                    words: shares.words,
                },
            })
        });
        Ok(Explanation {
            known: reckoned.claimed.and_then(subject),
            found: found.collect(),
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
