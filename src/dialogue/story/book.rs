//! What stands in a story file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::accounts::contract::Outcome;
use crate::conversation::{Audience, EntryId, HandoffState, SlotName};

/// A conversation as a test.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// What it shows, in a sentence.
    pub story: String,
    /// Whom it is with.
    pub audience: Audience,
    /// Who is signed in from the beginning.
    #[serde(default)]
    pub signed_in: Option<String>,
    /// What happens, and what the bot is expected to say to it, in order.
    #[schemars(with = "Vec<Turn>")]
    pub turns: Vec<Spanned<Turn>>,
}

/// One thing that happens, or that is expected to have happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Turn {
    /// The visitor types.
    Visitor(String),
    /// The visitor presses the newest button with this label.
    Choose(String),
    /// The visitor sends the open card.
    Fill(BTreeMap<SlotName, Field>),
    /// What the account service will answer to the next call of an operation.
    Outcome(Scripted),
    /// Calls that were made since the visitor last did something, with their outcomes.
    Calls(BTreeMap<String, String>),
    /// The visitor signs in.
    SignIn(String),
    /// Time passes: `11m`, `2h`, `30s`.
    Pass(String),
    /// The page is loaded anew: the conversation goes on from what was stored.
    Reload(bool),
    /// What the bot is expected to say next.
    Bot(Expected),
}

/// An outcome that the account service will give.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scripted {
    /// The operation.
    pub operation: String,
    /// Its outcome.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub outcome: Outcome,
}

/// The value of a field on a card.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Field {
    /// As typed.
    Text(String),
    /// A secret: it goes to the account service, and the card carries a handle.
    Sealed {
        /// The secret.
        sealed: String,
    },
}

/// What the bot is expected to say: the next line that fits; lines between may be others. Nothing at all: any line.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Expected {
    /// A prompt: a slot of its card, or `confirm`, `choose`, `retry`, `way_out`, `sign_in`.
    pub prompt: Option<String>,
    /// Words that stand in the line, or in those passed over to find it.
    pub says: Option<String>,
    /// An answer.
    pub answer: Option<EntryId>,
    /// Choices.
    pub offer: Option<bool>,
    /// A receipt, by its title.
    pub receipt: Option<String>,
    /// A handoff.
    pub handoff: Option<HandoffState>,
    /// The end of the conversation.
    pub ended: Option<bool>,
}
