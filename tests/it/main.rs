//! The integration tests: one binary, one file per subject.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on should say where"
)]

mod accounts;
mod asking;
mod backup;
mod chat;
mod checks;
mod command_line;
mod content;
mod dialogue;
mod drawn_and_storied;
mod errands;
mod evaluating;
mod faults;
mod flaws;
mod flows;
mod index;
mod layering;
mod log;
mod metrics;
mod process;
mod questions;
mod recording;
mod scaffolding;
mod schemas;
mod secrets;
mod shipped;
mod store;
mod stories;
mod support;
mod terminal;
mod typos;
mod web;
