//! What a content has to learn from, put together.

use super::super::learning::{self, Compared, Learned, Lessons, Ngrams};
use super::vectored::Vectored;
use super::{Subject, Way, Words};

/// Ways to ask up to which the words of all are weighed; among more the regression's own likeness in letters must do.
const MOST_WORDED: usize = 2_000;

/// Learns `subjects`, by words alone and with vectors. `texts`: their ways to ask, whose subjects are `of`, and then the phrases
/// that are out of scope.
pub(super) fn learned(
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
