//! Puts the items of each layer in an order with few crossings.
//!
//! Each item goes to the middle of its neighbours in the layer above, then below (the barycentre), and back and forth; then
//! neighbours change places where that helps. The best order that was seen stays. Lanes stand beside their boxes; on which
//! side is tried out.

use super::layers::{Layered, What};

/// How often all layers are gone through.
const SWEEPS: usize = 8;

/// How many arrows that lead back may try the other side.
const MOST_SIDES: usize = 12;

/// Orders all layers; lanes are put in beside their boxes.
pub(super) fn order(layered: &mut Layered) {
    let begun = layered.layers.clone();
    let mut best = Sorter::new(layered).best_order(&begun);
    let backs: Vec<usize> = (0..layered.chains.len())
        .filter(|number| layered.chains[*number].back)
        .collect();
    for number in backs.into_iter().take(MOST_SIDES) {
        layered.chains[number].left = true;
        let other = Sorter::new(layered).best_order(&begun);
        if other.0 < best.0 {
            best = other;
        } else {
            layered.chains[number].left = false;
        }
    }
    let sorter = Sorter::new(layered);
    let layers = best.1.iter().map(|layer| sorter.with_lanes(layer)).collect();
    layered.layers = layers;
}

/// What sorting asks for again and again.
struct Sorter {
    /// The lanes to the left and to the right of each item.
    lanes: Vec<(Vec<usize>, Vec<usize>)>,
    /// The pieces of arrows below each layer: upper and lower item.
    pieces: Vec<Vec<(usize, usize)>>,
    /// The neighbours of each item above and below.
    neighbours: Vec<(Vec<usize>, Vec<usize>)>,
}

impl Sorter {
    fn new(layered: &Layered) -> Self {
        let count = layered.items.len();
        let mut sorter = Self {
            lanes: vec![Default::default(); count],
            pieces: vec![Vec::new(); layered.layers.len()],
            neighbours: vec![Default::default(); count],
        };
        for (number, item) in layered.items.iter().enumerate() {
            if let What::Lane { beside, link } = item.what {
                let (left, right) = &mut sorter.lanes[beside];
                let side = if layered.chains[link].left { left } else { right };
                side.push(number);
            }
        }
        for &(upper, lower, _) in &layered.pieces {
            sorter.pieces[layered.items[upper].layer].push((upper, lower));
            sorter.neighbours[lower].0.push(upper);
            sorter.neighbours[upper].1.push(lower);
        }
        sorter
    }

    /// The best order found, with its crossings; lanes are not in it.
    fn best_order(&self, begun: &[Vec<usize>]) -> (usize, Vec<Vec<usize>>) {
        let mut order = begun.to_vec();
        let mut places = vec![0; self.lanes.len()];
        (0..order.len()).for_each(|layer| self.note(&order, layer, &mut places));
        let mut best = (self.crossings(&places), order.clone());
        for sweep in 0..SWEEPS {
            let count = order.len();
            for step in 1..count {
                let down = sweep % 2 == 0;
                let layer = if down { step } else { count - 1 - step };
                self.sort_layer(&mut order[layer], down, &places);
                self.note(&order, layer, &mut places);
            }
            self.exchange(&mut order, &mut places);
            let now = self.crossings(&places);
            if now < best.0 {
                best = (now, order.clone());
            }
        }
        best
    }

    /// Moves each item of a layer to the middle of its neighbours above, or below; one without any stays where it is.
    fn sort_layer(&self, layer: &mut [usize], above: bool, places: &[usize]) {
        let middle = |item: &usize| {
            let (upper, lower) = &self.neighbours[*item];
            let near = if above { upper } else { lower };
            let sum: usize = near.iter().map(|other| places[*other] * 1_000).sum();
            sum.checked_div(near.len())
        };
        let keys: Vec<Option<usize>> = layer.iter().map(middle).collect();
        let mut moving: Vec<(usize, usize)> = layer
            .iter()
            .zip(&keys)
            .filter_map(|(item, key)| Some(((*key)?, *item)))
            .collect();
        moving.sort_by_key(|(key, _)| *key);
        let free = layer.iter_mut().zip(&keys).filter(|(_, key)| key.is_some());
        free.zip(moving).for_each(|((item, _), (_, moved))| *item = moved);
    }

    /// Lets neighbours change places as long as that saves crossings.
    fn exchange(&self, order: &mut [Vec<usize>], places: &mut [usize]) {
        for _ in 0..4 {
            let mut better = false;
            for layer in 0..order.len() {
                for place in 1..order[layer].len() {
                    let before = self.crossings_at(layer, places);
                    order[layer].swap(place - 1, place);
                    self.note(order, layer, places);
                    if before > 0 && self.crossings_at(layer, places) < before {
                        better = true;
                    } else {
                        order[layer].swap(place - 1, place);
                        self.note(order, layer, places);
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    /// A layer with the lanes beside their boxes.
    fn with_lanes(&self, layer: &[usize]) -> Vec<usize> {
        let around = |item: &usize| {
            let (left, right) = &self.lanes[*item];
            left.iter().chain([item]).chain(right).copied().collect::<Vec<_>>()
        };
        layer.iter().flat_map(around).collect()
    }

    /// Notes where in its layer each item of one layer stands.
    fn note(&self, order: &[Vec<usize>], layer: usize, places: &mut [usize]) {
        for (place, item) in self.with_lanes(&order[layer]).into_iter().enumerate() {
            places[item] = place;
        }
    }

    /// How many pairs of arrows cross.
    fn crossings(&self, places: &[usize]) -> usize {
        (0..self.pieces.len())
            .map(|layer| self.crossings_below(layer, places))
            .sum()
    }

    /// How many cross right above and below a layer.
    fn crossings_at(&self, layer: usize, places: &[usize]) -> usize {
        let above = layer
            .checked_sub(1)
            .map_or(0, |above| self.crossings_below(above, places));
        above + self.crossings_below(layer, places)
    }

    fn crossings_below(&self, layer: usize, places: &[usize]) -> usize {
        let ends = |piece: &(usize, usize)| (places[piece.0], places[piece.1]);
        let pieces: Vec<(usize, usize)> = self.pieces[layer].iter().map(ends).collect();
        let crossing = |(place, one): (usize, &(usize, usize))| {
            let others = pieces[place + 1..].iter();
            others
                .filter(|other| (one.0 < other.0 && one.1 > other.1) || (one.0 > other.0 && one.1 < other.1))
                .count()
        };
        pieces.iter().enumerate().map(crossing).sum()
    }
}
