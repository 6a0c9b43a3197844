//! The integration tests: one binary, one file per subject.
mod faults;
mod layering;
mod process;
mod accounts;

mod store;
mod support;
