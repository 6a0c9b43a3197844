//! What several subjects need.

mod commits;
mod script;
mod scripted_accounts;
mod test_chat;

pub use commits::{Turns, conversation, message};
pub use script::{IDLE_MS, Script};
pub use test_chat::{StrikeOnce, TestChat, Visitor, hello, limits, shown};
