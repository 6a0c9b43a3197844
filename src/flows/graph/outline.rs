//! A graph in words, for whoever can't see the drawing.

use std::fmt::Write;

use super::parts::{Graph, Part, PartKind};
use crate::accounts::contract::Class;

/// Everything that a box stands for: its kind, name, text and rows.
pub(super) fn whole(graph: &Graph, part: &Part) -> String {
    let mut out = part.kind.word().to_owned();
    if let Some(name) = &part.name {
        let _ = write!(out, " {name}");
    }
    let ending = graph
        .endings
        .iter()
        .find(|(name, ..)| part.kind == PartKind::Ending && part.name.as_ref() == Some(name));
    let text = ending.map_or(part.text.as_str(), |(_, say, _)| say);
    if !text.is_empty() {
        let _ = write!(out, ": {text}");
    }
    for row in &part.rows {
        let class = match row.class {
            Class::Open => "",
            Class::Personal => " (personal)",
            Class::Sealed => " (sealed)",
        };
        let _ = write!(out, "; {}{class}", row.text);
    }
    out
}

/// All boxes with a number each, and where their arrows lead.
pub(super) fn write(graph: &Graph) -> String {
    let mut out = format!("{}, as steps.", graph.title);
    for (number, part) in graph.boxes.iter().enumerate() {
        if matches!(part.kind, PartKind::Ending | PartKind::Done) {
            continue;
        }
        let _ = write!(out, "\n{}. {}.", number + 1, whole(graph, part));
        for arrow in graph.arrows.iter().filter(|arrow| arrow.from == number) {
            let target = match &graph.boxes[arrow.to] {
                Part {
                    kind: PartKind::Done, ..
                } => "done".to_owned(),
                Part {
                    kind: PartKind::Ending,
                    name,
                    ..
                } => format!("ends as {}", name.as_deref().unwrap_or_default()),
                _ => format!("go to {}", arrow.to + 1),
            };
            let _ = match &arrow.label {
                Some(label) => write!(out, " {label}: {target}."),
                None => write!(out, " Then {target}."),
            };
        }
    }
    for (name, say, _) in &graph.endings {
        let _ = write!(out, "\nEnding {name}: {say}");
    }
    out
}
