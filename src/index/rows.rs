//! What can be found, in stems.

use std::borrow::Borrow;

use super::Trigger;
use super::analyzer::{Analyzer, Dictionary, MOST_WORDS, Word};
use super::stems::{StemId, Stems};
use super::synonyms::Synonyms;
use crate::conversation::{EntryId, FlowId};
use crate::dialogue::Subject;
use crate::faq::Entry;
use crate::words::normalize;

/// Bytes that hold nearly all texts while they grow.
const USUAL: usize = 512;

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

impl Row {
    /// What the answer or errand is called. An answer and an errand may have the same name.
    pub(super) fn name(&self) -> &str {
        match &self.subject {
            Subject::Entry(entry) => entry.as_str(),
            Subject::Flow(flow) => flow.as_str(),
        }
    }
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
///
/// Words and stems stand in one text each, parted by spaces: a string of its own for each of some million words would take
/// longer to make and to free than all the rest.
pub(super) struct Read {
    forms: Vec<ReadForm>,
    /// The words of the answer.
    told: String,
    told_stems: String,
}

struct ReadForm {
    text: String,
    stems: String,
    meant: String,
}

impl Read {
    /// Reads an answer.
    pub(super) fn entry(entry: &Entry, dictionary: &mut Dictionary<'_>, synonyms: &Synonyms) -> Self {
        let phrases = std::iter::once(&entry.question).chain(&entry.also);
        let told = dictionary.words(&entry.text);
        Self {
            forms: phrases
                .map(|phrase| ReadForm::new(&phrase.text, dictionary, synonyms))
                .collect(),
            told_stems: spaced(Analyzer::stems_of(&told)),
            told: spaced(told.iter().map(|word| word.text.as_str())),
        }
    }

    /// Reads the phrases of an errand.
    pub(super) fn trigger(trigger: &Trigger, dictionary: &mut Dictionary<'_>, synonyms: &Synonyms) -> Self {
        let phrases = trigger.phrases.iter();
        Self {
            forms: phrases
                .map(|phrase| ReadForm::new(phrase, dictionary, synonyms))
                .collect(),
            told: String::new(),
            told_stems: String::new(),
        }
    }

    /// The words of the answer, as they are compared.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        parted(&self.told)
    }

    /// The row of an answer, its stems numbered by `stems`.
    pub(super) fn answer(&mut self, entry: &Entry, stems: &mut Stems) -> Row {
        Row {
            flow: entry.flow.clone(),
            related: entry.related.clone(),
            question: entry.question.text.clone(),
            ..self.row(Subject::Entry(entry.id.clone()), stems)
        }
    }

    /// The row of an errand, its stems numbered by `stems`.
    pub(super) fn errand(&mut self, trigger: &Trigger, stems: &mut Stems) -> Row {
        self.row(Subject::Flow(trigger.flow.clone()), stems)
    }

    fn row(&mut self, subject: Subject, stems: &mut Stems) -> Row {
        let forms: Vec<Form> = self.forms.iter_mut().map(|form| form.numbered(stems)).collect();
        Row {
            subject,
            flow: None,
            related: Vec::new(),
            question: String::new(),
            asked: counted(&forms),
            told: numbered(&self.told_stems, stems),
            forms,
        }
    }
}

impl ReadForm {
    fn new(text: &str, dictionary: &mut Dictionary<'_>, synonyms: &Synonyms) -> Self {
        let words = dictionary.words(text);
        Self {
            text: normalize(text),
            stems: spaced(Analyzer::stems_of(&words)),
            meant: spaced(meant(&words, synonyms).into_iter()),
        }
    }

    /// The form, which takes the text away.
    fn numbered(&mut self, stems: &mut Stems) -> Form {
        Form {
            text: std::mem::take(&mut self.text),
            stems: numbered(&self.stems, stems),
            meant: numbered(&self.meant, stems),
            mass: 0.0,
        }
    }
}

/// The stems of what `words` can stand for.
fn meant<'a, W: Borrow<Word>>(words: &[W], synonyms: &'a Synonyms) -> Vec<&'a str> {
    let mut meant = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let (length, meanings) = synonyms.at_start(rest).unwrap_or((1, &[]));
        meant.extend(meanings.iter().flatten().map(String::as_str));
        rest = rest.get(length..).unwrap_or_default();
    }
    meant
}

/// `words` in one text.
fn spaced<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::with_capacity(USUAL);
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text.as_str().to_owned()
}

/// The words of such a text.
fn parted(text: &str) -> impl Iterator<Item = &str> {
    text.split_ascii_whitespace()
}

/// The sorted numbers of the words of a text, each once.
fn numbered(text: &str, stems: &mut Stems) -> Vec<StemId> {
    let mut ids = Vec::with_capacity(MOST_WORDS);
    ids.extend(parted(text).map(|stem| stems.intern(stem)));
    ids.sort_unstable();
    ids.dedup();
    ids.as_slice().to_vec()
}

/// In how many of `forms` each stem stands.
fn counted(forms: &[Form]) -> Vec<(StemId, u16)> {
    let mut all = Vec::with_capacity(forms.iter().map(|form| form.stems.len()).sum());
    all.extend(forms.iter().flat_map(|form| &form.stems).copied());
    all.sort_unstable();
    let mut counts = Vec::with_capacity(all.len());
    for same in all.chunk_by(|one: &StemId, other| one == other) {
        let count = u16::try_from(same.len()).unwrap_or(u16::MAX);
        counts.extend(same.first().map(|stem| (*stem, count)));
    }
    counts
}
