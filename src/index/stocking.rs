//! Puts the answers and errands of one audience on a shelf.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

use super::Trigger;
use super::analyzer::{Analyzer, Dictionary};
use super::beginnings::Beginnings;
use super::knowledge::{self, Knowledge, Subject as Known};
use super::learning::MOST_SUBJECTS;
use super::lookup::Lookup;
use super::postings::Postings;
use super::reading::Reading;
use super::rows::{Read, Row};
use super::score::score;
use super::shelf::Shelf;
use super::shown::Shown;
use super::spelling::Spelling;
use super::stems::{StemId, Stems};
use super::synonyms::Synonyms;
use crate::conversation::FlowId;
use crate::dialogue::Subject;
use crate::embedding::{Embedder, EmbeddingError};
use crate::faq::Entry;

/// Rows at most that are learned from: [`MOST_SUBJECTS`] in four languages. The regression grows with them.
const MOST_ROWS: usize = 4 * MOST_SUBJECTS;

/// Texts that are read with one dictionary at least.
const AT_ONCE: usize = 256;

/// What one audience's shelf is made of.
pub(super) struct Stock<'a> {
    pub(super) entries: &'a [&'a Entry],
    pub(super) triggers: &'a [&'a Trigger],
    /// Phrases that are out of scope.
    pub(super) outside: &'a [&'a str],
}

/// How texts are read.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) analyzer: &'a Analyzer,
    pub(super) synonyms: &'a Synonyms,
    /// What knows the meaning of texts; nothing where only words count.
    pub(super) embedder: Option<&'a Embedder>,
    /// Told how many texts that must be embedded are done, and of how many.
    pub(super) progress: &'a (dyn Fn(usize, usize) + Sync),
}

impl Shelf {
    /// Puts `stock` on a shelf.
    ///
    /// # Errors
    /// Where the model fails.
    pub(super) fn new(stock: &Stock<'_>, means: &Means<'_>) -> Result<Self, EmbeddingError> {
        let (analyzer, synonyms) = (means.analyzer, means.synonyms);
        let mut read = read(stock, means);
        let mut stems = Stems::default();
        let mut rows = rows(stock, &mut read, &mut stems);
        weigh(&mut stems, &mut rows, analyzer);
        let large = is_large(&rows);
        let by_name = Lookup::by_name(&rows);
        let learning = || {
            let fitting = Fitting {
                rows: &rows,
                stems: &stems,
                analyzer,
                synonyms,
            };
            let known = known(&rows, &by_name, stock);
            Knowledge::new(&known, stock.outside, large, &fitting, means.embedder, means.progress)
        };
        let looking_up = || {
            (
                Lookup::by_form(&rows),
                spelling(&rows, read, means),
                Beginnings::new(&rows),
                shown(stock, &by_name),
            )
        };
        let postings = || large.then(|| Postings::new(&rows));
        let ((knowledge, postings), (exact, spelling, beginnings, shown)) =
            rayon::join(|| rayon::join(learning, postings), looking_up);
        Ok(Self {
            knowledge: knowledge?,
            shown,
            by_name,
            exact,
            spelling,
            beginnings,
            postings,
            stems,
            rows,
        })
    }
}

fn read(stock: &Stock<'_>, means: &Means<'_>) -> Vec<Read> {
    let dictionary = || Dictionary::new(means.analyzer);
    let entries = stock.entries.par_iter().with_min_len(AT_ONCE);
    let triggers = stock.triggers.par_iter().with_min_len(AT_ONCE);
    let entries = entries.map_init(dictionary, |words, entry| Read::entry(entry, words, means.synonyms));
    let triggers = triggers.map_init(dictionary, |words, trigger| {
        Read::trigger(trigger, words, means.synonyms)
    });
    entries.chain(triggers).collect()
}

/// The rows of what was `read`: the answers, then the errands.
fn rows(stock: &Stock<'_>, read: &mut [Read], stems: &mut Stems) -> Vec<Row> {
    let mut rows = Vec::with_capacity(read.len());
    let (entries, triggers) = read.split_at_mut(stock.entries.len().min(read.len()));
    rows.extend(
        entries
            .iter_mut()
            .zip(stock.entries)
            .map(|(read, entry)| read.answer(entry, stems)),
    );
    rows.extend(
        triggers
            .iter_mut()
            .zip(stock.triggers)
            .map(|(read, trigger)| read.errand(trigger, stems)),
    );
    rows
}

/// When and where each row is shown.
fn shown(stock: &Stock<'_>, by_name: &Lookup) -> Vec<Shown> {
    let elsewhere = |entry: &Entry| {
        let rows = by_name.of(entry.id.as_str());
        let others = rows.filter_map(|number| stock.entries.get(number));
        let others = others.filter(|other| other.id == entry.id && other.locale != entry.locale);
        others.map(|other| (other.locale.clone(), other.valid)).collect()
    };
    let answers = stock.entries.iter().map(|entry| Shown {
        locale: Some(entry.locale.clone()),
        elsewhere: elsewhere(entry),
        valid: entry.valid,
    });
    let errands = stock.triggers.iter().map(|_| Shown::default());
    answers.chain(errands).collect()
}

/// The words of all rows. What was `read` is used up: it is freed while others work.
fn spelling(rows: &[Row], read: Vec<Read>, means: &Means<'_>) -> Spelling {
    let (analyzer, synonyms) = (means.analyzer, means.synonyms);
    let told = read.iter().flat_map(Read::words);
    let common = analyzer.common().iter().map(|word| word.text.as_str());
    let forms = rows.iter().flat_map(|row| &row.forms);
    let asked = forms.flat_map(|form| form.text.split(' '));
    let words = synonyms.words().chain(told).chain(common).chain(analyzer.stop());
    Spelling::new(words.chain(asked))
}

/// Whether there is too much to learn from: too many subjects that anybody can ask for, or far too many translations of them.
fn is_large(rows: &[Row]) -> bool {
    if rows.len() > MOST_ROWS {
        return true;
    }
    let asked = rows.iter().filter(|row| !row.forms.is_empty());
    let subjects: HashSet<&Subject> = asked.map(|row| &row.subject).collect();
    subjects.len() > MOST_SUBJECTS
}

/// The rows, as they are learned from.
fn known<'a>(rows: &'a [Row], by_name: &Lookup, stock: &Stock<'_>) -> Vec<Known<'a>> {
    let first = |name: &str, is: &dyn Fn(&Subject) -> bool| {
        let mut numbers = by_name.of(name);
        numbers.find(|number| rows.get(*number).is_some_and(|row| is(&row.subject)))
    };
    let errand = |flow: &FlowId| {
        first(
            flow.as_str(),
            &|subject| matches!(subject, Subject::Flow(own) if own == flow),
        )
    };
    let told = |number: usize| {
        let entry = stock.entries.get(number)?;
        (!entry.text.trim().is_empty()).then(|| [entry.question.text.as_str(), entry.text.as_str()].join(" "))
    };
    rows.par_iter()
        .enumerate()
        .map(|(number, row)| Known {
            ways: &row.forms,
            told: told(number),
            same: first(row.name(), &|subject| *subject == row.subject).unwrap_or(number),
            errand: row.flow.as_ref().and_then(errand),
        })
        .collect()
}

/// The words of texts, weighed with all rows.
struct Fitting<'a> {
    rows: &'a [Row],
    stems: &'a Stems,
    analyzer: &'a Analyzer,
    synonyms: &'a Synonyms,
}

impl knowledge::Words for Fitting<'_> {
    fn fit_all(&self, text: &str, without: Option<usize>) -> Vec<f32> {
        let reading = Reading::new(&self.analyzer.words(text), &HashSet::new(), self.synonyms, self.stems);
        let mut first = 0;
        let fit = |row: &Row| {
            let left_out = without.and_then(|way| way.checked_sub(first));
            first += row.forms.len();
            score(
                &reading,
                row,
                self.stems,
                left_out.filter(|form| *form < row.forms.len()),
            )
        };
        self.rows.iter().map(fit).collect()
    }
}

fn weigh(stems: &mut Stems, rows: &mut [Row], analyzer: &Analyzer) {
    let common: BTreeSet<StemId> = analyzer.common().iter().map(|word| stems.intern(&word.stem)).collect();
    stems.weigh(
        rows.iter().map(|row| row.asked.iter().map(|(stem, _)| *stem)),
        common.into_iter(),
    );
    for form in rows.iter_mut().flat_map(|row| &mut row.forms) {
        form.mass = form.stems.iter().map(|stem| stems.tells(*stem)).sum();
    }
}
