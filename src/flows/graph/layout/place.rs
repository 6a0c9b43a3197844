//! Gives every item its `x`: as close to its neighbours' as the others in its layer allow.

use super::layers::{Layered, What};

/// How often all layers are gone through. Arrows through many layers need a while to become straight.
const SWEEPS: usize = 160;

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
    let left = |(item, middle): (usize, &f64)| middle - f64::from(layered.items[item].size.width) / 2.0;
    let leftmost = middles.iter().enumerate().map(left).fold(f64::INFINITY, f64::min);
    middles.iter().map(|middle| middle - leftmost.min(f64::MAX)).collect()
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
