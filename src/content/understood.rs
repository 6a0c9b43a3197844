//! What the index made of texts lately. The same words come over and over, and mean the same for as long as the content
//! is the same: each set of content begins with nothing.
//!
//! Texts that may hold something personal never come here: whoever asks knows which those are.

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
    known: Mutex<LruCache<Asked, Understanding>>,
}

/// Everything that an understanding depends on, beside the content.
#[derive(PartialEq, Eq, Hash)]
struct Asked {
    text: String,
    audience: Audience,
    locale: Locale,
    signed_in: bool,
    /// What is valid changes with the day.
    day: Date,
    recent: Vec<Subject>,
}

impl Understood {
    pub(super) fn new() -> Self {
        Self {
            known: Mutex::new(LruCache::sparse(MOST)),
        }
    }

    /// What is remembered of `query`, or else what `understand` makes of it.
    pub(super) fn get(&self, query: &Query<'_>, understand: impl FnOnce() -> Understanding) -> Understanding {
        if query.text.len() > LONGEST {
            return understand();
        }
        let asked = Asked::new(query);
        if let Some(known) = self.known().get(&asked) {
            return known.clone();
        }
        let understanding = understand();
        self.known().put(asked, understanding.clone());
        understanding
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
    fn new(query: &Query<'_>) -> Self {
        Self {
            text: query.text.to_owned(),
            audience: query.audience,
            locale: query.locale.clone(),
            signed_in: query.signed_in,
            day: query.now.to_zoned_datetime(TimeZone::UTC).date(),
            recent: query.recent.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::*;
    use crate::conversation::EntryId;
    use crate::dialogue::Band;

    fn offer() -> Understanding {
        Understanding {
            band: Band::Offer,
            candidates: Vec::new(),
            besides: Vec::new(),
        }
    }

    #[test]
    fn a_question_is_looked_up_once_a_day() {
        let (understood, locale) = (Understood::new(), Locale::default());
        let now: Timestamp = "2026-11-25T12:00:00Z".parse().unwrap();
        let recent = [Subject::Entry(EntryId::new("member/pin/lost-pin").unwrap())];
        let query = Query {
            text: "my pin?",
            audience: Audience::Member,
            locale: &locale,
            signed_in: false,
            now,
            recent: &[],
        };
        assert_eq!(understood.get(&query, offer), offer());
        assert_eq!(understood.get(&query, || unreachable!("it is known")), offer());
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
                signed_in: true,
                ..query
            },
            Query {
                now: now + 24.hours(),
                ..query
            },
            Query {
                recent: &recent,
                ..query
            },
        ] {
            assert_eq!(understood.get(&other, Understanding::default), Understanding::default());
        }
        assert_eq!(understood.len(), 6);
    }

    #[test]
    fn a_long_text_is_not_remembered() {
        let (understood, locale) = (Understood::new(), Locale::default());
        let query = Query {
            text: &"pin ".repeat(100),
            audience: Audience::Member,
            locale: &locale,
            signed_in: false,
            now: Timestamp::UNIX_EPOCH,
            recent: &[],
        };
        understood.get(&query, offer);
        assert_eq!(understood.len(), 0);
    }
}
