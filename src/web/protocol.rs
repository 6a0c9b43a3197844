//! The frames of the WebSocket, as wire.md has them: the one source of what widget, desk, load generator and tests speak.
//!
//! `docs/protocol.schema.json` is made from these types; `UPDATE_SCHEMAS=1 cargo test --test it schema` writes it anew.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::codes::Code;
use crate::conversation::{Audience, Author, ConversationId, Event, Locale, MessageId, PromptId, Seq, SlotName};

/// The subprotocol that both sides must name.
pub const SUBPROTOCOL: &str = "frontdesk.v1";

/// What a client sends. `Debug` shows only which frame it is: what is in it may be personal, or open a conversation.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Always first. With `conversation` and `token` it resumes.
    Hello {
        /// Whom the page is for.
        audience: Audience,
        /// The page's language; English if it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locale: Option<Locale>,
        /// The conversation to resume.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conversation: Option<ConversationId>,
        /// Its resume token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// The newest seq that the client has; what came after it is sent again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Seq>,
        /// Who the visitor is: a short-lived signed token of the page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<String>,
    },
    /// What the visitor typed.
    Say {
        /// Made by the client, unique in the conversation.
        id: MessageId,
        /// The words.
        text: String,
    },
    /// A button was pressed.
    Choose {
        /// Made by the client, unique in the conversation.
        id: MessageId,
        /// The event whose button it is.
        seq: Seq,
        /// The choice's id.
        choice: String,
    },
    /// The fields of a prompt.
    Fill {
        /// Made by the client, unique in the conversation.
        id: MessageId,
        /// The prompt.
        prompt: PromptId,
        /// Slot by slot; a sealed one has the handle from `POST /api/sealed`.
        values: BTreeMap<SlotName, String>,
    },
    /// The visitor signed in while chatting.
    Identify {
        /// A fresh identity token.
        identity: String,
    },
    /// The visitor is typing, or has stopped.
    Typing {
        /// Which of the two.
        on: bool,
    },
    /// The visitor has read up to here.
    Seen {
        /// The newest seq on show.
        seq: Seq,
    },
    /// Thumbs on an answer, or the closing survey.
    Rate {
        /// Made by the client, unique in the conversation.
        id: MessageId,
        /// The answer; nothing for the survey.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seq: Option<Seq>,
        /// Thumbs up or down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        helpful: Option<bool>,
        /// 1 to 5.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 1, max = 5))]
        score: Option<u8>,
        /// What they say of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Leaves the queue, or ends the conversation.
    Leave {
        /// Made by the client, unique in the conversation.
        id: MessageId,
        /// Which of the two.
        what: Leaving,
    },
}

impl ClientFrame {
    /// Its `type`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hello { .. } => "hello",
            Self::Say { .. } => "say",
            Self::Choose { .. } => "choose",
            Self::Fill { .. } => "fill",
            Self::Identify { .. } => "identify",
            Self::Typing { .. } => "typing",
            Self::Seen { .. } => "seen",
            Self::Rate { .. } => "rate",
            Self::Leave { .. } => "leave",
        }
    }

    /// The id that an answer to it carries.
    pub fn id(&self) -> Option<&MessageId> {
        match self {
            Self::Say { id, .. }
            | Self::Choose { id, .. }
            | Self::Fill { id, .. }
            | Self::Rate { id, .. }
            | Self::Leave { id, .. } => Some(id),
            Self::Hello { .. } | Self::Identify { .. } | Self::Typing { .. } | Self::Seen { .. } => None,
        }
    }
}

impl fmt::Debug for ClientFrame {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}(..)", self.name())
    }
}

/// What a visitor leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// The queue for a person.
    Queue,
    /// The conversation, which ends.
    Conversation,
}

/// What the server sends. `Debug` shows only which frame it is.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The conversation is open; sent again when the token has changed.
    Welcome {
        /// The conversation.
        conversation: ConversationId,
        /// What resumes it: shown to this client only.
        token: String,
        /// The newest event; what was missed follows at once, in order.
        seq: Seq,
        /// Whether the conversation was there before.
        resumed: bool,
        /// What a client must keep to.
        limits: Limits,
    },
    /// One committed line of the log: each seq once and in order.
    Event(Arc<Event>),
    /// The message is committed.
    Ack {
        /// The message.
        id: MessageId,
        /// Its event.
        seq: Seq,
        /// Whether it had been committed before.
        duplicate: bool,
    },
    /// Somebody is typing; never stored.
    Typing {
        /// Who.
        from: Author,
    },
    /// The other side has read up to here.
    Seen {
        /// Up to where.
        seq: Seq,
        /// Who.
        from: Author,
    },
    /// The visitor waits for a person.
    Queue {
        /// 1 is next.
        position: u32,
        /// How long it may take, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait_s: Option<u32>,
    },
    /// Something was not done.
    Error {
        /// Why.
        code: Code,
        /// The same in words.
        message: String,
        /// The message that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<MessageId>,
        /// When to send it again, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_s: Option<u32>,
    },
    /// This node is going down: connect again; nothing is lost.
    Bye {
        /// Why.
        reason: String,
        /// Seconds to wait before that.
        retry_after_s: u32,
    },
}

impl fmt::Debug for ServerFrame {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Welcome { .. } => "welcome",
            Self::Event(_) => "event",
            Self::Ack { .. } => "ack",
            Self::Typing { .. } => "typing",
            Self::Seen { .. } => "seen",
            Self::Queue { .. } => "queue",
            Self::Error { .. } => "error",
            Self::Bye { .. } => "bye",
        };
        write!(out, "{name}(..)")
    }
}

/// What a client must keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limits {
    /// Bytes of one frame and of one message.
    pub frame_bytes: u32,
    /// Characters of one text.
    pub text_chars: u32,
    /// Messages within `per_seconds`.
    pub messages: u32,
    /// See `messages`.
    pub per_seconds: u32,
}

/// What is wrong with a frame, and the id that it has all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong.
    pub why: String,
    /// Its id.
    pub id: Option<MessageId>,
}

/// Reads one frame of a client.
pub fn read(text: &str) -> Result<ClientFrame, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable {
        why: shortened(&error.to_string()),
        id: id_of(text),
    })
}

/// The id of a frame that can't be read otherwise, so that its sender knows which one it was.
fn id_of(text: &str) -> Option<MessageId> {
    #[derive(Deserialize)]
    struct OnlyId {
        id: MessageId,
    }
    serde_json::from_str::<OnlyId>(text).ok().map(|frame| frame.id)
}

/// The start of a message that may quote what was sent.
fn shortened(message: &str) -> String {
    const LONGEST: usize = 200;
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &message[..end]),
        None => message.to_owned(),
    }
}

#[cfg(test)]
#[path = "protocol_tests.rs"]
mod tests;
