//! Conversations that were opened and in which nothing has been said: kept in memory only, so that a visitor who says
//! nothing costs the store nothing.

use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use super::identity::SignIn;
use super::limits::{Limits, millis};
use crate::clock::Millis;
use crate::conversation::{Audience, ConversationId, Locale};
use crate::store::TokenHash;

/// A conversation in which nothing has been said.
#[derive(Clone)]
pub(super) struct Unborn {
    pub(super) audience: Audience,
    pub(super) locale: Locale,
    pub(super) token_hash: TokenHash,
    /// Who came already signed in.
    pub(super) sign_in: Option<SignIn>,
    pub(super) opened_at: Millis,
}

/// All of them; the one that was opened or used longest ago makes room.
pub(super) struct Nursery {
    unborn: Mutex<LruCache<ConversationId, Unborn>>,
    lives_for: Millis,
}

impl Nursery {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            unborn: Mutex::new(LruCache::sparse(limits.unborn)),
            lives_for: millis(limits.unborn_for),
        }
    }

    pub(super) fn put(&self, conversation: ConversationId, unborn: Unborn) {
        self.all().put(conversation, unborn);
    }

    pub(super) fn get(&self, conversation: &ConversationId, now: Millis) -> Option<Unborn> {
        let mut all = self.all();
        let unborn = all.get(conversation).cloned()?;
        if now - unborn.opened_at > self.lives_for {
            all.pop(conversation);
            return None;
        }
        Some(unborn)
    }

    /// Notes who has signed in, and the hash of the new token.
    pub(super) fn sign_in(&self, conversation: &ConversationId, token_hash: TokenHash, sign_in: SignIn) {
        if let Some(unborn) = self.all().get_mut(conversation) {
            unborn.token_hash = token_hash;
            unborn.sign_in = Some(sign_in);
        }
    }

    /// Gives the conversation out of its hands: it is in the store now, or deleted.
    pub(super) fn remove(&self, conversation: &ConversationId) -> Option<Unborn> {
        self.all().pop(conversation)
    }

    pub(super) fn len(&self) -> usize {
        self.all().len()
    }

    fn all(&self) -> MutexGuard<'_, LruCache<ConversationId, Unborn>> {
        self.unborn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
