//! The integration tests: one binary, one file per subject.
mod accounts;
mod faults;
mod flaws;
mod flows;
mod layering;
mod process;
mod store;
mod support;
mod web;
