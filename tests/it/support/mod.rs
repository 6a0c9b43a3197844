//! What several subjects need.

mod commits;
mod script;
mod scripted_accounts;
mod test_chat;

pub use commits::{Turns, conversation, message};
pub use script::{IDLE_MS, Script};
pub use test_chat::{StrikeOnce, TestChat, Visitor, hello, limits, shown};

/// The folder in which all tests keep the vectors of the content: computing them takes seconds.
pub const VECTORS: (&str, &str) = (
    "FRONTDESK_INDEX__VECTORS",
    concat!(env!("CARGO_TARGET_TMPDIR"), "/vectors"),
);

/// The program.
pub fn program() -> std::process::Command {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    program.env(VECTORS.0, VECTORS.1);
    program
}
