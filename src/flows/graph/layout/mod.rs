//! Where everything stands: boxes in layers from top to bottom, arrows between them.
//!
//! The classic way of drawing what flows (Sugiyama, Tagawa and Toda, 1981), in four steps, each in its own file: `layers` gives
//! every box a layer and every arrow a place in each layer that it passes, `order` puts the layers in an order with few
//! crossings, `place` gives everything its `x`, `route` its `y` and the arrows their lines. A label is a small box on its arrow's
//! way, so that none lies on another or on a box. An arrow that leads back up leaves its box at the side.
//!
//! Deterministic: no randomness, and nothing depends on the order of a hash.

mod layers;
mod order;
mod place;
mod route;

#[cfg(test)]
mod tests;

/// How large something is, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Size {
    pub width: i32,
    pub height: i32,
}

/// An arrow to draw.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    /// How large its label is.
    pub label: Option<Size>,
    /// Whether it should be straight before others are.
    pub main: bool,
}

/// Where something stands, in pixels from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rect {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// A part of an arrow's line, from where the last one ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leg {
    /// Straight to a point.
    Line(i32, i32),
    /// Around a corner, to a point.
    Corner { corner: (i32, i32), to: (i32, i32) },
    /// From one vertical line to another, to a point.
    Swing(i32, i32),
}

/// The way of an arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    pub start: (i32, i32),
    pub legs: Vec<Leg>,
    pub label: Option<Rect>,
    /// Whether it leads back up.
    pub back: bool,
}

/// The finished layout; boxes and routes in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    pub size: Size,
    pub boxes: Vec<Rect>,
    pub routes: Vec<Route>,
}

/// Lays out boxes and arrows. Boxes should come in the order of reading: an arrow to an earlier box (or to the same) leads
/// back.
pub(super) fn layout(boxes: &[Size], links: &[Link]) -> Layout {
    let mut layered = layers::layers(boxes, links);
    order::order(&mut layered);
    let columns = place::place(&layered);
    route::route(boxes, links, &layered, &columns)
}

impl Rect {
    /// The right edge.
    pub fn right(self) -> i32 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(self) -> i32 {
        self.y + self.height
    }
}
