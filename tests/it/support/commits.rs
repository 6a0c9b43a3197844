//! Turns to write to a store, without an engine.

use std::sync::Arc;

use frontdesk::conversation::{Author, Body, ConversationId, Event, MessageId, Rewrite, Seq};
use frontdesk::store::{Base, Commit, NewEvent};

/// The conversation called `name`.
pub fn conversation(name: &str) -> ConversationId {
    ConversationId::new(name).unwrap()
}

/// The client message called `name`.
pub fn message(name: &str) -> MessageId {
    MessageId::new(name).unwrap()
}

/// Makes the turns of one conversation, one after the other.
#[derive(Clone)]
pub struct Turns {
    conversation: ConversationId,
    version: u64,
    last_seq: Seq,
    /// Whether the last turn left personal values in the state.
    personal: bool,
}

impl Turns {
    /// A conversation of which nothing is kept yet.
    pub fn of(name: &str) -> Self {
        Self {
            conversation: conversation(name),
            version: 0,
            last_seq: 0,
            personal: false,
        }
    }

    /// A turn in which the visitor says `text` in a message of that id, and the bot repeats it.
    pub fn say(&mut self, id: &str, text: &str) -> Commit {
        let heard = self.event(Some(message(id)), Author::Visitor, text);
        let said = self.event(None, Author::Bot, text);
        self.commit(Some(message(id)), vec![heard, said])
    }

    /// The same, with texts that belong to `run` and are rewritten to `provided` at its end.
    pub fn confide(&mut self, id: &str, text: &str, run: u32) -> Commit {
        let mut commit = self.say(id, text);
        for event in &mut commit.events {
            event.afterwards = Some(Rewrite {
                run,
                body: Body::text("provided"),
            });
        }
        commit.state = format!(r#"{{"open": "{text}"}}"#);
        commit.is_personal = true;
        self.personal = true;
        commit
    }

    /// A turn that logs nothing.
    pub fn silent(&mut self) -> Commit {
        self.commit(None, Vec::new())
    }

    /// Which conversation.
    pub fn conversation(&self) -> &ConversationId {
        &self.conversation
    }

    fn event(&mut self, id: Option<MessageId>, from: Author, text: &str) -> NewEvent {
        self.last_seq += 1;
        NewEvent {
            event: Arc::new(Event {
                seq: self.last_seq,
                at: 1_000,
                id,
                from,
                body: Body::text(text),
            }),
            afterwards: None,
        }
    }

    fn commit(&mut self, message: Option<MessageId>, events: Vec<NewEvent>) -> Commit {
        let base = match self.version {
            0 => Base::New { token_hash: [7; 32] },
            version => Base::Version(version),
        };
        self.version += 1;
        Commit {
            conversation: self.conversation.clone(),
            base,
            message,
            events,
            last_seq: self.last_seq,
            state: "{}".into(),
            is_personal: false,
            was_personal: std::mem::take(&mut self.personal),
            at: 1_000,
            token_hash: None,
            subject: None,
            ended: false,
            timers: Vec::new(),
            finished_call: None,
            started_call: None,
            forget: Vec::new(),
            versions: Vec::new(),
        }
    }
}
