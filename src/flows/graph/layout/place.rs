//! Gives every item its `x`: as close to its neighbours' as the others in its layer allow.

use super::layers::{Chain, Layered, What};

/// How often all layers are gone through. Arrows through many layers need a while to become straight.
const SWEEPS: usize = 100;

/// The middle of each item, in pixels; the leftmost edge is at 0.
pub(super) fn place(layered: &Layered) -> Vec<f64> {
    let mut middles = vec![0.0; layered.items.len()];
    for layer in &layered.layers {
        let spaces = spaces(layered, layer);
        let placed = spaced(&vec![0.0; layer.len()], &vec![1.0; layer.len()], &spaces);
        layer
            .iter()
            .zip(placed)
            .for_each(|(item, middle)| middles[*item] = middle);
    }
    let mut neighbours: Vec<Vec<(usize, f64)>> = vec![Vec::new(); layered.items.len()];
    for &(upper, lower, straight) in &layered.pieces {
        neighbours[upper].push((lower, f64::from(straight)));
        neighbours[lower].push((upper, f64::from(straight)));
    }
    for sweep in 0..SWEEPS {
        let count = layered.layers.len();
        for step in 0..count {
            let layer = &layered.layers[if sweep % 2 == 0 { step } else { count - 1 - step }];
            settle(layered, layer, &neighbours, &mut middles);
        }
    }
    for chain in layered.chains.iter().filter(|chain| !chain.back) {
        straighten(layered, chain, &mut middles);
    }
    for chain in lanes_from_within(layered, &middles) {
        straighten_lane(layered, chain, &mut middles);
    }
    for chain in lanes_from_within(layered, &middles).into_iter().rev() {
        bring_ends(layered, chain, &mut middles);
    }
    let left = |(item, middle): (usize, &f64)| middle - f64::from(layered.items[item].size.width) / 2.0;
    let leftmost = middles.iter().enumerate().map(left).fold(f64::INFINITY, f64::min);
    middles.iter().map(|middle| middle - leftmost.min(f64::MAX)).collect()
}

/// The arrows that lead back, the inner ones first.
fn lanes_from_within<'a>(layered: &'a Layered, middles: &[f64]) -> Vec<&'a Chain> {
    let outward = |chain: &Chain| {
        let items = inside(chain);
        let middle = items.iter().map(|item| middles[*item]).sum::<f64>() / items.len().max(1) as f64;
        if chain.left { -middle } else { middle }
    };
    let mut lanes: Vec<&Chain> = layered.chains.iter().filter(|chain| chain.back).collect();
    lanes.sort_by(|one, other| outward(one).total_cmp(&outward(other)));
    lanes
}

/// Moves the items of one layer towards their neighbours.
fn settle(layered: &Layered, layer: &[usize], neighbours: &[Vec<(usize, f64)>], middles: &mut [f64]) {
    let mut wanted = Vec::with_capacity(layer.len());
    let mut weights = Vec::with_capacity(layer.len());
    for item in layer {
        let weight: f64 = neighbours[*item].iter().map(|(_, straight)| straight).sum();
        let sum: f64 = neighbours[*item]
            .iter()
            .map(|(other, straight)| middles[*other] * straight)
            .sum();
        let (middle, weight) = if weight > 0.0 {
            (sum / weight, weight)
        } else {
            (middles[*item], 0.1)
        };
        wanted.push(middle);
        weights.push(weight);
    }
    let placed = spaced(&wanted, &weights, &spaces(layered, layer));
    layer
        .iter()
        .zip(placed)
        .for_each(|(item, middle)| middles[*item] = middle);
}

/// Puts what lies between an arrow's boxes on one vertical line, if there is one that is free in all layers.
fn straighten(layered: &Layered, chain: &Chain, middles: &mut [f64]) {
    let items = inside(chain);
    let (low, high) = room(layered, items, middles);
    if items.len() > 1 && low <= high {
        let middle = items.iter().map(|item| middles[*item]).sum::<f64>() / items.len() as f64;
        items.iter().for_each(|item| middles[*item] = middle.clamp(low, high));
    }
}

/// The same for an arrow that leads back: what is further out makes room.
fn straighten_lane(layered: &Layered, chain: &Chain, middles: &mut [f64]) {
    let items = inside(chain);
    let (low, high) = room(layered, items, middles);
    if items.is_empty() {
        return;
    }
    let middle = items.iter().map(|item| middles[*item]).sum::<f64>() / items.len() as f64;
    let line = if chain.left {
        middle.max(low).min(high)
    } else {
        middle.min(high).max(low)
    };
    for item in items {
        middles[*item] = line;
        make_room(layered, *item, chain.left, middles);
    }
}

/// Moves the ends of an arrow that leads back, beside its boxes, into its line as far as they can go.
fn bring_ends(layered: &Layered, chain: &Chain, middles: &mut [f64]) {
    let Some(line) = inside(chain).first().map(|item| middles[*item]) else {
        return;
    };
    for item in [chain.items.first(), chain.items.last()].into_iter().flatten() {
        let (low, high) = room(layered, &[*item], middles);
        if low <= high {
            middles[*item] = line.clamp(low, high);
        }
    }
}

fn inside(chain: &Chain) -> &[usize] {
    chain
        .items
        .get(1..chain.items.len().saturating_sub(1))
        .unwrap_or_default()
}

/// From where to where items of several layers may stand, as far as all their neighbours leave room.
fn room(layered: &Layered, items: &[usize], middles: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for item in items {
        let layer = &layered.layers[layered.items[*item].layer];
        let spaces = spaces(layered, layer);
        let place = layer.iter().position(|other| other == item).unwrap_or(0);
        if place > 0 {
            low = low.max(middles[layer[place - 1]] + spaces[place - 1]);
        }
        if let Some(next) = layer.get(place + 1) {
            high = high.min(middles[*next] - spaces[place]);
        }
    }
    (low, high)
}

/// Moves what stands on one side of an item out of its way.
fn make_room(layered: &Layered, item: usize, left: bool, middles: &mut [f64]) {
    let layer = &layered.layers[layered.items[item].layer];
    let spaces = spaces(layered, layer);
    let place = layer.iter().position(|other| *other == item).unwrap_or(0);
    if left {
        for next in (0..place).rev() {
            middles[layer[next]] = middles[layer[next]].min(middles[layer[next + 1]] - spaces[next]);
        }
    } else {
        for next in place + 1..layer.len() {
            middles[layer[next]] = middles[layer[next]].max(middles[layer[next - 1]] + spaces[next - 1]);
        }
    }
}

/// How far the middles of neighbours in a layer must be from each other.
fn spaces(layered: &Layered, layer: &[usize]) -> Vec<f64> {
    let space = |pair: &[usize]| {
        let (one, other) = (layered.items[pair[0]], layered.items[pair[1]]);
        let between = match (one.what, other.what) {
            (What::Whole, What::Whole) => 32,
            (What::Whole, _) | (_, What::Whole) => 22,
            (What::Label, _) | (_, What::Label) => 14,
            _ => 16,
        };
        f64::from(one.size.width + other.size.width) / 2.0 + f64::from(between)
    };
    layer.windows(2).map(space).collect()
}

/// Points in order, at least `spaces` apart, as close to `wanted` as that allows (least squares, by pooling neighbours
/// that would overlap).
pub(super) fn spaced(wanted: &[f64], weights: &[f64], spaces: &[f64]) -> Vec<f64> {
    // Without the spaces it is only the order that counts.
    let offsets: Vec<f64> = std::iter::once(0.0)
        .chain(spaces.iter().scan(0.0, |sum, space| {
            *sum += space;
            Some(*sum)
        }))
        .collect();
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for ((wanted, weight), offset) in wanted.iter().zip(weights).zip(&offsets) {
        let mut pool = (wanted - offset, *weight, 1);
        while let Some(last) = pools.pop_if(|last| last.0 > pool.0) {
            let weight = last.1 + pool.1;
            pool = ((last.0 * last.1 + pool.0 * pool.1) / weight, weight, last.2 + pool.2);
        }
        pools.push(pool);
    }
    let flat = pools
        .into_iter()
        .flat_map(|(middle, _, count)| std::iter::repeat_n(middle, count));
    flat.zip(offsets).map(|(middle, offset)| middle + offset).collect()
}
