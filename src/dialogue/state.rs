//! What a conversation has come to: the snapshot beside its log.

use serde::{Deserialize, Serialize};

use crate::accounts::contract::{Holds, SessionId};
use crate::conversation::{Audience, EntryId, Locale, PromptId, SlotName};

/// The state of a conversation; JSON in the store.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Whom it is with.
    pub audience: Audience,
    /// In which language.
    pub locale: Locale,
}

/// The open prompt, where it has sealed slots: what `/api/sealed` may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPrompt {
    /// The prompt that is open.
    pub prompt: PromptId,
    /// Its sealed slots and what each holds.
    pub slots: Vec<(SlotName, Holds)>,
}

impl State {
    /// The state of a conversation in which nothing has been said.
    pub fn new(audience: Audience, locale: Locale) -> Self {
        Self { audience, locale }
    }

    /// The entries of the last answers, newest first.
    pub fn recent(&self) -> &[EntryId] {
        &[]
    }

    /// The session of the visitor who is signed in.
    pub fn session(&self) -> Option<&SessionId> {
        None
    }

    /// The open prompt, where it has sealed slots.
    pub fn sealed_prompt(&self) -> Option<SealedPrompt> {
        None
    }

    /// The versions of flows that open runs are pinned to.
    pub fn versions(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Whether the conversation is over.
    pub fn ended(&self) -> bool {
        false
    }
}
