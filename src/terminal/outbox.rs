//! What the visitor has said and the desk has not committed yet: sent in order, one at a time, and again under the same id
//! after a cut, so that it is handled once and never lost.

use std::collections::VecDeque;

use crate::conversation::MessageId;
use crate::web::protocol::ClientFrame;

/// The messages that wait, oldest first; the first of them may be under way.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: VecDeque<ClientFrame>,
    under_way: bool,
    ready: bool,
}

impl Outbox {
    /// Puts a message last. Gives the one to send now, if any.
    pub fn add(&mut self, frame: ClientFrame) -> Option<ClientFrame> {
        self.waiting.push_back(frame);
        self.next()
    }

    /// The connection can take messages: the first one goes (again).
    pub fn opened(&mut self) -> Option<ClientFrame> {
        (self.ready, self.under_way) = (true, false);
        self.next()
    }

    /// The connection is gone, or wants nothing for a while.
    pub fn held(&mut self) {
        (self.ready, self.under_way) = (false, false);
    }

    /// The desk has message `id`, or will not take it. Gives the message itself and the one to send now.
    pub fn settled(&mut self, id: &MessageId) -> (Option<ClientFrame>, Option<ClientFrame>) {
        let at = self.waiting.iter().position(|frame| frame.id() == Some(id));
        let settled = at.and_then(|at| {
            self.under_way &= at != 0;
            self.waiting.remove(at)
        });
        (settled, self.next())
    }

    /// The message that was sent and has no answer yet.
    pub fn under_way(&self) -> Option<&MessageId> {
        self.waiting
            .front()
            .filter(|_| self.under_way)
            .and_then(ClientFrame::id)
    }

    /// Keeps only what makes sense in another conversation: what was typed in words.
    pub fn keep_words(&mut self) {
        self.waiting.retain(|frame| matches!(frame, ClientFrame::Say { .. }));
        self.under_way = false;
    }

    /// Whether the connection can take messages.
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    fn next(&mut self) -> Option<ClientFrame> {
        if !self.ready || self.under_way {
            return None;
        }
        let first = self.waiting.front().cloned();
        self.under_way = first.is_some();
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(id: &str) -> ClientFrame {
        ClientFrame::Say {
            id: named(id),
            text: id.into(),
        }
    }

    fn named(id: &str) -> MessageId {
        MessageId::new(id).unwrap()
    }

    fn id(frame: Option<ClientFrame>) -> Option<String> {
        frame.and_then(|frame| frame.id().map(ToString::to_string))
    }

    #[test]
    fn one_at_a_time_in_order() {
        let mut outbox = Outbox::default();
        assert!(outbox.add(say("a")).is_none(), "not before the connection is there");
        assert_eq!(id(outbox.opened()).as_deref(), Some("a"));
        assert!(outbox.add(say("b")).is_none(), "one at a time");
        let (settled, next) = outbox.settled(&named("a"));
        assert_eq!((id(settled).as_deref(), id(next).as_deref()), (Some("a"), Some("b")));
        outbox.settled(&named("b"));
        assert!(outbox.is_empty());
        assert_eq!(id(outbox.add(say("c"))).as_deref(), Some("c"));
    }

    #[test]
    fn after_a_cut_the_same_message_goes_again() {
        let mut outbox = Outbox::default();
        outbox.opened();
        outbox.add(say("a"));
        outbox.held();
        assert!(outbox.add(say("b")).is_none());
        assert_eq!(id(outbox.opened()).as_deref(), Some("a"));
        let (_, next) = outbox.settled(&named("a"));
        assert_eq!(id(next).as_deref(), Some("b"));
        let (settled, next) = outbox.settled(&named("a"));
        assert!(settled.is_none() && next.is_none(), "a second ack changes nothing");
    }

    #[test]
    fn only_words_go_into_another_conversation() {
        let mut outbox = Outbox::default();
        outbox.add(ClientFrame::Choose {
            id: named("a"),
            seq: 3,
            choice: "yes".into(),
        });
        outbox.add(say("b"));
        outbox.keep_words();
        assert_eq!(id(outbox.opened()).as_deref(), Some("b"));
    }
}
