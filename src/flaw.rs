//! What is wrong with a file that people edit: the place and the remedy.

use std::fmt;

mod code;

pub use code::Code;

/// One flaw. All flaws of all files are told at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Flaw {
    /// The file, as a path below the content folder.
    pub file: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// Whether it keeps the content from going live.
    pub severity: Severity,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
    /// Its kind.
    pub code: Code,
}

/// How bad a flaw is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The content can't go live with it.
    Error,
    /// Worth mending; the content goes live.
    Warning,
}

impl Flaw {
    /// A flaw that keeps the content from going live.
    pub fn error(code: Code, file: &str, line: u32, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line,
            severity: Severity::Error,
            code,
            what: short(what.into()),
            remedy: short(remedy.into()),
        }
    }

    /// A flaw that is worth mending.
    pub fn warning(code: Code, file: &str, line: u32, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, file, line, what, remedy)
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}", self.file)?,
            line => write!(out, "{}:{line}", self.file)?,
        }
        write!(out, ": {} -> {}", self.what, self.remedy)
    }
}

/// Letters at most in what is said: a file may hold anything, and a part of it may be quoted.
const LONGEST: usize = 500;

fn short(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push_str(" ...");
    }
    text
}

/// How many of `flaws` are errors, and how many are warnings.
pub fn counts(flaws: &[Flaw]) -> (usize, usize) {
    let errors = flaws.iter().filter(|flaw| flaw.severity == Severity::Error).count();
    (errors, flaws.len() - errors)
}

/// A number of things: `1 error`, `2 errors`.
pub fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}
