//! Who follows which conversation on this node, each with a bounded queue. Whoever can't keep up is dropped and resumes
//! by seq; it never slows a turn.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Delivery;
use crate::conversation::ConversationId;

/// All followers of this node.
pub(super) struct Hub {
    followers: Mutex<HashMap<ConversationId, Vec<Arc<Queue>>>>,
    most: usize,
}

/// What waits for one follower. Nothing is set aside for it before something waits.
#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Default)]
struct Waiting {
    deliveries: VecDeque<Delivery>,
    closed: bool,
}

/// Names one follower, so that it can be spared when all others are ended.
#[derive(Clone)]
pub struct Follower(Arc<Queue>);

/// One follower's end; dropping it ends the following.
pub(super) struct Following {
    hub: Arc<Hub>,
    conversation: ConversationId,
    queue: Arc<Queue>,
}

impl Hub {
    /// A hub whose followers may have `most` deliveries waiting.
    pub(super) fn new(most: usize) -> Self {
        Self {
            followers: Mutex::default(),
            most,
        }
    }

    /// Begins to follow a conversation: everything published from now on arrives.
    pub(super) fn follow(self: &Arc<Self>, conversation: &ConversationId) -> Following {
        let queue = Arc::<Queue>::default();
        lock(&self.followers)
            .entry(conversation.clone())
            .or_default()
            .push(Arc::clone(&queue));
        Following {
            hub: Arc::clone(self),
            conversation: conversation.clone(),
            queue,
        }
    }

    /// Shows `deliveries`, in order, to everyone who follows the conversation.
    pub(super) fn publish(&self, conversation: &ConversationId, deliveries: &[Delivery]) {
        let followers = lock(&self.followers);
        for queue in followers.get(conversation).into_iter().flatten() {
            queue.put(deliveries, self.most);
        }
    }

    /// Ends the following of everybody but `spared`, after what waits.
    pub(super) fn close_others(&self, conversation: &ConversationId, spared: Option<&Follower>) {
        let mut followers = lock(&self.followers);
        let Some(queues) = followers.get_mut(conversation) else {
            return;
        };
        queues.retain(|queue| {
            let stays = spared.is_some_and(|spared| Arc::ptr_eq(&spared.0, queue));
            if !stays {
                queue.close();
            }
            stays
        });
        if queues.is_empty() {
            followers.remove(conversation);
        }
    }

    /// Ends everybody's following of a conversation, after what waits.
    pub(super) fn close(&self, conversation: &ConversationId) {
        let queues = lock(&self.followers).remove(conversation);
        queues.into_iter().flatten().for_each(|queue| queue.close());
    }

    /// Ends every following, after what waits.
    pub(super) fn close_all(&self) {
        let all = std::mem::take(&mut *lock(&self.followers));
        all.into_values().flatten().for_each(|queue| queue.close());
    }

    fn leave(&self, conversation: &ConversationId, queue: &Arc<Queue>) {
        let mut followers = lock(&self.followers);
        if let Some(queues) = followers.get_mut(conversation) {
            queues.retain(|other| !Arc::ptr_eq(other, queue));
            if queues.is_empty() {
                followers.remove(conversation);
            }
        }
    }

    /// How many conversations are followed, and how many deliveries wait.
    pub(super) fn depth(&self) -> (usize, usize) {
        let followers = lock(&self.followers);
        let queues = followers.values().flatten();
        let waiting = queues.map(|queue| lock(&queue.waiting).deliveries.len()).sum();
        (followers.len(), waiting)
    }

    /// How many conversations are followed.
    #[cfg(test)]
    fn followed(&self) -> usize {
        lock(&self.followers).len()
    }
}

impl Queue {
    fn put(&self, deliveries: &[Delivery], most: usize) {
        let mut waiting = lock(&self.waiting);
        if waiting.closed {
            return;
        }
        if waiting.deliveries.len() + deliveries.len() > most {
            waiting.deliveries = VecDeque::from([Delivery::Lagged]);
            waiting.closed = true;
        } else {
            waiting.deliveries.extend(deliveries.iter().cloned());
        }
        self.changed.notify_one();
    }

    fn close(&self) {
        lock(&self.waiting).closed = true;
        self.changed.notify_one();
    }
}

impl Following {
    /// Names this follower.
    pub(super) fn follower(&self) -> Follower {
        Follower(Arc::clone(&self.queue))
    }

    /// What was published next; nothing once the following has ended.
    pub(super) async fn next(&mut self) -> Option<Delivery> {
        loop {
            {
                let mut waiting = lock(&self.queue.waiting);
                if let Some(delivery) = waiting.deliveries.pop_front() {
                    if waiting.deliveries.is_empty() {
                        waiting.deliveries = VecDeque::new();
                    }
                    return Some(delivery);
                }
                if waiting.closed {
                    return None;
                }
            }
            self.queue.changed.notified().await;
        }
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.hub.leave(&self.conversation, &self.queue);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation(name: &str) -> ConversationId {
        ConversationId::new(name).unwrap()
    }

    #[tokio::test]
    async fn each_follower_gets_everything_of_its_conversation() {
        let hub = Arc::new(Hub::new(4));
        let (c, d) = (conversation("c"), conversation("d"));
        let (mut one, mut two, mut other) = (hub.follow(&c), hub.follow(&c), hub.follow(&d));
        hub.publish(&c, &[Delivery::Typing(true), Delivery::Typing(false)]);
        for following in [&mut one, &mut two] {
            assert!(matches!(following.next().await, Some(Delivery::Typing(true))));
            assert!(matches!(following.next().await, Some(Delivery::Typing(false))));
        }
        hub.close_all();
        assert!(other.next().await.is_none());
        assert!(one.next().await.is_none());
    }

    #[tokio::test]
    async fn whoever_cannot_keep_up_is_told_so_and_dropped() {
        let hub = Arc::new(Hub::new(4));
        let c = conversation("c");
        let (mut slow, mut quick) = (hub.follow(&c), hub.follow(&c));
        for _ in 0..5 {
            hub.publish(&c, &[Delivery::Typing(true)]);
            assert!(matches!(quick.next().await, Some(Delivery::Typing(true))));
        }
        hub.publish(&c, &[Delivery::Typing(true)]);
        assert!(matches!(slow.next().await, Some(Delivery::Lagged)));
        assert!(slow.next().await.is_none());
    }

    #[tokio::test]
    async fn all_but_one_can_be_ended() {
        let hub = Arc::new(Hub::new(4));
        let c = conversation("c");
        let (mut one, mut other) = (hub.follow(&c), hub.follow(&c));
        hub.close_others(&c, Some(&one.follower()));
        hub.publish(&c, &[Delivery::Typing(true)]);
        assert!(other.next().await.is_none());
        assert!(matches!(one.next().await, Some(Delivery::Typing(true))));
        hub.close_others(&c, None);
        assert!(one.next().await.is_none());
        assert_eq!(hub.followed(), 0);
    }

    #[tokio::test]
    async fn nothing_is_left_of_who_has_gone() {
        let hub = Arc::new(Hub::new(4));
        let following = hub.follow(&conversation("c"));
        assert_eq!(hub.followed(), 1);
        drop(following);
        assert_eq!(hub.followed(), 0);
    }
}
