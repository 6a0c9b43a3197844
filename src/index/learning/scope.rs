//! Whether a text is the like of what is asked here at all, or of what an editor has listed as out of scope.

use frontdesk_numerics::{LeftOut, Mat};
use rayon::prelude::*;

use super::{Compared, Lessons, MOST_LANDMARKS, Ridge, Shape, spread};

/// How much is smoothed.
const SMOOTH: f64 = 0.3;

/// The regression of "asked here" over texts.
pub(in crate::index) struct Scope {
    shape: Shape,
    landmarks: Vec<usize>,
    weights: Vec<f32>,
}

/// What would be said of texts if they were not there.
pub(super) struct Without {
    /// By text, left out alone.
    alone: Vec<Option<f32>>,
    /// By way to ask, left out with all of its subject and its kin.
    kin: Vec<Option<f32>>,
}

impl Without {
    pub(super) fn alone(&self, text: usize) -> f32 {
        self.alone.get(text).copied().flatten().unwrap_or_default()
    }

    pub(super) fn kin(&self, way: usize) -> f32 {
        self.kin.get(way).copied().flatten().unwrap_or_default()
    }
}

impl Scope {
    /// From about -1 (out of scope) to 1 (asked here).
    pub(in crate::index) fn of(&self, compared: &Compared) -> f32 {
        let near = |landmark: &usize| {
            #[expect(clippy::cast_possible_truncation, reason = "a number about 1")]
            let near = self.shape.kernel(compared.cosine(*landmark), compared.alike(*landmark)) as f32;
            near
        };
        self.landmarks
            .iter()
            .zip(&self.weights)
            .map(|(landmark, weight)| near(landmark) * weight)
            .sum()
    }
}

/// Learns from all texts; nothing where no phrase is listed as out of scope, or nothing is asked here.
pub(super) fn learn(lessons: &Lessons<'_>) -> Option<(Scope, Without)> {
    let (ways, texts) = (lessons.ways(), lessons.texts.len());
    if ways == 0 || texts == ways {
        return None;
    }
    let shape = Shape::all(true, lessons.vectors.is_some(), false)
        .first()?
        .smoothed(SMOOTH);
    let landmarks = spread(texts, MOST_LANDMARKS);
    let rows: Vec<Vec<f64>> = (0..texts)
        .into_par_iter()
        .map(|text| {
            let compared = lessons.compared(text);
            let with = |landmark: &usize| shape.kernel(compared.cosine(*landmark), compared.alike(*landmark));
            landmarks.iter().map(with).collect()
        })
        .collect();
    let kernel = Mat::from_fn(texts, landmarks.len(), |text, landmark| {
        rows.get(text)
            .and_then(|row| row.get(landmark))
            .copied()
            .unwrap_or_default()
    });
    let targets = Mat::from_fn(texts, 1, |text, _| if text < ways { 1.0 } else { -1.0 });
    // Both sides count the same, however many phrases each has.
    #[expect(clippy::cast_precision_loss, reason = "counts of texts")]
    let share = |own: usize| texts as f64 / 2.0 / own as f64;
    let counts = (0..texts).map(|text| share(if text < ways { ways } else { texts - ways }));
    let ridge = Ridge::fit(kernel, &landmarks, targets, counts.collect(), shape.smooth)?;
    let weights = ridge.weights();
    #[expect(clippy::cast_possible_truncation, reason = "numbers about 1")]
    let weights = (0..landmarks.len())
        .map(|landmark| weights[(landmark, 0)] as f32)
        .collect();
    let without = without(&ridge, lessons);
    Some((
        Scope {
            shape,
            landmarks,
            weights,
        },
        without,
    ))
}

#[expect(clippy::cast_possible_truncation, reason = "numbers about 1")]
fn without(ridge: &Ridge, lessons: &Lessons<'_>) -> Without {
    let texts: Vec<usize> = (0..lessons.texts.len()).collect();
    let said = ridge.without_each(&texts);
    let alone = texts.iter().map(|text| Some(said[(*text, 0)] as f32)).collect();
    let mut kin = vec![None; lessons.ways()];
    for family in 0..lessons.all {
        let of =
            |way: &usize| lessons.subjects.get(*way).and_then(|subject| lessons.kin.get(*subject)) == Some(&family);
        let ways: Vec<usize> = (0..lessons.ways()).filter(of).collect();
        if ways.is_empty() {
            continue;
        }
        if let Some(said) = ridge.without(&ways) {
            for (row, way) in ways.into_iter().enumerate() {
                if let Some(kin) = kin.get_mut(way) {
                    *kin = Some(said[(row, 0)] as f32);
                }
            }
        }
    }
    Without { alone, kin }
}
