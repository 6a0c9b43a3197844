//! `advance`: one input in, one turn out.

use super::{Effect, Input, Refusal, State, Turn, World};
use crate::conversation::{Body, Utterance};

/// Whether `input` may be taken in `state` at all. What is refused leaves no trace but the client's error.
pub fn admit(state: &State, input: &Input) -> Result<(), Refusal> {
    let _ = (state, input);
    Ok(())
}

/// What to do next. Pure and total: the same arguments give the same turn, and every input leads somewhere.
pub fn advance(state: &State, input: Input, world: &World<'_>) -> Turn {
    let _ = world;
    let effects = match input {
        Input::Said { text } => {
            vec![
                Effect::Hear(Utterance::visitor(Body::text(text.clone()))),
                Effect::Say(Utterance::bot(Body::text(text))),
            ]
        }
        _ => Vec::new(),
    };
    Turn {
        state: state.clone(),
        effects,
    }
}
