//! What several subjects need.

mod commits;

pub use commits::{Turns, conversation, message};
