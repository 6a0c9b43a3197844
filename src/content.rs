//! The content that is live: reads the folders, checks, watches, and swaps whole sets.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::conversation::{Audience, EntryId, FlowId, Locale};
use crate::dialogue::{Library, Query, Understanding};
use crate::flows::model::Closure;

/// The folders, watched.
pub struct Content {
    current: arc_swap::ArcSwap<Snapshot>,
}

/// One checked set of content: everything that a turn may look at. Cheap to hold; never changes.
pub struct Snapshot {}

/// A question to suggest while the visitor types.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Suggestion {
    /// The entry that answers it.
    pub entry: EntryId,
    /// The question.
    pub question: String,
}

/// An errand to start from the first screen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Errand {
    /// The flow.
    pub id: FlowId,
    /// The button's words.
    pub label: String,
}

impl Content {
    /// The set that is live now.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Makes a version of a flow again from its sources (after a restart), so that a run finishes on the version it began
    /// with. `sources`: file text by flow id; `flow`: the one that the run is of.
    pub fn restore(&self, flow: &FlowId, sources: &BTreeMap<FlowId, String>) -> Option<Arc<Closure>> {
        let _ = (flow, sources);
        None
    }
}

impl Snapshot {
    /// What `query` is about.
    pub fn understand(&self, query: &Query<'_>) -> Understanding {
        let _ = query;
        Understanding::default()
    }

    /// Up to five questions that begin like `text` or mean the like.
    pub fn suggest(&self, text: &str, audience: Audience, locale: &Locale) -> Vec<Suggestion> {
        let _ = (text, audience, locale);
        Vec::new()
    }

    /// The errands of an audience, for the first screen.
    pub fn errands(&self, audience: Audience) -> Vec<Errand> {
        let _ = audience;
        Vec::new()
    }
}

impl Library for Snapshot {
    fn messages(&self, _: &Locale) -> &crate::messages::Messages {
        unimplemented!()
    }
    fn phrases(&self) -> &crate::flows::phrases::Phrases {
        unimplemented!()
    }
    fn flow(&self, _: &FlowId) -> Option<Arc<Closure>> {
        None
    }
    fn pinned(&self, _: &str) -> Option<Arc<Closure>> {
        None
    }
    fn errands(&self, _: Audience) -> Vec<crate::conversation::FlowButton> {
        Vec::new()
    }
    fn answer(&self, _: &EntryId, _: &Locale) -> Option<crate::conversation::Answer> {
        None
    }
    fn facts(&self) -> &minijinja::Value {
        unimplemented!()
    }
    fn html(&self, markdown: &str) -> String {
        markdown.into()
    }
    fn plain(&self, markdown: &str) -> String {
        markdown.into()
    }
}
