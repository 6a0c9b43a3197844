//! What a turn asks to be done.

use serde::{Deserialize, Serialize};

use super::{Passed, State};
use crate::accounts::contract::{Arguments, IdempotencyKey};
use crate::conversation::Utterance;

/// What came of one input.
#[derive(Clone)]
pub struct Turn {
    /// The conversation afterwards.
    pub state: State,
    /// What to do, in order.
    pub effects: Vec<Effect>,
    /// The parts of flows that were passed, in order.
    pub passed: Vec<Passed>,
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
        /// Whether it was said under a personal or sealed prompt, and so may not be cached or embedded.
        private: bool,
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
