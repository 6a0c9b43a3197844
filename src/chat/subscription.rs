//! The events of a conversation from one seq on: each once, in order, without a gap.

use std::collections::VecDeque;
use std::sync::Arc;

use super::hub::Following;
use super::{Delivery, Follower};
use crate::conversation::{ConversationId, Event, Seq};
use crate::store::Store;

/// The events of a conversation from one seq on: each once, in order. What was missed is read from the store, page by
/// page; then comes what is published. Dropping it ends the subscription.
pub struct Subscription {
    conversation: ConversationId,
    store: Arc<dyn Store>,
    following: Following,
    /// The newest event that was delivered.
    delivered: Seq,
    /// The newest event that is known to be in the store.
    committed: Seq,
    page: VecDeque<Event>,
    over: bool,
}

impl Subscription {
    /// What comes after `seen`; `committed` is the newest event. The following must have begun before `committed` was
    /// read, so that nothing falls between the two.
    pub(super) fn new(
        conversation: ConversationId,
        store: Arc<dyn Store>,
        following: Following,
        seen: Seq,
        committed: Seq,
    ) -> Self {
        Self {
            conversation,
            store,
            following,
            delivered: seen.min(committed),
            committed,
            page: VecDeque::new(),
            over: false,
        }
    }

    /// Names whoever follows here.
    pub fn follower(&self) -> Follower {
        self.following.follower()
    }

    /// The next delivery; nothing when the chat shuts down, the conversation is deleted, somebody has signed in elsewhere
    /// (whoever has the new token may resume), or after [`Delivery::Lagged`]. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Option<Delivery> {
        while !self.over {
            if let Some(event) = self.page.pop_front() {
                self.delivered = event.seq;
                return Some(Delivery::Event(Arc::new(event)));
            }
            if self.delivered < self.committed {
                if !self.read_page().await {
                    self.over = true;
                    return Some(Delivery::Lagged);
                }
                continue;
            }
            match self.following.next().await {
                Some(Delivery::Event(event)) => {
                    if let Some(delivery) = self.live(event) {
                        return Some(delivery);
                    }
                }
                Some(Delivery::Lagged) => {
                    self.over = true;
                    return Some(Delivery::Lagged);
                }
                None => self.over = true,
                other => return other,
            }
        }
        None
    }

    /// An event that was published: the next one, one that was read from the store already, or one that shows a gap, which
    /// is then read from the store.
    fn live(&mut self, event: Arc<Event>) -> Option<Delivery> {
        self.committed = self.committed.max(event.seq);
        if event.seq != self.delivered + 1 {
            return None;
        }
        self.delivered = event.seq;
        Some(Delivery::Event(event))
    }

    /// Reads the next page; false if the store can't give what it must have.
    async fn read_page(&mut self) -> bool {
        match self.store.events_after(&self.conversation, self.delivered).await {
            Ok(events) if !events.is_empty() => {
                self.page = events.into();
                true
            }
            _ => false,
        }
    }
}
