//! A field with two axes.

use std::fmt::Write;

use super::percent;

/// A field with shares on both axes: across from 0 to 1, upward from 0 to `top`.
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) above: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// The share at the upper end.
    pub(super) top: f64,
}

impl Plot {
    /// Where a share stands, across.
    pub(super) fn x(&self, share: f64) -> f64 {
        self.left + share * self.width
    }

    /// Where a share stands, upward.
    pub(super) fn y(&self, share: f64) -> f64 {
        self.above + self.height * (1.0 - share / self.top)
    }

    /// The lower edge.
    pub(super) fn foot(&self) -> f64 {
        self.above + self.height
    }

    /// The grid with its numbers, and the names of both axes.
    pub(super) fn axes(&self, out: &mut String, across: &str, upward: &str) {
        let (right, foot) = (self.left + self.width, self.foot());
        for step in 0..=5 {
            let part = f64::from(step) / 5.0;
            let (x, y) = (self.x(part), self.y(part * self.top));
            line(out, "grid", (self.left, y), (right, y));
            line(out, "grid", (x, self.above), (x, foot));
            text(out, "tick middle", (x, foot + 18.0), &percent(part, 0));
            text(
                out,
                "tick end",
                (self.left - 8.0, y + 4.0),
                &percent(part * self.top, self.decimals()),
            );
        }
        line(out, "edge", (self.left, self.above), (self.left, foot));
        line(out, "edge", (self.left, foot), (right, foot));
        text(out, "axis middle", (self.left + self.width / 2.0, foot + 40.0), across);
        let (x, y) = (22.0, self.above + self.height / 2.0);
        let _ = writeln!(
            out,
            "<text class=\"axis middle\" transform=\"translate({x:.1} {y:.1}) rotate(-90)\">{upward}</text>"
        );
    }

    /// How many decimals the numbers upward need: they stand at fifths of the top.
    fn decimals(&self) -> usize {
        usize::from(self.top < 0.05)
    }
}

pub(super) fn line(out: &mut String, class: &str, from: (f64, f64), to: (f64, f64)) {
    let _ = writeln!(
        out,
        "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
        from.0, from.1, to.0, to.1
    );
}

/// `words` must not need escaping.
pub(super) fn text(out: &mut String, class: &str, at: (f64, f64), words: &str) {
    let _ = writeln!(
        out,
        "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\">{words}</text>",
        at.0, at.1
    );
}

pub(super) fn circle(out: &mut String, class: &str, at: (f64, f64), radius: f64) {
    let _ = writeln!(
        out,
        "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius}\"/>",
        at.0, at.1
    );
}

/// A line through `points`.
pub(super) fn path(out: &mut String, points: impl Iterator<Item = (f64, f64)>) {
    let mut drawn = String::new();
    for (x, y) in points {
        let _ = write!(drawn, "{}{x:.1} {y:.1}", if drawn.is_empty() { "M" } else { " L" });
    }
    let _ = writeln!(out, "<path class=\"line\" d=\"{drawn}\"/>");
}
