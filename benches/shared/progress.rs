//! How far the run is, on the error output.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

/// How far the run is.
pub struct Progress {
    done: usize,
    all: usize,
}

/// How wide the bar is.
const WIDTH: usize = 30;

impl Progress {
    /// Before the first of `all` steps.
    pub fn new(all: usize) -> Self {
        Self { done: 0, all }
    }

    /// A step begins: a bar on a terminal, a line elsewhere.
    pub fn step(&mut self, what: impl Display) {
        self.done += 1;
        let mut out = std::io::stderr();
        let _ = if out.is_terminal() {
            let full = WIDTH * self.done / self.all.max(1);
            let bar = format!("{}{}", "#".repeat(full), ".".repeat(WIDTH.saturating_sub(full)));
            write!(out, "\r\x1b[K[{bar}] {}/{} {what}", self.done, self.all)
        } else {
            writeln!(out, "{}/{} {what}", self.done, self.all)
        };
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut out = std::io::stderr();
        if out.is_terminal() {
            let _ = write!(out, "\r\x1b[K");
        }
    }
}

/// Says what went wrong in `program`.
pub fn complain(program: &str, error: impl Display) {
    let _ = writeln!(std::io::stderr(), "{program}: {error}");
}
