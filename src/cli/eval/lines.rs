//! JSON Lines: a value in each line, and what is wrong with lines.

use std::fmt;
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::Stop;

/// How many faults are told; more of them would hardly be read.
const TOLD: usize = 20;

/// A value and its line, from 1.
pub(super) struct Line<T> {
    pub(super) number: usize,
    pub(super) value: T,
}

/// What is wrong with the lines of one file.
pub(super) struct Faults<'a> {
    path: &'a Path,
    told: Vec<String>,
    count: usize,
}

impl<'a> Faults<'a> {
    pub(super) fn of(path: &'a Path) -> Self {
        Self {
            path,
            told: Vec::new(),
            count: 0,
        }
    }

    /// Notes what is wrong with a line (from 1), and what to do about it.
    pub(super) fn add(&mut self, line: usize, what: impl fmt::Display, remedy: impl fmt::Display) {
        self.count += 1;
        if self.told.len() < TOLD {
            let path = self.path.display();
            self.told.push(format!("{path}:{line}: {what}: {remedy}"));
        }
    }

    /// Nothing, or all that is wrong.
    pub(super) fn end(self) -> Result<(), Stop> {
        let more = self.count - self.told.len();
        let more = (more > 0).then(|| format!("and {more} more"));
        let told: Vec<String> = self.told.into_iter().chain(more).collect();
        if told.is_empty() {
            Ok(())
        } else {
            Err(Stop::refused(told.join("\n")))
        }
    }
}

/// Reads the lines of a file, which may be blank. `shape`: what a line should look like, for those that do not.
///
/// What is wrong with single lines goes into `faults`.
pub(super) fn read<T: DeserializeOwned>(
    path: &Path,
    shape: &str,
    faults: &mut Faults<'_>,
) -> Result<Vec<Line<T>>, Stop> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        Stop::refused(format_args!(
            "{name} can't be read: {error}: name a file of lines like {shape}"
        ))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut lines = Vec::new();
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(value) => lines.push(Line { number, value }),
            Err(error) => faults.add(number, plain(&error), format_args!("write {shape}")),
        }
    }
    if lines.is_empty() && faults.count == 0 {
        return Err(Stop::refused(format_args!(
            "{name} is empty: write {shape} in each line"
        )));
    }
    Ok(lines)
}

/// What is wrong, with the column alone: the parser counts lines within the line.
fn plain(error: &serde_json::Error) -> String {
    let told = error.to_string();
    match told.rsplit_once(" at line 1 column ") {
        Some((what, column)) => format!("{what} at column {column}"),
        None => told,
    }
}
