//! A visitor inside the process.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::accounts::contract::SessionId;
use frontdesk::chat::{ChatError, Command, Delivery, Hello, Opened, Origin, Posted};
use frontdesk::conversation::{Audience, Body, ConversationId, Event, Locale, MessageId};

use super::world::Desk;

/// A visitor inside the process.
pub struct Talk {
    pub opened: Opened,
    pub events: Vec<Arc<Event>>,
    pub sent: u32,
    pub session: Option<SessionId>,
}

impl Talk {
    pub async fn begin(desk: &Desk, session: Option<SessionId>) -> Self {
        let hello = Hello {
            audience: Audience::Member,
            locale: Locale::default(),
            resume: None,
            session: session.clone(),
            origin: Origin::default(),
        };
        Self {
            opened: desk.chat.open(hello).await.unwrap(),
            events: Vec::new(),
            sent: 0,
            session,
        }
    }

    /// Follows the same conversation at another process.
    pub async fn resume(&mut self, desk: &Desk) {
        let last = self.events.last().map_or(0, |event| event.seq);
        let hello = Hello {
            audience: Audience::Member,
            locale: Locale::default(),
            resume: Some((self.conversation(), self.opened.token.clone(), last)),
            session: self.session.clone(),
            origin: Origin::default(),
        };
        self.opened = desk.chat.open(hello).await.unwrap();
    }

    pub fn conversation(&self) -> ConversationId {
        self.opened.conversation.clone()
    }

    pub fn next_id(&mut self) -> MessageId {
        self.sent += 1;
        MessageId::new(format!("m-{}", self.sent)).unwrap()
    }

    pub async fn say(&mut self, desk: &Desk, text: &str) {
        let id = self.next_id();
        let command = Command::Say { text: text.into() };
        desk.chat
            .handle(&self.conversation(), id, command, &Origin::default())
            .await
            .unwrap();
    }

    /// Says something that the power may cut short; it is sent again, under its id, at the next process.
    pub async fn say_into_the_dark(&mut self, desk: &Desk, text: &str) -> (MessageId, Result<(), ChatError>) {
        let id = self.next_id();
        let command = Command::Say { text: text.into() };
        let result = desk
            .chat
            .handle(&self.conversation(), id.clone(), command, &Origin::default())
            .await;
        (id, result.map(drop))
    }

    pub async fn say_again(&self, desk: &Desk, id: MessageId, text: &str) {
        let command = Command::Say { text: text.into() };
        desk.chat
            .handle(&self.conversation(), id, command, &Origin::default())
            .await
            .unwrap();
    }

    /// Waits for an event that fits.
    pub async fn wait_for(&mut self, what: &str, fits: impl Fn(&Body) -> bool) -> Arc<Event> {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.opened.subscription.next());
            match next.await {
                Ok(Some(Delivery::Event(event))) => {
                    assert_eq!(
                        event.seq,
                        self.events.last().map_or(0, |event| event.seq) + 1,
                        "in order, once"
                    );
                    self.events.push(Arc::clone(&event));
                    if fits(&event.body) {
                        return event;
                    }
                }
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => panic!("waited for {what}; came: {:#?}", self.events),
            }
        }
    }

    pub async fn prompt(&mut self, question: &str) -> Arc<Event> {
        self.wait_for(
            question,
            |body| matches!(body, Body::Prompt(prompt) if prompt.text.contains(question)),
        )
        .await
    }

    pub async fn receipt(&mut self) -> Arc<Event> {
        self.wait_for("a receipt", |body| matches!(body, Body::Receipt(_)))
            .await
    }

    /// Up to the question whose "yes" mails a letter.
    pub async fn up_to_the_letter(&mut self, desk: &Desk) {
        self.say(desk, "i lost my pin").await;
        self.prompt("still right").await;
        self.say(desk, "yes").await;
        self.prompt("old one stops working").await;
    }
}

/// What the demonstration's Omar answers.
const ANSWERS: &[(&str, &str)] = &[("school", "Lincoln"), ("job", "Dearborn"), ("book", "Sinbad")];

impl Talk {
    /// Posts a secret for each field of the open prompt: the values to fill it with.
    pub async fn seal(&self, desk: &Desk, prompt: &Event, secret: impl Fn(&str) -> String) -> Command {
        let Body::Prompt(prompt) = &prompt.body else {
            panic!("a prompt")
        };
        let mut values = BTreeMap::new();
        for field in &prompt.fields {
            let (secret, origin) = (secret(&field.label), Origin::default());
            let (conversation, token) = (self.conversation(), self.opened.token.clone());
            let posted = desk
                .chat
                .deposit(&conversation, &token, &prompt.prompt, &field.slot, secret, &origin)
                .await;
            let Ok(Posted::Kept { handle }) = posted else {
                panic!("kept")
            };
            values.insert(field.slot.clone(), handle);
        }
        Command::Fill {
            prompt: prompt.prompt.clone(),
            values,
        }
    }

    /// Up to the card whose filling changes the password.
    pub async fn up_to_the_password(&mut self, desk: &Desk) -> Command {
        self.say(desk, "i forgot my password").await;
        self.prompt("user name").await;
        self.say(desk, "omarhaddad").await;
        let questions = self.prompt("security questions").await;
        let answer = |label: &str| {
            let known = ANSWERS.iter().find(|(word, _)| label.contains(word));
            known.unwrap_or_else(|| panic!("{label}")).1.to_owned()
        };
        let answers = self.seal(desk, &questions, answer).await;
        let id = self.next_id();
        desk.chat
            .handle(&self.conversation(), id, answers, &Origin::default())
            .await
            .unwrap();
        let password = self.prompt("new password").await;
        self.seal(desk, &password, |_| "Orchard8Window".to_owned()).await
    }
}
