//! A prompt that waits for an answer, with what has been filled in so far.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::accounts::contract::{Class, Holds};
use crate::conversation::{PromptId, SlotName};
use crate::dialogue::mask::masked;
use crate::flows::slots::{Filled, SlotType};

/// An open question. A digression never spoils it: it keeps its id, its half-filled card and its handles.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::dialogue) struct OpenPrompt {
    pub id: PromptId,
    pub kind: PromptKind,
    /// The slots of the card, in its order; empty where only a choice is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<SlotName>,
    /// Those of them that are sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed: Vec<(SlotName, Holds)>,
    /// Whether any of them is personal, or of those of the card that it is the way out of.
    #[serde(default)]
    pub personal: bool,
    /// What has been filled in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub draft: BTreeMap<SlotName, SlotValue>,
    /// What was wrong with the last values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<SlotName, String>,
    /// How often it was explained to words that were no answer.
    #[serde(default)]
    pub explained: u8,
}

impl OpenPrompt {
    /// Whether what is typed may be a secret: it has sealed slots, or is the way out of a card that has.
    pub fn may_hear_secret(&self) -> bool {
        match &self.kind {
            PromptKind::WayOut { from } => from.may_hear_secret(),
            _ => !self.sealed.is_empty(),
        }
    }
}

/// What kind of question.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::dialogue) enum PromptKind {
    /// The slots of a `collect` step.
    Collect,
    /// The options of a `choose` step.
    Choose,
    /// Yes or no before a call.
    Confirm,
    /// The account service did not answer: again, a person, or stop.
    Retry,
    /// The attempts are used up: once more, start over, a person, or stop.
    WayOut {
        /// The prompt that could not be answered.
        from: Box<OpenPrompt>,
    },
}

/// What a slot holds.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::dialogue) struct SlotValue {
    /// In the form that is stored and sent; the handle of a sealed one.
    pub value: String,
    /// As the visitor sees it.
    pub shown: String,
    pub kind: SlotType,
    pub class: Class,
    /// A handle that went into a call which has been answered: it may be used up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spent: bool,
}

impl SlotValue {
    /// What was read. Free words may hold a secret that nobody asked for: it is masked before anything is kept.
    pub fn new(filled: Filled, kind: SlotType, class: Class) -> Self {
        let kept = |text: String| if Self::is_free(kind) { masked(&text) } else { text };
        Self {
            value: kept(filled.value),
            shown: kept(filled.shown),
            kind,
            class,
            spent: false,
        }
    }

    /// Whether a type takes any words.
    pub fn is_free(kind: SlotType) -> bool {
        matches!(kind, SlotType::Text | SlotType::PersonName)
    }

    /// The handle of a sealed value.
    pub fn handle(handle: String) -> Self {
        Self {
            value: handle,
            shown: String::new(),
            kind: SlotType::Sealed,
            class: Class::Sealed,
            spent: false,
        }
    }
}
