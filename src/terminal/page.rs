//! What stands on the screen: blocks, and how they are painted.

use unicode_width::UnicodeWidthStr;

use super::wrap::{harmless, wrap};

/// Who says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The visitor at this keyboard.
    You,
    /// Frontdesk.
    Desk,
    /// A person who answers live chats, by name.
    Agent(String),
}

impl Who {
    fn name(&self) -> &str {
        match self {
            Self::You => "You",
            Self::Desk => "Desk",
            Self::Agent(name) => name,
        }
    }
}

/// One thing on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Somebody says something.
    Said {
        /// Who.
        who: Who,
        /// The words: plain text, its line breaks kept.
        text: String,
    },
    /// What can be chosen by its number.
    Choices {
        /// What they are, where it must be said.
        heading: Option<String>,
        /// Number and words of each.
        choices: Vec<(usize, String)>,
    },
    /// A field of a card is asked for.
    Field {
        /// Its label, with its place on the card where there are several.
        label: String,
        /// Hint, example and what it holds already.
        notes: Vec<String>,
        /// What was wrong with the last value.
        error: Option<String>,
    },
    /// Proof that an errand was done, in a box.
    Receipt {
        /// What was done.
        title: String,
        /// Label and value of each line.
        rows: Vec<(String, String)>,
        /// What happens next, and what to do if it was somebody else.
        notes: Vec<String>,
    },
    /// A remark of the program itself.
    Note(String),
    /// Something did not work, and what to do.
    Trouble(String),
}

/// How blocks are painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colours may be used; words say the same without.
    pub colour: bool,
    /// Whether boxes may be drawn with Unicode's lines; else with `+`, `-` and `|`.
    pub lines: bool,
}

impl Paint {
    /// For files and pipes: 80 columns, no colour, plain letters.
    pub const PLAIN: Self = Self {
        width: 80,
        colour: false,
        lines: false,
    };

    /// A block as text that ends with a line break.
    pub fn block(&self, block: &Block) -> String {
        let lines = match block {
            Block::Said { who, text } => self.said(who, text),
            Block::Choices { heading, choices } => self.choices(heading.as_deref(), choices),
            Block::Field { label, notes, error } => self.field(label, notes, error.as_deref()),
            Block::Receipt { title, rows, notes } => self.receipt(title, rows, notes),
            Block::Note(text) => self.set_in("* ", text, DIM),
            Block::Trouble(text) => self.set_in("! ", text, RED),
        };
        lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    fn said(&self, who: &Who, text: &str) -> Vec<String> {
        let colour = match who {
            Who::You => GREEN,
            Who::Desk => BLUE,
            Who::Agent(_) => MAGENTA,
        };
        let name = format!("{}:", harmless(who.name()).replace('\n', " "));
        let pad = " ".repeat(SET_IN.saturating_sub(name.width()).max(1));
        let first = format!("{}{pad}", self.in_colour(colour, &name));
        let lead = name.width() + pad.len();
        let mut lines = wrap(text, self.width.saturating_sub(lead)).into_iter();
        let mut painted = vec![format!("{first}{}", lines.next().unwrap_or_default())];
        painted.extend(lines.map(|line| indented(SET_IN, &line)));
        painted
    }

    fn choices(&self, heading: Option<&str>, choices: &[(usize, String)]) -> Vec<String> {
        let mut lines: Vec<String> = heading.map(|text| indented(SET_IN, text)).into_iter().collect();
        for (number, label) in choices {
            let number = format!("{number:>2}");
            let mut label = wrap(label, self.width.saturating_sub(SET_IN + 4)).into_iter();
            let first = label.next().unwrap_or_default();
            lines.push(indented(SET_IN, &format!("{}  {first}", self.in_colour(BOLD, &number))));
            lines.extend(label.map(|line| indented(SET_IN + 4, &line)));
        }
        lines
    }

    fn field(&self, label: &str, notes: &[String], error: Option<&str>) -> Vec<String> {
        let label = wrap(label, self.width.saturating_sub(SET_IN));
        let mut lines: Vec<String> = label
            .iter()
            .map(|line| indented(SET_IN, &self.in_colour(BOLD, line)))
            .collect();
        if let Some(error) = error {
            let error = wrap(&format!("! {error}"), self.width.saturating_sub(SET_IN));
            lines.extend(error.iter().map(|line| indented(SET_IN, &self.in_colour(RED, line))));
        }
        for note in notes {
            let note = wrap(note, self.width.saturating_sub(SET_IN));
            lines.extend(note.iter().map(|line| indented(SET_IN, &self.in_colour(DIM, line))));
        }
        lines
    }

    fn receipt(&self, title: &str, rows: &[(String, String)], notes: &[String]) -> Vec<String> {
        let inner = self.width.clamp(24, WIDEST_BOX) - 4;
        let mut inside = wrap(title, inner);
        let title_lines = inside.len();
        inside.push(String::new());
        for (label, value) in rows {
            inside.extend(wrap(&format!("{label}: {value}"), inner));
        }
        for note in notes {
            inside.push(String::new());
            inside.extend(wrap(note, inner));
        }
        let [left_top, right_top, left_foot, right_foot, across, down] = match self.lines {
            true => ["╭", "╮", "╰", "╯", "─", "│"],
            false => ["+", "+", "+", "+", "-", "|"],
        };
        let edge = across.repeat(inner + 2);
        let mut lines = vec![format!("{left_top}{edge}{right_top}")];
        for (at, line) in inside.iter().enumerate() {
            let pad = " ".repeat(inner.saturating_sub(line.width()));
            let line = if at < title_lines {
                self.in_colour(BOLD, line)
            } else {
                line.clone()
            };
            lines.push(format!("{down} {line}{pad} {down}"));
        }
        lines.push(format!("{left_foot}{edge}{right_foot}"));
        lines
    }

    fn set_in(&self, mark: &str, text: &str, colour: &str) -> Vec<String> {
        let lines = wrap(text, self.width.saturating_sub(mark.len()));
        let marks = std::iter::once(mark).chain(std::iter::repeat("  "));
        let lines = lines.iter().zip(marks);
        lines
            .map(|(line, mark)| self.in_colour(colour, &format!("{mark}{line}")))
            .collect()
    }

    fn in_colour(&self, colour: &str, text: &str) -> String {
        match self.colour && !text.is_empty() {
            true => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

/// How far what is said is set in, in columns: the room of "Desk: ".
const SET_IN: usize = 6;
/// A receipt is not wider than this, in columns.
const WIDEST_BOX: usize = 76;

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const BLUE: &str = "36";
const MAGENTA: &str = "35";

fn indented(columns: usize, line: &str) -> String {
    format!("{}{line}", " ".repeat(columns)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrow(block: &Block) -> String {
        let paint = Paint {
            width: 30,
            colour: false,
            lines: true,
        };
        paint.block(block)
    }

    #[test]
    fn who_speaks_is_a_word_and_the_rest_hangs_under_it() {
        let said = |who| Block::Said {
            who,
            text: "We will mail it to the address on record.".into(),
        };
        assert_eq!(
            narrow(&said(Who::Desk)),
            "Desk: We will mail it to the\n      address on record.\n"
        );
        assert!(narrow(&said(Who::You)).starts_with("You:  We will"));
        assert!(narrow(&said(Who::Agent("Bartholomew".into()))).starts_with("Bartholomew: We will"));
    }

    #[test]
    fn colour_only_adds() {
        let block = Block::Said {
            who: Who::Desk,
            text: "Hello.".into(),
        };
        let colourful = Paint {
            colour: true,
            ..Paint::PLAIN
        };
        assert_eq!(colourful.block(&block), "\u{1b}[36mDesk:\u{1b}[0m Hello.\n");
        assert_eq!(Paint::PLAIN.block(&block), "Desk: Hello.\n");
    }

    #[test]
    fn choices_have_numbers() {
        let choices = Block::Choices {
            heading: Some("Near by".into()),
            choices: vec![(1, "How long does it take to come?".into()), (12, "No".into())],
        };
        assert_eq!(
            narrow(&choices),
            "      Near by\n       1  How long does it\n          take to come?\n      12  No\n"
        );
    }

    #[test]
    fn a_receipt_stands_in_a_box_of_its_own_width() {
        let receipt = Block::Receipt {
            title: "New PIN on its way".into(),
            rows: vec![
                ("Reference".into(), "R-1".into()),
                ("Mailed to".into(), "4** H***** Lane, 48104".into()),
            ],
            notes: vec!["If not, call.".into()],
        };
        let expected = "\
╭────────────────────────────╮
│ New PIN on its way         │
│                            │
│ Reference: R-1             │
│ Mailed to: 4** H*****      │
│ Lane, 48104                │
│                            │
│ If not, call.              │
╰────────────────────────────╯
";
        assert_eq!(narrow(&receipt), expected);
        assert!(Paint::PLAIN.block(&receipt).starts_with("+----"));
    }

    #[test]
    fn what_is_said_cannot_paint() {
        let block = Block::Said {
            who: Who::Agent("A\u{1b}[31m\nB".into()),
            text: "\u{1b}]0;title\u{7}hello".into(),
        };
        assert_eq!(Paint::PLAIN.block(&block), "A[31m B: ]0;titlehello\n");
    }
}
