//! The outline of a box: each kind of step has its own, so that nothing hangs on colour.

use std::fmt::Write;

use super::super::layout::Rect;
use super::super::parts::PartKind;

/// What is left free between a shape's edges and its text.
pub(super) struct Around {
    pub left: i32,
    pub right: i32,
    pub top: i32,
    pub bottom: i32,
}

/// The room around the text of a box.
pub(super) fn around(kind: PartKind) -> Around {
    let (left, right, top, bottom) = match kind {
        PartKind::Start | PartKind::SignIn => (20, 20, 7, 9),
        PartKind::Ending | PartKind::Done => (18, 18, 5, 7),
        PartKind::Say | PartKind::Handoff => (14, 14, 7, 9),
        PartKind::Collect => (18, 14, 7, 9),
        PartKind::Call | PartKind::Do => (20, 20, 7, 9),
        PartKind::When => (26, 26, 7, 9),
        PartKind::Choose => (18, 18, 8, 10),
        PartKind::Receipt => (14, 14, 7, 15),
    };
    Around {
        left,
        right,
        top,
        bottom,
    }
}

/// Draws the shape.
pub(super) fn draw(out: &mut String, kind: PartKind, rect: Rect) {
    let Rect { x, y, width, height } = rect;
    match kind {
        PartKind::Start | PartKind::SignIn | PartKind::Ending | PartKind::Done => {
            rectangle(out, rect, (height / 2).min(18));
        }
        // A speech bubble: one corner is flat, as in the chat.
        PartKind::Say => outline(
            out,
            &format!(
                "M{x} {y}h{}a12 12 0 0 1 12 12v{}a12 12 0 0 1 -12 12h{}a12 12 0 0 1 -12 -12z",
                width - 12,
                height - 24,
                -(width - 24)
            ),
        ),
        PartKind::Collect => {
            rectangle(out, rect, 5);
            let _ = writeln!(
                out,
                "<rect class=\"bar\" x=\"{x}\" y=\"{y}\" width=\"6\" height=\"{height}\" rx=\"3\"/>"
            );
        }
        PartKind::Call => {
            rectangle(out, rect, 3);
            let _ = writeln!(
                out,
                "<path class=\"inner\" d=\"M{} {y}v{height}M{} {y}v{height}\"/>",
                x + 8,
                x + width - 8
            );
        }
        PartKind::When => outline(
            out,
            &format!(
                "M{} {y}h{}l16 {}l-16 {}h{}l-16 {}z",
                x + 16,
                width - 32,
                height / 2,
                height - height / 2,
                -(width - 32),
                -(height - height / 2)
            ),
        ),
        PartKind::Choose => outline(
            out,
            &format!(
                "M{} {y}h{}l12 12v{}l-12 12h{}l-12 -12v{}z",
                x + 12,
                width - 24,
                height - 24,
                -(width - 24),
                -(height - 24)
            ),
        ),
        PartKind::Do => {
            rectangle(out, rect, 5);
            let _ = writeln!(
                out,
                "<rect class=\"inner\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"/>",
                x + 4,
                y + 4,
                width - 8,
                height - 8
            );
        }
        PartKind::Receipt => outline(out, &torn(rect)),
        PartKind::Handoff => rectangle(out, rect, 12),
    }
}

fn rectangle(out: &mut String, rect: Rect, round: i32) {
    let Rect { x, y, width, height } = rect;
    let _ = writeln!(
        out,
        "<rect class=\"shape\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
    );
}

fn outline(out: &mut String, path: &str) {
    let _ = writeln!(out, "<path class=\"shape\" d=\"{path}\"/>");
}

/// A strip of paper, torn at the foot.
fn torn(rect: Rect) -> String {
    let Rect { x, y, width, height } = rect;
    let teeth = (width / 12).max(2);
    let mut path = format!("M{x} {y}h{width}v{height}");
    for tooth in 1..=teeth {
        let to = x + width - width * tooth / teeth;
        let middle = x + width - width * (2 * tooth - 1) / (2 * teeth);
        let _ = write!(path, "L{middle} {}L{to} {}", y + height - 6, y + height);
    }
    path.push('z');
    path
}
