//! What the index made of texts lately. The same words come over and over, and mean the same for as long as the content
//! is the same: each set of content begins with nothing.
//!
//! Texts that may hold something personal are never kept here: [`Keeping`](crate::dialogue::Keeping) says which those are, and
//! of the others `Index::may_remember`, which knows no names, leaves only those of the content's own words.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use lru::LruCache;

use crate::conversation::{Audience, Locale};
use crate::dialogue::{Query, Subject, Understanding};

/// Texts that are remembered at most; the one that was asked longest ago makes room.
const MOST: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// Bytes of the longest text that is remembered: longer ones do not come twice.
const LONGEST: usize = 200;

/// What the index made of texts lately.
pub(super) struct Understood {
    /// Where the days begin and end.
    zone: TimeZone,
    known: Mutex<LruCache<Asked, Understanding>>,
}

/// Everything that an understanding depends on, beside the content.
#[derive(PartialEq, Eq, Hash)]
struct Asked {
    text: String,
    audience: Audience,
    locale: Locale,
    /// What is valid changes with the day.
    day: Date,
    recent: Vec<Subject>,
}

impl Understood {
    pub(super) fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            known: Mutex::new(LruCache::sparse(MOST)),
        }
    }

    /// What is remembered of `query`.
    pub(super) fn get(&self, query: &Query<'_>) -> Option<Understanding> {
        let asked = Asked::new(query, &self.zone)?;
        self.known().get(&asked).cloned()
    }

    /// Remembers what the index made of `query`, if that may be kept.
    pub(super) fn put(&self, query: &Query<'_>, understanding: &Understanding) {
        if let Some(asked) = Asked::new(query, &self.zone) {
            self.known().put(asked, understanding.clone());
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.known().len()
    }

    fn known(&self) -> MutexGuard<'_, LruCache<Asked, Understanding>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked {
    /// Nothing for a text that is not remembered.
    fn new(query: &Query<'_>, zone: &TimeZone) -> Option<Self> {
        let is_kept = query.keeping.may_be_remembered() && query.text.len() <= LONGEST;
        is_kept.then(|| Self {
            text: query.text.to_owned(),
            audience: query.audience,
            locale: query.locale.clone(),
            day: zone.to_datetime(query.now).date(),
            recent: query.recent.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::*;
    use crate::conversation::EntryId;
    use crate::dialogue::{Band, Keeping};

    fn offer() -> Understanding {
        Understanding {
            band: Band::Offer,
            candidates: Vec::new(),
            besides: Vec::new(),
        }
    }

    fn query<'a>(text: &'a str, locale: &'a Locale) -> Query<'a> {
        Query {
            text,
            audience: Audience::Member,
            locale,
            now: "2026-11-25T12:00:00Z".parse::<Timestamp>().unwrap(),
            recent: &[],
            keeping: Keeping::Remembered,
        }
    }

    #[test]
    fn a_question_is_remembered_for_the_same_visitors_and_the_same_day() {
        let (understood, locale) = (Understood::new(TimeZone::UTC), Locale::default());
        let recent = [Subject::Entry(EntryId::new("member/pin/lost-pin").unwrap())];
        let query = query("my pin?", &locale);
        understood.put(&query, &offer());
        assert_eq!(understood.get(&query), Some(offer()));
        for other in [
            Query {
                text: "my pin",
                ..query
            },
            Query {
                audience: Audience::Provider,
                ..query
            },
            Query {
                now: query.now + 24.hours(),
                ..query
            },
            Query {
                recent: &recent,
                ..query
            },
        ] {
            assert_eq!(understood.get(&other), None);
            understood.put(&other, &Understanding::default());
        }
        assert_eq!((understood.len(), understood.get(&query)), (5, Some(offer())));
    }

    #[test]
    fn what_is_long_or_may_be_personal_is_not_remembered() {
        let (understood, locale) = (Understood::new(TimeZone::UTC), Locale::default());
        let plain = query("my pin?", &locale);
        for query in [
            query(&"pin ".repeat(100), &locale),
            Query {
                keeping: Keeping::Forgotten,
                ..plain
            },
            Query {
                keeping: Keeping::Private,
                ..plain
            },
        ] {
            understood.put(&query, &offer());
            assert_eq!((understood.get(&query), understood.len()), (None, 0));
        }
    }
}
