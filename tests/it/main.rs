//! The integration tests: one binary, one file per subject.

mod store;
mod support;
