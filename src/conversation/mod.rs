//! What a conversation is: an event log that only grows, `(conversation, seq, from, body, at)`.
//!
//! Pure: no I/O, no clock, no randomness. The types here are what is stored, what travels on the wire (`web::protocol`
//! wraps them in frames) and what the dialogue engine speaks in.

mod body;
mod event;
mod ids;

pub use body::{
    Answer, Body, Choice, Download, FilledSlot, FlowButton, HandoffState, InputKind, Offer, Prompt, PromptField,
    Receipt, ReceiptLine, Related, StepOf,
};
pub use event::{Author, Event, Rewrite, Utterance};
pub use ids::{Audience, ConversationId, EntryId, FlowId, Locale, MessageId, PromptId, Seq, SlotName, UnfitId};
