//! The integration tests: one binary, one file per subject.
mod accounts;
mod faults;
mod layering;
mod process;

mod store;
mod support;
mod flaws;
mod flows;
