//! The dialogues: YAML files to a checked [`FlowSet`](model::FlowSet), and their flaws.
//!
//! Pure: text in, flows or flaws out. A flow is a graph of steps with every arrow explicit, so that the checks are a walk
//! over data and the dialogue engine has nothing to resolve while someone waits.

mod check;
mod compile;
mod filters;
pub mod graph;
pub mod keys;
pub mod model;
pub mod phrases;
mod read;
mod set;
pub mod slots;
pub mod template;

pub use filters::MASKED;
pub use set::{Flows, closure, read};
