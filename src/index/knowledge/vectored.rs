//! What is known of the meaning of a content: vectors.

use std::ops::Range;

use frontdesk_numerics::vectors::Vectors;

use super::Subject;
use crate::embedding::{Embedder, EmbeddingError, Keys};

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
        let ways: Vec<Option<&str>> = texts.iter().copied().map(Some).collect();
        let told: Vec<Option<&str>> = subjects.iter().map(|subject| subject.told.as_deref()).collect();
        let ([ways, told], keys) = embedder.content([&ways, &told], progress)?;
        Ok(Self {
            ways,
            told,
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
