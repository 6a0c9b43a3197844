//! Puts the items of each layer in an order with few crossings.
//!
//! Each item goes to the middle of its neighbours in the layer above, then below (the barycentre), and back and forth; then
//! neighbours change places where that helps. The best order that was seen stays. Lanes stand beside their boxes; on which
//! side is tried out.

use super::layers::{Layered, What};

/// How often all layers are gone through.
const SWEEPS: usize = 12;

/// How many arrows that lead back may try the other side.
const MOST_SIDES: usize = 24;

/// Orders all layers; lanes are put in beside their boxes.
pub(super) fn order(layered: &mut Layered) {
    let begun = layered.layers.clone();
    let mut best = best_order(layered, &begun);
    let backs: Vec<usize> = (0..layered.chains.len())
        .filter(|number| layered.chains[*number].back)
        .collect();
    for number in backs.into_iter().take(MOST_SIDES) {
        layered.chains[number].left = true;
        let other = best_order(layered, &begun);
        if other.0 < best.0 {
            best = other;
        } else {
            layered.chains[number].left = false;
        }
    }
    layered.layers = with_lanes(layered, &best.1);
}

/// The best order found, with its crossings; lanes are not in it.
fn best_order(layered: &Layered, begun: &[Vec<usize>]) -> (usize, Vec<Vec<usize>>) {
    let mut order = begun.to_vec();
    let mut best = (crossings(layered, &order), order.clone());
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let count = order.len();
        for step in 1..count {
            let layer = if down { step } else { count - 1 - step };
            sort_layer(layered, &mut order, layer, down);
        }
        exchange(layered, &mut order);
        let now = crossings(layered, &order);
        if now < best.0 {
            best = (now, order.clone());
        }
    }
    best
}

/// Moves each item of a layer to the middle of its neighbours above, or below; one without any stays where it is.
fn sort_layer(layered: &Layered, order: &mut [Vec<usize>], layer: usize, above: bool) {
    let places = places(layered, order);
    let middle = |item: usize| {
        let neighbours = layered.pieces.iter().filter_map(|&(upper, lower, _)| match above {
            true => (lower == item).then_some(upper),
            false => (upper == item).then_some(lower),
        });
        let (mut sum, mut count) = (0, 0);
        for neighbour in neighbours {
            sum += places[neighbour] * 1_000;
            count += 1;
        }
        if count == 0 { None } else { Some(sum / count) }
    };
    let keys: Vec<Option<usize>> = order[layer].iter().map(|item| middle(*item)).collect();
    let mut moving: Vec<(usize, usize)> = order[layer]
        .iter()
        .zip(&keys)
        .filter_map(|(item, key)| Some(((*key)?, *item)))
        .collect();
    moving.sort_by_key(|(key, _)| *key);
    let mut moving = moving.into_iter();
    for (item, key) in order[layer].iter_mut().zip(&keys) {
        if key.is_some()
            && let Some((_, moved)) = moving.next()
        {
            *item = moved;
        }
    }
}

/// Lets neighbours change places as long as that saves crossings.
fn exchange(layered: &Layered, order: &mut [Vec<usize>]) {
    for _ in 0..4 {
        let mut better = false;
        for layer in 0..order.len() {
            for place in 1..order[layer].len() {
                let before = crossings_at(layered, order, layer);
                order[layer].swap(place - 1, place);
                if crossings_at(layered, order, layer) < before {
                    better = true;
                } else {
                    order[layer].swap(place - 1, place);
                }
            }
        }
        if !better {
            return;
        }
    }
}

/// The layers with the lanes beside their boxes.
fn with_lanes(layered: &Layered, order: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut lanes: Vec<(Vec<usize>, Vec<usize>)> = vec![Default::default(); layered.items.len()];
    for (number, item) in layered.items.iter().enumerate() {
        if let What::Lane { beside, link } = item.what {
            let (left, right) = &mut lanes[beside];
            if layered.chains[link].left {
                left.push(number);
            } else {
                right.push(number);
            }
        }
    }
    let around = |item: &usize| {
        let (left, right) = &lanes[*item];
        left.iter().chain([item]).chain(right).copied().collect::<Vec<_>>()
    };
    order
        .iter()
        .map(|layer| layer.iter().flat_map(around).collect())
        .collect()
}

/// Where in its layer each item stands.
fn places(layered: &Layered, order: &[Vec<usize>]) -> Vec<usize> {
    let mut places = vec![0; layered.items.len()];
    for layer in with_lanes(layered, order) {
        for (place, item) in layer.into_iter().enumerate() {
            places[item] = place;
        }
    }
    places
}

/// How many pairs of arrows cross.
fn crossings(layered: &Layered, order: &[Vec<usize>]) -> usize {
    let places = places(layered, order);
    (0..order.len())
        .map(|layer| crossings_below(layered, &places, layer))
        .sum()
}

/// How many cross right above and below a layer.
fn crossings_at(layered: &Layered, order: &[Vec<usize>], layer: usize) -> usize {
    let places = places(layered, order);
    let above = layer
        .checked_sub(1)
        .map_or(0, |above| crossings_below(layered, &places, above));
    above + crossings_below(layered, &places, layer)
}

fn crossings_below(layered: &Layered, places: &[usize], layer: usize) -> usize {
    let pieces: Vec<(usize, usize)> = layered
        .pieces
        .iter()
        .filter(|(upper, ..)| layered.items[*upper].layer == layer)
        .map(|(upper, lower, _)| (places[*upper], places[*lower]))
        .collect();
    let crossing = |(place, one): (usize, &(usize, usize))| {
        let others = pieces.iter().skip(place + 1);
        others
            .filter(|other| (one.0 < other.0 && one.1 > other.1) || (one.0 > other.0 && one.1 < other.1))
            .count()
    };
    pieces.iter().enumerate().map(crossing).sum()
}
