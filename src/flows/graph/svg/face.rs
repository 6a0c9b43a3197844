//! What stands in a box, line by line, and how large the box must be.

use std::fmt::Write;

use super::super::layout::{Rect, Size};
use super::super::parts::{Part, PartKind, Row};
use super::super::words::{one_line, width, wrap, xml};
use super::shape;
use crate::accounts::contract::Class;

/// The widest text, in pixels.
const WIDEST: usize = 230;

/// How many lines of its text a box shows, and how many of each thing below it.
const MOST_LINES: (usize, usize) = (4, 3);

/// What a box shows.
pub(super) struct Face {
    lines: Vec<Line>,
    pub size: Size,
}

struct Line {
    text: String,
    class: &'static str,
    /// The height that the line takes.
    height: i32,
    mark: Class,
}

impl Line {
    fn wide(&self) -> usize {
        let size = match self.class {
            "word" => 11,
            "small" | "code" => 12,
            _ => 13,
        };
        // Monospaced letters and bold ones are wider than the rest.
        let text = width(&self.text, size);
        let text = if matches!(self.class, "code" | "word") {
            text * 11 / 10
        } else {
            text
        };
        text + if self.mark == Class::Open { 0 } else { 20 }
    }
}

impl Face {
    pub fn of(part: &Part) -> Self {
        let mut lines = vec![heading(part)];
        let class = if matches!(part.kind, PartKind::Call | PartKind::When | PartKind::Do) {
            "code"
        } else {
            "text"
        };
        for text in wrap(&part.text, 13, WIDEST, MOST_LINES.0) {
            lines.push(Line {
                text,
                class,
                height: 18,
                mark: Class::Open,
            });
        }
        for row in &part.rows {
            lines.extend(row_lines(row));
        }
        let widest = lines.iter().map(Line::wide).max().unwrap_or(0);
        let height: i32 = lines.iter().map(|line| line.height).sum();
        let around = shape::around(part.kind);
        Self {
            lines,
            size: Size {
                width: i32::try_from(widest).unwrap_or(i32::MAX).max(70) + around.left + around.right,
                height: height + around.top + around.bottom,
            },
        }
    }

    /// The lines, in a box at `rect`.
    pub fn draw(&self, out: &mut String, rect: Rect, kind: PartKind) {
        let around = shape::around(kind);
        let centred = matches!(kind, PartKind::Ending | PartKind::Done);
        let x = if centred {
            rect.x + rect.width / 2
        } else {
            rect.x + around.left
        };
        let mut y = rect.y + around.top;
        for line in &self.lines {
            let base = y + line.height - 5;
            let (mark, indent) = mark(line.mark, x, base);
            out.push_str(&mark);
            let _ = writeln!(
                out,
                "<text class=\"{}\" x=\"{}\" y=\"{base}\">{}</text>",
                line.class,
                x + indent,
                xml(&line.text)
            );
            y += line.height;
        }
    }
}

fn heading(part: &Part) -> Line {
    let word = part.kind.word().to_uppercase();
    let text = match &part.name {
        Some(name) => format!("{word} · {name}"),
        None => word,
    };
    Line {
        text: one_line(&text, 11, WIDEST),
        class: "word",
        height: 17,
        mark: Class::Open,
    }
}

/// The lines of a row: one with a mark takes one line, the others as many as they need.
fn row_lines(row: &Row) -> Vec<Line> {
    let indent = if row.class == Class::Open { 0 } else { 20 };
    let most = if row.class == Class::Open { MOST_LINES.1 } else { 1 };
    let lines = wrap(&row.text, 12, WIDEST - indent, most);
    let line = |text: String| Line {
        text,
        class: "small",
        height: 17,
        mark: row.class,
    };
    lines.into_iter().map(line).collect()
}

/// The mark of what is sealed (a lock) or personal (a head), and the room that it takes.
pub(super) fn mark(class: Class, x: i32, base: i32) -> (String, i32) {
    match class {
        Class::Open => (String::new(), 0),
        Class::Sealed => {
            let lock = format!(
                "<path class=\"mark\" d=\"M{} {}v-3a3 3 0 0 1 6 0v3\"/><rect class=\"solid\" x=\"{}\" y=\"{}\" width=\"10\" \
                 height=\"7\" rx=\"1\"/>\n",
                x + 2,
                base - 5,
                x,
                base - 5
            );
            (lock, 20)
        }
        Class::Personal => {
            let head = format!(
                "<circle class=\"solid\" cx=\"{}\" cy=\"{}\" r=\"3\"/><path class=\"solid\" d=\"M{} {}a5 5 0 0 1 10 0z\"/>\n",
                x + 5,
                base - 7,
                x,
                base + 2
            );
            (head, 20)
        }
    }
}
