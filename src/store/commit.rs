//! What one turn writes, and what came of it.

use std::collections::BTreeMap;

use crate::clock::Millis;
use crate::conversation::{ConversationId, Event, FlowId, MessageId, Rewrite, Seq};

/// SHA-256 of a resume token.
pub type TokenHash = [u8; 32];

/// Everything that one turn writes: kept as a whole or not at all.
#[derive(Clone)]
pub struct Commit {
    /// Whose turn it is.
    pub conversation: ConversationId,
    /// What the turn was worked out against.
    pub base: Base,
    /// The client message that it handles: refused if the conversation has an event of that message already.
    pub message: Option<MessageId>,
    /// The new events, in order; their seqs go on from the last one without a gap.
    pub events: Vec<NewEvent>,
    /// The newest seq afterwards: that of the last of `events`, or the old one where there are none.
    pub last_seq: Seq,
    /// The state afterwards: JSON.
    pub state: String,
    /// Whether it holds personal values (a run is open): it is then kept where it can be erased.
    pub is_personal: bool,
    /// Whether the state before did.
    pub was_personal: bool,
    /// When: milliseconds since the Unix epoch.
    pub at: Millis,
    /// The hash of the new resume token, where it changes.
    pub token_hash: Option<TokenHash>,
    /// Who has signed in, where somebody has.
    pub subject: Option<String>,
    /// Whether the conversation is over with this turn.
    pub ended: bool,
    /// Timers that are set or stopped, in order.
    pub timers: Vec<TimerChange>,
    /// The call whose outcome this turn takes in: its row goes.
    pub finished_call: Option<String>,
    /// The call that is about to go out.
    pub started_call: Option<StartedCall>,
    /// Runs that are over: what was confided in them is erased, and their events stand as they may be kept; those of this
    /// turn included.
    pub forget: Vec<u32>,
    /// The versions of flows that runs of this turn began with.
    pub versions: Vec<ContentVersion>,
}

/// What a turn was worked out against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Nothing: the turn makes the conversation, whose version is 1 then.
    New {
        /// The hash of its resume token.
        token_hash: TokenHash,
    },
    /// The conversation at this version, which rises by 1.
    Version(u64),
}

/// An event with what takes its place once its run is over.
#[derive(Clone)]
pub struct NewEvent {
    /// The event.
    pub event: std::sync::Arc<Event>,
    /// What takes its place; its own body is personal then.
    pub afterwards: Option<Rewrite>,
}

/// A timer that is set or stopped. One conversation has at most one of each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimerChange {
    /// It rings at a time; one of the same kind is replaced.
    Set {
        /// Its kind.
        kind: String,
        /// When.
        at: Millis,
    },
    /// It does not ring.
    Stop {
        /// Its kind.
        kind: String,
    },
}

/// A call of the account service, as it is kept until its outcome is committed. No `Debug`: arguments are personal.
#[derive(Clone, PartialEq, Eq)]
pub struct StartedCall {
    /// Its idempotency key.
    pub key: String,
    /// What it does.
    pub operation: String,
    /// With what: JSON.
    pub arguments: String,
    /// In whose name: JSON.
    pub context: String,
}

/// A call whose outcome is not committed yet.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenCall {
    /// Whose turn made it.
    pub conversation: ConversationId,
    /// The call.
    pub call: StartedCall,
}

/// A version of a flow with its sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentVersion {
    /// The hash that names it.
    pub version: String,
    /// The flow that it is of.
    pub flow: FlowId,
    /// File text by flow: the flow itself and those that it calls.
    pub sources: BTreeMap<FlowId, String>,
}

/// A timer that has run out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueTimer {
    /// When it was to ring.
    pub at: Millis,
    /// Whose it is.
    pub conversation: ConversationId,
    /// Its kind.
    pub kind: String,
}

/// What came of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// It is on disk.
    Done,
    /// The message had been handled before; nothing was written.
    Duplicate {
        /// Its event.
        seq: Seq,
    },
    /// The conversation has moved on, or is gone; nothing was written.
    Conflict,
}

/// A conversation as it stands in the store.
#[derive(Clone)]
pub struct StoredConversation {
    /// Rises with each turn.
    pub version: u64,
    /// The newest event.
    pub last_seq: Seq,
    /// The hash of the resume token.
    pub token_hash: TokenHash,
    /// Whose it is, once the visitor has signed in.
    pub subject: Option<String>,
    /// JSON.
    pub state: String,
}
