//! What an index knows of the ways to ask and the answers of one audience, and how it weighs a text with it.
//!
//! Up to 500 subjects it learns which is meant (`learning`), once with vectors and once by words alone, for texts that are
//! never embedded. A larger content is a knowledge base: there the nearest way to ask, the answer and the words decide
//! (`large`).

use std::collections::BTreeMap;

use super::learning::{self, Compared, Features, Learned, Ngrams, Parts};
use super::rows::Form;
use crate::embedding::{Embedder, EmbeddingError, Keys, Vector};

mod large;
mod lessons;
mod vectored;

use large::Weights;
use vectored::Vectored;

/// The cosine with the nearest way to ask below which a text is about something else, whatever comes first.
const STRANGE: f32 = 0.25;

/// The greatest probability where there is too little to learn from and something speaks against it: at most an offer.
const UNSURE: f32 = 0.6;

/// One subject, as it is learned from.
pub(super) struct Subject<'a> {
    pub(super) ways: &'a [Form],
    /// Question and answer together; nothing for what has none.
    pub(super) told: Option<String>,
    /// The first of its translations.
    pub(super) same: usize,
    /// Of an answer: its errand.
    pub(super) errand: Option<usize>,
}

impl Subject<'_> {
    /// The first of all that lead to the same: all answers with one errand are a family.
    fn kin(&self) -> usize {
        self.errand.unwrap_or(self.same)
    }

    /// Whether who means the one is well served with the other: a translation, or an answer and its errand. Not another
    /// answer with the same errand.
    fn is_one_with(&self, other: &Self) -> bool {
        let leads = |one: &Self, other: &Self| one.errand == Some(other.same);
        self.same == other.same || leads(self, other) || leads(other, self)
    }
}

/// What is known of one audience's subjects.
pub(super) struct Knowledge {
    /// The subject of each way to ask, sorted.
    subjects: Vec<usize>,
    all: usize,
    /// Whether any subject has an answer.
    answered: bool,
    vectors: Option<Vectored>,
    way: Way,
}

/// How texts are weighed.
enum Way {
    Learned {
        ngrams: Ngrams,
        plain: Box<Learned>,
        meant: Option<Box<Learned>>,
        worded: bool,
    },
    Large,
}

/// A subject and how well it fits a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    pub(super) subject: usize,
    /// 0 to about 1.
    pub(super) score: f32,
    pub(super) parts: Parts,
}

/// A way to ask for a subject that finds another one when it is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lost {
    pub(super) subject: usize,
    /// Its place among the ways to ask for its subject.
    pub(super) way: usize,
    /// The subject that is found.
    pub(super) to: usize,
    /// How probable that one seems.
    pub(super) probability: f32,
}

/// What was made of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighed {
    /// In no order.
    pub(super) fits: Vec<Fit>,
    /// How near the nearest ways to ask are.
    pub(super) crowd: f32,
    /// How much it is like what is asked here, from -1 to 1; 0 where nothing is listed as out of scope.
    pub(super) scope: f32,
    /// The cosine with the nearest phrase that is listed as out of scope; 0 where there is none or it was not looked at.
    listed: f32,
    /// Whether meaning was weighed, too.
    pub(super) meant: bool,
}

/// Finds the subjects whose words fit a text: all, by number, or those among many.
pub(super) trait Words: Sync {
    /// How well the words of `text` fit each subject, as if `without`, a way to ask by number, were not there.
    fn fit_all(&self, text: &str, without: Option<usize>) -> Vec<f32>;
}

impl Knowledge {
    /// Learns `subjects`, and that the phrases in `outside` are out of scope; of a `large` content nothing is learned.
    /// `progress` is told how many texts that must be embedded are done, and of how many.
    ///
    /// # Errors
    /// Where the model fails.
    pub(super) fn new(
        subjects: &[Subject<'_>],
        outside: &[&str],
        large: bool,
        words: &dyn Words,
        embedder: Option<&Embedder>,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Self, EmbeddingError> {
        let mut of = Vec::new();
        for (number, subject) in subjects.iter().enumerate() {
            of.extend(std::iter::repeat_n(number, subject.ways.len()));
        }
        let ways = subjects.iter().flat_map(|subject| subject.ways);
        let ways = ways.map(|form| form.text.as_str());
        let texts: Vec<&str> = ways.chain(outside.iter().copied()).collect();
        let vectors = embedder.map(|embedder| Vectored::new(embedder, &texts, subjects, &of, progress));
        let vectors = vectors.transpose()?;
        let way = if large {
            Way::Large
        } else {
            lessons::learned(&texts, &of, subjects, words, vectors.as_ref())
        };
        Ok(Self {
            all: subjects.len(),
            answered: subjects.iter().any(|subject| subject.told.is_some()),
            subjects: of,
            vectors,
            way,
        })
    }

    /// What the vectors of this content are kept by.
    pub(super) fn keys(&self) -> Option<&Keys> {
        self.vectors.as_ref().map(|vectors| &vectors.keys)
    }

    /// Weighs the subjects that `may` be found. `vector`: the text's; without one only words count. `words`: how well the
    /// words fit, by subject; of a large content only those subjects that have any of them.
    pub(super) fn weigh(
        &self,
        text: &str,
        vector: Option<&Vector>,
        words: &BTreeMap<usize, f32>,
        may: impl Fn(usize) -> bool,
    ) -> Weighed {
        let meaning = vector.zip(self.vectors.as_ref());
        let Way::Learned {
            ngrams,
            plain,
            meant,
            worded,
        } = &self.way
        else {
            return self.by_nearness(meaning, words, may);
        };
        let fitting = |subject: usize| words.get(&subject).copied().filter(|_| *worded).unwrap_or_default();
        let mut compared = Compared {
            likeness: ngrams.likeness(text),
            told: vec![0.0; self.all],
            words: (0..self.all).map(fitting).collect(),
            ..Compared::default()
        };
        if let Some((vector, vectors)) = meaning {
            compared.cosines = vectors.ways.cosines(vector.as_slice());
            compared.told = vectors.told.cosines(vector.as_slice());
        }
        let learned = meant.as_deref().filter(|_| meaning.is_some()).unwrap_or(plain);
        self.by_learning(learned, &compared, may)
    }

    fn by_learning(&self, learned: &Learned, compared: &Compared, may: impl Fn(usize) -> bool) -> Weighed {
        let said = learned.classes.of(compared);
        let parts = learning::parts(&self.subjects, self.all, compared, &said, |_| true);
        let near = self.subjects.iter().zip(compared.nearness());
        let crowd = learning::crowd(near.filter(|(subject, _)| may(**subject)).map(|(_, near)| *near));
        let listed = compared.cosines.get(self.subjects.len()..).unwrap_or_default();
        let fits = parts.into_iter().enumerate().filter(|(subject, _)| may(*subject));
        Weighed {
            fits: fits
                .map(|(subject, parts)| Fit {
                    subject,
                    score: learned.classes.shape.score(&parts),
                    parts,
                })
                .collect(),
            crowd,
            scope: learned.scope.as_ref().map_or(0.0, |scope| scope.of(compared)),
            listed: listed.iter().copied().fold(0.0, f32::max),
            meant: !compared.cosines.is_empty(),
        }
    }

    fn by_nearness(
        &self,
        meaning: Option<(&Vector, &Vectored)>,
        words: &BTreeMap<usize, f32>,
        may: impl Fn(usize) -> bool,
    ) -> Weighed {
        let mut known: BTreeMap<usize, Parts> = BTreeMap::new();
        for (subject, words) in words.iter().filter(|(subject, _)| may(**subject)) {
            known.entry(*subject).or_default().words = *words;
        }
        if let Some((vector, vectors)) = meaning {
            large::add_meaning(&mut known, vector, vectors, may);
        }
        let weights = Weights::of(self.answered, meaning.is_some());
        let fits = known.into_iter().map(|(subject, parts)| Fit {
            subject,
            score: weights.score(&parts),
            parts,
        });
        Weighed {
            fits: fits.collect(),
            listed: meaning.map_or(0.0, |(vector, vectors)| vectors.listed(vector.as_slice())),
            meant: meaning.is_some(),
            ..Weighed::default()
        }
    }

    /// The probability that a fit is what was meant, when its score is `lead` above that of the next other subject. Of what
    /// is not learned it is at most that of an offer where a phrase that is out of scope is nearer, and, as its figures were
    /// fitted on sums with cosines in them, where only words were looked at.
    pub(super) fn probability(&self, fit: &Fit, lead: f32, weighed: &Weighed) -> f32 {
        if self.says_nothing(fit, weighed) {
            return 0.0;
        }
        let weights = Weights::of(self.answered, weighed.meant);
        let probability = match self.learned(weighed) {
            None => large::probability(fit.score, lead),
            Some(learned) => {
                let lead = learned.classes.shape.units(lead);
                if !weighed.meant || self.subjects.len() >= 2 * self.all {
                    let features = Features::new(&fit.parts, lead, weighed.crowd, weighed.scope, weighed.meant);
                    return learned.probability.of(&features);
                }
                large::probability(weights.score(&fit.parts), large::LEAD_ALONE * lead)
            }
        };
        if weighed.meant && weighed.listed <= fit.parts.nearest {
            probability
        } else {
            probability.min(UNSURE)
        }
    }

    /// Whether a fit has nothing in common with the text.
    fn says_nothing(&self, fit: &Fit, weighed: &Weighed) -> bool {
        if weighed.meant {
            return fit.parts.nearest < STRANGE;
        }
        let worded = match &self.way {
            Way::Learned { worded, .. } => *worded,
            Way::Large => true,
        };
        worded && fit.parts.words <= 0.0
    }

    /// What was learned of texts as the one that was weighed.
    fn learned(&self, weighed: &Weighed) -> Option<&Learned> {
        match &self.way {
            Way::Learned { plain, meant, .. } => Some(meant.as_deref().filter(|_| weighed.meant).unwrap_or(plain)),
            Way::Large => None,
        }
    }

    /// The ways to ask that find another subject when they are left out; of a large content none, which is not learned from.
    pub(super) fn lost(&self) -> impl Iterator<Item = Lost> {
        let learned = match &self.way {
            Way::Learned { plain, meant, .. } => Some(meant.as_deref().unwrap_or(plain)),
            Way::Large => None,
        };
        learned
            .into_iter()
            .flat_map(|learned| &learned.lost)
            .filter_map(|lost| {
                let subject = *self.subjects.get(lost.way)?;
                let first = self.subjects.partition_point(|other| *other < subject);
                Some(Lost {
                    subject,
                    way: lost.way - first,
                    to: lost.to,
                    probability: lost.probability,
                })
            })
    }

    /// The parts of a score as they add up to it.
    pub(super) fn shares(&self, fit: &Fit, weighed: &Weighed) -> Parts {
        match self.learned(weighed) {
            Some(learned) => learned.classes.shape.shares(&fit.parts),
            None => Weights::of(self.answered, weighed.meant).shares(&fit.parts),
        }
    }
}

#[cfg(test)]
mod tests;
