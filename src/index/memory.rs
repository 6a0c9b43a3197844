//! Shelves of late, so that a change in one audience's content leaves the other's as it is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Sources;
use super::shelf::Shelf;
use super::stocking::Stock;
use crate::embedding::{Embedder, EmbeddingError};
use crate::faq::{Entry, Validity};

/// What a shelf is made of, in short.
type Key = [u8; 32];

/// Small shelves that are kept. They are the ones that take their time: of those is learned.
const MOST_KEPT: usize = 4;

/// Answers of one part of a key.
const AT_ONCE: usize = 1_024;

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
        if shelf.postings.is_none() {
            self.kept.retain(|kept| !Arc::ptr_eq(kept, shelf));
            self.kept.push_front(Arc::clone(shelf));
            self.kept.truncate(MOST_KEPT);
        }
    }
}

impl Memory {
    /// The shelf of `stock`, if there is one already, or else the one that is `made`. `embedder`: what it knows meanings from,
    /// which keeps the vectors of a shelf that is there.
    pub(super) fn shelf(
        &self,
        stock: &Stock<'_>,
        sources: &Sources<'_>,
        embedder: Option<&Embedder>,
        made: impl FnOnce() -> Result<Shelf, EmbeddingError>,
    ) -> Result<Arc<Shelf>, EmbeddingError> {
        let key = key(stock, sources, embedder.is_some());
        let known = self.known().get(&key);
        if let Some(shelf) = known {
            if let Some((embedder, keys)) = embedder.zip(shelf.knowledge.keys()) {
                embedder.still_uses(keys);
            }
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

/// A hash of texts in lists: each list has a name and a count before it, so that a text never passes for one of the list
/// beside it.
#[derive(Default)]
struct Digested(Sha256);

impl Digested {
    fn text(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
    }

    fn entry(&mut self, entry: &Entry) {
        self.text(entry.id.as_str());
        self.text(entry.locale.as_str());
        let is_bare = entry.flow.is_none() && entry.related.is_empty() && entry.valid == Validity::default();
        let rest = (!is_bare).then(|| format!("{:?} {:?} {:?}", entry.flow, entry.related, entry.valid));
        self.text(&rest.unwrap_or_default());
        self.text(&entry.question.text);
        self.list("also", &entry.also, |all, phrase| all.text(&phrase.text));
        self.text(&entry.text);
    }

    fn list<T>(&mut self, name: &str, items: &[T], mut add: impl FnMut(&mut Self, &T)) {
        self.text(name);
        self.0.update(items.len().to_le_bytes());
        for item in items {
            add(self, item);
        }
    }
}

/// A hash of all that a shelf is made of. That of many answers is made of those of their parts, side by side.
fn key(stock: &Stock<'_>, sources: &Sources<'_>, meant: bool) -> Key {
    let mut all = Digested::default();
    for text in [sources.synonyms, sources.stopwords, sources.common] {
        all.text(text);
    }
    all.text(if meant { "meant" } else { "by words" });
    let entries = stock.entries.par_chunks(AT_ONCE).map(|entries| {
        let mut part = Digested::default();
        part.list("entries", entries, |part, entry| part.entry(entry));
        part.0.finalize().into()
    });
    all.list("parts", &entries.collect::<Vec<Key>>(), |all, part| all.0.update(part));
    all.list("triggers", stock.triggers, |all, trigger| {
        all.text(trigger.flow.as_str());
        all.list("phrases", &trigger.phrases, |all, phrase| all.text(phrase));
    });
    all.list("outside", stock.outside, |all, phrase| all.text(phrase));
    all.0.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::super::Trigger;
    use super::super::tests::entry;
    use super::*;
    use crate::conversation::{Audience, FlowId};

    const NOTHING: Sources<'_> = Sources {
        entries: &[],
        triggers: &[],
        synonyms: "",
        stopwords: "",
        common: "",
        outside: "",
        progress: &|_, _| {},
    };

    fn trigger(flow: &str, phrases: &[&str]) -> Trigger {
        Trigger {
            flow: FlowId::new(flow).unwrap(),
            audience: Audience::Member,
            phrases: phrases.iter().map(|phrase| (*phrase).to_owned()).collect(),
        }
    }

    fn errands(triggers: &[&Trigger], outside: &[&str]) -> Key {
        let entries = &[];
        key(
            &Stock {
                entries,
                triggers,
                outside,
            },
            &NOTHING,
            false,
        )
    }

    #[test]
    fn a_phrase_that_moves_from_an_errand_out_of_scope_is_a_change() {
        let asked = errands(&[&trigger("pin", &["new pin", "lost pin"])], &["joke"]);
        let outside = errands(&[&trigger("pin", &["new pin"])], &["lost pin", "joke"]);
        assert_ne!(asked, outside);
        assert_eq!(asked, errands(&[&trigger("pin", &["new pin", "lost pin"])], &["joke"]));
    }

    #[test]
    fn what_moves_from_one_errand_to_the_next_is_a_change() {
        let one = errands(&[&trigger("pin", &["new pin", "password"]), &trigger("lost", &[])], &[]);
        let other = errands(&[&trigger("pin", &["new pin"]), &trigger("password", &["lost"])], &[]);
        assert_ne!(one, other);
    }

    #[test]
    fn an_answer_whose_text_becomes_a_way_to_ask_is_a_change() {
        let one = entry("member/pin/lost", &["lost pin", "Please wait."]);
        let other = entry("member/pin/lost", &["lost pin"]);
        let key = |entry| {
            key(
                &Stock {
                    entries: &[entry],
                    triggers: &[],
                    outside: &[],
                },
                &NOTHING,
                false,
            )
        };
        assert_ne!(key(&one), key(&other));
    }
}
