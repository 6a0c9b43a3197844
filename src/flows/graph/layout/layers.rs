//! Which layer each box stands in, and what stands in the layers that an arrow passes.
//!
//! Boxes stand in the even layers, labels in the odd ones between.

use super::{Link, Size};

/// Something that takes room in a layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub layer: usize,
    pub size: Size,
    pub what: What,
}

/// What takes the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A box.
    Whole,
    /// The label of an arrow.
    Label,
    /// An arrow on its way through.
    Bend,
    /// An arrow that leads back, beside one of its ends: it stands next to that box.
    Lane {
        /// The item of the box.
        beside: usize,
        /// The arrow.
        link: usize,
    },
}

/// The layers, and the arrows as chains of items from top to bottom.
#[derive(Debug)]
pub(super) struct Layered {
    /// The boxes come first, in their order.
    pub items: Vec<Item>,
    /// The items of each layer from left to right.
    pub layers: Vec<Vec<usize>>,
    /// One for each arrow.
    pub chains: Vec<Chain>,
    /// Pieces of arrows between neighbouring layers: upper item, lower item, how much they want to be straight.
    pub pieces: Vec<(usize, usize, u32)>,
}

/// An arrow's items from top to bottom.
#[derive(Debug)]
pub(super) struct Chain {
    pub items: Vec<usize>,
    /// Whether the arrow points up, or at its own box.
    pub back: bool,
    /// Whether the lanes of an arrow that points up are on the left of its boxes.
    pub left: bool,
}

/// The layer of each box, from 0: as far down as the longest way to it; an arrow that leads back holds its box below, too.
fn ranks(count: usize, links: &[Link]) -> Vec<usize> {
    let mut ranks = vec![0; count];
    for lower in 0..count {
        let above = links.iter().filter_map(|link| {
            let (upper, end) = (link.from.min(link.to), link.from.max(link.to));
            (end == lower && upper != lower).then_some(upper)
        });
        ranks[lower] = above.map(|upper| ranks[upper] + 1).max().unwrap_or(0);
    }
    ranks
}

/// Gives boxes and arrows their layers.
pub(super) fn layers(boxes: &[Size], links: &[Link]) -> Layered {
    let ranks = ranks(boxes.len(), links);
    let deepest = ranks.iter().max().copied().unwrap_or(0);
    let whole = |(size, rank): (&Size, &usize)| Item {
        layer: rank * 2,
        size: *size,
        what: What::Whole,
    };
    let mut layered = Layered {
        items: boxes.iter().zip(&ranks).map(whole).collect(),
        layers: vec![Vec::new(); deepest * 2 + 1],
        chains: Vec::new(),
        pieces: Vec::new(),
    };
    for (number, link) in links.iter().enumerate() {
        layered.chain(number, link);
    }
    layered.first_order(links);
    layered
}

impl Layered {
    fn add(&mut self, layer: usize, size: Size, what: What) -> usize {
        self.items.push(Item { layer, size, what });
        self.items.len() - 1
    }

    /// The items of one arrow.
    fn chain(&mut self, number: usize, link: &Link) {
        let (upper, lower) = (link.from.min(link.to), link.from.max(link.to));
        let back = link.to <= link.from;
        let (top, bottom) = (self.items[upper].layer, self.items[lower].layer);
        let lane = |beside| What::Lane { beside, link: number };
        let mut items = Vec::new();
        if upper == lower {
            items.push(self.add(top, link.label.unwrap_or_default(), lane(upper)));
        } else {
            items.push(if back {
                self.add(top, Size::default(), lane(upper))
            } else {
                upper
            });
            let labelled = if back { bottom - 1 } else { top + 1 };
            for layer in top + 1..bottom {
                items.push(match link.label {
                    Some(size) if layer == labelled => self.add(layer, size, What::Label),
                    _ => self.add(layer, Size::default(), What::Bend),
                });
            }
            items.push(if back {
                self.add(bottom, Size::default(), lane(lower))
            } else {
                lower
            });
        }
        for pair in items.windows(2) {
            let boxes = pair
                .iter()
                .filter(|item| self.items[**item].what == What::Whole)
                .count();
            let straight = match boxes {
                0 => 8,
                1 if link.main => 6,
                _ => 2,
            };
            self.pieces.push((pair[0], pair[1], straight));
        }
        self.chains.push(Chain {
            items,
            back,
            left: false,
        });
    }

    /// The order in which one comes to things, arrow by arrow: what is hoped for to the left. Lanes are not in it; see
    /// `order`.
    fn first_order(&mut self, links: &[Link]) {
        let mut seen = vec![false; self.items.len()];
        let boxes = links
            .iter()
            .flat_map(|link| [link.from, link.to])
            .max()
            .map_or(0, |last| last + 1);
        let boxes = boxes.max(self.items.iter().filter(|item| item.what == What::Whole).count());
        for from in 0..boxes {
            self.come_to(from, &mut seen);
            for (number, link) in links.iter().enumerate().filter(|(_, link)| link.from == from) {
                for place in 0..self.chains[number].items.len() {
                    let item = self.chains[number].items[place];
                    self.come_to(item, &mut seen);
                }
                self.come_to(link.to, &mut seen);
            }
        }
    }

    fn come_to(&mut self, item: usize, seen: &mut [bool]) {
        let Item { layer, what, .. } = self.items[item];
        if !seen[item] && !matches!(what, What::Lane { .. }) {
            seen[item] = true;
            self.layers[layer].push(item);
        }
    }
}
