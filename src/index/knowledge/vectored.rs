//! What is known of the meaning of a content: vectors.

use std::ops::Range;

use frontdesk_numerics::vectors::Vectors;

use super::Subject;
use crate::embedding::{Embedder, EmbeddingError, Keys, Vector};

/// What is known of the meaning of a content.
pub(super) struct Vectored {
    /// Those of the ways to ask, and then those of the phrases that are out of scope.
    pub(super) ways: Vectors,
    /// Those of the answers, by subject.
    pub(super) told: Vectors,
    /// The subject of each way to ask, sorted.
    pub(super) subjects: Vec<usize>,
    /// What the vectors are kept by.
    pub(super) keys: Keys,
}

impl Vectored {
    /// The vectors of `texts` (the ways to ask, whose subjects are `of`, and the phrases that are out of scope) and of the
    /// answers.
    pub(super) fn new(
        embedder: &Embedder,
        texts: &[&str],
        subjects: &[Subject<'_>],
        of: &[usize],
        progress: &dyn Fn(usize, usize),
    ) -> Result<Self, EmbeddingError> {
        let told: Vec<&str> = subjects.iter().filter_map(|subject| subject.told.as_deref()).collect();
        let all: Vec<&str> = texts.iter().chain(&told).copied().collect();
        let (vectors, keys) = embedder.content(&all, progress)?;
        let (ways, answers) = vectors.split_at(texts.len().min(vectors.len()));
        let mut answers = answers.iter();
        let nothing: &[f32] = &[];
        let by_subject = subjects.iter().map(|subject| match subject.told {
            Some(_) => answers.next().map_or(nothing, Vector::as_slice),
            None => nothing,
        });
        Ok(Self {
            told: Vectors::new(by_subject),
            ways: Vectors::new(ways.iter().map(Vector::as_slice)),
            subjects: of.to_vec(),
            keys,
        })
    }

    /// The cosine with the nearest way to ask for a subject.
    pub(super) fn nearest_of(&self, subject: usize, vector: &[f32]) -> f32 {
        let place = |subject: usize| self.subjects.partition_point(|other| *other < subject);
        self.nearest_among(place(subject)..place(subject + 1), vector)
    }

    /// The cosine with the answer of a subject.
    pub(super) fn told_of(&self, subject: usize, vector: &[f32]) -> f32 {
        u32::try_from(subject).map_or(0.0, |subject| self.told.cosine(subject, vector))
    }

    /// The cosine with the nearest phrase that is listed as out of scope.
    pub(super) fn listed(&self, vector: &[f32]) -> f32 {
        self.nearest_among(self.subjects.len()..self.ways.len(), vector)
    }

    fn nearest_among(&self, texts: Range<usize>, vector: &[f32]) -> f32 {
        let numbers = texts.filter_map(|text| u32::try_from(text).ok());
        let cosines = numbers.map(|number| self.ways.cosine(number, vector));
        cosines.fold(0.0, f32::max)
    }
}
