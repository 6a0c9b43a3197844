//! The integration tests: one binary, one file per subject.
#![expect(
    clippy::unwrap_used,
    reason = "what goes wrong here is to fail the test, helpers included"
)]

mod chat;
mod store;
mod support;
