//! What an index knows of the ways to ask and the answers of one audience, and how it weighs a text with it.
//!
//! Up to 500 subjects it learns which is meant (`learning`), once with vectors and once by words alone, for texts that are
//! never embedded. A larger content is a knowledge base: there the nearest way to ask, the answer and the words decide, each
//! found among any number (`vectors`, `finder`).

use std::collections::BTreeMap;

use super::learning::{self, Compared, Features, Learned, Lessons, MOST_SUBJECTS, Ngrams, Parts};
use crate::embedding::{Embedder, EmbeddingError, Vector};
use frontdesk_numerics::vectors::Vectors;

/// Ways to ask and answers at most that are looked at of a large content.
const MOST_FOUND: usize = 200;

/// Ways to ask up to which the words of all are weighed; among more the regression's own likeness in letters must do.
const MOST_WORDED: usize = 2_000;

/// The weights of nearest way to ask, answer and words in a large content (a prototype on StackFAQ, 96.1 % at rank 1, with
/// BM25 in place of the words), and of the first and last where there are no answers.
const LARGE: (f32, f32, f32) = (0.4, 0.4, 0.2);
const LARGE_UNANSWERED: (f32, f32, f32) = (0.8, 0.0, 0.2);

/// The coefficients of score, lead and a constant for the probability in a large content, whose ways to ask are too few to
/// learn from: fitted on other sets' banks.
const LARGE_PROBABILITY: (f32, f32, f32) = (3.2, 13.9, -3.55);

/// The cosine with the nearest way to ask below which a text is about something else, whatever comes first.
const STRANGE: f32 = 0.25;

/// An estimate, not a fit: a lead in the regression, as a lead in the weighted sum for a large content, where each subject has one way to ask.
const LEAD_ALONE: f32 = 0.38;

/// One subject, as it is learned from.
pub(super) struct Subject<'a> {
    /// The ways to ask.
    pub(super) ways: Vec<&'a str>,
    /// Question and answer together; nothing for what has none.
    pub(super) told: Option<String>,
    /// The first of the subjects that lead to the same.
    pub(super) kin: usize,
}

/// What is known of one audience's subjects.
pub(super) struct Knowledge {
    /// The subject of each way to ask.
    subjects: Vec<usize>,
    all: usize,
    /// Whether any subject has an answer.
    answered: bool,
    /// The vectors of the ways to ask (and of what is out of scope), and of the answers by subject.
    vectors: Option<(Vectors, Vectors)>,
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
    /// Whether meaning was weighed, too.
    pub(super) meant: bool,
}

/// Finds the subjects whose words fit a text: all, by number, or those among many.
pub(super) trait Words: Sync {
    /// How well the words of `text` fit each subject, as if `without`, a way to ask by number, were not there.
    fn fit_all(&self, text: &str, without: Option<usize>) -> Vec<f32>;
}

impl Knowledge {
    /// Learns `subjects`, and that the phrases in `outside` are out of scope. `progress` is told how many texts that must be
    /// embedded are done, and of how many.
    ///
    /// # Errors
    /// Where the model fails.
    pub(super) fn new(
        subjects: &[Subject<'_>],
        outside: &[&str],
        words: &dyn Words,
        embedder: Option<&Embedder>,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Self, EmbeddingError> {
        let mut texts: Vec<&str> = Vec::new();
        let mut of = Vec::new();
        for (number, subject) in subjects.iter().enumerate() {
            of.extend(std::iter::repeat_n(number, subject.ways.len()));
            texts.extend(&subject.ways);
        }
        let large = subjects.len() > MOST_SUBJECTS;
        if !large {
            texts.extend(outside);
        }
        let vectors = match embedder {
            Some(embedder) => Some(embedded(embedder, &texts, subjects, progress)?),
            None => None,
        };
        let way = if large {
            Way::Large
        } else {
            learned(&texts, &of, subjects, words, vectors.as_ref())
        };
        Ok(Self {
            subjects: of,
            all: subjects.len(),
            answered: subjects.iter().any(|subject| subject.told.is_some()),
            vectors,
            way,
        })
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
        let vectors = vector.zip(self.vectors.as_ref());
        match &self.way {
            Way::Learned {
                ngrams,
                plain,
                meant,
                worded,
            } => {
                let mut compared = Compared {
                    likeness: ngrams.likeness(text),
                    told: vec![0.0; self.all],
                    words: (0..self.all)
                        .map(|subject| {
                            if *worded {
                                words.get(&subject).copied().unwrap_or_default()
                            } else {
                                0.0
                            }
                        })
                        .collect(),
                    ..Compared::default()
                };
                if let Some((vector, (ways, told))) = vectors {
                    compared.cosines = ways.cosines(vector.as_slice());
                    compared.told = told.cosines(vector.as_slice());
                }
                let learned = meant.as_deref().filter(|_| vectors.is_some()).unwrap_or(plain);
                self.by_learning(learned, &compared, may)
            }
            Way::Large => self.by_nearness(vectors, words, may),
        }
    }

    fn by_learning(&self, learned: &Learned, compared: &Compared, may: impl Fn(usize) -> bool) -> Weighed {
        let parts = learning::parts(
            &self.subjects,
            self.all,
            compared,
            &learned.classes.of(compared),
            |_| true,
        );
        let near = self.subjects.iter().zip(compared.nearness());
        let crowd = learning::crowd(near.filter(|(subject, _)| may(**subject)).map(|(_, near)| *near));
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
            meant: !compared.cosines.is_empty(),
        }
    }

    fn by_nearness(
        &self,
        vectors: Option<(&Vector, &(Vectors, Vectors))>,
        words: &BTreeMap<usize, f32>,
        may: impl Fn(usize) -> bool,
    ) -> Weighed {
        let mut parts: BTreeMap<usize, Parts> = BTreeMap::new();
        for (subject, words) in words.iter().filter(|(subject, _)| may(**subject)) {
            parts.entry(*subject).or_default().words = *words;
        }
        if let Some((vector, (ways, told))) = vectors {
            let subject = |way: u32| self.subjects.get(way as usize).copied();
            let near = ways.nearest(vector.as_slice(), MOST_FOUND, |way| subject(way).is_some_and(&may));
            for (way, near) in near {
                if let Some(subject) = subject(way) {
                    let parts = parts.entry(subject).or_default();
                    parts.nearest = parts.nearest.max(near);
                }
            }
            for (subject, near) in told.nearest(vector.as_slice(), MOST_FOUND, |subject| may(subject as usize)) {
                parts.entry(subject as usize).or_default().told = near;
            }
        }
        let (nearest, told, words) = self.weights(vectors.is_some());
        let score = |parts: &Parts| nearest * parts.nearest + told * parts.told + words * parts.words;
        Weighed {
            fits: parts
                .into_iter()
                .map(|(subject, parts)| Fit {
                    subject,
                    score: score(&parts),
                    parts,
                })
                .collect(),
            meant: vectors.is_some(),
            ..Weighed::default()
        }
    }

    /// The weights of nearest way to ask, answer and words in a large content; `meant`: whether meaning is weighed at all.
    fn weights(&self, meant: bool) -> (f32, f32, f32) {
        match (meant, self.answered) {
            (true, true) => LARGE,
            (true, false) => LARGE_UNANSWERED,
            (false, _) => (0.0, 0.0, 1.0),
        }
    }

    /// The probability that a fit is what was meant, when its score is `lead` above that of the next other subject.
    pub(super) fn probability(&self, fit: &Fit, lead: f32, weighed: &Weighed) -> f32 {
        let Way::Learned {
            plain, meant, worded, ..
        } = &self.way
        else {
            return by_nearness(fit.score, lead);
        };
        let nothing_said = if weighed.meant {
            fit.parts.nearest < STRANGE
        } else {
            fit.parts.words <= 0.0 && *worded
        };
        if nothing_said {
            return 0.0;
        }
        let learned = meant.as_deref().filter(|_| weighed.meant).unwrap_or(plain);
        let lead = learned.classes.shape.units(lead);
        if weighed.meant && self.subjects.len() < 2 * self.all {
            let (nearest, told, words) = if self.answered { LARGE } else { LARGE_UNANSWERED };
            let Parts {
                nearest: near,
                told: answer,
                words: said,
                ..
            } = fit.parts;
            return by_nearness(nearest * near + told * answer + words * said, LEAD_ALONE * lead);
        }
        let features = Features::new(&fit.parts, lead, weighed.crowd, weighed.scope, weighed.meant);
        learned.probability.of(&features)
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
        match &self.way {
            Way::Learned { plain, meant, .. } => {
                let learned = meant.as_deref().filter(|_| weighed.meant).unwrap_or(plain);
                learned.classes.shape.shares(&fit.parts)
            }
            Way::Large => {
                let (nearest, told, words) = self.weights(weighed.meant);
                Parts {
                    learned: 0.0,
                    nearest: nearest * fit.parts.nearest,
                    told: told * fit.parts.told,
                    words: words * fit.parts.words,
                }
            }
        }
    }
}

/// The probability of a score in a content that has too few ways to ask to learn it from.
fn by_nearness(score: f32, lead: f32) -> f32 {
    let (weight, ahead, constant) = LARGE_PROBABILITY;
    1.0 / (1.0 + (-(weight * score + ahead * lead + constant)).exp())
}

fn embedded(
    embedder: &Embedder,
    texts: &[&str],
    subjects: &[Subject<'_>],
    progress: &dyn Fn(usize, usize),
) -> Result<(Vectors, Vectors), EmbeddingError> {
    let told: Vec<&str> = subjects.iter().filter_map(|subject| subject.told.as_deref()).collect();
    let all: Vec<&str> = texts.iter().chain(&told).copied().collect();
    let vectors = embedder.content(&all, progress)?;
    let (ways, answers) = vectors.split_at(texts.len().min(vectors.len()));
    let mut answers = answers.iter();
    let nothing: &[f32] = &[];
    let by_subject = subjects.iter().map(|subject| match subject.told {
        Some(_) => answers.next().map_or(nothing, Vector::as_slice),
        None => nothing,
    });
    Ok((
        Vectors::new(ways.iter().map(Vector::as_slice)),
        Vectors::new(by_subject),
    ))
}

fn learned(
    texts: &[&str],
    of: &[usize],
    subjects: &[Subject<'_>],
    words: &dyn Words,
    vectors: Option<&(Vectors, Vectors)>,
) -> Way {
    let ngrams = Ngrams::new(texts);
    let kin: Vec<usize> = subjects.iter().map(|subject| subject.kin).collect();
    let worded = of.len() <= MOST_WORDED;
    let fit = |text: &str, without: Option<usize>| {
        if worded {
            words.fit_all(text, without)
        } else {
            Vec::new()
        }
    };
    let by_words = Lessons {
        texts,
        subjects: of,
        all: subjects.len(),
        kin: &kin,
        ngrams: &ngrams,
        vectors: None,
        words: &fit,
        known: None,
    };
    let meant = vectors.map(|(ways, told)| Lessons {
        vectors: Some((ways, told)),
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
    Way::Learned {
        plain,
        meant,
        worded,
        ngrams,
    }
}
