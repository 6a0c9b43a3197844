//! Gives every layer its `y`, and the arrows their lines.
//!
//! Inside a layer an arrow runs straight down (or up); it changes its `x` only in the gaps between layers, where nothing
//! else stands.

use super::layers::{Chain, Layered, What};
use super::place::spaced;
use super::{Layout, Leg, Link, Rect, Route, Size};

/// The gap between two layers, where arrows hardly change their `x`, and where they do so most.
const GAP: (i32, i32) = (18, 64);

/// How far from a box's corners arrows keep.
const CORNER: i32 = 28;

/// The radius of an arrow's corners.
const ROUND: i32 = 8;

/// How far apart arrows at one side of a box are.
const APART: i32 = 10;

/// A box that is lower than this is met in its middle.
const LOW: i32 = 40;

/// The finished layout.
pub(super) fn route(boxes: &[Size], links: &[Link], layered: &Layered, columns: &[f64]) -> Layout {
    let columns: Vec<i32> = columns.iter().map(|middle| middle.round() as i32).collect();
    let bands = bands(layered, &columns);
    let middle_of = |item: usize| columns[item];
    let rects: Vec<Rect> = boxes
        .iter()
        .enumerate()
        .map(|(number, size)| Rect {
            x: middle_of(number) - size.width / 2,
            y: bands[layered.items[number].layer].0,
            width: size.width,
            height: size.height,
        })
        .collect();
    let drawing = Drawing {
        layered,
        columns: &columns,
        bands: &bands,
        rects: &rects,
        leaving: ports(layered, &columns, &rects, true),
        coming: ports(layered, &columns, &rects, false),
    };
    let routes: Vec<Route> = links
        .iter()
        .enumerate()
        .map(|(number, link)| drawing.route(number, link))
        .collect();
    let size = Size {
        width: right_edge(layered, &columns),
        height: bands.last().map_or(0, |band| band.1),
    };
    Layout {
        size,
        boxes: rects,
        routes,
    }
}

fn right_edge(layered: &Layered, columns: &[i32]) -> i32 {
    let edges = layered
        .items
        .iter()
        .zip(columns)
        .map(|(item, middle)| middle + item.size.width / 2 + 1);
    edges.max().unwrap_or(0)
}

/// The upper and lower edge of each layer.
fn bands(layered: &Layered, columns: &[i32]) -> Vec<(i32, i32)> {
    let mut bands = Vec::new();
    let mut top = 0;
    for (number, layer) in layered.layers.iter().enumerate() {
        let height = layer
            .iter()
            .map(|item| layered.items[*item].size.height)
            .max()
            .unwrap_or(0);
        bands.push((top, top + height));
        let pieces = layered
            .pieces
            .iter()
            .filter(|(upper, ..)| layered.items[*upper].layer == number);
        let widest = pieces
            .map(|(upper, lower, _)| (columns[*upper] - columns[*lower]).abs())
            .max()
            .unwrap_or(0);
        top += height + (GAP.0 + widest / 8).min(GAP.1);
    }
    bands
}

/// Where each arrow leaves its box at the foot (or comes to it at the head): its `x`, by arrow.
fn ports(layered: &Layered, columns: &[i32], rects: &[Rect], leaving: bool) -> Vec<Option<i32>> {
    let mut ports = vec![None; layered.chains.len()];
    for (number, rect) in rects.iter().enumerate() {
        let neighbour = |chain: &Chain| match chain.items.as_slice() {
            [first, next, ..] if leaving && *first == number => Some(columns[*next]),
            [.., before, last] if !leaving && *last == number => Some(columns[*before]),
            _ => None,
        };
        let chains = layered.chains.iter().enumerate().filter(|(_, chain)| !chain.back);
        let mut found: Vec<(i32, usize)> = chains
            .filter_map(|(link, chain)| Some((neighbour(chain)?, link)))
            .collect();
        found.sort_unstable();
        let corner = if rect.height < LOW { rect.width / 2 } else { CORNER };
        let (low, high) = (f64::from(rect.x + corner), f64::from(rect.right() - corner));
        let apart = match found.len() {
            0 | 1 => 0.0,
            count => ((high - low) / (count - 1) as f64).clamp(1.0, 26.0),
        };
        let wanted: Vec<f64> = found
            .iter()
            .map(|(x, _)| f64::from(*x).clamp(low, high.max(low)))
            .collect();
        let spaces = vec![apart; found.len().saturating_sub(1)];
        let points = spaced(&wanted, &vec![1.0; wanted.len()], &spaces);
        for (place, ((_, link), x)) in found.iter().zip(points).enumerate() {
            let after = (found.len() - 1 - place) as f64;
            let x = x.min(high - after * apart).max(low + place as f64 * apart);
            ports[*link] = Some(x.round() as i32);
        }
    }
    ports
}

struct Drawing<'a> {
    layered: &'a Layered,
    columns: &'a [i32],
    bands: &'a [(i32, i32)],
    rects: &'a [Rect],
    leaving: Vec<Option<i32>>,
    coming: Vec<Option<i32>>,
}

impl Drawing<'_> {
    fn route(&self, number: usize, link: &Link) -> Route {
        let chain = &self.layered.chains[number];
        let (from, to) = (self.rects[link.from], self.rects[link.to]);
        let (start, legs) = if link.from == link.to {
            self.around(chain, from)
        } else if chain.back {
            self.upwards(chain, from, to)
        } else {
            self.downwards(number, chain, from, to)
        };
        Route {
            start,
            legs,
            label: link.label.and_then(|size| self.label(chain, size, from)),
            back: chain.back,
        }
    }

    fn downwards(&self, number: usize, chain: &Chain, from: Rect, to: Rect) -> ((i32, i32), Vec<Leg>) {
        let leaves = self.leaving[number].unwrap_or(from.x + from.width / 2);
        let comes = self.coming[number].unwrap_or(to.x + to.width / 2);
        let mut legs = vec![Leg::Line(leaves, self.band(chain.items[0]).1)];
        for item in &chain.items[1..chain.items.len() - 1] {
            let (top, bottom) = self.band(*item);
            legs.push(Leg::Swing(self.columns[*item], top));
            legs.push(Leg::Line(self.columns[*item], bottom));
        }
        legs.push(Leg::Swing(comes, to.y));
        ((leaves, from.bottom()), legs)
    }

    /// Out at the side, up, and in at the side.
    fn upwards(&self, chain: &Chain, from: Rect, to: Rect) -> ((i32, i32), Vec<Leg>) {
        let leaves = from.y + self.beside(chain.items.last(), from.height).1;
        let comes = to.y + self.beside(chain.items.first(), to.height).0;
        let outward = if chain.left { -ROUND } else { ROUND };
        let side = |rect: Rect| if chain.left { rect.x } else { rect.right() };
        let mut items = chain.items.iter().rev();
        let lane = items.next().map_or(0, |item| self.columns[*item]);
        let mut legs = vec![
            Leg::Line(lane - outward, leaves),
            Leg::Corner {
                corner: (lane, leaves),
                to: (lane, leaves - ROUND),
            },
        ];
        let mut at = (lane, from.y);
        legs.push(Leg::Line(at.0, at.1));
        for item in items {
            let (top, bottom) = self.band(*item);
            at = (self.columns[*item], top);
            legs.push(Leg::Swing(at.0, bottom));
            if !matches!(self.layered.items[*item].what, What::Lane { .. }) {
                legs.push(Leg::Line(at.0, at.1));
            }
        }
        legs.push(Leg::Line(at.0, comes + ROUND));
        legs.push(Leg::Corner {
            corner: (at.0, comes),
            to: (at.0 - outward, comes),
        });
        legs.push(Leg::Line(side(to), comes));
        ((side(from), leaves), legs)
    }

    /// Out at the side and in again.
    fn around(&self, chain: &Chain, around: Rect) -> ((i32, i32), Vec<Leg>) {
        let (comes, leaves) = self.beside(chain.items.first(), around.height);
        let (comes, leaves) = (around.y + comes, around.y + leaves);
        let outward = if chain.left { -ROUND } else { ROUND };
        let side = if chain.left { around.x } else { around.right() };
        let lane = chain.items.first().map_or(side, |item| self.columns[*item]);
        let legs = vec![
            Leg::Line(lane - outward, leaves),
            Leg::Corner {
                corner: (lane, leaves),
                to: (lane, leaves - ROUND),
            },
            Leg::Line(lane, comes + ROUND),
            Leg::Corner {
                corner: (lane, comes),
                to: (lane - outward, comes),
            },
            Leg::Line(side, comes),
        ];
        ((side, leaves), legs)
    }

    /// How far below a box's upper edge an arrow that leads back comes to it, and leaves it: the outer lanes further from
    /// the middle, so that they don't cross the inner ones.
    fn beside(&self, lane: Option<&usize>, height: i32) -> (i32, i32) {
        let outward = lane.and_then(|lane| {
            let item = self.layered.items[*lane];
            let What::Lane { beside, .. } = item.what else {
                return None;
            };
            let layer = &self.layered.layers[item.layer];
            let place = |wanted: usize| layer.iter().position(|other| *other == wanted);
            Some(place(beside)?.abs_diff(place(*lane)?))
        });
        let outward = i32::try_from(outward.unwrap_or(1)).unwrap_or(1);
        let off = (APART * outward).min(height / 2 - ROUND).max(0);
        (height / 2 - off, height / 2 + off)
    }

    fn label(&self, chain: &Chain, size: Size, from: Rect) -> Option<Rect> {
        let labelled = |item: &&usize| self.layered.items[**item].what == What::Label;
        let (item, middle) = match chain.items.iter().find(labelled) {
            Some(item) => (*item, (self.band(*item).0 + self.band(*item).1) / 2),
            None => (*chain.items.first()?, from.y + from.height / 2),
        };
        Some(Rect {
            x: self.columns[item] - size.width / 2,
            y: middle - size.height / 2,
            width: size.width,
            height: size.height,
        })
    }

    fn band(&self, item: usize) -> (i32, i32) {
        self.bands[self.layered.items[item].layer]
    }
}
