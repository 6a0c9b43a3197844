//! A laid-out graph as SVG.
//!
//! Colours are classes with a second set for dark screens; shapes and words say all that colours say. Widths are those of
//! the widest usual font, so that no text leaves its box, whatever the system puts in.

mod face;
mod foot;
mod shape;
mod style;

use std::fmt::Write;

use super::layout::{Layout, Leg, Link, Rect, Route, Size, layout};
use super::outline;
use super::parts::{Graph, PartKind};
use super::words::{width, wrap, xml};
use crate::conversation::Audience;
use face::Face;

/// What is left free around the drawing, in pixels.
const MARGIN: i32 = 24;

/// The narrowest drawing: its head and its foot need that much.
const NARROWEST: i32 = 620;

/// The size of labels, the height of one of their lines, and the widest line.
const LABEL: (usize, i32, usize) = (12, 16, 150);

/// The picture of a flow.
pub(super) fn draw(graph: &Graph) -> String {
    let faces: Vec<Face> = graph.boxes.iter().map(Face::of).collect();
    let sizes: Vec<Size> = faces.iter().map(|face| face.size).collect();
    let labels: Vec<Vec<String>> = graph
        .arrows
        .iter()
        .map(|arrow| label_lines(arrow.label.as_deref()))
        .collect();
    let links: Vec<Link> = graph
        .arrows
        .iter()
        .zip(&labels)
        .map(|(arrow, lines)| Link {
            from: arrow.from,
            to: arrow.to,
            label: label_size(lines),
            main: arrow.main,
        })
        .collect();
    let laid = layout(&sizes, &links);
    let whole = (laid.size.width + 2 * MARGIN).max(NARROWEST);
    let (head, top) = head(graph, whole);
    let left = (whole - laid.size.width) / 2;
    let (foot, height) = foot::draw(graph, whole, top + laid.size.height + 40);
    let mut out = opening(graph, whole, height);
    out.push_str(&head);
    let _ = writeln!(out, "<g transform=\"translate({left} {top})\">");
    drawing(&mut out, graph, &faces, &labels, &laid);
    out.push_str("</g>\n");
    out.push_str(&foot);
    out.push_str("</svg>\n");
    out
}

fn opening(graph: &Graph, width: i32, height: i32) -> String {
    let id = xml(&graph.id);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"title-{id} desc-{id}\">\n"
    );
    let _ = writeln!(out, "<title id=\"title-{id}\">{}</title>", xml(&graph.title));
    let _ = writeln!(out, "<desc id=\"desc-{id}\">{}</desc>", xml(&outline::write(graph)));
    out.push_str(style::STYLE);
    out.push_str("<defs>");
    for tip in ["tip", "tip-back"] {
        let _ = write!(
            out,
            "<marker id=\"{tip}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"{tip}\" d=\"M0 0.5 10 5 0 9.5z\"/></marker>"
        );
    }
    out.push_str("</defs>\n");
    let _ = writeln!(out, "<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>");
    out
}

/// The title and what one should know first; where the drawing begins below it.
fn head(graph: &Graph, whole: i32) -> (String, i32) {
    let audience = match graph.audience {
        Audience::Member => "for members",
        Audience::Provider => "for providers",
    };
    let needs = if graph.needs_sign_in {
        "needs a sign-in"
    } else {
        "needs no sign-in"
    };
    let mut out = String::new();
    let mut y = MARGIN + 20;
    for line in wrap(&graph.title, 22, usize::try_from(whole - 2 * MARGIN).unwrap_or(0), 2) {
        let _ = writeln!(
            out,
            "<text class=\"title\" x=\"{MARGIN}\" y=\"{y}\">{}</text>",
            xml(&line)
        );
        y += 28;
    }
    let about = format!("flows/{}.yaml · {audience} · {needs}", graph.id);
    let _ = writeln!(
        out,
        "<text class=\"about\" x=\"{MARGIN}\" y=\"{y}\">{}</text>",
        xml(&about)
    );
    (out, y + 28)
}

fn drawing(out: &mut String, graph: &Graph, faces: &[Face], labels: &[Vec<String>], laid: &Layout) {
    for route in &laid.routes {
        let (kind, tip) = if route.back {
            ("way back", "tip-back")
        } else {
            ("way", "tip")
        };
        let _ = writeln!(
            out,
            "<path class=\"{kind}\" d=\"{}\" marker-end=\"url(#{tip})\"/>",
            path(route)
        );
    }
    for (route, lines) in laid.routes.iter().zip(labels) {
        if let Some(rect) = route.label {
            label(out, rect, lines);
        }
    }
    for ((part, face), rect) in graph.boxes.iter().zip(faces).zip(&laid.boxes) {
        let _ = write!(out, "<g class=\"{}\"><title>", class_of(part.kind));
        let _ = writeln!(out, "{}</title>", xml(&outline::whole(graph, part)));
        shape::draw(out, part.kind, *rect);
        face.draw(out, *rect, part.kind);
        out.push_str("</g>\n");
    }
}

fn class_of(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Start | PartKind::SignIn => "start",
        PartKind::Say => "say",
        PartKind::Collect => "ask",
        PartKind::Call => "call",
        PartKind::When | PartKind::Choose => "fork",
        PartKind::Do => "do",
        PartKind::Receipt => "receipt",
        PartKind::Handoff => "handoff",
        PartKind::Ending | PartKind::Done => "end",
    }
}

fn label_lines(label: Option<&str>) -> Vec<String> {
    label.map(|label| wrap(label, LABEL.0, LABEL.2, 3)).unwrap_or_default()
}

fn label_size(lines: &[String]) -> Option<Size> {
    let widest = lines.iter().map(|line| width(line, LABEL.0)).max()?;
    Some(Size {
        width: i32::try_from(widest).unwrap_or(i32::MAX) + 12,
        height: i32::try_from(lines.len()).unwrap_or(1) * LABEL.1 + 4,
    })
}

fn label(out: &mut String, rect: Rect, lines: &[String]) {
    let Rect { x, y, width, height } = rect;
    let _ = writeln!(
        out,
        "<rect class=\"label\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"
    );
    for (line, number) in lines.iter().zip(0..) {
        let _ = writeln!(
            out,
            "<text class=\"outcome\" x=\"{}\" y=\"{}\">{}</text>",
            x + width / 2,
            y + 14 + number * LABEL.1,
            xml(line)
        );
    }
}

fn path(route: &Route) -> String {
    let (mut x, mut y) = route.start;
    let mut path = format!("M{x} {y}");
    for leg in &route.legs {
        let _ = match *leg {
            Leg::Line(to_x, to_y) => write!(path, " L{to_x} {to_y}"),
            Leg::Corner { corner, to } => write!(path, " Q{} {} {} {}", corner.0, corner.1, to.0, to.1),
            Leg::Swing(to_x, to_y) if to_x == x => write!(path, " L{to_x} {to_y}"),
            Leg::Swing(to_x, to_y) => {
                let middle = (y + to_y) / 2;
                write!(path, " C{x} {middle} {to_x} {middle} {to_x} {to_y}")
            }
        };
        (x, y) = match *leg {
            Leg::Line(x, y) | Leg::Swing(x, y) | Leg::Corner { to: (x, y), .. } => (x, y),
        };
    }
    path
}
