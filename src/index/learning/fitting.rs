//! Fits the regression of subjects over ways to ask: on all of them, or on landmarks.

use std::borrow::Cow;

use frontdesk_numerics::exact::Exact;
use frontdesk_numerics::{LeftOut, Mat};
use rayon::prelude::*;

use super::{Compared, Lessons, MOST_EXACT, MOST_LANDMARKS, Ridge, Shape};

/// The ways to ask that the others are compared with: all, or the first ones of each subject.
pub(super) fn landmarks(lessons: &Lessons<'_>) -> Vec<usize> {
    let subjects = lessons.subjects;
    let most = if lessons.vectors.is_some() {
        MOST_EXACT
    } else {
        MOST_LANDMARKS
    };
    if subjects.len() <= most {
        return (0..subjects.len()).collect();
    }
    let mut seen = vec![0usize; lessons.all];
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

/// The regression with a weight for each way to ask.
pub(super) fn exact(
    lessons: &Lessons<'_>,
    shape: Shape,
    left_out: &[usize],
    compared: &[Cow<'_, Compared>],
) -> Option<Box<dyn LeftOut + Sync>> {
    let targets = Mat::from_fn(lessons.ways(), lessons.all, |way, subject| {
        target(lessons, way, subject)
    });
    let kernel = |way: usize, numbers: &mut [f32]| {
        let fill = |compared: &Compared| {
            for (other, number) in (way..).zip(numbers) {
                *number = near(shape, compared, other);
            }
        };
        match known(left_out, compared, way) {
            Some(compared) => fill(compared),
            None => fill(&lessons.compared(way)),
        }
    };
    #[expect(clippy::cast_possible_truncation, reason = "a number about 1")]
    let smooth = shape.smooth as f32;
    let exact = Exact::fit(targets, smooth, kernel)?;
    Some(Box::new(exact))
}

/// How alike a text and one of the texts are under `shape`.
#[expect(clippy::cast_possible_truncation, reason = "a number about 1")]
pub(super) fn near(shape: Shape, compared: &Compared, other: usize) -> f32 {
    shape.kernel(compared.cosine(other), compared.alike(other)) as f32
}

/// How all ways to ask compare with the landmarks.
pub(super) struct Table {
    /// By way to ask: cosine (where there are vectors) and likeness with each landmark.
    rows: Vec<Vec<(Option<f32>, f32)>>,
}

impl Table {
    pub(super) fn new(
        lessons: &Lessons<'_>,
        landmarks: &[usize],
        left_out: &[usize],
        compared: &[Cow<'_, Compared>],
    ) -> Self {
        let row = |compared: &Compared| {
            let with = |landmark: &usize| (compared.cosine(*landmark), compared.alike(*landmark));
            landmarks.iter().map(with).collect::<Vec<_>>()
        };
        let rows = (0..lessons.ways())
            .into_par_iter()
            .map(|way| match known(left_out, compared, way) {
                Some(compared) => row(compared),
                None => row(&lessons.compared(way)),
            });
        Self { rows: rows.collect() }
    }

    pub(super) fn fit(&self, lessons: &Lessons<'_>, landmarks: &[usize], shape: Shape) -> Option<Ridge> {
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
            f64::from(target(lessons, way, subject))
        });
        Ridge::fit(kernel, landmarks, targets, vec![1.0; self.rows.len()], shape.smooth)
    }
}

fn target(lessons: &Lessons<'_>, way: usize, subject: usize) -> f32 {
    if lessons.subjects.get(way) == Some(&subject) {
        1.0
    } else {
        -1.0
    }
}

/// How a way to ask compares with all, if it is among those that are left out, in their order.
fn known<'a>(left_out: &[usize], compared: &'a [Cow<'_, Compared>], way: usize) -> Option<&'a Compared> {
    let place = left_out.binary_search(&way).ok()?;
    compared.get(place).map(Cow::as_ref)
}

#[cfg(test)]
mod tests {
    use frontdesk_numerics::vectors::Vectors;

    use super::super::Ngrams;
    use super::*;

    const WAYS: usize = 60;
    const SUBJECTS: usize = 3;

    fn subject(way: usize) -> usize {
        way % SUBJECTS
    }

    /// Vectors that lie in the direction of their subject, each a little beside it.
    fn vectors() -> Vectors {
        let vector = |way: usize| {
            let mut vector = [0.0f32; 384];
            vector[subject(way)] = 0.8;
            vector[SUBJECTS + way] = 0.6;
            vector
        };
        Vectors::new((0..WAYS).map(vector))
    }

    #[test]
    fn with_all_ways_to_ask_it_is_what_it_is_with_all_as_landmarks() {
        let texts: Vec<String> = (0..WAYS)
            .map(|way| format!("way {way} to ask {}", subject(way)))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let subjects: Vec<usize> = (0..WAYS).map(subject).collect();
        let (vectors, told) = (vectors(), Vectors::default());
        let lessons = Lessons {
            texts: &texts,
            subjects: &subjects,
            all: SUBJECTS,
            kin: &[0, 1, 2],
            are_one: &|one, other| one == other,
            ngrams: &Ngrams::new(&texts),
            vectors: Some((&vectors, &told)),
            words: &|_, _| Vec::new(),
            known: None,
        };
        let left_out: Vec<usize> = (0..WAYS).step_by(7).collect();
        let compared: Vec<Cow<'_, Compared>> = left_out.iter().map(|way| lessons.compared(*way)).collect();
        let shape = Shape::all(false, true, false)[0];
        let landmarks = landmarks(&lessons);
        let table = Table::new(&lessons, &landmarks, &left_out, &compared);
        let ridge = table.fit(&lessons, &landmarks, shape).unwrap();
        let exact = exact(&lessons, shape, &left_out, &compared).unwrap();
        let apart = (exact.without_each(&left_out) - ridge.without_each(&left_out)).norm_max();
        assert!(apart < 1e-3, "{apart}");
    }

    #[test]
    fn by_words_alone_many_ways_to_ask_are_compared_with_landmarks() {
        let texts = vec!["a way to ask"; MOST_LANDMARKS + 9];
        let subjects: Vec<usize> = (0..texts.len()).map(subject).collect();
        let (vectors, told) = (vectors(), Vectors::default());
        let by_words = Lessons {
            texts: &texts,
            subjects: &subjects,
            all: SUBJECTS,
            kin: &[0, 1, 2],
            are_one: &|one, other| one == other,
            ngrams: &Ngrams::default(),
            vectors: None,
            words: &|_, _| Vec::new(),
            known: None,
        };
        assert_eq!(landmarks(&by_words).len(), MOST_LANDMARKS);
        let meant = Lessons {
            vectors: Some((&vectors, &told)),
            ..by_words
        };
        assert_eq!(landmarks(&meant), (0..texts.len()).collect::<Vec<_>>());
    }
}
