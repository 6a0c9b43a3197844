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

/// Makes rows, with one numbering of stems.
pub(super) struct Maker<'a> {
    pub(super) analyzer: &'a Analyzer,
    pub(super) synonyms: &'a Synonyms,
    pub(super) stems: &'a mut Stems,
}

impl Maker<'_> {
    pub(super) fn entry(&mut self, entry: &Entry) -> Row {
        let phrases = std::iter::once(&entry.question).chain(&entry.also);
        let forms: Vec<Form> = phrases.map(|phrase| self.form(&phrase.text)).collect();
        Row {
            subject: Subject::Entry(entry.id.clone()),
            flow: entry.flow.clone(),
            related: entry.related.clone(),
            question: entry.question.text.clone(),
            asked: counted(&forms),
            told: self.intern(&self.analyzer.stems(&entry.text)),
            forms,
        }
    }

    pub(super) fn trigger(&mut self, trigger: &Trigger) -> Row {
        let forms: Vec<Form> = trigger.phrases.iter().map(|phrase| self.form(phrase)).collect();
        Row {
            subject: Subject::Flow(trigger.flow.clone()),
            flow: None,
            related: Vec::new(),
            question: String::new(),
            asked: counted(&forms),
            told: Vec::new(),
            forms,
        }
    }

    fn form(&mut self, text: &str) -> Form {
        let words = self.analyzer.words(text);
        let meant = self.meant(&words);
        Form {
            text: normalize(text),
            stems: self.intern(&Analyzer::stems_of(words)),
            meant: self.intern(&meant),
            mass: 0.0,
        }
    }

    /// The stems of what `words` can stand for.
    fn meant(&self, words: &[Word]) -> Vec<String> {
        let mut meant = Vec::new();
        let mut rest = words;
        while !rest.is_empty() {
            let (length, meanings) = self.synonyms.at_start(rest).unwrap_or((1, &[]));
            meant.extend(meanings.iter().flatten().cloned());
            rest = rest.get(length..).unwrap_or_default();
        }
        meant
    }

    /// The sorted numbers of `stems`, each once.
    fn intern(&mut self, stems: &[String]) -> Vec<StemId> {
        let mut ids: Vec<StemId> = stems.iter().map(|stem| self.stems.intern(stem)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

fn counted(forms: &[Form]) -> Vec<(StemId, u16)> {
    let mut counts: BTreeMap<StemId, u16> = BTreeMap::new();
    for stem in forms.iter().flat_map(|form| &form.stems) {
        let count = counts.entry(*stem).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().collect()
}
