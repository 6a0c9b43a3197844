//! One conversation from the visitor's side, without any input or output: frames and typed lines come in, what is to be
//! done goes out as data.

mod heard;
mod sign_in;
mod typed;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::card::Card;
use super::outbox::Outbox;
use super::page::{Block, Who};
use super::said;
use crate::conversation::{Audience, Choice, ConversationId, FilledSlot, MessageId, Prompt, PromptId, Seq, SlotName};
use crate::web::protocol::ClientFrame;
use crate::web::secret::Secret;
use sign_in::Step;

pub use sign_in::Answered;

/// Something to do.
#[derive(Debug)]
pub enum Do {
    /// Put it on the screen.
    Show(Block),
    /// Send it, if the connection is there; the talk sends again what matters.
    Send(ClientFrame),
    /// Wait this long, then tell [`Talk::ready_again`].
    Later(Duration),
    /// Exchange a secret for a handle (`POST /api/sealed`), then tell [`Talk::sealed`].
    Seal {
        /// The prompt that asks for it.
        prompt: PromptId,
        /// Its slot.
        slot: SlotName,
        /// The secret.
        secret: Secret,
    },
    /// Sign in (`POST /session`), then tell [`Talk::answered`].
    SignIn {
        /// As whom.
        user_name: String,
        /// With what.
        password: Secret,
    },
    /// The second step of a sign-in (`POST /session/code`), then tell [`Talk::answered`].
    Confirm {
        /// The code from the e-mail.
        code: Secret,
    },
    /// Get an identity token (`POST /api/identity`) and send it.
    Identify,
    /// Close the connection and open another: with the same conversation, or with a new one if there is none any more.
    Reconnect,
    /// The conversation can be resumed with another token from now on.
    Keep,
    /// The conversation can't be resumed any more.
    Forget,
    /// Write the conversation so far into a file.
    Print(PathBuf),
    /// Leave.
    Quit,
}

/// What is asked of the keyboard next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What stands before the line.
    pub prompt: &'static str,
    /// Whether what is typed must not be seen.
    pub hidden: bool,
}

/// Why the conversation does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    /// It has ended.
    Ended,
    /// It belongs to somebody who has to sign in first.
    SignedOut,
    /// The server does not want this client.
    Refused,
}

/// What the desk has done about the newest line of the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    /// The newest line is the visitor's.
    Visitor,
    /// The desk has answered without asking the open prompt (again): if nothing more comes, that prompt is over.
    Desk,
    /// The desk has asked, or nothing was said yet.
    Asked,
}

/// A choice with a number on the screen.
#[derive(Debug, Clone)]
enum Pick {
    /// A button of an event.
    Button(Seq, Choice),
    /// An errand of the first screen: said in words.
    Errand(String),
    /// Sign in.
    SignIn,
}

/// The conversation that is open.
#[derive(Debug, Clone)]
struct Opened {
    conversation: ConversationId,
    token: Secret,
}

/// One conversation from the visitor's side. `Debug` is left out: it holds what may be personal.
pub struct Talk {
    audience: Audience,
    /// Whether the visitor's own words are shown when the desk has them; else they stand on the screen already.
    echo: bool,
    /// What message ids begin with; unique to this start of the program.
    prefix: String,
    count: u64,
    outbox: Outbox,
    opened: Option<Opened>,
    /// Characters of one text.
    longest: usize,
    last_seq: Seq,
    picks: Vec<Pick>,
    open: Option<(Seq, Prompt)>,
    since: Since,
    card: Option<Card>,
    /// What was filled in the errand that is open, each with the event that says so.
    filled: Vec<(Seq, FilledSlot)>,
    last_answer: Option<Seq>,
    /// The desk waits for a sign-in.
    parked: bool,
    /// The desk owes an answer to a sign-in.
    identifying: bool,
    step: Option<Step>,
    closed: Option<Closed>,
    /// Messages whose words stand on the screen already, as they were typed.
    on_screen: BTreeMap<MessageId, String>,
    pages: Vec<Block>,
}

impl Talk {
    /// A talk that has not begun. Ids of messages begin with `prefix`; `echo`: see the field.
    pub fn new(audience: Audience, prefix: String, echo: bool) -> Self {
        Self {
            audience,
            echo,
            prefix,
            count: 0,
            outbox: Outbox::default(),
            opened: None,
            longest: usize::MAX,
            last_seq: 0,
            picks: Vec::new(),
            open: None,
            since: Since::Asked,
            card: None,
            filled: Vec::new(),
            last_answer: None,
            parked: false,
            identifying: false,
            step: None,
            closed: None,
            on_screen: BTreeMap::new(),
            pages: Vec::new(),
        }
    }

    /// The first screen: a greeting and the errands as choices.
    pub fn greet(&mut self, greeting: &str, errands: Vec<String>) -> Vec<Do> {
        self.picks = errands.iter().cloned().map(Pick::Errand).collect();
        let choices = errands.into_iter().enumerate();
        let choices: Vec<_> = choices.map(|(place, label)| (place + 1, label)).collect();
        let mut blocks = vec![Block::Said {
            who: Who::Desk,
            text: greeting.to_owned(),
        }];
        blocks.extend((!choices.is_empty()).then_some(Block::Choices { heading: None, choices }));
        blocks.push(Block::Note(
            "Type a question or a number. /help shows what else there is.".to_owned(),
        ));
        self.show_all(blocks)
    }

    /// Goes on with a conversation of an earlier start.
    pub fn resume(&mut self, conversation: ConversationId, token: Secret) {
        self.opened = Some(Opened { conversation, token });
    }

    /// The first frame of a connection.
    pub fn hello(&self, identity: Option<String>) -> ClientFrame {
        let opened = self.opened.as_ref();
        ClientFrame::Hello {
            audience: self.audience,
            locale: None,
            conversation: opened.map(|opened| opened.conversation.clone()),
            token: opened.map(|opened| opened.token.reveal().to_owned()),
            after: opened.map(|_| self.last_seq),
            identity,
        }
    }

    /// The open conversation and what resumes it.
    pub fn opened(&self) -> Option<(&ConversationId, &Secret)> {
        self.opened.as_ref().map(|opened| (&opened.conversation, &opened.token))
    }

    /// Whether a connection is wanted.
    pub fn wants_connection(&self) -> bool {
        self.closed.is_none() && self.step.is_none()
    }

    /// Whether the desk will say something more before it is the visitor's turn.
    pub fn awaiting(&self) -> bool {
        self.wants_connection() && (!self.outbox.is_empty() || self.since == Since::Visitor || self.identifying)
    }

    /// Whether what the desk said last may be followed by more in a moment: it has asked nothing and is in an errand.
    pub fn may_go_on(&self) -> bool {
        self.since == Since::Desk && self.open.is_some()
    }

    /// How many messages the desk does not have yet.
    pub fn unsent(&self) -> usize {
        self.outbox.len()
    }

    /// What to ask of the keyboard.
    pub fn ask(&self) -> Ask {
        let (prompt, hidden) = match &self.step {
            Some(Step::Name) => ("user name> ", false),
            Some(Step::Password(_)) => ("password (hidden)> ", true),
            Some(Step::Code) => ("code (hidden)> ", true),
            None if self.open_card().is_some_and(Card::is_hidden) => ("(hidden)> ", true),
            None => ("> ", false),
        };
        Ask { prompt, hidden }
    }

    /// Everything that was shown, for a transcript.
    pub fn pages(&self) -> &[Block] {
        &self.pages
    }

    /// The prompt that waits for an answer now.
    fn open_prompt(&self) -> Option<&(Seq, Prompt)> {
        self.open.as_ref().filter(|_| self.since != Since::Desk)
    }

    /// The card that is being filled now.
    fn open_card(&self) -> Option<&Card> {
        self.open_prompt()?;
        self.card.as_ref().filter(|card| card.field().is_some())
    }

    /// Whether the open prompt is one field that is answered in words.
    fn is_worded(&self) -> bool {
        self.card.is_none()
            && self
                .open_prompt()
                .is_some_and(|(_, prompt)| said::typed_fields(prompt).len() == 1)
    }

    fn new_id(&mut self) -> Option<MessageId> {
        self.count += 1;
        MessageId::new(format!("{}-{}", self.prefix, self.count)).ok()
    }

    fn show(&mut self, block: Block) -> Do {
        self.pages.push(block.clone());
        Do::Show(block)
    }

    fn show_all(&mut self, blocks: Vec<Block>) -> Vec<Do> {
        blocks.into_iter().map(|block| self.show(block)).collect()
    }

    fn note(&mut self, text: &str) -> Vec<Do> {
        vec![self.show(Block::Note(text.to_owned()))]
    }

    fn trouble(&mut self, text: impl Into<String>) -> Vec<Do> {
        vec![self.show(Block::Trouble(text.into()))]
    }

    /// Another conversation begins; words that were not sent yet go into it.
    fn begin_anew(&mut self) {
        self.opened = None;
        self.last_seq = 0;
        self.picks.clear();
        self.open = None;
        self.since = Since::Asked;
        self.card = None;
        self.filled.clear();
        self.last_answer = None;
        self.parked = false;
        self.identifying = false;
        self.closed = None;
        self.outbox.keep_words();
    }
}

#[cfg(test)]
mod tests;
