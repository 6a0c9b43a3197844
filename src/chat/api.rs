//! What the web may ask of the chat.

use std::collections::BTreeMap;

use super::Subscription;
use crate::accounts::contract::{Network, SessionId};
use crate::conversation::{Audience, ConversationId, Event, Locale, PromptId, Seq, SlotName};

/// Where a request comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// For counters and limits.
    pub network: Network,
}

/// How a client begins. The web has verified the identity already. No `Debug`: it holds a resume token.
#[derive(Clone)]
pub struct Hello {
    /// Whom it is for.
    pub audience: Audience,
    /// In which language.
    pub locale: Locale,
    /// What to resume: conversation, resume token, last seq seen.
    pub resume: Option<(ConversationId, String, Seq)>,
    /// The session that came with a valid identity token.
    pub session: Option<SessionId>,
    /// Where from.
    pub origin: Origin,
}

/// A conversation that a client may follow.
pub struct Opened {
    /// Which.
    pub conversation: ConversationId,
    /// The resume token: shown to this client only.
    pub token: String,
    /// The newest event; 0 for none.
    pub seq: Seq,
    /// Whether it was there before.
    pub resumed: bool,
    /// What was missed (first) and what comes.
    pub subscription: Subscription,
}

/// What a subscription brings.
#[derive(Clone)]
pub enum Delivery {
    /// The next event.
    Event(std::sync::Arc<Event>),
    /// Another party is typing, or has stopped; the bot counts as typing while a call takes a while.
    Typing(bool),
    /// This subscriber could not keep up and must resume by seq.
    Lagged,
}

/// One message of a client. No `Debug`: it may be personal.
#[derive(Clone)]
pub enum Command {
    /// `say`
    Say {
        /// The words.
        text: String,
    },
    /// `choose`
    Choose {
        /// The event whose button it is.
        seq: Seq,
        /// The choice.
        choice: String,
    },
    /// `fill`
    Fill {
        /// The prompt.
        prompt: PromptId,
        /// Slot by slot; a handle for a sealed one.
        values: BTreeMap<SlotName, String>,
    },
    /// `rate`
    Rate {
        /// The event, for thumbs.
        seq: Option<Seq>,
        /// Thumbs.
        helpful: Option<bool>,
        /// 1 to 5.
        score: Option<u8>,
        /// What they say of it.
        comment: Option<String>,
    },
    /// `leave`
    Leave,
}

/// The message is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// Its event.
    pub seq: Seq,
    /// Whether it had been committed before.
    pub duplicate: bool,
}

/// What became of a secret that was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// It is kept under this handle.
    Kept {
        /// The handle.
        handle: String,
    },
    /// Its shape is wrong.
    Malformed {
        /// What is wrong, in a sentence.
        why: String,
    },
}

/// A visitor's copy. No `Debug`: it may be personal.
#[derive(Clone, serde::Serialize)]
pub struct Transcript {
    /// Which.
    pub conversation: ConversationId,
    /// All events.
    pub events: Vec<Event>,
}

/// Why the chat can't do what was asked: the codes of wire.md.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// No such conversation.
    #[error("there is no such conversation")]
    UnknownConversation,
    /// The resume token is not this conversation's, or the identity it needs is missing.
    #[error("the token does not open this conversation")]
    BadToken,
    /// The session is over.
    #[error("the sign-in has ended")]
    BadIdentity,
    /// It is over.
    #[error("this conversation has ended")]
    Ended,
    /// Another prompt is open.
    #[error("another question is open, or this one has been answered")]
    StalePrompt,
    /// A button that is not there.
    #[error("{0}")]
    BadFrame(String),
    /// Too many at once.
    #[error("too many messages; try again in {retry_after_s} s")]
    TooFast {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// The store or the account service does not answer; the client sends again under the same id.
    #[error("not available right now")]
    Unavailable,
}

impl ChatError {
    /// Its code, as it is counted.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownConversation => "unknown_conversation",
            Self::BadToken => "bad_token",
            Self::BadIdentity => "bad_identity",
            Self::Ended => "conversation_ended",
            Self::StalePrompt => "stale_prompt",
            Self::BadFrame(_) => "bad_frame",
            Self::TooFast { .. } => "too_fast",
            Self::Unavailable => "unavailable",
        }
    }
}
