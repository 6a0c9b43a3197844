//! What the server says.

use std::time::Duration;

use super::super::card::Card;
use super::super::page::Block;
use super::super::said;
use super::{Closed, Do, Opened, Pick, Since, Talk};
use crate::conversation::{Author, Body, Event, MessageId, Prompt, Seq};
use crate::web::codes::Code;
use crate::web::protocol::{ClientFrame, Limits, ServerFrame};
use crate::web::secret::Secret;

/// How long to wait before sending again, where the server does not say.
const AGAIN_AFTER: Duration = Duration::from_secs(3);

impl Talk {
    /// A frame of the server.
    pub fn heard(&mut self, frame: ServerFrame) -> Vec<Do> {
        match frame {
            ServerFrame::Welcome {
                conversation,
                token,
                limits,
                ..
            } => {
                let opened = Opened {
                    conversation,
                    token: Secret::new(token),
                };
                self.welcomed(opened, limits)
            }
            ServerFrame::Event(event) => self.event(&event),
            ServerFrame::Ack { id, .. } => {
                let (_, next) = self.outbox.settled(&id);
                next.into_iter().map(Do::Send).collect()
            }
            ServerFrame::Error {
                code,
                message,
                id,
                retry_after_s,
            } => self.refused(code, &message, id, retry_after_s),
            ServerFrame::Queue { position, .. } => self.note(&format!("You are number {position} in the queue.")),
            ServerFrame::Bye { .. } | ServerFrame::Typing { .. } | ServerFrame::Seen { .. } => Vec::new(),
        }
    }

    /// The connection is gone: what is not acknowledged goes again over the next one.
    pub fn lost(&mut self) {
        self.outbox.held();
    }

    /// The wait that [`Do::Later`] asked for is over.
    pub fn ready_again(&mut self) -> Vec<Do> {
        self.outbox.opened().into_iter().map(Do::Send).collect()
    }

    fn welcomed(&mut self, opened: Opened, limits: Limits) -> Vec<Do> {
        let before = self.opened.as_ref().map(|before| &before.conversation);
        if before.is_some_and(|before| *before != opened.conversation) {
            self.begin_anew();
        }
        self.longest = usize::try_from(limits.text_chars).unwrap_or(usize::MAX);
        self.opened = Some(opened);
        let next = self.outbox.opened();
        std::iter::once(Do::Keep).chain(next.map(Do::Send)).collect()
    }

    fn event(&mut self, event: &Event) -> Vec<Do> {
        if event.seq <= self.last_seq {
            return Vec::new();
        }
        self.last_seq = event.seq;
        let of_visitor = event.from == Author::Visitor;
        let rated = matches!(event.body, Body::Rated { .. });
        if of_visitor && !rated {
            self.heard_visitor(event);
        }
        let mut done = self.shown(event);
        if !of_visitor {
            done.extend(self.heard_desk(event));
        }
        done
    }

    /// Puts an event on the screen, unless its words stand there already as they were typed.
    fn shown(&mut self, event: &Event) -> Vec<Do> {
        let blocks = said::blocks(&event.from, &event.body);
        let typed = event.id.as_ref().and_then(|id| self.on_screen.remove(id));
        if matches!((&event.body, typed), (Body::Text { text, .. }, Some(typed)) if *text == typed) {
            self.pages.extend(blocks);
            return Vec::new();
        }
        self.show_all(blocks)
    }

    fn heard_visitor(&mut self, event: &Event) {
        if self.since == Since::Desk {
            // The turn before ended without asking the open prompt again: that errand was over.
            self.over();
        }
        if let Body::Filled { slots, .. } = &event.body {
            self.note_filled(event.seq, slots);
        }
        self.since = Since::Visitor;
        self.parked = false;
        self.picks.clear();
    }

    fn heard_desk(&mut self, event: &Event) -> Vec<Do> {
        let seq = event.seq;
        match &event.body {
            Body::SignedIn { .. } => {
                self.identifying = false;
                // An errand that waited for this goes on by itself.
                self.since = if self.parked { Since::Visitor } else { self.since };
                self.parked = false;
                return Vec::new();
            }
            Body::Prompt(prompt) => {
                let mut done = self.numbered(seq, &event.body);
                done.extend(self.asked(seq, prompt));
                return done;
            }
            Body::SignIn { .. } => {
                self.parked = true;
                self.since = Since::Asked;
                return self.offer_sign_in();
            }
            Body::Receipt(_) => {
                self.over();
                self.since = Since::Asked;
            }
            Body::Ended { .. } => {
                self.over();
                self.since = Since::Asked;
                self.closed = Some(Closed::Ended);
                return vec![Do::Forget];
            }
            // Which question was meant? The prompt goes on waiting meanwhile.
            Body::Offer(_) => self.since = Since::Asked,
            Body::Answer(_) => {
                self.last_answer = Some(seq);
                self.since = Since::Desk;
            }
            _ => self.since = Since::Desk,
        }
        self.numbered(seq, &event.body)
    }

    fn over(&mut self) {
        self.open = None;
        self.card = None;
        self.filled.clear();
        self.parked = false;
    }

    /// The open prompt, as an event asks it (again).
    fn asked(&mut self, seq: Seq, prompt: &Prompt) -> Vec<Do> {
        self.open = Some((seq, prompt.clone()));
        self.since = Since::Asked;
        match self.card.as_mut().filter(|card| *card.prompt() == prompt.prompt) {
            Some(card) => card.asked_again(prompt),
            None => self.card = Card::of(prompt),
        }
        let field = match &self.card {
            Some(card) => card.block(),
            None => said::typed_fields(prompt).first().map(alone),
        };
        field.map(|block| self.show(block)).into_iter().collect()
    }

    /// Gives the choices of an event their numbers; they go on from those of the same burst.
    fn numbered(&mut self, seq: Seq, body: &Body) -> Vec<Do> {
        let choices = said::choices(body);
        if choices.is_empty() {
            return Vec::new();
        }
        let first = self.picks.len() + 1;
        let shown = choices.iter().enumerate();
        let shown = shown
            .map(|(place, choice)| (first + place, choice.label.clone()))
            .collect();
        self.picks
            .extend(choices.into_iter().map(|choice| Pick::Button(seq, choice)));
        vec![self.show(Block::Choices {
            heading: None,
            choices: shown,
        })]
    }

    fn offer_sign_in(&mut self) -> Vec<Do> {
        self.picks.push(Pick::SignIn);
        let choices = vec![(self.picks.len(), "Sign in here".to_owned())];
        vec![self.show(Block::Choices { heading: None, choices })]
    }

    fn refused(&mut self, code: Code, message: &str, id: Option<MessageId>, retry_after_s: Option<u32>) -> Vec<Do> {
        let under_way = self.outbox.under_way().cloned();
        let connected = self.outbox.is_ready();
        match code {
            Code::TooFast | Code::Unavailable if connected => {
                self.outbox.held();
                let wait = retry_after_s.map_or(AGAIN_AFTER, |seconds| Duration::from_secs(seconds.into()));
                vec![Do::Later(wait)]
            }
            Code::TooFast | Code::Unavailable | Code::NoHello => vec![Do::Reconnect],
            Code::BadToken | Code::UnknownConversation => {
                let said = self.last_seq > 0 || !connected;
                self.begin_anew();
                let mut done = vec![Do::Forget, Do::Reconnect];
                if said {
                    done.extend(self.note("The earlier conversation could not be continued, so this is a new one."));
                }
                done
            }
            Code::BadIdentity => self.refused_identity(connected),
            Code::BadOrigin => {
                self.closed = Some(Closed::Refused);
                self.trouble(format!("The server refuses this client: {message}."))
            }
            Code::ConversationEnded => {
                self.closed = Some(Closed::Ended);
                let mut done = vec![Do::Forget];
                done.extend(self.trouble("This conversation has ended. /start-over begins a new one, /quit leaves."));
                done
            }
            Code::StalePrompt | Code::TooLong | Code::BadFrame => self.take_back(id.or(under_way), message),
        }
    }

    /// The server will not take a message: it goes no further, and the visitor hears of it.
    fn take_back(&mut self, id: Option<MessageId>, message: &str) -> Vec<Do> {
        let (taken_back, next) = id.map_or((None, None), |id| self.outbox.settled(&id));
        if matches!(taken_back, Some(ClientFrame::Fill { .. }))
            && let Some(card) = self.card.as_mut()
        {
            card.not_taken();
        }
        let mut done = self.trouble(format!("That was not taken: {message}."));
        let field = self.open_card().and_then(Card::block);
        done.extend(field.map(|block| self.show(block)));
        done.extend(next.map(Do::Send));
        done
    }

    fn refused_identity(&mut self, connected: bool) -> Vec<Do> {
        self.identifying = false;
        if connected {
            return self.trouble("The sign-in could not be confirmed. You can go on without it, or /sign-in again.");
        }
        if self.opened.is_none() {
            return vec![Do::Reconnect];
        }
        self.closed = Some(Closed::SignedOut);
        self.trouble("This conversation is somebody's who is signed in. /sign-in to go on, or /start-over.")
    }
}

/// A field that is asked alone, and answered in words.
fn alone(field: &crate::conversation::PromptField) -> Block {
    let hint = Some(field.hint.clone()).filter(|hint| !hint.is_empty());
    let example = Some(format!("Example: {}", field.example)).filter(|_| !field.example.is_empty());
    let value = field.value.as_ref().map(|value| format!("Now: {value}."));
    Block::Field {
        label: field.label.clone(),
        notes: hint.into_iter().chain(example).chain(value).collect(),
        error: field.error.clone(),
    }
}
