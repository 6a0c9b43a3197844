//! One checked set of content.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::assemble::Parts;
use super::understood::Understood;
use super::versions::Versions;
use crate::clock::{Millis, SharedClock};
use crate::conversation::{Answer, Audience, EntryId, FlowButton, FlowId, Locale, Related};
use crate::dialogue::{Keeping, Library, Query, Subject, Understanding};
use crate::embedding::EmbeddingError;
use crate::faq::Entry;
use crate::flows::model::{Closure, FlowSet};
use crate::flows::phrases::Phrases;
use crate::index::{Explanation, Index, Suggestion};
use crate::markdown;
use crate::messages::Messages;

/// One checked set of content: everything that a turn may look at. Cheap to hold; never changes.
pub struct Snapshot {
    /// The answers, each in its languages.
    entries: HashMap<EntryId, Vec<Entry>>,
    pub(super) flows: FlowSet,
    phrases: Phrases,
    messages: BTreeMap<Locale, Messages>,
    no_messages: Messages,
    index: Index,
    understood: Understood,
    facts: minijinja::Value,
    versions: Arc<Versions>,
    clock: SharedClock,
    /// Where the days begin and end on which answers are valid.
    zone: TimeZone,
    made_at: Millis,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Snapshot")
            .field("entries", &self.entries.len())
            .field("flows", &self.flows.flows.len())
            .finish_non_exhaustive()
    }
}

impl Snapshot {
    pub(super) fn new(parts: Parts, versions: Arc<Versions>, clock: SharedClock, zone: TimeZone) -> Self {
        let mut entries: HashMap<EntryId, Vec<Entry>> = HashMap::new();
        for entry in parts.entries {
            entries.entry(entry.id.clone()).or_default().push(entry);
        }
        for closure in parts.flows.flows.values() {
            versions.keep(closure);
        }
        Self {
            entries,
            flows: parts.flows,
            phrases: parts.phrases,
            messages: parts.messages,
            no_messages: Messages::default(),
            index: parts.index,
            understood: Understood::new(zone.clone()),
            facts: parts.facts,
            versions,
            made_at: clock.millis(),
            clock,
            zone,
        }
    }

    /// When it was made.
    pub fn made_at(&self) -> Millis {
        self.made_at
    }

    /// How many answers there are (a translation is not another one), and how many flows.
    pub fn size(&self) -> (usize, usize) {
        (self.entries.len(), self.flows.flows.len())
    }

    /// The fixed sentences whose keys begin with `prefix`, each under the rest of its key.
    pub fn words(&self, prefix: &str, locale: &Locale) -> BTreeMap<String, String> {
        let sentences = Library::messages(self, locale).starting_with(prefix);
        sentences
            .filter_map(|(key, text)| Some((key.strip_prefix(prefix)?.to_owned(), text.to_owned())))
            .collect()
    }

    /// The languages of the fixed sentences.
    pub fn locales(&self) -> impl Iterator<Item = &Locale> {
        self.messages.keys()
    }

    /// `contacts` and `policy`, for the templates of pages.
    pub fn facts(&self) -> &minijinja::Value {
        &self.facts
    }

    /// All that can be talked about: the answers and the errands.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> {
        let flows = self.flows.flows.keys().cloned().map(Subject::Flow);
        self.entries.keys().cloned().map(Subject::Entry).chain(flows)
    }

    /// What `query` is about, where that is known at once: it was asked lately, or is word for word a known way to ask.
    pub fn known(&self, query: &Query<'_>) -> Option<Understanding> {
        self.understood.get(query).or_else(|| self.index.exact(query))
    }

    /// Why `query` is understood as it is.
    ///
    /// # Errors
    /// Where the sentence model fails.
    pub fn explain(&self, query: &Query<'_>) -> Result<Explanation, EmbeddingError> {
        self.index.explain(query)
    }

    /// Everything that fits `query`, the best first, each with its score.
    ///
    /// # Errors
    /// Where the sentence model fails.
    pub fn ranked(&self, query: &Query<'_>) -> Result<Vec<(Subject, f32)>, EmbeddingError> {
        self.index.ranked(query)
    }

    /// What `query` is about, remembered for the next time if it may be; by its words alone where the model fails. It may take
    /// milliseconds: not for an async thread (see [`Threads`](super::Threads)).
    pub fn understand(&self, query: &Query<'_>) -> Understanding {
        let by_words = |error: EmbeddingError| {
            tracing::error!(%error, "a question was looked up by its words alone");
            let keeping = Keeping::Private;
            self.index.understand(&Query { keeping, ..*query })
        };
        // Words need no model, so there is nothing left that could fail.
        self.try_understand(query).or_else(by_words).unwrap_or_default()
    }

    /// The same for somebody who wants to know that the model fails.
    ///
    /// # Errors
    /// Where the sentence model fails.
    pub fn try_understand(&self, query: &Query<'_>) -> Result<Understanding, EmbeddingError> {
        if let Some(known) = self.known(query) {
            return Ok(known);
        }
        let understanding = self.index.understand(query)?;
        if self.index.may_remember(query) {
            self.understood.put(query, &understanding);
        }
        Ok(understanding)
    }

    /// What `query` is about at a short look: as a whole, by its words alone, whatever was talked about. It takes a part of a
    /// millisecond, and far longer in a content of many answers.
    pub fn glance(&self, query: &Query<'_>) -> Understanding {
        self.index.glance(query).unwrap_or_default()
    }

    /// How many texts are remembered.
    #[cfg(test)]
    pub(crate) fn remembered(&self) -> usize {
        self.understood.len()
    }

    /// Up to five questions that begin like `text` or mean the like. Not for an async thread either.
    pub fn suggest(&self, text: &str, audience: Audience, locale: &Locale) -> Vec<Suggestion> {
        let found = self.index.suggest(text, audience, locale, self.clock.now());
        found.unwrap_or_else(|error| {
            tracing::error!(%error, "suggestions could not be looked up");
            Vec::new()
        })
    }

    /// The errands of an audience, for the first screen: the flows that somebody can ask for, by id.
    pub fn errands(&self, audience: Audience) -> Vec<FlowButton> {
        let flows = self.flows.flows.values().map(|closure| &closure.flow);
        flows
            .filter(|flow| flow.audience == audience && !flow.start.is_empty())
            .map(|flow| FlowButton {
                id: flow.id.clone(),
                label: flow.label.clone(),
            })
            .collect()
    }

    fn today(&self) -> Date {
        self.zone.to_datetime(self.clock.now()).date()
    }

    /// An entry in a language, or else in the default one, if it is served on `day`.
    fn entry(&self, id: &EntryId, locale: &Locale, day: Date) -> Option<&Entry> {
        let valid = || {
            self.entries
                .get(id)
                .into_iter()
                .flatten()
                .filter(|entry| entry.valid.holds(day))
        };
        let language = language_of(locale);
        valid()
            .find(|entry| entry.locale == *locale)
            .or_else(|| valid().find(|entry| Some(&entry.locale) == language.as_ref()))
            .or_else(|| valid().find(|entry| entry.locale == Locale::default()))
    }

    fn button(&self, flow: &FlowId) -> Option<FlowButton> {
        let flow = &self.flows.flows.get(flow)?.flow;
        Some(FlowButton {
            id: flow.id.clone(),
            label: flow.label.clone(),
        })
    }
}

/// `es`, of `es-mx`.
fn language_of(locale: &Locale) -> Option<Locale> {
    locale.as_str().split('-').next().and_then(Locale::new)
}

impl Library for Snapshot {
    fn messages(&self, locale: &Locale) -> &Messages {
        let found = self.messages.get(locale);
        let found = found.or_else(|| self.messages.get(&language_of(locale)?));
        // A set without messages in the default language never goes live.
        found
            .or_else(|| self.messages.get(&Locale::default()))
            .unwrap_or(&self.no_messages)
    }

    fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    fn flow(&self, id: &FlowId) -> Option<Arc<Closure>> {
        self.flows.flows.get(id).cloned()
    }

    fn pinned(&self, version: &str) -> Option<Arc<Closure>> {
        let live = self.flows.flows.values().find(|closure| closure.version == version);
        live.cloned().or_else(|| self.versions.get(version))
    }

    fn errands(&self, audience: Audience) -> Vec<FlowButton> {
        Self::errands(self, audience)
    }

    fn answer(&self, id: &EntryId, locale: &Locale) -> Option<Answer> {
        let today = self.today();
        let entry = self.entry(id, locale, today)?;
        let related = entry.related.iter().filter_map(|id| self.entry(id, locale, today));
        Some(Answer {
            entry: entry.id.clone(),
            revision: entry.revision.clone(),
            question: entry.question.text.clone(),
            text: entry.text.clone(),
            html: entry.html.clone(),
            probability: 1.0,
            flow: entry.flow.as_ref().and_then(|flow| self.button(flow)),
            related: related
                .map(|entry| Related {
                    entry: entry.id.clone(),
                    question: entry.question.text.clone(),
                })
                .collect(),
        })
    }

    fn facts(&self) -> &minijinja::Value {
        &self.facts
    }

    fn html(&self, markdown: &str) -> String {
        markdown::html(markdown)
    }

    fn plain(&self, markdown: &str) -> String {
        markdown::plain(markdown)
    }
}

#[cfg(test)]
mod tests;
