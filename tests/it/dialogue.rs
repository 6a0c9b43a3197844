//! The dialogue engine: what it does, rule by rule, and that no input whatever breaks its invariants.

mod any_input;
mod asking;
mod calling;
mod correcting;
mod errands;
mod keeping;
mod moves;
mod talk;
