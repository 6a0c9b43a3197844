//! Versions of flows that runs may be pinned to.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use crate::flows::model::Closure;

/// Versions at most; the one that was not asked for longest makes room.
const MOST: NonZeroUsize = NonZeroUsize::new(1_000).unwrap();

/// Every version of a flow that was live since the start or was made again, by its name. Shared by all sets of content.
pub(super) struct Versions {
    known: Mutex<LruCache<String, Arc<Closure>>>,
}

impl Versions {
    pub(super) fn new() -> Self {
        Self {
            known: Mutex::new(LruCache::sparse(MOST)),
        }
    }

    pub(super) fn keep(&self, closure: &Arc<Closure>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.put(closure.version.clone(), Arc::clone(closure));
    }

    pub(super) fn get(&self, version: &str) -> Option<Arc<Closure>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(version).cloned()
    }
}
