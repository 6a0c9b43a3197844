//! Shelves of late, so that a change in one audience's content leaves the other's as it is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use sha2::{Digest, Sha256};

use super::Sources;
use super::learning::MOST_SUBJECTS;
use super::shelf::Shelf;
use super::stocking::Stock;
use crate::embedding::EmbeddingError;

/// What a shelf is made of, in short.
type Key = [u8; 32];

/// Small shelves that are kept. They are the ones that take their time: of those is learned.
const MOST_KEPT: usize = 4;

/// Shelves of late, by what they are made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    /// Those that are in use somewhere.
    used: Vec<(Key, Weak<Shelf>)>,
    /// The small ones among them that were asked for last, the newest first.
    kept: VecDeque<Arc<Shelf>>,
}

impl Known {
    fn get(&mut self, key: &Key) -> Option<Arc<Shelf>> {
        let (_, shelf) = self.used.iter().find(|(known, _)| known == key)?;
        let shelf = shelf.upgrade()?;
        self.keep(&shelf);
        Some(shelf)
    }

    fn put(&mut self, key: Key, shelf: &Arc<Shelf>) {
        self.used
            .retain(|(known, shelf)| *known != key && shelf.strong_count() > 0);
        self.used.push((key, Arc::downgrade(shelf)));
        self.keep(shelf);
    }

    fn keep(&mut self, shelf: &Arc<Shelf>) {
        if shelf.rows.len() <= MOST_SUBJECTS {
            self.kept.retain(|kept| !Arc::ptr_eq(kept, shelf));
            self.kept.push_front(Arc::clone(shelf));
            self.kept.truncate(MOST_KEPT);
        }
    }
}

impl Memory {
    /// The shelf of `stock`, if there is one already, or else the one that is `made`. `meant`: whether it knows meanings.
    pub(super) fn shelf(
        &self,
        stock: &Stock<'_>,
        sources: &Sources<'_>,
        meant: bool,
        made: impl FnOnce() -> Result<Shelf, EmbeddingError>,
    ) -> Result<Arc<Shelf>, EmbeddingError> {
        let key = key(stock, sources, meant);
        if let Some(shelf) = self.known().get(&key) {
            return Ok(shelf);
        }
        let shelf = Arc::new(made()?);
        self.known().put(key, &shelf);
        Ok(shelf)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(stock: &Stock<'_>, sources: &Sources<'_>, meant: bool) -> Key {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    for text in [sources.synonyms, sources.stopwords, sources.common] {
        add(text);
    }
    add(if meant { "meant" } else { "by words" });
    for entry in stock.entries {
        add(entry.id.as_str());
        add(entry.locale.as_str());
        add(&format!("{:?} {:?} {:?}", entry.flow, entry.related, entry.valid));
        for phrase in std::iter::once(&entry.question).chain(&entry.also) {
            add(&phrase.text);
        }
        add(&entry.text);
    }
    for trigger in stock.triggers {
        add(trigger.flow.as_str());
        for phrase in &trigger.phrases {
            add(phrase);
        }
    }
    for phrase in stock.outside {
        add(phrase);
    }
    hash.finalize().into()
}
