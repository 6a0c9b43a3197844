//! Which subject a text belongs to.

use std::borrow::Cow;

use frontdesk_numerics::Mat;
use rayon::prelude::*;

use super::shape::Parts;
use super::{Compared, Lessons, MOST_LANDMARKS, Ridge, Shape};

/// Ways to ask up to which all shapes are tried; with more there is little between them, and it takes seconds each.
const TRIED_UP_TO: usize = 1_024;

/// The smoothing where there are more: the more examples, the less is needed.
const MANY_SMOOTH: f64 = 0.1;

/// The regression of subjects over texts.
pub(in crate::index) struct Classes {
    pub(in crate::index) shape: Shape,
    /// The numbers of the texts that a text is compared with.
    landmarks: Vec<usize>,
    /// For each landmark, what it says of each subject.
    weights: Vec<Vec<f32>>,
    subjects: usize,
}

/// What would be said of ways to ask if they were not there.
pub(super) struct Without {
    /// By way to ask that is left out alone: for each subject.
    pub(super) alone: Vec<Vec<f32>>,
    /// The same, left out with all of its subject and its kin.
    pub(super) kin: Vec<Vec<f32>>,
}

impl Classes {
    /// What the regression says of each subject, about -1 to 1.
    pub(in crate::index) fn of(&self, compared: &Compared) -> Vec<f32> {
        let mut said = vec![0.0; self.subjects];
        for (landmark, weights) in self.landmarks.iter().zip(&self.weights) {
            #[expect(clippy::cast_possible_truncation, reason = "a number about 1")]
            let near = self.shape.kernel(compared.cosine(*landmark), compared.alike(*landmark)) as f32;
            for (said, weight) in said.iter_mut().zip(weights) {
                *said += near * weight;
            }
        }
        said
    }
}

/// Learns from all ways to ask; with what it would say of those that are `left_out` (`compared` as they are with all).
pub(super) fn learn(lessons: &Lessons<'_>, left_out: &[usize], compared: &[Cow<'_, Compared>]) -> (Classes, Without) {
    let landmarks = landmarks(lessons.subjects, lessons.all);
    let table = Table::new(lessons, &landmarks, left_out, compared);
    let shape = choose(lessons, &landmarks, &table, left_out, compared);
    let nothing = || Classes {
        shape,
        landmarks: Vec::new(),
        weights: Vec::new(),
        subjects: lessons.all,
    };
    let Some(ridge) = table.fit(lessons, &landmarks, shape) else {
        return (
            nothing(),
            Without {
                alone: vec![vec![-1.0; lessons.all]; left_out.len()],
                kin: vec![vec![-1.0; lessons.all]; left_out.len()],
            },
        );
    };
    let weights = ridge.weights();
    #[expect(clippy::cast_possible_truncation, reason = "numbers about 1")]
    let weights = (0..landmarks.len())
        .map(|landmark| {
            (0..lessons.all)
                .map(|subject| weights[(landmark, subject)] as f32)
                .collect()
        })
        .collect();
    let without = Without {
        alone: alone(&ridge, left_out),
        kin: kin(&ridge, lessons, left_out),
    };
    (
        Classes {
            shape,
            landmarks,
            weights,
            subjects: lessons.all,
        },
        without,
    )
}

/// The ways to ask that the others are compared with: all, or the first ones of each subject.
fn landmarks(subjects: &[usize], all: usize) -> Vec<usize> {
    if subjects.len() <= MOST_LANDMARKS {
        return (0..subjects.len()).collect();
    }
    let mut seen = vec![0usize; all];
    let mut ordered: Vec<(usize, usize)> = Vec::with_capacity(subjects.len());
    for (way, subject) in subjects.iter().enumerate() {
        if let Some(seen) = seen.get_mut(*subject) {
            ordered.push((*seen, way));
            *seen += 1;
        }
    }
    ordered.sort_unstable();
    let mut landmarks: Vec<usize> = ordered.into_iter().take(MOST_LANDMARKS).map(|(_, way)| way).collect();
    landmarks.sort_unstable();
    landmarks
}

/// How all ways to ask compare with the landmarks.
struct Table {
    /// By way to ask: cosine (where there are vectors) and likeness with each landmark.
    rows: Vec<Vec<(Option<f32>, f32)>>,
}

impl Table {
    fn new(lessons: &Lessons<'_>, landmarks: &[usize], left_out: &[usize], compared: &[Cow<'_, Compared>]) -> Self {
        let row = |compared: &Compared| {
            let with = |landmark: &usize| (compared.cosine(*landmark), compared.alike(*landmark));
            landmarks.iter().map(with).collect::<Vec<_>>()
        };
        let rows = (0..lessons.ways())
            .into_par_iter()
            .map(|way| match left_out.binary_search(&way) {
                Ok(place) => compared.get(place).map(|compared| row(compared)).unwrap_or_default(),
                Err(_) => row(&lessons.compared(way)),
            });
        Self { rows: rows.collect() }
    }

    fn fit(&self, lessons: &Lessons<'_>, landmarks: &[usize], shape: Shape) -> Option<Ridge> {
        let kernel = Mat::from_fn(self.rows.len(), landmarks.len(), |way, landmark| {
            let (cosine, alike) = self
                .rows
                .get(way)
                .and_then(|row| row.get(landmark))
                .copied()
                .unwrap_or_default();
            shape.kernel(cosine, alike)
        });
        let targets = Mat::from_fn(self.rows.len(), lessons.all, |way, subject| {
            if lessons.subjects.get(way) == Some(&subject) {
                1.0
            } else {
                -1.0
            }
        });
        Ridge::fit(kernel, landmarks, targets, vec![1.0; self.rows.len()], shape.smooth)
    }
}

/// The shape under which most left-out ways to ask find their subject, or what is one with it; of equally good ones
/// the first.
fn choose(
    lessons: &Lessons<'_>,
    landmarks: &[usize],
    table: &Table,
    left_out: &[usize],
    compared: &[Cow<'_, Compared>],
) -> Shape {
    let alone = lessons.ways() < 2 * lessons.all;
    let answered = compared
        .iter()
        .any(|compared| compared.told.iter().any(|told| *told != 0.0));
    let shapes = Shape::all(alone, lessons.vectors.is_some(), answered);
    let first = *shapes.first().unwrap_or(&Shape::all(true, false, false)[0]);
    if lessons.ways() > TRIED_UP_TO {
        return first.smoothed(MANY_SMOOTH);
    }
    if alone {
        return first;
    }
    let right = |shape: &Shape| {
        let ridge = table.fit(lessons, landmarks, *shape)?;
        let said = self::alone(&ridge, left_out);
        let found = left_out
            .iter()
            .zip(compared)
            .zip(&said)
            .filter(|((way, compared), said)| {
                let own = lessons.subjects.get(**way).copied().unwrap_or_default();
                let best = best(shape, &parts(lessons, compared, said, |text| text != **way));
                best.is_some_and(|best| (lessons.are_one)(best, own))
            });
        Some(found.count())
    };
    let counted: Vec<usize> = shapes
        .par_iter()
        .map(|shape| right(shape).unwrap_or_default())
        .collect();
    let most = counted.iter().copied().max().unwrap_or_default();
    let place = counted.iter().position(|count| *count == most);
    place.and_then(|place| shapes.get(place)).copied().unwrap_or(first)
}

fn best(shape: &Shape, parts: &[Parts]) -> Option<usize> {
    let scores = parts.iter().map(|parts| shape.score(parts));
    scores
        .enumerate()
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(subject, _)| subject)
}

fn parts(lessons: &Lessons<'_>, compared: &Compared, said: &[f32], count: impl Fn(usize) -> bool) -> Vec<Parts> {
    super::parts(lessons.subjects, lessons.all, compared, said, count)
}

#[expect(clippy::cast_possible_truncation, reason = "numbers about 1")]
fn row(numbers: &Mat<f64>, row: usize) -> Vec<f32> {
    (0..numbers.ncols())
        .map(|column| numbers[(row, column)] as f32)
        .collect()
}

fn alone(ridge: &Ridge, left_out: &[usize]) -> Vec<Vec<f32>> {
    let said = ridge.without_each(left_out);
    (0..left_out.len()).map(|place| row(&said, place)).collect()
}

/// What would be said of the `left_out`, each without all of its subject and its kin.
fn kin(ridge: &Ridge, lessons: &Lessons<'_>, left_out: &[usize]) -> Vec<Vec<f32>> {
    let mut families: Vec<Vec<usize>> = vec![Vec::new(); lessons.all];
    for (way, subject) in lessons.subjects.iter().enumerate() {
        let family = lessons.kin.get(*subject).copied().unwrap_or(*subject);
        if let Some(family) = families.get_mut(family) {
            family.push(way);
        }
    }
    let said: Vec<Option<Mat<f64>>> = families
        .par_iter()
        .map(|family| (!family.is_empty()).then(|| ridge.without(family)).flatten())
        .collect();
    let without = |way: &usize| {
        let subject = lessons.subjects.get(*way).copied().unwrap_or_default();
        let family = lessons.kin.get(subject).copied().unwrap_or(subject);
        let place = families.get(family).and_then(|family| family.binary_search(way).ok());
        let said = said.get(family).and_then(Option::as_ref).zip(place);
        said.map_or_else(|| vec![-1.0; lessons.all], |(said, place)| row(said, place))
    };
    left_out.iter().map(without).collect()
}
