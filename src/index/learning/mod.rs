//! What an index learns from its own ways to ask: which subject a text is about, and how probably.
//!
//! A kernel ridge regression says for each subject how much a text belongs to it (`classes`); another one how much it is
//! like what is asked here at all rather than like what is not (`scope`). The regressions tell what they would have said
//! of each way to ask without having learned from it, and without having learned from anything of its subject. From
//! these cases the probability is fitted (`probability`). Nothing is chosen by hand for a content: the shape of the kernel
//! is the one that does best on left-out ways to ask.

use std::borrow::Cow;

use frontdesk_numerics::ridge::Ridge;
use rayon::prelude::*;

use frontdesk_numerics::vectors::Vectors;

mod classes;
mod fitting;
mod ngrams;
mod probability;
mod scope;
mod shape;

pub(super) use ngrams::Ngrams;
pub(super) use probability::{Features, crowd};
pub(super) use shape::Parts;

use classes::Classes;
use probability::Probability;
use scope::Scope;
use shape::Shape;

/// Subjects at most for which there is a regression. A larger content is a knowledge base, in which most questions have few
/// ways to ask: there the nearest way to ask and the answer decide.
pub(super) const MOST_SUBJECTS: usize = 500;

/// Ways to ask at most from which a regression learns by their likeness with all others; of more, these many are
/// landmarks.
const MOST_LANDMARKS: usize = 3_072;

/// The same for the regression of subjects where there are vectors, for which it is worth its time and memory: of the 15,000 of
/// CLINC150, left out alone, 98.0 % find their subject, with landmarks 96.3 %. They take 0.9 GB while it learns.
const MOST_EXACT: usize = 16_000;

/// Ways to ask at most that are left out in turn.
const MOST_LEFT_OUT: usize = 3_000;

/// Texts up to which all comparisons are kept while it learns: 32 MB.
const MOST_KNOWN: usize = 2_000;

/// Everything that is learned from.
#[derive(Clone, Copy)]
pub(super) struct Lessons<'a> {
    /// The ways to ask, then the phrases that are out of scope.
    pub(super) texts: &'a [&'a str],
    /// The subject of each way to ask: as many as there are ways to ask.
    pub(super) subjects: &'a [usize],
    /// How many subjects there are.
    pub(super) all: usize,
    /// For each subject the first one that leads to the same: itself, or that of its translation or errand.
    pub(super) kin: &'a [usize],
    /// Whether who means one subject is well served with another: itself, its translation, or an answer and its errand. Kin
    /// are more: two answers that have the same errand are kin, and one is wrong for the other.
    pub(super) are_one: &'a (dyn Fn(usize, usize) -> bool + Sync),
    /// How alike the texts are in letters.
    pub(super) ngrams: &'a Ngrams,
    /// The texts' vectors, and those of the answers by subject; nothing where only words are looked at.
    pub(super) vectors: Option<(&'a Vectors, &'a Vectors)>,
    /// How well the words of a text fit each subject, 0 to 1, as if a way to ask were not there.
    pub(super) words: &'a (dyn Fn(&str, Option<usize>) -> Vec<f32> + Sync),
    /// How the texts compare, where there are so few that all of that is worked out beforehand.
    pub(super) known: Option<&'a [Compared]>,
}

/// How a text compares with all that is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Compared {
    /// The cosine with each text; empty where only words are looked at.
    pub(super) cosines: Vec<f32>,
    /// The likeness in letters with each text.
    pub(super) likeness: Vec<f32>,
    /// The cosine with each subject's answer; 0 where it has none.
    pub(super) told: Vec<f32>,
    /// How well the words fit each subject.
    pub(super) words: Vec<f32>,
}

impl Compared {
    /// How near each text is: by meaning, or else by letters.
    pub(super) fn nearness(&self) -> &[f32] {
        if self.cosines.is_empty() {
            &self.likeness
        } else {
            &self.cosines
        }
    }

    /// The same by words alone.
    pub(super) fn by_words(self) -> Self {
        Self {
            cosines: Vec::new(),
            told: vec![0.0; self.told.len()],
            ..self
        }
    }

    fn cosine(&self, text: usize) -> Option<f32> {
        self.cosines.get(text).copied()
    }

    fn alike(&self, text: usize) -> f32 {
        self.likeness.get(text).copied().unwrap_or_default()
    }
}

/// What was learned.
pub(super) struct Learned {
    pub(super) classes: Classes,
    pub(super) scope: Option<Scope>,
    pub(super) probability: Probability,
    /// The ways to ask that find another subject when they are left out, in their order.
    pub(super) lost: Vec<Lost>,
}

/// A way to ask that finds another subject when it is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lost {
    pub(super) way: usize,
    /// The subject that is found.
    pub(super) to: usize,
    /// How probable that one seems.
    pub(super) probability: f32,
}

impl Lessons<'_> {
    fn ways(&self) -> usize {
        self.subjects.len()
    }

    /// How one of the texts compares with all.
    fn compared(&self, text: usize) -> Cow<'_, Compared> {
        match self.known.and_then(|known| known.get(text)) {
            Some(known) => Cow::Borrowed(known),
            None => Cow::Owned(self.compare(text)),
        }
    }

    /// How all texts compare, if there are few enough.
    pub(super) fn compare_all(&self) -> Option<Vec<Compared>> {
        let few = self.texts.len() <= MOST_KNOWN;
        few.then(|| {
            (0..self.texts.len())
                .into_par_iter()
                .map(|text| self.compare(text))
                .collect()
        })
    }

    fn compare(&self, text: usize) -> Compared {
        let words = *self.texts.get(text).unwrap_or(&"");
        let vector = self.vectors.and_then(|(vectors, _)| vectors.get(text));
        Compared {
            cosines: vector
                .zip(self.vectors)
                .map(|(vector, (vectors, _))| vectors.cosines(vector))
                .unwrap_or_default(),
            told: vector
                .zip(self.vectors)
                .map_or_else(|| vec![0.0; self.all], |(vector, (_, answers))| answers.cosines(vector)),
            likeness: self.ngrams.likeness(words),
            words: (self.words)(words, Some(text)),
        }
    }

    /// Whether two subjects lead to the same.
    fn akin(&self, one: usize, other: usize) -> bool {
        self.kin.get(one) == self.kin.get(other)
    }
}

/// Every so many-th of `all`, so that at most `most` are taken.
fn spread(all: usize, most: usize) -> Vec<usize> {
    (0..all).step_by(all.div_ceil(most).max(1)).collect()
}

/// The parts of each subject's score (`subjects`: that of each way to ask; `all` of them), where only ways to ask that `count`
/// are there.
pub(super) fn parts(
    subjects: &[usize],
    all: usize,
    compared: &Compared,
    said: &[f32],
    count: impl Fn(usize) -> bool,
) -> Vec<Parts> {
    let mut nearest = vec![0.0f32; all];
    for ((way, subject), near) in subjects.iter().enumerate().zip(compared.nearness()) {
        if let Some(nearest) = nearest.get_mut(*subject)
            && count(way)
        {
            *nearest = nearest.max(*near);
        }
    }
    let at = |numbers: &[f32], subject: usize| numbers.get(subject).copied().unwrap_or_default();
    let parts = nearest.iter().enumerate().map(|(subject, nearest)| Parts {
        learned: at(said, subject),
        nearest: *nearest,
        told: at(&compared.told, subject),
        words: at(&compared.words, subject),
    });
    parts.collect()
}

/// Learns.
pub(super) fn learn(lessons: &Lessons<'_>) -> Learned {
    let (ways, texts) = (lessons.ways(), lessons.texts.len());
    let left_out: Vec<usize> = spread(ways, MOST_LEFT_OUT);
    let compared: Vec<Cow<'_, Compared>> = left_out.par_iter().map(|text| lessons.compared(*text)).collect();
    let outside: Vec<Cow<'_, Compared>> = (ways..texts)
        .into_par_iter()
        .map(|text| lessons.compared(text))
        .collect();
    let (classes, without) = classes::learn(lessons, &left_out, &compared);
    let scope = scope::learn(lessons);
    let (probability, lost) = probability::learn(&probability::Cases {
        lessons,
        left_out: &left_out,
        compared: &compared,
        outside: &outside,
        classes: &classes,
        without: &without,
        scope: scope.as_ref(),
    });
    Learned {
        classes,
        scope: scope.map(|(scope, _)| scope),
        probability,
        lost,
    }
}
