//! The conversations that this node has in memory, each with the lock that lets one turn through at a time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use super::ChatError;
use super::engine::Mind;
use super::limits::{Limits, millis};
use crate::clock::Millis;
use crate::conversation::{ConversationId, Seq};
use crate::store::TokenHash;

/// A conversation of this node.
#[derive(Default)]
pub(super) struct Talk {
    /// Whoever holds it may work out and commit a turn. What it holds may be older than the store: the commit finds out.
    pub(super) turn: tokio::sync::Mutex<Option<Standing>>,
    /// When the last messages came.
    messages: Mutex<VecDeque<Millis>>,
}

/// Where a conversation stands.
#[derive(Clone)]
pub(super) struct Standing {
    /// The version in the store; 0 while it is not there.
    pub(super) version: u64,
    pub(super) last_seq: Seq,
    pub(super) token_hash: TokenHash,
    pub(super) subject: Option<String>,
    pub(super) mind: Arc<dyn Mind>,
}

impl Talk {
    /// Counts a message that comes at `now`, or says how long to wait.
    pub(super) fn count_message(&self, now: Millis, limits: &Limits) -> Result<(), ChatError> {
        let window = millis(limits.window);
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        while messages.front().is_some_and(|at| now - at >= window) {
            messages.pop_front();
        }
        if messages.len() < limits.messages {
            messages.push_back(now);
            return Ok(());
        }
        let wait = messages.front().map_or(window, |first| first + window - now);
        Err(ChatError::TooFast {
            retry_after_s: u32::try_from((wait.max(1) + 999) / 1000).unwrap_or(u32::MAX),
        })
    }
}

/// The conversations in memory; the one used longest ago makes room. (Should it still be in use, a second lock for the
/// same conversation may come to be: then the version decides.)
pub(super) struct Talks {
    all: Mutex<LruCache<ConversationId, Arc<Talk>>>,
}

impl Talks {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            all: Mutex::new(LruCache::sparse(limits.cached)),
        }
    }

    pub(super) fn get(&self, conversation: &ConversationId) -> Arc<Talk> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(talk) = all.get(conversation) {
            return Arc::clone(talk);
        }
        let talk = Arc::<Talk>::default();
        all.put(conversation.clone(), Arc::clone(&talk));
        talk
    }

    pub(super) fn remove(&self, conversation: &ConversationId) {
        self.all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop(conversation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_messages_in_ten_seconds_and_no_more() {
        let (talk, limits) = (Talk::default(), Limits::default());
        for n in 0..20 {
            assert_eq!(talk.count_message(n * 100, &limits), Ok(()));
        }
        assert_eq!(
            talk.count_message(2_000, &limits),
            Err(ChatError::TooFast { retry_after_s: 8 })
        );
        assert_eq!(
            talk.count_message(9_999, &limits),
            Err(ChatError::TooFast { retry_after_s: 1 })
        );
        assert_eq!(talk.count_message(10_000, &limits), Ok(()));
        assert_eq!(
            talk.count_message(10_000, &limits),
            Err(ChatError::TooFast { retry_after_s: 1 })
        );
    }
}
