//! What the turn needs of the dialogue engine, as a port: the live one is [`LiveEngine`](super::LiveEngine); the tests of
//! crashes and races script one, so that they can hold it still at any point.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::accounts::contract::SessionId;
use crate::conversation::{Audience, Locale};
use crate::dialogue::{Effect, Input, Keeping, Milestone, Refusal, SealedPrompt, Understanding};
use crate::store::ContentVersion;

/// When and for whom a step is worked out.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The conversation's id.
    pub conversation: &'a str,
    /// The time.
    pub now: Timestamp,
    /// Random bits.
    pub bits: u64,
}

/// What came of one input.
pub struct Advanced {
    /// The conversation afterwards.
    pub mind: Arc<dyn Mind>,
    /// What to do, in order.
    pub effects: Vec<Effect>,
    /// What became of errands.
    pub milestones: Vec<Milestone>,
}

/// The state of one conversation together with what can read it. It never changes: each step makes another one.
#[async_trait]
pub trait Mind: Send + Sync + 'static {
    /// Whether `input` may be taken at all.
    fn admit(&self, input: &Input) -> Result<(), Refusal>;

    /// What to do next.
    fn advance(&self, input: Input, moment: &Moment<'_>) -> Advanced;

    /// What `text` is about. It never fails: what can't be understood is unknown.
    async fn understand(&self, text: String, keeping: Keeping, now: Timestamp) -> Understanding;

    /// Whom the conversation is for.
    fn audience(&self) -> Audience;

    /// The session of the visitor who is signed in.
    fn session(&self) -> Option<&SessionId>;

    /// The open prompt, where it has sealed slots.
    fn sealed_prompt(&self) -> Option<SealedPrompt>;

    /// The versions of flows that open runs are pinned to.
    fn versions(&self) -> Vec<&str>;

    /// The state as the store keeps it (JSON); nothing if it can't be written down.
    fn write_down(&self) -> Option<String>;
}

/// Makes minds, and knows the versions of flows that they are pinned to.
pub trait Engine: Send + Sync + 'static {
    /// The mind of a conversation in which nothing has been said.
    fn begin(&self, audience: Audience, locale: &Locale) -> Arc<dyn Mind>;

    /// The mind that was written down as `state`; nothing if this program can't read it.
    fn recall(&self, state: &str) -> Option<Arc<dyn Mind>>;

    /// Whether runs that are pinned to `version` can go on.
    fn knows(&self, version: &str) -> bool;

    /// The sources of a version, for the store.
    fn sources(&self, version: &str) -> Option<ContentVersion>;

    /// Makes a version known again.
    fn restore(&self, version: ContentVersion);
}
