//! Shelves that are in use, so that a change in one audience's content leaves the other's as it is.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use sha2::{Digest, Sha256};

use super::shelf::{Shelf, Stock};
use super::{IndexError, Sources};

/// What a shelf is made of, in short.
type Key = [u8; 32];

/// Shelves that are in use somewhere, by what they are made of. It keeps none alive.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory(Arc<Mutex<Vec<(Key, Weak<Shelf>)>>>);

impl Memory {
    /// The shelf of `stock`, if there is one already, or else the one that is `made`. `meant`: whether it knows meanings.
    pub(super) fn shelf(
        &self,
        stock: &Stock<'_>,
        sources: &Sources<'_>,
        meant: bool,
        made: impl FnOnce() -> Result<Shelf, IndexError>,
    ) -> Result<Arc<Shelf>, IndexError> {
        let key = key(stock, sources, meant);
        let known = || {
            let shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            shelves
                .iter()
                .find(|(known, _)| *known == key)
                .and_then(|(_, shelf)| shelf.upgrade())
        };
        if let Some(shelf) = known() {
            return Ok(shelf);
        }
        let shelf = Arc::new(made()?);
        let mut shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelves.retain(|(known, shelf)| *known != key && shelf.strong_count() > 0);
        shelves.push((key, Arc::downgrade(&shelf)));
        Ok(shelf)
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
