//! Where conversations are kept: the event log, the state beside it, timers and calls on their way.
//!
//! A turn is one [`Commit`], kept as a whole or not at all, against the version that it was worked out from. No lock is
//! held between a load and a commit; whoever loses loads again.

mod commit;
pub mod sqlite;

use async_trait::async_trait;

use crate::clock::Millis;
use crate::conversation::{ConversationId, Event, MessageId, Seq};

pub use commit::{
    Base, Commit, Committed, ContentVersion, DueTimer, NewEvent, OpenCall, StartedCall, StoredConversation,
    TimerChange, TokenHash,
};

/// Events in one page of [`Store::events_after`] at most.
pub const PAGE: usize = 500;

/// Why the store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It can't be reached or can't write; the cause is in the log. Nothing was written.
    #[error("the store is not available")]
    Unavailable,
    /// A row is not what this version of the program writes.
    #[error("{0} in the store can't be read")]
    Unreadable(&'static str),
}

/// What waits in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Requests that wait to be written.
    pub queue: usize,
    /// Calls whose outcome is not committed.
    pub open_calls: u64,
    /// When the oldest of them was started.
    pub oldest_call: Option<Millis>,
    /// Timers that should have rung.
    pub timers_due: u64,
}

/// What the chat needs of a store. One suite of tests (`tests/it/store.rs`) is stamped onto every implementation.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Keeps one turn. Turns that wait at the same time are written together, each with its own verdict.
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError>;

    /// The conversation as it stands.
    async fn load(&self, conversation: &ConversationId) -> Result<Option<StoredConversation>, StoreError>;

    /// The events after `seq`, in order, at most [`PAGE`].
    async fn events_after(&self, conversation: &ConversationId, seq: Seq) -> Result<Vec<Event>, StoreError>;

    /// One event.
    async fn event(&self, conversation: &ConversationId, seq: Seq) -> Result<Option<Event>, StoreError>;

    /// The event that a client message became.
    async fn message(&self, conversation: &ConversationId, message: &MessageId) -> Result<Option<Seq>, StoreError>;

    /// At most `limit` calls that were started before `before` and whose outcome is not committed, oldest first.
    async fn open_calls(&self, before: Millis, limit: usize) -> Result<Vec<OpenCall>, StoreError>;

    /// At most `limit` timers that were to ring by `now`, in their order and after `last`.
    async fn due_timers(&self, now: Millis, last: Option<&DueTimer>, limit: usize)
    -> Result<Vec<DueTimer>, StoreError>;

    /// When a conversation's timer of a kind is to ring.
    async fn timer(&self, conversation: &ConversationId, kind: &str) -> Result<Option<Millis>, StoreError>;

    /// A version of a flow that a run began with.
    async fn content_version(&self, version: &str) -> Result<Option<ContentVersion>, StoreError>;

    /// Deletes a conversation with everything that belongs to it.
    async fn delete(&self, conversation: &ConversationId) -> Result<(), StoreError>;

    /// What waits, at `now`.
    async fn backlog(&self, now: Millis) -> Result<Backlog, StoreError>;

    /// Whether the store answers.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Finishes what is waiting and closes. Later commits are refused.
    async fn shutdown(&self);
}
