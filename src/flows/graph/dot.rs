//! A graph in the language of Graphviz.

use std::fmt::Write;

use super::parts::{Graph, Part, PartKind};
use super::words::wrap;

/// The graph; any Graphviz draws it.
pub(super) fn write(graph: &Graph) -> String {
    let mut out = format!(
        "digraph {} {{\n  label={};\n  labelloc=t;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n",
        quoted(&graph.id),
        quoted(&graph.title)
    );
    for (number, part) in graph.boxes.iter().enumerate() {
        let _ = writeln!(
            out,
            "  n{number} [shape={}, label={}];",
            shape(part.kind),
            quoted(&words(part, "\n"))
        );
    }
    for arrow in &graph.arrows {
        let label = arrow.label.as_ref().map(|label| format!(" [label={}]", quoted(label)));
        let _ = writeln!(out, "  n{} -> n{}{};", arrow.from, arrow.to, label.unwrap_or_default());
    }
    out.push_str("}\n");
    out
}

/// What stands in a box, in lines divided by `end`.
pub(super) fn words(part: &Part, end: &str) -> String {
    let mut lines = vec![match &part.name {
        Some(name) => format!("{} · {name}", part.kind.word()),
        None => part.kind.word().to_owned(),
    }];
    lines.extend(wrap(&part.text, 13, 230, 4));
    lines.extend(part.rows.iter().map(|row| row.text.clone()));
    lines.join(end)
}

fn shape(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Start | PartKind::SignIn | PartKind::Ending | PartKind::Done => "oval",
        PartKind::When => "hexagon",
        PartKind::Choose => "octagon",
        PartKind::Call => "component",
        PartKind::Do => "box3d",
        PartKind::Receipt => "note",
        PartKind::Say | PartKind::Collect | PartKind::Handoff => "box",
    }
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
    )
}
