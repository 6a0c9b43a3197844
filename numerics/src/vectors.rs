//! The nearest of many vectors: all of them are looked at, so that what is found is exact.
//!
//! Few vectors are compared as they are. From [`ROUGH_FROM`] on, each is also kept as whole numbers of one byte and one
//! scale: a quick pass over those gives every cosine to within a known bound, and whatever could still be among the nearest
//! by that bound is compared as it is. So the result is that of comparing all, for a quarter of the memory to be read.
//!
//! They lie in blocks, which several contents may have in common: of a content in which little has changed most blocks are
//! those of the one before.
//!
//! 100,000 vectors, ten wanted, one thread of a machine with two: 1.4 to 6 ms, by how busy the machine's memory is; 5 to
//! 9 ms if all were compared as they are (`cargo bench --bench micro -- nearest`). A core makes them
//! ready in 0.15 s, each block once. A vector takes 1,536 bytes, and from [`ROUGH_FROM`] on 392 more.
//!
//! Past that: the pass is bound by memory, at most 6 ms for each 100,000 on a busy machine, so up to half a million it is cut
//! into one piece per core and the nearest of the pieces are merged. From there on the vectors go into lists around some
//! thousand centres (an inverted file; k-means at index time) and a question looks into the lists of its nearest centres,
//! with this same pass inside them; a graph (HNSW) is quicker still from some millions on, takes longer to build and can't
//! leave out by audience or day before it ranks. Both give up that the result is exact.

use std::sync::Arc;

use pulp::Arch;
use rayon::prelude::*;

mod block;

pub use block::Block;

use block::{Rough, RoughQuery, whole};

/// The numbers of a vector.
pub const WIDTH: usize = 384;

/// From how many vectors on there is a quick pass first.
const ROUGH_FROM: usize = 2_000;

/// What arithmetic may lose in one cosine.
const ROUNDING: f32 = 1e-5;

/// Numbers that are worked on side by side.
const LANES: usize = 32;

/// Vectors of length 1, numbered from 0 in the order in which they were given.
#[derive(Default)]
pub struct Vectors {
    blocks: Vec<Placed>,
    len: usize,
    /// Whether there is a quick pass first.
    rough: bool,
}

/// A block and the number of its first vector.
struct Placed {
    first: usize,
    block: Arc<Block>,
}

impl std::fmt::Debug for Vectors {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Vectors").field("len", &self.len()).finish()
    }
}

impl Vectors {
    /// Keeps `vectors` in a block of their own, as [`Block::new`] does.
    pub fn new(vectors: impl IntoIterator<Item = impl AsRef<[f32]>>) -> Self {
        Self::of([Arc::new(Block::new(vectors))])
    }

    /// The vectors of `blocks`, one block after the other.
    pub fn of(blocks: impl IntoIterator<Item = Arc<Block>>) -> Self {
        Self::with_rough_from(blocks, ROUGH_FROM)
    }

    fn with_rough_from(blocks: impl IntoIterator<Item = Arc<Block>>, rough_from: usize) -> Self {
        let mut vectors = Self::default();
        for block in blocks.into_iter().filter(|block| !block.is_empty()) {
            let first = vectors.len;
            vectors.len += block.len();
            vectors.blocks.push(Placed { first, block });
        }
        vectors.rough = rough_from <= vectors.len;
        if vectors.rough {
            vectors.blocks.par_iter().for_each(|placed| {
                placed.block.rough();
            });
        }
        vectors
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The blocks that they lie in.
    pub fn blocks(&self) -> impl Iterator<Item = &Arc<Block>> {
        self.blocks.iter().map(|placed| &placed.block)
    }

    /// The `most` vectors nearest to `query` (of length 1) among those that `may` be found: number and cosine, the nearest
    /// first; of equally near ones the one with the lower number. `may` is asked only for those that could be among them.
    pub fn nearest(&self, query: &[f32], most: usize, may: impl Fn(u32) -> bool) -> Vec<(u32, f32)> {
        let query = whole(query);
        let contenders = if self.rough {
            self.rough_contenders(&query, most, may)
        } else {
            let exact = self.all(&query).into_iter();
            contenders(exact.map(|cosine| (cosine, ROUNDING)), most, may)
        };
        let exact = |number: u32| self.get(number as usize).map(|vector| (number, dot(vector, &query)));
        let mut found: Vec<(u32, f32)> = contenders.into_iter().filter_map(exact).collect();
        found.sort_unstable_by(|(one, near), (other, nearer)| nearer.total_cmp(near).then(one.cmp(other)));
        found.truncate(most);
        found
    }

    /// The cosine of each vector with `query` (of length 1), by number.
    pub fn cosines(&self, query: &[f32]) -> Vec<f32> {
        self.all(&whole(query))
    }

    /// The cosine of one vector with `query` (of length 1); 0 where there is no such vector.
    pub fn cosine(&self, number: u32, query: &[f32]) -> f32 {
        self.get(number as usize)
            .map_or(0.0, |vector| dot(vector, &whole(query)))
    }

    /// The numbers of a vector.
    pub fn get(&self, number: usize) -> Option<&[f32; WIDTH]> {
        let after = self.blocks.partition_point(|placed| placed.first <= number);
        let placed = self.blocks.get(after.checked_sub(1)?)?;
        placed.block.exact().get(number - placed.first)
    }

    fn all(&self, query: &[f32; WIDTH]) -> Vec<f32> {
        let mut cosines = vec![0.0; self.len()];
        Arch::new().dispatch(|| {
            let mut rest = cosines.as_mut_slice();
            for placed in &self.blocks {
                let vectors = placed.block.exact();
                for (cosine, vector) in take(&mut rest, vectors.len()).iter_mut().zip(vectors) {
                    *cosine = dot(vector, query);
                }
            }
        });
        cosines
    }

    /// The numbers of those that could be among the `most` nearest, by the vectors as whole numbers.
    fn rough_contenders(&self, query: &[f32; WIDTH], most: usize, may: impl Fn(u32) -> bool) -> Vec<u32> {
        let query = RoughQuery::new(query);
        let blocks: Vec<(&Rough, usize)> = self.blocks().map(|block| (block.rough(), block.len())).collect();
        let mut sums = vec![0; self.len()];
        Arch::new().dispatch(|| {
            let mut rest = sums.as_mut_slice();
            for (block, len) in &blocks {
                block.sums(&query, take(&mut rest, *len));
            }
        });
        let mut rest = sums.as_slice();
        let cosines = blocks.iter().flat_map(|(block, len)| {
            let (sums, others) = rest.split_at(rest.len().min(*len));
            rest = others;
            block.cosines(&query, sums)
        });
        contenders(cosines, most, may)
    }
}

/// Takes the first `len` of `rest` away.
#[inline(always)]
fn take<'a, T>(rest: &mut &'a mut [T], len: usize) -> &'a mut [T] {
    rest.split_off_mut(..len).unwrap_or_default()
}

/// The numbers of those that could be among the `most` nearest, given what each cosine is about and how much more or less
/// it can be.
fn contenders(cosines: impl Iterator<Item = (f32, f32)>, most: usize, may: impl Fn(u32) -> bool) -> Vec<u32> {
    // The least that the nearest so far can be, the greatest first.
    let mut least: Vec<f32> = Vec::with_capacity(most.min(1_000));
    let mut found = Vec::new();
    let mut bar = f32::NEG_INFINITY;
    for (number, (cosine, slack)) in (0u32..).zip(cosines) {
        if most == 0 || cosine + slack < bar || !may(number) {
            continue;
        }
        found.push((number, cosine + slack));
        if bar < cosine - slack {
            let place = least.partition_point(|other| cosine - slack <= *other);
            least.insert(place, cosine - slack);
            least.truncate(most);
            if least.len() == most {
                bar = least.last().copied().unwrap_or(bar);
            }
        }
    }
    found
        .into_iter()
        .filter(|(_, greatest)| bar <= *greatest)
        .map(|(number, _)| number)
        .collect()
}

/// The sum is made in the same order whatever the machine can do at once: the same cosine everywhere.
#[inline(always)]
fn dot(one: &[f32; WIDTH], other: &[f32; WIDTH]) -> f32 {
    let mut sums = [0.0; LANES];
    for (one, other) in one.as_chunks::<LANES>().0.iter().zip(other.as_chunks::<LANES>().0) {
        for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests;
