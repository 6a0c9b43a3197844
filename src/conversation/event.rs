//! Lines of the log.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Body, MessageId, Seq};

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Author {
    /// The person who came with a question.
    Visitor,
    /// Frontdesk, in approved words.
    Bot,
    /// A person who answers live chats.
    Agent {
        /// The name that visitors see.
        name: String,
    },
    /// The service itself: signed in, ended.
    System,
}

/// One committed line of a conversation. The conversation itself is named by whoever holds the event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Counts from 1 without gaps.
    pub seq: Seq,
    /// When it was committed: milliseconds since the Unix epoch.
    pub at: i64,
    /// The client message that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<MessageId>,
    /// Who said it.
    pub from: Author,
    /// What was said.
    pub body: Body,
}

/// Something that is about to become an event, as the dialogue engine returns it.
///
/// Where it holds a personal value (house.md, invariant 1), `afterwards` is what takes its place once the run that it
/// belongs to is over: it is made together with the body, so that nothing has to be understood when it is rewritten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Utterance {
    /// Who says it.
    pub from: Author,
    /// What is said now.
    pub body: Body,
    /// What stands in its place when the personal values are dropped; nothing if it holds none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Rewrite>,
}

/// What takes a body's place once its run is over (same seq and time).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rewrite {
    /// The run whose end calls for it; counts from 1 in each conversation.
    pub run: u32,
    /// The body without the personal values.
    pub body: Body,
}

impl Utterance {
    /// Something the bot says that holds nothing personal.
    pub fn bot(body: Body) -> Self {
        Self {
            from: Author::Bot,
            body,
            afterwards: None,
        }
    }

    /// Something the visitor said that holds nothing personal.
    pub fn visitor(body: Body) -> Self {
        Self {
            from: Author::Visitor,
            body,
            afterwards: None,
        }
    }

    /// Something the service notes.
    pub fn system(body: Body) -> Self {
        Self {
            from: Author::System,
            body,
            afterwards: None,
        }
    }
}
