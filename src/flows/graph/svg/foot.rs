//! Below the drawing: the words of the endings, and what the shapes mean.

use std::fmt::Write;

use super::super::layout::Rect;
use super::super::parts::{Graph, PartKind};
use super::super::words::{width, wrap, xml};
use super::{MARGIN, class_of, face, shape};
use crate::accounts::contract::Class;

/// What is said of each kind of box.
const KINDS: [(PartKind, &str); 12] = [
    (PartKind::Start, "how people ask for it"),
    (PartKind::SignIn, "sign-in, taken back here"),
    (PartKind::Say, "says something"),
    (PartKind::Collect, "asks, on one card"),
    (PartKind::Call, "calls the account service"),
    (PartKind::When, "a condition"),
    (PartKind::Choose, "the visitor chooses"),
    (PartKind::Do, "another errand, and back"),
    (PartKind::Receipt, "shows a receipt"),
    (PartKind::Handoff, "hands over to a person"),
    (PartKind::Ending, "an ending, see above"),
    (PartKind::Done, "the errand is done"),
];

/// The foot from `top` on, and where the picture ends.
pub(super) fn draw(graph: &Graph, whole: i32, top: i32) -> (String, i32) {
    let mut out = String::new();
    let mut y = top;
    if !graph.endings.is_empty() {
        y = endings(&mut out, graph, whole, y);
    }
    y = legend(&mut out, graph, whole, y);
    (out, y + MARGIN)
}

fn heading(out: &mut String, text: &str, y: i32) {
    let _ = writeln!(
        out,
        "<text class=\"word\" x=\"{MARGIN}\" y=\"{y}\">{}</text>",
        xml(text)
    );
}

/// The endings and their words; where they end.
fn endings(out: &mut String, graph: &Graph, whole: i32, top: i32) -> i32 {
    heading(out, "ENDINGS", top);
    let mut y = top + 22;
    for (name, say, handoff) in &graph.endings {
        let person = if *handoff { " Then: try again, or a person." } else { "" };
        let room = usize::try_from(whole - 2 * MARGIN).unwrap_or(0);
        for line in wrap(&format!("{name}: {say}{person}"), 13, room, 4) {
            let _ = writeln!(out, "<text x=\"{MARGIN}\" y=\"{y}\">{}</text>", xml(&line));
            y += 18;
        }
        y += 4;
    }
    y + 14
}

/// What the shapes and marks mean, as far as they are used.
fn legend(out: &mut String, graph: &Graph, whole: i32, top: i32) -> i32 {
    heading(out, "WHAT THE SHAPES MEAN", top);
    let mut at = Flow {
        x: MARGIN,
        y: top + 24,
        whole,
    };
    for (kind, meaning) in KINDS
        .iter()
        .filter(|(kind, _)| graph.boxes.iter().any(|part| part.kind == *kind))
    {
        let (x, y) = at.take(meaning);
        let rect = Rect {
            x,
            y: y - 15,
            width: 30,
            height: 20,
        };
        let _ = write!(out, "<g class=\"{}\">", class_of(*kind));
        small(out, *kind, rect);
        let _ = writeln!(
            out,
            "</g><text class=\"note\" x=\"{}\" y=\"{y}\">{meaning}</text>",
            x + 38
        );
    }
    let classes: Vec<Class> = graph
        .boxes
        .iter()
        .flat_map(|part| &part.rows)
        .map(|row| row.class)
        .collect();
    let marks = [
        (Class::Sealed, "sealed: never in the chat"),
        (Class::Personal, "personal: forgotten when it is done"),
    ];
    for (class, meaning) in marks.into_iter().filter(|(class, _)| classes.contains(class)) {
        let (x, y) = at.take(meaning);
        let _ = writeln!(
            out,
            "{}<text class=\"note\" x=\"{}\" y=\"{y}\">{meaning}</text>",
            face::mark(class, x + 10, y).0,
            x + 38
        );
    }
    if graph.arrows.iter().any(|arrow| arrow.to <= arrow.from) {
        let meaning = "goes back up";
        let (x, y) = at.take(meaning);
        let _ = writeln!(
            out,
            "<path class=\"way back\" d=\"M{x} {0}h30\" marker-end=\"url(#tip-back)\"/>\
             <text class=\"note\" x=\"{1}\" y=\"{y}\">{meaning}</text>",
            y - 5,
            x + 38
        );
    }
    at.y
}

/// A shape in small. The choice's cut corners need more room than there is.
fn small(out: &mut String, kind: PartKind, rect: Rect) {
    match kind {
        PartKind::Choose => {
            let Rect { x, y, .. } = rect;
            let _ = write!(
                out,
                "<path class=\"shape\" d=\"M{} {y}h18l6 6v8l-6 6h-18l-6 -6v-8z\"/>",
                x + 6
            );
        }
        PartKind::When => {
            let Rect { x, y, .. } = rect;
            let _ = write!(
                out,
                "<path class=\"shape\" d=\"M{} {y}h14l8 10l-8 10h-14l-8 -10z\"/>",
                x + 8
            );
        }
        PartKind::Say => {
            let Rect { x, y, .. } = rect;
            let _ = write!(
                out,
                "<path class=\"shape\" d=\"M{x} {y}h24a6 6 0 0 1 6 6v8a6 6 0 0 1 -6 6h-18a6 6 0 0 1 -6 -6z\"/>"
            );
        }
        _ => shape::draw(out, kind, rect),
    }
}

/// Things side by side, line after line.
struct Flow {
    x: i32,
    y: i32,
    whole: i32,
}

impl Flow {
    /// The place of the next thing with these words beside it.
    fn take(&mut self, words: &str) -> (i32, i32) {
        let room = i32::try_from(width(words, 13)).unwrap_or(0) + 38;
        if self.x > MARGIN && self.x + room > self.whole - MARGIN {
            self.x = MARGIN;
            self.y += 30;
        }
        let place = (self.x, self.y);
        self.x += room + 22;
        place
    }
}
