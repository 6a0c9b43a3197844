//! Which subject a text belongs to.

use std::borrow::Cow;

use frontdesk_numerics::rows::Rows;
use frontdesk_numerics::{LeftOut, Mat};
use rayon::prelude::*;

use super::fitting::{Table, exact, landmarks, near};
use super::shape::Parts;
use super::{Compared, Lessons, MOST_LANDMARKS, Shape};

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
    weights: Rows,
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
        let near = self
            .landmarks
            .iter()
            .map(|landmark| near(self.shape, compared, *landmark));
        self.weights.sum(near)
    }
}

/// Learns from all ways to ask; with what it would say of those that are `left_out` (`compared` as they are with all).
pub(super) fn learn(lessons: &Lessons<'_>, left_out: &[usize], compared: &[Cow<'_, Compared>]) -> (Classes, Without) {
    let landmarks = landmarks(lessons);
    let (shape, regression) = fitted(lessons, &landmarks, left_out, compared);
    let Some(regression) = regression else {
        let nothing = || vec![vec![-1.0; lessons.all]; left_out.len()];
        let classes = Classes {
            shape,
            landmarks: Vec::new(),
            weights: Rows::new(lessons.all, std::iter::empty::<Vec<f32>>()),
        };
        let (alone, kin) = (nothing(), nothing());
        return (classes, Without { alone, kin });
    };
    let weights = regression.weights();
    let weights = (0..landmarks.len()).map(|landmark| row(&weights, landmark));
    let classes = Classes {
        shape,
        weights: Rows::new(lessons.all, weights),
        landmarks,
    };
    let without = Without {
        alone: alone(&*regression, left_out),
        kin: kin(&*regression, lessons, left_out),
    };
    (classes, without)
}

/// The regression, with the shape that was chosen; nothing where the numbers can't be solved.
fn fitted(
    lessons: &Lessons<'_>,
    landmarks: &[usize],
    left_out: &[usize],
    compared: &[Cow<'_, Compared>],
) -> (Shape, Option<Box<dyn LeftOut + Sync>>) {
    if landmarks.len() > MOST_LANDMARKS {
        let shape = of_many(&shapes(lessons, compared));
        return (shape, exact(lessons, shape, left_out, compared));
    }
    let table = Table::new(lessons, landmarks, left_out, compared);
    let shape = choose(lessons, landmarks, &table, left_out, compared);
    let ridge = table.fit(lessons, landmarks, shape);
    (shape, ridge.map(|ridge| Box::new(ridge) as Box<dyn LeftOut + Sync>))
}

/// Whether most subjects have only one way to ask.
fn one_way_each(lessons: &Lessons<'_>) -> bool {
    lessons.ways() < 2 * lessons.all
}

/// The shapes to choose from.
fn shapes(lessons: &Lessons<'_>, compared: &[Cow<'_, Compared>]) -> Vec<Shape> {
    let answered = compared
        .iter()
        .any(|compared| compared.told.iter().any(|told| *told != 0.0));
    Shape::all(one_way_each(lessons), lessons.vectors.is_some(), answered)
}

fn first(shapes: &[Shape]) -> Shape {
    *shapes.first().unwrap_or(&Shape::all(true, false, false)[0])
}

/// The shape where there are more ways to ask than all shapes are tried for.
fn of_many(shapes: &[Shape]) -> Shape {
    first(shapes).smoothed(MANY_SMOOTH)
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
    let shapes = shapes(lessons, compared);
    if lessons.ways() > TRIED_UP_TO {
        return of_many(&shapes);
    }
    let first = first(&shapes);
    if one_way_each(lessons) {
        return first;
    }
    let right = |shape: &Shape| {
        let ridge = table.fit(lessons, landmarks, *shape)?;
        let said = alone(&ridge, left_out);
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

fn alone(regression: &dyn LeftOut, left_out: &[usize]) -> Vec<Vec<f32>> {
    let said = regression.without_each(left_out);
    (0..left_out.len()).map(|place| row(&said, place)).collect()
}

/// What would be said of the `left_out`, each without all of its subject and its kin.
fn kin(regression: &(dyn LeftOut + Sync), lessons: &Lessons<'_>, left_out: &[usize]) -> Vec<Vec<f32>> {
    let mut families: Vec<Vec<usize>> = vec![Vec::new(); lessons.all];
    for (way, subject) in lessons.subjects.iter().enumerate() {
        let family = lessons.kin.get(*subject).copied().unwrap_or(*subject);
        if let Some(family) = families.get_mut(family) {
            family.push(way);
        }
    }
    let said: Vec<Option<Mat<f64>>> = families
        .par_iter()
        .map(|family| (!family.is_empty()).then(|| regression.without(family)).flatten())
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
