//! A graph as a Mermaid flowchart.

use std::fmt::Write;

use super::dot::words;
use super::parts::{Graph, PartKind};

/// The flowchart, to be put into a fenced block `mermaid`.
pub(super) fn write(graph: &Graph) -> String {
    let mut out = format!("---\ntitle: {}\n---\nflowchart TD\n", title(&graph.title));
    for (number, part) in graph.boxes.iter().enumerate() {
        let (open, close) = brackets(part.kind);
        let _ = writeln!(out, "  n{number}{open}\"{}\"{close}", safe(&words(part, "\n")));
    }
    for arrow in &graph.arrows {
        let _ = match &arrow.label {
            Some(label) => writeln!(out, "  n{} -->|\"{}\"| n{}", arrow.from, safe(label), arrow.to),
            None => writeln!(out, "  n{} --> n{}", arrow.from, arrow.to),
        };
    }
    out
}

fn brackets(kind: PartKind) -> (&'static str, &'static str) {
    match kind {
        PartKind::Start | PartKind::SignIn | PartKind::Ending | PartKind::Done => ("([", "])"),
        PartKind::When | PartKind::Choose => ("{{", "}}"),
        PartKind::Call | PartKind::Do => ("[[", "]]"),
        PartKind::Receipt => ("[/", "/]"),
        PartKind::Say => ("(", ")"),
        PartKind::Collect | PartKind::Handoff => ("[", "]"),
    }
}

/// Text that neither Mermaid nor the Markdown in it reads as anything but text.
fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => safe.push_str("<br>"),
            letter if letter.is_alphanumeric() || " .,:;?!()-_/'‹›“”·…".contains(letter) => {
                safe.push(letter)
            }
            letter => {
                let _ = write!(safe, "#{};", u32::from(letter));
            }
        }
    }
    safe
}

/// A title as a YAML text.
fn title(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
