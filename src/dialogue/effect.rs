//! What a turn asks to be done.

use serde::{Deserialize, Serialize};

use super::{Keeping, Passed, State};
use crate::accounts::contract::{Arguments, IdempotencyKey};
use crate::conversation::{FlowId, Utterance};

/// What came of one input.
#[derive(Clone)]
pub struct Turn {
    /// The conversation afterwards.
    pub state: State,
    /// What to do, in order.
    pub effects: Vec<Effect>,
    /// The parts of flows that were passed, in order.
    pub passed: Vec<Passed>,
    /// What became of errands, in order: for whoever counts, nothing has to be done for it.
    pub milestones: Vec<Milestone>,
}

/// An errand began, or is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// The errand's flow.
    pub flow: FlowId,
    /// What became of it.
    pub reached: Reached,
}

/// What became of an errand. Each begins once and is over once: the first of the endings below that is true counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// It began.
    Begun,
    /// It is over, and a receipt was given.
    Receipt,
    /// It is over, and the visitor was sent to a person.
    HandedOver,
    /// The visitor cancelled it, started over, or is somebody else now.
    Cancelled,
    /// The visitor went quiet.
    Idle,
    /// The visitor ended the conversation.
    Left,
    /// The flow could not go on: a defect of the flow or of the program.
    Broken,
    /// It came to one of its other endings.
    Ended,
}

impl Reached {
    /// Each of them.
    pub const ALL: [Self; 8] = [
        Self::Begun,
        Self::Receipt,
        Self::HandedOver,
        Self::Cancelled,
        Self::Idle,
        Self::Left,
        Self::Broken,
        Self::Ended,
    ];

    /// As it is counted.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Receipt => "receipt",
            Self::HandedOver => "handed_over",
            Self::Cancelled => "cancelled",
            Self::Idle => "idle",
            Self::Left => "left",
            Self::Broken => "broken",
            Self::Ended => "ended",
        }
    }
}

/// One thing to do.
#[derive(Clone, PartialEq)]
pub enum Effect {
    /// Log the visitor's own line, as it may be kept. At most one a turn, and the first of its effects.
    Hear(Utterance),
    /// Log and show a line of the bot or the system.
    Say(Utterance),
    /// Have the index understand `text` and come back with `Input::Understood`. At most one a turn, and the last of its
    /// effects.
    Understand {
        /// What is left to understand.
        text: String,
        /// What may be made of the words besides.
        keeping: Keeping,
    },
    /// Commit the state, then call the account service under `key` and come back with `Input::Outcome`. The last effect.
    Call {
        /// Names this attempt.
        key: IdempotencyKey,
        /// What to do.
        operation: &'static str,
        /// With what.
        arguments: Arguments,
    },
    /// Ring at a time; a timer of the same kind is replaced.
    StartTimer {
        /// Which.
        timer: Timer,
        /// When: milliseconds since the Unix epoch.
        at: i64,
    },
    /// Don't ring.
    StopTimer(Timer),
    /// A run is over: rewrite the events that hold its personal values, those of this turn included. These are shown as they
    /// are said (the visitor must see the result), and stored as they stand afterwards.
    Forget {
        /// Which run.
        run: u32,
    },
    /// The conversation is over.
    End,
}

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// The visitor went quiet in the middle of an errand: personal values go (30 minutes).
    Idle,
}

/// Why an input is not taken at all: nothing is logged, the client gets the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another prompt is open, or this one was answered.
    #[error("another question is open, or this one has been answered")]
    StalePrompt,
    /// The conversation is over.
    #[error("this conversation has ended")]
    Ended,
}
