//! Everything of one audience that can be found.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::analyzer::{Analyzer, Word};
use super::finder::{Document, Finder};
use super::knowledge::{self, Knowledge, Subject as Known, Weighed};
use super::learning::{MOST_SUBJECTS, Parts};
use super::reading::Reading;
use super::rows::{Maker, Row};
use super::score::score;
use super::spelling::Spelling;
use super::stems::{StemId, Stems};
use super::suggest::Beginnings;
use super::synonyms::Synonyms;
use super::{IndexError, Trigger};
use crate::conversation::{EntryId, Locale};
use crate::dialogue::Subject;
use crate::embedding::{Embedder, Vector};
use crate::faq::{Entry, Validity};
use crate::words::normalize;

/// The answers and errands of one audience.
pub(super) struct Shelf {
    pub(super) rows: Vec<Row>,
    pub(super) stems: Stems,
    /// Who may be found when: shared with the searches.
    shown: Arc<Vec<Shown>>,
    by_entry: HashMap<EntryId, u32>,
    /// The rows of each normalized question form.
    exact: HashMap<String, Vec<u32>>,
    pub(super) spelling: Spelling,
    pub(super) beginnings: Beginnings,
    finder: Finder,
    knowledge: Knowledge,
}

/// What one audience's shelf is made of.
pub(super) struct Stock<'a> {
    pub(super) entries: &'a [&'a Entry],
    pub(super) triggers: &'a [&'a Trigger],
    /// Phrases that are out of scope.
    pub(super) outside: &'a [&'a str],
}

/// When and where a row is shown.
struct Shown {
    /// Its language; nothing for an errand, which is shown everywhere.
    locale: Option<Locale>,
    /// The languages in which another row has the same answer.
    elsewhere: Vec<Locale>,
    valid: Validity,
}

impl Shown {
    fn fits(&self, locale: &Locale, day: Date) -> bool {
        let Some(own) = &self.locale else { return true };
        let in_language = speaks(own, locale);
        let instead = *own == Locale::default() && !self.elsewhere.iter().any(|other| speaks(other, locale));
        self.valid.holds(day) && (in_language || instead)
    }
}

/// Whether a text in `own` is for people who want `wanted`: `es` is, for `es-mx`.
fn speaks(own: &Locale, wanted: &Locale) -> bool {
    own == wanted || wanted.as_str().split('-').next() == Some(own.as_str())
}

/// What it tells that a subject was talked about just now, as a logarithm of odds.
const TOPIC: f32 = 1.2;

/// A row and how well it fits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Found {
    pub(super) row: usize,
    /// 0 to about 1.
    pub(super) score: f32,
    /// What the score is made of.
    pub(super) parts: Parts,
    /// How near it is to what was talked about, 0 to 1, where the text leaves that out.
    pub(super) topic: f32,
}

/// What was found for a text.
#[derive(Default)]
pub(super) struct Finds {
    /// The best first.
    pub(super) ranked: Vec<Found>,
    /// What was made of the text as a whole.
    pub(super) weighed: Weighed,
    /// The text with its slips mended, where that fitted better.
    pub(super) mended: Option<String>,
}

impl Finds {
    /// The score of the best.
    pub(super) fn best(&self) -> f32 {
        self.ranked.first().map_or(0.0, |found| found.score)
    }
}

/// How a text is looked for.
pub(super) struct Asked<'a> {
    pub(super) text: &'a str,
    /// Its vector; nothing where only its words are looked at.
    pub(super) vector: Option<&'a Vector>,
    pub(super) reading: &'a Reading,
    pub(super) locale: &'a Locale,
    pub(super) day: Date,
}

impl Found {
    /// The order of finds: the best first.
    pub(super) fn by_score(one: &Self, other: &Self) -> Ordering {
        other.score.total_cmp(&one.score).then(one.row.cmp(&other.row))
    }
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Shelf")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Shelf {
    /// Puts entries and errands of one audience on a shelf. `progress` is told how many texts that must be embedded are
    /// done, and of how many.
    ///
    /// # Errors
    /// What tantivy or the model says.
    pub(super) fn new(
        stock: &Stock<'_>,
        analyzer: &Analyzer,
        synonyms: &Synonyms,
        embedder: Option<&Embedder>,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Self, IndexError> {
        let Stock {
            entries,
            triggers,
            outside,
        } = *stock;
        let mut stems = Stems::default();
        let mut rows = Vec::new();
        let mut shown = Vec::new();
        let mut words: Vec<String> = synonyms.words().map(str::to_owned).collect();
        let mut languages: HashMap<&EntryId, Vec<Locale>> = HashMap::new();
        for entry in entries {
            languages.entry(&entry.id).or_default().push(entry.locale.clone());
        }
        for entry in entries {
            rows.push(
                Maker {
                    analyzer,
                    synonyms,
                    stems: &mut stems,
                }
                .entry(entry),
            );
            shown.push(Shown {
                locale: Some(entry.locale.clone()),
                elsewhere: languages.get(&entry.id).cloned().unwrap_or_default(),
                valid: entry.valid,
            });
            words.extend(analyzer.words(&entry.text).into_iter().map(|word| word.text));
        }
        for trigger in triggers {
            rows.push(
                Maker {
                    analyzer,
                    synonyms,
                    stems: &mut stems,
                }
                .trigger(trigger),
            );
            shown.push(Shown {
                locale: None,
                elsewhere: Vec::new(),
                valid: Validity::default(),
            });
        }
        weigh(&mut stems, &mut rows, analyzer);
        words.extend(analyzer.common().iter().map(|word| word.text.clone()));
        words.extend(analyzer.stop().map(str::to_owned));
        let known = known(&rows, stock);
        let fitting = Fitting {
            rows: &rows,
            stems: &stems,
            analyzer,
            synonyms,
        };
        let knowledge = Knowledge::new(&known, outside, &fitting, embedder, progress)?;
        drop(known);
        let forms = || rows.iter().flat_map(|row| &row.forms);
        words.extend(forms().flat_map(|form| form.text.split(' ')).map(str::to_owned));
        Ok(Self {
            by_entry: by_entry(&rows),
            exact: exact(&rows),
            spelling: Spelling::new(words.iter().map(String::as_str)),
            beginnings: Beginnings::new(&rows),
            finder: Finder::new(documents(&rows, &stems))?,
            shown: Arc::new(shown),
            knowledge,
            stems,
            rows,
        })
    }

    /// The row of an entry, in any language.
    pub(super) fn row_of(&self, entry: &EntryId) -> Option<&Row> {
        self.rows.get(*self.by_entry.get(entry)? as usize)
    }

    /// Whether a row is for people who want `locale`, on `day`.
    pub(super) fn shows(&self, row: usize, locale: &Locale, day: Date) -> bool {
        self.shown.get(row).is_some_and(|shown| shown.fits(locale, day))
    }

    /// The rows of which `text` is, word for word, a way to ask.
    pub(super) fn exact(&self, text: &str, locale: &Locale, day: Date) -> Vec<usize> {
        let rows = self.exact.get(&normalize(text)).map_or(&[][..], Vec::as_slice);
        rows.iter()
            .map(|row| *row as usize)
            .filter(|row| self.shows(*row, locale, day))
            .collect()
    }

    /// `words` with the slips mended; nothing where there are none.
    pub(super) fn mend(&self, words: &[Word], analyzer: &Analyzer) -> Option<(Vec<Word>, HashSet<String>)> {
        let mut mended = HashSet::new();
        let mend = |word: &Word| match self.spelling.mend(&word.text) {
            Some(meant) if !word.stop => {
                mended.insert(meant.to_owned());
                analyzer.word(meant.to_owned())
            }
            _ => word.clone(),
        };
        let words: Vec<Word> = words.iter().map(mend).collect();
        (!mended.is_empty()).then_some((words, mended))
    }

    /// The rows that fit a text, the best first.
    ///
    /// # Errors
    /// What tantivy says.
    pub(super) fn rank(&self, asked: &Asked<'_>) -> Result<Finds, IndexError> {
        let may = |row: usize| self.shows(row, asked.locale, asked.day);
        let words = self.fitting_words(asked)?;
        let mut weighed = self.knowledge.weigh(asked.text, asked.vector, &words, may);
        let fits = std::mem::take(&mut weighed.fits);
        let mut ranked: Vec<Found> = fits
            .into_iter()
            .map(|fit| Found {
                row: fit.subject,
                score: fit.score,
                parts: fit.parts,
                topic: 0.0,
            })
            .collect();
        ranked.sort_by(Found::by_score);
        Ok(Finds {
            ranked,
            weighed,
            mended: None,
        })
    }

    /// How well the words fit each row; among many rows, those that share words with the text.
    fn fitting_words(&self, asked: &Asked<'_>) -> Result<BTreeMap<usize, f32>, IndexError> {
        let fit = |row: usize| Some((row, score(asked.reading, self.rows.get(row)?, &self.stems, None)));
        if self.rows.len() <= MOST_SUBJECTS {
            return Ok((0..self.rows.len()).filter_map(fit).collect());
        }
        let (shown, locale, day) = (Arc::clone(&self.shown), asked.locale.clone(), asked.day);
        let may = move |row: u64| {
            let row = usize::try_from(row).ok().and_then(|row| shown.get(row));
            row.is_some_and(|shown| shown.fits(&locale, day))
        };
        let names = asked.reading.stems().iter().map(|stem| self.stems.name(*stem));
        let found: BTreeSet<u64> = self.finder.find(names, may)?;
        Ok(found
            .into_iter()
            .filter_map(|row| fit(usize::try_from(row).ok()?))
            .collect())
    }

    /// The probability that `found` is what was meant, when its score is `lead` above that of the next other row.
    pub(super) fn probability(&self, found: &Found, lead: f32, weighed: &Weighed) -> f32 {
        let probability = self.knowledge.probability(&found.fit(), lead, weighed);
        let odds = probability / (1.0 - probability) * (TOPIC * found.topic).exp();
        odds / (1.0 + odds)
    }

    /// The ways to ask that find another row in their language when they are left out, where both are shown on `day`.
    pub(super) fn lost(&self, day: Date) -> impl Iterator<Item = knowledge::Lost> {
        let meet = move |lost: &knowledge::Lost| {
            let (own, other) = (self.shown.get(lost.subject)?, self.shown.get(lost.to)?);
            let locale = own.locale.clone().unwrap_or_default();
            let same = other.locale.as_ref().is_none_or(|other| *other == locale);
            Some(same && own.valid.holds(day) && other.valid.holds(day))
        };
        self.knowledge.lost().filter(move |lost| meet(lost) == Some(true))
    }

    /// The parts of a score as they add up to it.
    pub(super) fn shares(&self, found: &Found, weighed: &Weighed) -> Parts {
        self.knowledge.shares(&found.fit(), weighed)
    }
}

impl Found {
    fn fit(&self) -> knowledge::Fit {
        knowledge::Fit {
            subject: self.row,
            score: self.score,
            parts: self.parts,
        }
    }
}

/// The rows, as they are learned from.
fn known<'a>(rows: &'a [Row], stock: &Stock<'_>) -> Vec<Known<'a>> {
    let mut first: HashMap<&Subject, usize> = HashMap::new();
    for (number, row) in rows.iter().enumerate() {
        first.entry(&row.subject).or_insert(number);
    }
    let errand = |row: &Row| {
        row.flow
            .clone()
            .map(Subject::Flow)
            .and_then(|flow| first.get(&flow).copied())
    };
    let told = |number: usize| {
        let entry = stock.entries.get(number)?;
        (!entry.text.trim().is_empty()).then(|| format!("{} {}", entry.question.text, entry.text))
    };
    rows.iter()
        .enumerate()
        .map(|(number, row)| Known {
            ways: row.forms.iter().map(|form| form.text.as_str()).collect(),
            told: told(number),
            kin: errand(row)
                .or_else(|| first.get(&row.subject).copied())
                .unwrap_or(number),
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

fn by_entry(rows: &[Row]) -> HashMap<EntryId, u32> {
    let entries = (0u32..).zip(rows).filter_map(|(number, row)| match &row.subject {
        Subject::Entry(entry) => Some((entry.clone(), number)),
        Subject::Flow(_) => None,
    });
    entries.collect()
}

fn exact(rows: &[Row]) -> HashMap<String, Vec<u32>> {
    let mut exact: HashMap<String, Vec<u32>> = HashMap::new();
    for (number, row) in (0u32..).zip(rows) {
        for form in &row.forms {
            let rows = exact.entry(form.text.clone()).or_default();
            if rows.last() != Some(&number) {
                rows.push(number);
            }
        }
    }
    exact
}

fn documents<'a>(rows: &'a [Row], stems: &'a Stems) -> impl Iterator<Item = Document> + 'a {
    let joined = |ids: &[StemId]| ids.iter().map(|stem| stems.name(*stem)).collect::<Vec<_>>().join(" ");
    (0u64..).zip(rows).flat_map(move |(number, row)| {
        let questions = row.forms.iter().map(move |form| {
            let both = form.stems.iter().chain(&form.meant).copied().collect::<Vec<_>>();
            Document::Question(number, joined(&both))
        });
        questions.chain(std::iter::once(Document::Answer(number, joined(&row.told))))
    })
}
