//! The screen: blocks as text, printed so that a line that is being typed stays whole.

use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex};

use rustyline::ExternalPrinter;

use super::page::{Block, Paint};

/// The widest that text is set, in columns: longer lines are hard to read.
const WIDEST: usize = 100;

/// The way past the line that is being typed; the keyboard puts it here while one is.
pub(super) type Past = Arc<Mutex<Option<Box<dyn ExternalPrinter + Send>>>>;

/// Where blocks are shown.
pub struct Screen {
    terminal: bool,
    colour: bool,
    lines: bool,
    past: Past,
}

impl Screen {
    /// The output of this process: in colour on a terminal, unless `NO_COLOR` is set or the terminal is a dumb one.
    pub fn of_process() -> Self {
        let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
        let set = |name| std::env::var(name).unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .map(set)
            .into_iter()
            .find(|value| !value.is_empty());
        let unicode = locale.is_some_and(|locale| locale.to_ascii_uppercase().replace('-', "").contains("UTF8"));
        Self {
            terminal,
            colour: terminal && set("NO_COLOR").is_empty() && set("TERM") != "dumb",
            lines: terminal && unicode,
            past: Past::default(),
        }
    }

    /// Whether somebody sits before it.
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    pub(super) fn past(&self) -> Past {
        Arc::clone(&self.past)
    }

    /// How it is painted, in the width that the terminal has now.
    fn paint(&self) -> Paint {
        if !self.terminal {
            return Paint::PLAIN;
        }
        let width = terminal_size::terminal_size().map_or(Paint::PLAIN.width, |(width, _)| usize::from(width.0));
        Paint {
            width: width.min(WIDEST),
            colour: self.colour,
            lines: self.lines,
        }
    }

    /// Shows a block.
    pub fn show(&self, block: &Block) {
        let text = self.paint().block(block);
        if let Ok(mut past) = self.past.lock()
            && let Some(printer) = past.as_mut()
        {
            let _ = printer.print(text);
            return;
        }
        // Whoever started it may have stopped listening: then nobody misses the line.
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}
