//! The keyboard: lines, edited on a terminal and read plainly from a pipe; hidden ones leave no trace on the screen or in
//! the editor's memory.

use std::borrow::Cow;
use std::io::{BufRead, IsTerminal, Read};
use std::sync::mpsc as blocking;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{ColorMode, Config, Editor, Helper};
use tokio::sync::mpsc;
use unicode_width::UnicodeWidthStr;

use super::screen::{Past, Screen};
use super::talk::Ask;
use crate::web::secret::Secret;

/// The longest line that is read from a pipe, in bytes.
const LONGEST_LINE: u64 = 64 * 1024;
/// How many lines can be called back with the arrow keys.
const REMEMBERED: usize = 200;

/// What came from the keyboard.
#[derive(Debug)]
pub enum Key {
    /// A line, without its end.
    Line(Secret),
    /// Ctrl-C: the line is not meant.
    Cancelled,
    /// Ctrl-D, or the end of the input.
    End,
    /// This terminal can't hide what is typed.
    NotHidden,
    /// The input can't be read: why.
    Broken(String),
}

/// Reads one line each time it is asked to, on a thread of its own.
pub struct Keyboard {
    asks: blocking::Sender<Ask>,
    keys: mpsc::Receiver<Key>,
    asked: Option<Ask>,
}

impl Keyboard {
    /// The input of this process; `screen` prints past the line that is being typed.
    pub fn of_process(screen: &Screen) -> Self {
        let (asks, asked) = blocking::channel();
        let (typed, keys) = mpsc::channel(1);
        let (past, terminal) = (screen.past(), screen.is_terminal());
        std::thread::spawn(move || match terminal {
            true => read_terminal(&asked, &typed, &past),
            false => read_pipe(&asked, &typed),
        });
        Self {
            asks,
            keys,
            asked: None,
        }
    }

    /// Asks for a line, if none is asked for.
    pub fn ask(&mut self, ask: Ask) {
        if self.asked.is_none() && self.asks.send(ask.clone()).is_ok() {
            self.asked = Some(ask);
        }
    }

    /// Whether a line is asked for.
    pub fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    /// What was typed, and what it was asked for.
    pub async fn next(&mut self) -> (Key, Ask) {
        let key = self.keys.recv().await.unwrap_or(Key::End);
        let ask = self.asked.take().unwrap_or(Ask {
            prompt: "",
            hidden: false,
        });
        (key, ask)
    }
}

fn read_pipe(asked: &blocking::Receiver<Ask>, typed: &mpsc::Sender<Key>) {
    let mut input = std::io::stdin().lock();
    for _ in asked {
        let key = piped_line(&mut input);
        let over = !matches!(key, Key::Line(_));
        if typed.blocking_send(key).is_err() || over {
            return;
        }
    }
}

fn piped_line(input: &mut impl BufRead) -> Key {
    let mut line = String::new();
    match input.take(LONGEST_LINE).read_line(&mut line) {
        Ok(0) => Key::End,
        Ok(_) if line.len() as u64 == LONGEST_LINE => Key::Broken("a line of the input is too long".to_owned()),
        Ok(_) => {
            let end = line.trim_end_matches(['\n', '\r']).len();
            line.truncate(end);
            Key::Line(Secret::new(line))
        }
        Err(error) => Key::Broken(format!("the input can't be read: {error}")),
    }
}

/// Paints a hidden line as spaces.
struct Veil;

impl Completer for Veil {
    type Candidate = String;
}

impl Hinter for Veil {
    type Hint = String;
}

impl Validator for Veil {}

impl Helper for Veil {}

impl Highlighter for Veil {
    fn highlight<'l>(&self, line: &'l str, _pos: usize) -> Cow<'l, str> {
        Cow::Owned(" ".repeat(line.width()))
    }

    fn highlight_char(&self, _line: &str, _pos: usize, kind: CmdKind) -> bool {
        // Otherwise the editor would write a new letter without asking.
        kind != CmdKind::MoveCursor
    }
}

fn read_terminal(asked: &blocking::Receiver<Ask>, typed: &mpsc::Sender<Key>, past: &Past) {
    let config = Config::builder()
        .max_history_size(REMEMBERED)
        .map(|builder| builder.build());
    let config = config.unwrap_or_default();
    let editor = Editor::<(), MemHistory>::with_history(config.clone(), MemHistory::with_config(&config));
    let mut editor = match editor {
        Ok(editor) => editor,
        Err(error) => return drop(typed.blocking_send(Key::Broken(error.to_string()))),
    };
    for ask in asked {
        let key = match ask.hidden {
            true => hidden_line(&ask, past),
            false => open_line(&mut editor, &ask, past),
        };
        if typed.blocking_send(key).is_err() {
            return;
        }
    }
}

fn open_line(editor: &mut Editor<(), MemHistory>, ask: &Ask, past: &Past) -> Key {
    let read = while_printing_past(editor, past, |editor| editor.readline(ask.prompt));
    if let Ok(line) = &read {
        let _ = editor.add_history_entry(line);
    }
    key_of(read)
}

/// A line that is not shown, read by an editor of its own: nothing of it can be called back later.
fn hidden_line(ask: &Ask, past: &Past) -> Key {
    if !can_hide() {
        return Key::NotHidden;
    }
    let config = Config::builder().color_mode(ColorMode::Forced).build();
    let history = MemHistory::with_config(&config);
    let mut editor = match Editor::<Veil, MemHistory>::with_history(config, history) {
        Ok(editor) => editor,
        Err(error) => return Key::Broken(error.to_string()),
    };
    editor.set_helper(Some(Veil));
    let read = while_printing_past(&mut editor, past, |editor| {
        let shown = editor.set_cursor_visibility(false)?;
        let read = editor.readline(ask.prompt);
        drop(shown);
        read
    });
    key_of(read)
}

/// Where the editor has no control over the terminal, it would read lines with what is typed on show.
fn can_hide() -> bool {
    let term = std::env::var("TERM").unwrap_or_default();
    std::io::stdin().is_terminal() && !["dumb", "cons25", "emacs"].contains(&term.as_str())
}

/// Reads while the screen prints past the line.
fn while_printing_past<H: Helper>(
    editor: &mut Editor<H, MemHistory>,
    past: &Past,
    read: impl FnOnce(&mut Editor<H, MemHistory>) -> rustyline::Result<String>,
) -> rustyline::Result<String> {
    let printer = editor.create_external_printer()?;
    let put = |printer: Option<Box<dyn rustyline::ExternalPrinter + Send>>| {
        if let Ok(mut past) = past.lock() {
            *past = printer;
        }
    };
    put(Some(Box::new(printer)));
    let read = read(editor);
    put(None);
    read
}

fn key_of(read: rustyline::Result<String>) -> Key {
    match read {
        Ok(line) => Key::Line(Secret::new(line)),
        Err(ReadlineError::Interrupted) => Key::Cancelled,
        Err(ReadlineError::Eof) => Key::End,
        Err(error) => Key::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piped(bytes: &[u8]) -> Vec<Key> {
        let mut input = bytes;
        std::iter::repeat_with(|| piped_line(&mut input)).take(4).collect()
    }

    #[test]
    fn a_pipe_gives_line_after_line() {
        let keys = piped(b"one\r\n\nlast");
        let texts: Vec<_> = keys
            .iter()
            .filter_map(|key| match key {
                Key::Line(line) => Some(line.reveal()),
                _ => None,
            })
            .collect();
        assert_eq!(texts, ["one", "", "last"]);
        assert!(matches!(keys[3], Key::End));
    }

    #[test]
    fn what_is_no_text_or_has_no_end_is_refused() {
        assert!(matches!(piped(b"\xff\xfe\n")[0], Key::Broken(_)));
        assert!(matches!(piped(&vec![b'x'; 70_000])[0], Key::Broken(_)));
    }

    #[test]
    fn a_hidden_line_is_painted_as_spaces() {
        assert_eq!(Veil.highlight("Harbor7Lane", 3), " ".repeat(11));
        assert!(Veil.highlight_char("x", 1, CmdKind::Other));
    }
}
