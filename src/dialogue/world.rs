//! Everything the engine may look at besides its state and its input.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::conversation::{Answer, Audience, EntryId, FlowButton, FlowId, Locale};
use crate::flows::model::Closure;
use crate::flows::phrases::Phrases;
use crate::messages::Messages;

/// The clock reading, the random bits and the content, as arguments.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The conversation's id, for idempotency keys and prompt ids.
    pub conversation: &'a str,
    /// The time.
    pub now: Timestamp,
    /// The day, where the insurer is.
    pub today: Date,
    /// Random bits, for references of receipts.
    pub bits: u64,
    /// The content that is live.
    pub library: &'a dyn Library,
}

/// The content, as the engine asks for it: look-ups without side effects.
pub trait Library: Send + Sync {
    /// The fixed sentences.
    fn messages(&self, locale: &Locale) -> &Messages;
    /// Safety phrases, small talk and commands.
    fn phrases(&self) -> &Phrases;
    /// The newest version of a flow.
    fn flow(&self, id: &FlowId) -> Option<Arc<Closure>>;
    /// A version of a flow that a run began with.
    fn pinned(&self, version: &str) -> Option<Arc<Closure>>;
    /// The errands of an audience, in the order in which they are offered.
    fn errands(&self, audience: Audience) -> Vec<FlowButton>;
    /// The current answer of an entry; its probability is 1.
    fn answer(&self, id: &EntryId, locale: &Locale) -> Option<Answer>;
    /// `contacts` and `policy`, for templates.
    fn facts(&self) -> &minijinja::Value;
    /// Markdown to clean HTML.
    fn html(&self, markdown: &str) -> String;
    /// Markdown to plain text.
    fn plain(&self, markdown: &str) -> String;
}
