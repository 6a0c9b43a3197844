//! What the engine needs to know about a text: the index answers in these terms.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::conversation::{Audience, EntryId, FlowId, Locale};

/// A text to be understood.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The words.
    pub text: &'a str,
    /// Only what is for this audience is found.
    pub audience: Audience,
    /// Only what stands in this language, or in the default one where there is no translation.
    pub locale: &'a Locale,
    /// Only what is valid now.
    pub now: Timestamp,
    /// What was talked about last, newest first: the entries of the last answers, the errands that were begun or ended.
    pub recent: &'a [Subject],
    /// What may be made of the words besides.
    pub keeping: Keeping,
}

/// What may be made of the words of a text, beside looking them up (house.md, invariant 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing in them is anybody's own: they may be embedded, and both their vector and what they mean be remembered.
    Remembered,
    /// They may repeat something that was confided: they may be embedded, and nothing of that outlasts the turn.
    Forgotten,
    /// They may be a secret or a personal value: they are looked up as words, neither embedded nor remembered.
    Private,
}

impl Keeping {
    /// Whether a model may read the words.
    pub fn may_be_embedded(self) -> bool {
        self != Self::Private
    }

    /// Whether the words, their vector and what they mean may be kept for the next one who asks the same.
    pub fn may_be_remembered(self) -> bool {
        self == Self::Remembered
    }
}

/// What the index made of a text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Understanding {
    /// How sure it is.
    pub band: Band,
    /// What the text may be about, most probable first. `Answer`: the first is it; `Offer`: the two or three to offer;
    /// `Unknown`: what came nearest, for information only.
    pub candidates: Vec<Candidate>,
    /// `Answer`: what else the text asks for, where it asks for two things or three, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub besides: Vec<Candidate>,
}

/// How sure the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// One clear winner.
    Answer,
    /// Two or three are close.
    Offer,
    /// Nothing probable.
    #[default]
    Unknown,
}

/// Something that a text may be about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// What.
    pub subject: Subject,
    /// The probability that it is the right one, 0 to 1.
    pub probability: f32,
}

/// An answer or an errand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A question that an entry answers.
    Entry(EntryId),
    /// A wish that an errand fulfils.
    Flow(FlowId),
}
