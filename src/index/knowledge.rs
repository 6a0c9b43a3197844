//! What an index knows of the ways to ask and the answers of one audience, and how it weighs a text with it.
//!
//! Up to 500 subjects it learns which is meant (`learning`), once with vectors and once by words alone, for texts that are
//! never embedded. A larger content is a knowledge base: there the nearest way to ask, the answer and the words decide
//! (`large`).

use std::collections::BTreeMap;

use super::learning::{self, Compared, Features, Learned, Lessons, Ngrams, Parts};
use crate::embedding::{Embedder, EmbeddingError, Keys, Vector};
use frontdesk_numerics::vectors::Vectors;

mod large;

use large::Weights;

/// Ways to ask up to which the words of all are weighed; among more the regression's own likeness in letters must do.
const MOST_WORDED: usize = 2_000;

/// The cosine with the nearest way to ask below which a text is about something else, whatever comes first.
const STRANGE: f32 = 0.25;

/// The greatest probability where there is too little to learn from and something speaks against it: at most an offer.
const UNSURE: f32 = 0.6;

/// One subject, as it is learned from.
pub(super) struct Subject<'a> {
    /// The ways to ask.
    pub(super) ways: Vec<&'a str>,
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

/// What is known of the meaning of a content.
struct Vectored {
    /// Those of the ways to ask, and then those of the phrases that are out of scope.
    ways: Vectors,
    /// Those of the answers, by subject.
    told: Vectors,
    /// The subject of each way to ask, sorted.
    subjects: Vec<usize>,
    /// What the vectors are kept by.
    keys: Keys,
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
        let ways = subjects.iter().flat_map(|subject| &subject.ways);
        let texts: Vec<&str> = ways.chain(outside).copied().collect();
        let vectors = embedder.map(|embedder| Vectored::new(embedder, &texts, subjects, &of, progress));
        let vectors = vectors.transpose()?;
        let way = if large {
            Way::Large
        } else {
            learned(&texts, &of, subjects, words, vectors.as_ref())
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

impl Vectored {
    /// The vectors of `texts` (the ways to ask, whose subjects are `of`, and the phrases that are out of scope) and of the
    /// answers.
    fn new(
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
    fn nearest_of(&self, subject: usize, vector: &[f32]) -> f32 {
        let place = |subject: usize| self.subjects.partition_point(|other| *other < subject);
        self.nearest_among(place(subject)..place(subject + 1), vector)
    }

    /// The cosine with the answer of a subject.
    fn told_of(&self, subject: usize, vector: &[f32]) -> f32 {
        u32::try_from(subject).map_or(0.0, |subject| self.told.cosine(subject, vector))
    }

    /// The cosine with the nearest phrase that is listed as out of scope.
    fn listed(&self, vector: &[f32]) -> f32 {
        self.nearest_among(self.subjects.len()..self.ways.len(), vector)
    }

    fn nearest_among(&self, texts: std::ops::Range<usize>, vector: &[f32]) -> f32 {
        let numbers = texts.filter_map(|text| u32::try_from(text).ok());
        let cosines = numbers.map(|number| self.ways.cosine(number, vector));
        cosines.fold(0.0, f32::max)
    }
}

fn learned(
    texts: &[&str],
    of: &[usize],
    subjects: &[Subject<'_>],
    words: &dyn Words,
    vectors: Option<&Vectored>,
) -> Way {
    let ngrams = Ngrams::new(texts);
    let kin: Vec<usize> = subjects.iter().map(Subject::kin).collect();
    let are_one = |one: usize, other: usize| {
        let both = subjects.get(one).zip(subjects.get(other));
        both.is_some_and(|(one, other)| one.is_one_with(other))
    };
    let worded = of.len() <= MOST_WORDED;
    let fit = |text: &str, without: Option<usize>| {
        let fit = worded.then(|| words.fit_all(text, without));
        fit.unwrap_or_default()
    };
    let by_words = Lessons {
        texts,
        subjects: of,
        all: subjects.len(),
        kin: &kin,
        are_one: &are_one,
        ngrams: &ngrams,
        vectors: None,
        words: &fit,
        known: None,
    };
    let (plain, meant) = both_ways(by_words, vectors);
    Way::Learned {
        plain,
        meant,
        worded,
        ngrams,
    }
}

/// What is learned by words alone, and with vectors.
fn both_ways(by_words: Lessons<'_>, vectors: Option<&Vectored>) -> (Box<Learned>, Option<Box<Learned>>) {
    let meant = vectors.map(|vectors| Lessons {
        vectors: Some((&vectors.ways, &vectors.told)),
        ..by_words
    });
    let known = meant.unwrap_or(by_words).compare_all();
    let meant = meant.map(|lessons| {
        let known = known.as_deref();
        Box::new(learning::learn(&Lessons { known, ..lessons }))
    });
    let known = known.map(|known| known.into_iter().map(Compared::by_words).collect::<Vec<_>>());
    let plain = Box::new(learning::learn(&Lessons {
        known: known.as_deref(),
        ..by_words
    }));
    (plain, meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(same: usize, errand: Option<usize>) -> Subject<'static> {
        Subject {
            ways: Vec::new(),
            told: None,
            same,
            errand,
        }
    }

    #[test]
    fn an_answer_is_one_with_its_translation_and_its_errand_not_with_another_of_that_errand() {
        let (answer, translation, sibling) = (subject(0, Some(3)), subject(0, Some(3)), subject(2, Some(3)));
        let errand = subject(3, None);
        assert!(answer.is_one_with(&translation));
        assert!(answer.is_one_with(&errand) && errand.is_one_with(&sibling));
        assert!(!answer.is_one_with(&sibling));
        assert!(
            [answer, translation, sibling]
                .iter()
                .all(|one| one.kin() == errand.kin())
        );
    }

    #[test]
    fn of_many_answers_one_is_given_where_nothing_speaks_against_it() {
        let knowledge = Knowledge {
            subjects: vec![0],
            all: 1,
            answered: false,
            vectors: None,
            way: Way::Large,
        };
        let probability = |nearest: f32, words: f32, listed: f32, meant: bool| {
            let parts = Parts {
                nearest,
                words,
                ..Parts::default()
            };
            let fit = Fit {
                subject: 0,
                score: 0.9,
                parts,
            };
            let weighed = Weighed {
                listed,
                meant,
                ..Weighed::default()
            };
            knowledge.probability(&fit, 0.3, &weighed)
        };
        assert!(probability(0.9, 0.5, 0.8, true) > 0.9);
        assert!(
            probability(0.9, 0.5, 0.91, true) <= UNSURE,
            "what is out of scope is nearer"
        );
        assert!(probability(0.9, 0.5, 0.0, false) <= UNSURE, "its words alone");
        assert!(probability(0.2, 0.5, 0.0, true) <= 0.0, "nothing is near");
        assert!(probability(0.0, 0.0, 0.0, false) <= 0.0, "no word of it");
    }

    #[test]
    fn what_comes_near_by_its_answer_alone_is_weighed_by_its_ways_to_ask_too() {
        let toward = |cosine: f32| Vector::toward(&[cosine, (1.0 - cosine * cosine).sqrt()]);
        let all = |cosines: Vec<f32>| {
            let vectors: Vec<Vector> = cosines.into_iter().map(toward).collect();
            Vectors::new(vectors.iter().map(Vector::as_slice))
        };
        let many = 250;
        let but_last = |others: f32, last: f32| [vec![others; many], vec![last]].concat();
        let vectors = Vectored {
            ways: all([but_last(0.9, 0.5), vec![0.7, 0.3]].concat()),
            told: all(but_last(0.1, 0.95)),
            subjects: (0..=many).collect(),
            keys: Keys::default(),
        };
        let mut known = BTreeMap::new();
        large::add_meaning(&mut known, &toward(1.0), &vectors, |_| true);
        let is = |number: f32, expected: f32| (number - expected).abs() < 1e-5;
        let last = known.get(&many).copied().unwrap_or_default();
        assert!(is(last.nearest, 0.5) && is(last.told, 0.95), "{last:?}");
        assert!(known.values().all(|parts| parts.nearest > 0.4 && parts.told > 0.05));
        assert!(is(vectors.listed(toward(1.0).as_slice()), 0.7));
    }
}
