//! What to do next: `advance(state, input, world) -> Turn { state, effects }`, pure and total.
//!
//! The engine gets the clock reading, the random bits and every answer as arguments and returns what is to be done as
//! data. It cannot fail: flaws in a flow are found by `flows::check`, never at run time. The rules of dialogue (house.md)
//! live here, so that no flow has to repeat them.

mod answer;
mod calls;
mod card;
mod commands;
mod correct;
mod correction;
mod digress;
mod effect;
mod engine;
mod fill;
mod hear;
mod input;
mod listen;
mod mask;
mod passed;
mod prompt;
mod question;
mod reference;
mod run;
mod scope;
mod sign_in;
mod state;
pub mod story;
mod understanding;
mod ways;
mod world;

pub use effect::{Effect, Milestone, Reached, Refusal, Timer, Turn};
pub use engine::{admit, advance};
pub use input::{Input, Source};
pub use mask::may_hold_secret;
pub use passed::{FlowPart, Passed};
pub use question::{QUESTION_WORDS, begins_as_question};
pub use state::{SealedPrompt, State};
pub use understanding::{Band, Candidate, Keeping, Query, Subject, Understanding};
pub use world::{Library, World};
