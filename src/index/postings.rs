//! Finds the few rows that share words with a text, among any number: for each stem, where it stands.
//!
//! One document per way to ask of a row, and one per answer. They are ranked by BM25 (Robertson and Zaragoza, "The
//! Probabilistic Relevance Framework", 2009) in which a word counts as often as it tells (`stems`), once in a document however
//! often it stands there. What is found is weighed exactly afterwards, so that scores can be compared between questions
//! (`score`).
//!
//! All documents that have any word of a text are counted, without skipping: for 200,000 documents that takes a tenth of
//! a millisecond for each 50,000 in which one of the words stands.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, BinaryHeap};

use super::rows::Row;
use super::stems::StemId;

/// Documents at most that are found for one text.
const MOST_FOUND: usize = 200;

/// How much a word in an answer counts, beside one in a question.
const ANSWER: f32 = 0.3;

/// How much a long document loses, from 0 to 1, and how soon what it has of a text ceases to count more (BM25's b and k1).
const LENGTH: f32 = 0.75;
const SATURATION: f32 = 1.2;

/// Where each stem stands.
#[derive(Debug, Default)]
pub(super) struct Postings {
    documents: Vec<Document>,
    /// For each stem where its documents begin in `places`; one more than there are stems.
    begins: Vec<u32>,
    /// The numbers of the documents, those of one stem after the other's.
    places: Vec<u32>,
}

#[derive(Debug)]
struct Document {
    row: u32,
    /// What a word in it counts.
    counts: f32,
}

/// A document and what it has of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hit {
    score: f32,
    document: u32,
}

impl Eq for Hit {}

impl Ord for Hit {
    fn cmp(&self, other: &Self) -> Ordering {
        let score = self.score.total_cmp(&other.score);
        score.then(other.document.cmp(&self.document))
    }
}

impl PartialOrd for Hit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Postings {
    /// Where the stems of `rows` stand.
    pub(super) fn new(rows: &[Row]) -> Self {
        let texts = Texts::of(rows);
        let begins = begins(&texts.stems);
        Self {
            places: places(&texts, begins.clone()),
            documents: documents(&texts.texts),
            begins,
        }
    }

    /// The rows of the documents that have most of `stems`, each with how much it tells, among the rows that `may` be
    /// found. `may` is asked only for those that could be among them.
    pub(super) fn find(
        &self,
        stems: impl Iterator<Item = (StemId, f32)>,
        may: impl Fn(usize) -> bool,
    ) -> BTreeSet<usize> {
        let mut told = vec![0.0f32; self.documents.len()];
        for (stem, tells) in stems {
            for place in self.of(stem) {
                if let Some(told) = told.get_mut(*place as usize) {
                    *told += tells;
                }
            }
        }
        let hits = (0u32..)
            .zip(&self.documents)
            .zip(told)
            .map(|((document, of), told)| Hit {
                score: told * of.counts,
                document,
            });
        let row = |hit: &Hit| self.documents.get(hit.document as usize).map(|of| of.row as usize);
        let best = best(hits, |hit| row(hit).is_some_and(&may));
        best.iter().filter_map(row).collect()
    }

    fn of(&self, stem: StemId) -> &[u32] {
        let begin = |stem: usize| self.begins.get(stem).map(|begin| *begin as usize);
        let range = begin(stem as usize).zip(begin(stem as usize + 1));
        range
            .and_then(|(begin, end)| self.places.get(begin..end))
            .unwrap_or_default()
    }
}

/// The [`MOST_FOUND`] best of `hits` that have anything of the text and `may` be found, in no order.
fn best(hits: impl Iterator<Item = Hit>, may: impl Fn(&Hit) -> bool) -> Vec<Hit> {
    let mut best: BinaryHeap<Reverse<Hit>> = BinaryHeap::with_capacity(MOST_FOUND + 1);
    for hit in hits.filter(|hit| hit.score > 0.0) {
        let full = best.len() >= MOST_FOUND;
        let too_little = full && best.peek().is_some_and(|Reverse(least)| hit < *least);
        if too_little || !may(&hit) {
            continue;
        }
        best.push(Reverse(hit));
        if full {
            best.pop();
        }
    }
    best.into_iter().map(|Reverse(hit)| hit).collect()
}

/// All ways to ask and answers.
#[derive(Default)]
struct Texts {
    texts: Vec<Text>,
    /// The stems of all of them, those of one text after the other's.
    stems: Vec<StemId>,
}

/// A way to ask or an answer.
struct Text {
    row: u32,
    is_answer: bool,
    /// How many stems it has.
    length: usize,
}

impl Texts {
    fn of(rows: &[Row]) -> Self {
        let mut texts = Self::default();
        for (number, row) in (0u32..).zip(rows) {
            for form in &row.forms {
                texts.add(number, false, &form.stems, &form.meant);
            }
            texts.add(number, true, &row.told, &[]);
        }
        texts
    }

    /// Adds a text with its own stems and those of what its words can stand for, each once.
    fn add(&mut self, row: u32, is_answer: bool, stems: &[StemId], meant: &[StemId]) {
        let before = self.stems.len();
        self.stems.extend_from_slice(stems);
        let others = meant.iter().filter(|stem| stems.binary_search(stem).is_err());
        self.stems.extend(others);
        self.texts.push(Text {
            row,
            is_answer,
            length: self.stems.len() - before,
        });
    }
}

/// Where the documents of each stem begin, and where those of the last one end.
fn begins(stems: &[StemId]) -> Vec<u32> {
    let Some(last) = stems.iter().max() else {
        return Vec::new();
    };
    let mut begins = vec![0u32; *last as usize + 2];
    for stem in stems {
        if let Some(count) = begins.get_mut(*stem as usize + 1) {
            *count += 1;
        }
    }
    let mut all = 0;
    for begin in &mut begins {
        all += *begin;
        *begin = all;
    }
    begins
}

/// The documents of each stem, from where it begins.
fn places(texts: &Texts, begins: Vec<u32>) -> Vec<u32> {
    let mut next = begins;
    let mut places = vec![0; texts.stems.len()];
    let mut rest = texts.stems.as_slice();
    for (number, text) in (0u32..).zip(&texts.texts) {
        for stem in rest.split_off(..text.length).unwrap_or_default() {
            let Some(next) = next.get_mut(*stem as usize) else {
                continue;
            };
            if let Some(place) = places.get_mut(*next as usize) {
                *place = number;
            }
            *next += 1;
        }
    }
    places
}

/// The documents, each beside the mean length of its kind.
#[expect(clippy::cast_precision_loss, reason = "counts of words and texts")]
fn documents(texts: &[Text]) -> Vec<Document> {
    let mean = |is_answer: bool| {
        let own = texts.iter().filter(|text| text.is_answer == is_answer);
        let (count, all) = own.fold((0, 0.0), |(count, all), text| (count + 1, all + text.length as f32));
        (all / count.max(1) as f32).max(1.0)
    };
    let (question, answer) = (mean(false), mean(true));
    let document = |text: &Text| {
        let (weight, mean) = if text.is_answer {
            (ANSWER, answer)
        } else {
            (1.0, question)
        };
        let length = 1.0 - LENGTH + LENGTH * text.length as f32 / mean;
        Document {
            row: text.row,
            counts: weight * (SATURATION + 1.0) / (1.0 + SATURATION * length),
        }
    };
    texts.iter().map(document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(forms: &[&[StemId]], told: &[StemId]) -> Row {
        let form = |stems: &&[StemId]| super::super::rows::Form {
            text: String::new(),
            stems: stems.to_vec(),
            meant: Vec::new(),
            mass: 0.0,
        };
        Row {
            subject: crate::dialogue::Subject::Flow(crate::conversation::FlowId::new("errand").unwrap()),
            flow: None,
            related: Vec::new(),
            question: String::new(),
            forms: forms.iter().map(form).collect(),
            asked: Vec::new(),
            told: told.to_vec(),
        }
    }

    fn found(rows: &[Row], stems: &[StemId], may: impl Fn(usize) -> bool) -> Vec<usize> {
        let postings = Postings::new(rows);
        let found = postings.find(stems.iter().map(|stem| (*stem, 1.0)), may);
        found.into_iter().collect()
    }

    #[test]
    fn rows_are_found_that_have_a_word_in_a_question_or_in_the_answer() {
        let rows = [row(&[&[0, 1], &[2]], &[]), row(&[&[3]], &[2]), row(&[&[4]], &[])];
        assert_eq!(found(&rows, &[2], |_| true), [0, 1]);
        assert_eq!(found(&rows, &[2], |row| row != 0), [1]);
        assert_eq!(found(&rows, &[5, 900], |_| true), [0; 0]);
    }

    #[test]
    fn the_best_are_those_with_most_of_the_words_in_the_shortest_texts() {
        let mut rows: Vec<Row> = (0..300).map(|_| row(&[&[0, 2, 3, 4, 5, 6]], &[])).collect();
        rows.push(row(&[&[0]], &[]));
        rows.push(row(&[&[0, 1, 2, 3, 4, 5, 6]], &[]));
        rows.push(row(&[&[7, 8]], &[0]));
        let found = found(&rows, &[0, 1], |_| true);
        assert_eq!(found.len(), MOST_FOUND);
        assert!(
            found.contains(&300) && found.contains(&301),
            "the shortest, and the one with both"
        );
        assert!(!found.contains(&302), "a word in an answer counts less");
    }
}
