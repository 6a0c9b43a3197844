//! What can happen to a conversation.

use std::collections::BTreeMap;

use super::{Timer, Understanding};
use crate::accounts::contract::{IdempotencyKey, Outcome, SessionId};
use crate::conversation::{EntryId, PromptId, SlotName};

/// One thing that happened.
#[derive(Clone)]
pub enum Input {
    /// The visitor typed something.
    Said {
        /// The words, at most 2,000 characters.
        text: String,
    },
    /// The visitor pressed a button.
    Chose {
        /// What the button belongs to.
        source: Source,
        /// The choice's id: `entry:ID` and `flow:ID` on answers and offers, on offers also `switch:ID`, `stay`, `rephrase`,
        /// `repeat`, `start_over`, `agent`, `cancel`; on prompts the prompt's own ids, `back`, `cancel`, `why`, `repeat`,
        /// `agent`, and `edit:SLOT` on a filled line.
        choice: String,
        /// The label that the visitor saw.
        label: String,
    },
    /// The visitor sent a card.
    Filled {
        /// The prompt that it answers.
        prompt: PromptId,
        /// Slot by slot as typed; for a sealed slot its handle.
        values: BTreeMap<SlotName, String>,
    },
    /// The visitor rated an answer (`seq`) or the conversation.
    Rated {
        /// The event that was rated.
        seq: Option<u64>,
        /// Thumbs up or down.
        helpful: Option<bool>,
        /// 1 to 5.
        score: Option<u8>,
        /// What they say of it, at most 2,000 characters.
        comment: Option<String>,
    },
    /// The index has understood what `Effect::Understand` asked.
    Understood(Understanding),
    /// A call has been answered.
    Outcome {
        /// Which call.
        key: IdempotencyKey,
        /// Its answer.
        outcome: Outcome,
    },
    /// The visitor has signed in, or came with a sign-in.
    SignedIn {
        /// Who it is, as the account service names them.
        subject: String,
        /// The person's name; only its first letter is kept.
        name: String,
        /// How they proved it.
        how: String,
        /// Their session.
        session: SessionId,
    },
    /// A timer ran out.
    Rang(Timer),
    /// The visitor ended the conversation.
    Left,
}

/// What a button belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A prompt, or a line that was filled for it.
    Prompt(PromptId),
    /// An offer.
    Offer,
    /// An answer.
    Answer(EntryId),
}
