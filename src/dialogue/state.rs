//! What a conversation has come to: the snapshot beside its log.

mod prompt;
mod run;

use serde::{Deserialize, Serialize};

pub(super) use prompt::{OpenPrompt, PromptKind, SlotValue};
pub(super) use run::{CallRecord, CameTo, Doing, Frame, Replay, Run, Saved, Scope};

use super::Subject;
use crate::accounts::contract::{Holds, SessionId};
use crate::conversation::{Audience, Choice, Locale, PromptId, SlotName};

/// The form in which states are written now.
const VERSION: u16 = 1;

/// How many of the last answers and errands are remembered.
const RECENT: usize = 3;

/// The state of a conversation; JSON in the store. It has no `Debug`: it holds personal values while a run is open.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    version: u16,
    /// Whom it is with.
    pub audience: Audience,
    /// In which language.
    pub locale: Locale,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) visitor: Option<Visitor>,
    /// What was talked about last, newest first.
    #[serde(default, rename = "topics", skip_serializing_if = "Vec::is_empty")]
    recent: Vec<Subject>,
    /// The open runs; the last is the one that is talked about, those below it are suspended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) runs: Vec<Run>,
    /// How many runs have begun: the number of the newest.
    pub(super) runs_begun: u32,
    /// How many prompts have been opened: the number of the newest.
    pub(super) prompts_opened: u32,
    /// What was offered last, as long as the next words may choose from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) offered: Option<Offered>,
    /// What the index has been asked and has not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) understanding: Option<Pending>,
    /// How often in a row nothing was understood outside an errand.
    #[serde(default)]
    pub(super) misses: u8,
    #[serde(default)]
    pub(super) ended: bool,
}

/// Who is signed in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Visitor {
    pub subject: String,
    pub session: SessionId,
}

/// What was offered.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Offered {
    pub choices: Vec<Choice>,
    /// Whether "yes" takes the first of them and "no" the last.
    pub yes_no: bool,
}

/// A question to the index that is not answered yet.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    /// What the words answered besides: done when the question is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Then>,
}

/// How an errand goes on.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Then {
    /// With what has been filled in on the open card.
    Submit,
    /// With a choice of the open prompt.
    Choose(String),
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
        Self {
            version: VERSION,
            audience,
            locale,
            visitor: None,
            recent: Vec::new(),
            runs: Vec::new(),
            runs_begun: 0,
            prompts_opened: 0,
            offered: None,
            understanding: None,
            misses: 0,
            ended: false,
        }
    }

    /// What was talked about last, newest first: the entries of the last answers, the errands that were begun or ended.
    pub fn recent(&self) -> &[Subject] {
        &self.recent
    }

    /// The session of the visitor who is signed in.
    pub fn session(&self) -> Option<&SessionId> {
        self.visitor.as_ref().map(|visitor| &visitor.session)
    }

    /// The open prompt, where it has sealed slots.
    pub fn sealed_prompt(&self) -> Option<SealedPrompt> {
        let open = self.open_prompt()?;
        (!open.sealed.is_empty()).then(|| SealedPrompt {
            prompt: open.id.clone(),
            slots: open.sealed.clone(),
        })
    }

    /// The versions of flows that open runs are pinned to.
    pub fn versions(&self) -> Vec<&str> {
        self.runs.iter().map(|run| run.version.as_str()).collect()
    }

    /// Whether the conversation is over.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// The prompt that waits for an answer.
    pub(super) fn open_prompt(&self) -> Option<&OpenPrompt> {
        match &self.runs.last()?.doing {
            Doing::Prompt(open) => Some(open),
            _ => None,
        }
    }

    /// Whether a call has gone out and its outcome has not come.
    pub(super) fn awaits_outcome(&self) -> bool {
        matches!(
            self.runs.last(),
            Some(Run {
                doing: Doing::Call { .. },
                ..
            })
        )
    }

    /// Remembers that the talk is about `subject`.
    pub(super) fn remember(&mut self, subject: Subject) {
        self.recent.retain(|known| *known != subject);
        self.recent.insert(0, subject);
        self.recent.truncate(RECENT);
    }

    /// Everything forgotten but who is signed in, the language, and the numbers that must not come twice.
    pub(super) fn start_over(&mut self) {
        let fresh = Self::new(self.audience, self.locale.clone());
        let old = std::mem::replace(self, fresh);
        self.visitor = old.visitor;
        self.runs_begun = old.runs_begun;
        self.prompts_opened = old.prompts_opened;
    }
}
