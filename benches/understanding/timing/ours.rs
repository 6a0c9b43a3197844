//! The product, as it is timed here.

use std::path::Path;
use std::sync::Arc;

use frontdesk::accounts::contract::Policy;
use frontdesk::clock::{Clock, SystemClock};
use frontdesk::content::{Content, Snapshot, Thresholds};
use frontdesk::conversation::{Audience, Locale};
use frontdesk::dialogue::{Keeping, Query, Understanding};
use frontdesk::embedding::Embedder;
use frontdesk::faq::Entry;
use frontdesk::index::{Index, Settings, Sources, Suggestion};

use super::root;
use crate::Result;

/// Content below `root`, with its vectors kept in a folder.
pub fn content(root: &Path, vectors: &Path) -> Result<Arc<Content>> {
    let clock = Arc::new(SystemClock);
    Ok(Content::load_with(root, &Policy::default(), settings(vectors)?, clock)?)
}

/// What a text is about, found out anew.
pub fn ask(content: &Snapshot, text: &str) -> Understanding {
    content.understand(&query(text, &Locale::default(), Keeping::Forgotten))
}

/// What a text is about, remembered if it was asked before.
pub fn ask_and_remember(content: &Snapshot, text: &str) -> Understanding {
    content.understand(&query(text, &Locale::default(), Keeping::Remembered))
}

/// Makes indexes, with the words of the shipped content.
pub struct Maker {
    settings: Settings,
}

impl Maker {
    /// One that knows the vectors that are kept in a folder.
    pub fn new(vectors: &Path) -> Result<Self> {
        Ok(Self {
            settings: settings(vectors)?,
        })
    }

    /// An index of `entries`.
    pub fn index(&self, entries: &[Entry]) -> Result<Index> {
        let text = |file: &str| std::fs::read_to_string(root().join(file));
        let sources = Sources {
            entries,
            triggers: &[],
            synonyms: "",
            stopwords: &text(frontdesk::index::STOPWORDS_FILE)?,
            common: &text(frontdesk::index::COMMON_FILE)?,
            outside: &text(frontdesk::index::OUTSIDE_FILE)?,
            progress: &|_, _| {},
        };
        Ok(Index::build(sources, self.settings.clone())?.0)
    }
}

/// What a text is about, by an index.
pub fn ask_index(index: &Index, text: &str) -> Result<Understanding> {
    Ok(index.understand(&query(text, &Locale::default(), Keeping::Forgotten))?)
}

/// What an index suggests to somebody who has typed `text` so far.
pub fn suggest(index: &Index, text: &str) -> Result<Vec<Suggestion>> {
    Ok(index.suggest(text, Audience::Member, &Locale::default(), SystemClock.now())?)
}

/// The usual settings, with vectors kept in a folder.
fn settings(vectors: &Path) -> Result<Settings> {
    let embedder = Embedder::shipped(Some(vectors.to_owned()))?;
    Ok(Settings::new(Thresholds::default(), Some(embedder)))
}

fn query<'a>(text: &'a str, locale: &'a Locale, keeping: Keeping) -> Query<'a> {
    Query {
        text,
        audience: Audience::Member,
        locale,
        now: SystemClock.now(),
        recent: &[],
        keeping,
    }
}
