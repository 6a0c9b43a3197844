//! What can be found, in stems.

use std::collections::BTreeMap;

use super::Trigger;
use super::analyzer::{Analyzer, Word};
use super::stems::{StemId, Stems};
use super::synonyms::Synonyms;
use crate::conversation::{EntryId, FlowId};
use crate::dialogue::Subject;
use crate::faq::Entry;
use crate::words::normalize;

/// Something that can be found: an errand, or an answer in one language.
pub(super) struct Row {
    pub(super) subject: Subject,
    /// The errand that does what the answer is about.
    pub(super) flow: Option<FlowId>,
    pub(super) related: Vec<EntryId>,
    /// The question as shown; empty for an errand.
    pub(super) question: String,
    /// The ways to ask for it.
    pub(super) forms: Vec<Form>,
    /// The sorted stems of all ways to ask for it, and in how many of them each stands.
    pub(super) asked: Vec<(StemId, u16)>,
    /// The sorted stems of its answer.
    pub(super) told: Vec<StemId>,
}

/// One way to ask for something.
pub(super) struct Form {
    /// The normalized words.
    pub(super) text: String,
    /// Its sorted stems.
    pub(super) stems: Vec<StemId>,
    /// The sorted stems of what its words can stand for.
    pub(super) meant: Vec<StemId>,
    /// What its own stems tell together.
    pub(super) mass: f32,
}

/// An answer or an errand as it was read, word by word: what takes long, and can be done for many at once.
pub(super) struct Read {
    forms: Vec<ReadForm>,
    /// The words of the answer.
    told: Vec<Word>,
}

struct ReadForm {
    text: String,
    stems: Vec<String>,
    meant: Vec<String>,
}

impl Read {
    /// Reads an answer.
    pub(super) fn entry(entry: &Entry, analyzer: &Analyzer, synonyms: &Synonyms) -> Self {
        let phrases = std::iter::once(&entry.question).chain(&entry.also);
        Self {
            forms: phrases
                .map(|phrase| ReadForm::new(&phrase.text, analyzer, synonyms))
                .collect(),
            told: analyzer.words(&entry.text),
        }
    }

    /// Reads the phrases of an errand.
    pub(super) fn trigger(trigger: &Trigger, analyzer: &Analyzer, synonyms: &Synonyms) -> Self {
        let phrases = trigger.phrases.iter();
        Self {
            forms: phrases
                .map(|phrase| ReadForm::new(phrase, analyzer, synonyms))
                .collect(),
            told: Vec::new(),
        }
    }

    /// The words of the answer, as they are compared.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.told.iter().map(|word| word.text.as_str())
    }

    /// The row of an answer, its stems numbered by `stems`.
    pub(super) fn answer(&self, entry: &Entry, stems: &mut Stems) -> Row {
        Row {
            flow: entry.flow.clone(),
            related: entry.related.clone(),
            question: entry.question.text.clone(),
            ..self.row(Subject::Entry(entry.id.clone()), stems)
        }
    }

    /// The row of an errand, its stems numbered by `stems`.
    pub(super) fn errand(&self, trigger: &Trigger, stems: &mut Stems) -> Row {
        self.row(Subject::Flow(trigger.flow.clone()), stems)
    }

    fn row(&self, subject: Subject, stems: &mut Stems) -> Row {
        let forms: Vec<Form> = self.forms.iter().map(|form| form.numbered(stems)).collect();
        let told: Vec<&str> = Analyzer::stems_of(&self.told).collect();
        Row {
            subject,
            flow: None,
            related: Vec::new(),
            question: String::new(),
            asked: counted(&forms),
            told: numbered(told.into_iter(), stems),
            forms,
        }
    }
}

impl ReadForm {
    fn new(text: &str, analyzer: &Analyzer, synonyms: &Synonyms) -> Self {
        let words = analyzer.words(text);
        Self {
            text: normalize(text),
            stems: Analyzer::stems_of(&words).map(str::to_owned).collect(),
            meant: meant(&words, synonyms),
        }
    }

    fn numbered(&self, stems: &mut Stems) -> Form {
        Form {
            text: self.text.clone(),
            stems: numbered(self.stems.iter().map(String::as_str), stems),
            meant: numbered(self.meant.iter().map(String::as_str), stems),
            mass: 0.0,
        }
    }
}

/// The stems of what `words` can stand for.
fn meant(words: &[Word], synonyms: &Synonyms) -> Vec<String> {
    let mut meant = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let (length, meanings) = synonyms.at_start(rest).unwrap_or((1, &[]));
        meant.extend(meanings.iter().flatten().cloned());
        rest = rest.get(length..).unwrap_or_default();
    }
    meant
}

/// The sorted numbers of `words`, each once.
fn numbered<'a>(words: impl Iterator<Item = &'a str>, stems: &mut Stems) -> Vec<StemId> {
    let mut ids: Vec<StemId> = words.map(|stem| stems.intern(stem)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn counted(forms: &[Form]) -> Vec<(StemId, u16)> {
    let mut counts: BTreeMap<StemId, u16> = BTreeMap::new();
    for stem in forms.iter().flat_map(|form| &form.stems) {
        let count = counts.entry(*stem).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().collect()
}
