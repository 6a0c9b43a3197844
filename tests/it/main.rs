//! The integration tests: one binary, one file per subject.
mod accounts;

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that can't go on should say where"
)]

mod content;
mod dialogue;
mod chat;
mod faults;
mod flaws;
mod flows;
mod index;
mod layering;
mod process;
mod store;
mod support;
mod web;
mod shipped;
mod stories;
