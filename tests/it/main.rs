//! The integration tests: one binary, one file per subject.
mod dialogue;
mod faults;
mod flaws;
mod flows;
mod layering;
mod process;
mod shipped;
mod stories;
