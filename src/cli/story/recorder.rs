//! The desk that a story is recorded with: takes the frames of a terminal's talk, plays them, and gives back what a server
//! would.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::outcomes;
use crate::accounts::contract::operation;
use crate::conversation::{
    Audience, Author, Body, ConversationId, Event, InputKind, MessageId, Seq, SlotName, Utterance,
};
use crate::dialogue::story::{Field, Halt, Recording, Scripted, Stage, Turn};
use crate::terminal::page::Block;
use crate::terminal::said;
use crate::terminal::{Answered, Ask, Do, Talk};
use crate::web::protocol::{ClientFrame, Limits, ServerFrame};
use crate::web::secret::Secret;

/// What the server of a story allows.
const LIMITS: Limits = Limits {
    frame_bytes: 16 * 1024,
    text_chars: 2_000,
    messages: 20,
    per_seconds: 10,
};

const WELCOME: &str = "\
Recording: what you type and what the desk says become a story. Where the account service is called, you choose what it
answers. Into protected fields you may type anything: a made-up secret is written. Beside the commands of /help there are
/pass 11m (time passes) and /reload (the page is loaded anew). /quit or Ctrl-D ends the story and writes it.";

/// Where a recording stands.
pub(super) enum Step {
    /// On, with this on the screen.
    On(Vec<Block>),
    /// The visitor is done.
    Over,
}

/// What is under way while outcomes are asked for.
struct Pending {
    turn: Turn,
    id: Option<MessageId>,
    outcomes: Vec<Scripted>,
    /// The operation whose outcome is asked for now.
    operation: String,
}

/// Records one conversation.
pub(super) struct Recorder<'a> {
    stage: &'a Stage<'a>,
    talk: Talk,
    audience: Audience,
    signed_in: Option<String>,
    /// The story, once it has its title.
    recording: Option<Recording>,
    title: Option<String>,
    seq: Seq,
    bodies: BTreeMap<Seq, Body>,
    /// Slots that were filled with secrets, each with the made-up one.
    secrets: BTreeMap<SlotName, &'static str>,
    pending: Option<Pending>,
    over: bool,
}

impl<'a> Recorder<'a> {
    /// A recording that has not begun. Without a title the first line is it.
    pub(super) fn new(
        stage: &'a Stage<'a>,
        talk: Talk,
        audience: Audience,
        signed_in: Option<String>,
        title: Option<String>,
    ) -> Self {
        Self {
            stage,
            talk,
            audience,
            signed_in,
            recording: None,
            title,
            seq: 0,
            bodies: BTreeMap::new(),
            secrets: BTreeMap::new(),
            pending: None,
            over: false,
        }
    }

    /// The first screen.
    pub(super) fn begin(&mut self) -> Vec<Block> {
        let mut blocks = vec![Block::Note(WELCOME.to_owned())];
        match self.title.take() {
            Some(title) => blocks.extend(self.titled(&title)),
            None => blocks.push(Block::Note(
                "What does the story show? One sentence, please.".to_owned(),
            )),
        }
        blocks
    }

    fn titled(&mut self, title: &str) -> Vec<Block> {
        let title = title.trim();
        if title.is_empty() {
            return vec![Block::Note(
                "One sentence that says what the story shows, please.".to_owned(),
            )];
        }
        self.recording = Some(Recording::new(title, self.audience, self.signed_in.clone()));
        let Ok(conversation) = ConversationId::new("story") else {
            return Vec::new();
        };
        let welcome = ServerFrame::Welcome {
            conversation,
            token: String::new(),
            seq: 0,
            resumed: false,
            limits: LIMITS,
        };
        let done = self.talk.heard(welcome);
        let mut blocks = self.perform(done);
        blocks.push(Block::Note("Now the visitor: what do they say?".to_owned()));
        blocks
    }

    /// What to ask of the keyboard.
    pub(super) fn ask(&self) -> Ask {
        match (&self.recording, &self.pending) {
            (None, _) => open("title> "),
            (_, Some(_)) => open("outcome> "),
            _ => self.talk.ask(),
        }
    }

    /// A line.
    pub(super) fn typed(&mut self, line: &Secret, ask: &Ask) -> Step {
        let text = line.reveal().trim();
        let blocks = if self.recording.is_none() {
            self.titled(text)
        } else if self.pending.is_some() {
            self.outcome(text)
        } else if let Some(span) = text.strip_prefix("/pass ") {
            self.take(Turn::Pass(span.trim().to_owned()), None)
        } else if text == "/reload" {
            self.take(Turn::Reload(true), None)
        } else if text == "/start-over" {
            self.take(Turn::Visitor("start over".to_owned()), None)
        } else {
            let done = self.talk.typed(line, ask);
            self.perform(done)
        };
        match self.over {
            true => Step::Over,
            false => Step::On(blocks),
        }
    }

    /// Ctrl-C: the call that waits for its outcome is not made, nor what led to it.
    pub(super) fn cancelled(&mut self) -> Vec<Block> {
        let Some(pending) = self.pending.take() else {
            return vec![Block::Note("/quit or Ctrl-D ends the story and writes it.".to_owned())];
        };
        let mut blocks = vec![Block::Note("That did not happen.".to_owned())];
        blocks.extend(self.acknowledged(pending.id));
        blocks
    }

    /// The story's file; nothing if nothing was said.
    pub(super) fn yaml(&self) -> Option<String> {
        let recording = self.recording.as_ref().filter(|recording| !recording.is_empty())?;
        Some(recording.yaml())
    }

    /// Does what the talk wants done. Gives what is shown.
    fn perform(&mut self, done: Vec<Do>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut waiting = VecDeque::from(done);
        while let Some(next) = waiting.pop_front() {
            match next {
                Do::Show(block) => blocks.push(block),
                Do::Send(frame) => blocks.extend(self.sent(frame)),
                Do::Seal { slot, .. } => {
                    let done = self.sealed(&slot);
                    waiting.extend(done);
                }
                Do::SignIn { user_name, .. } => {
                    let done = self.talk.answered(Answered::SignedIn);
                    waiting.extend(done);
                    blocks.extend(self.take(Turn::SignIn(user_name), None));
                }
                Do::Print(_) => blocks.push(Block::Note("The story itself is written at the end.".to_owned())),
                Do::Quit => self.over = true,
                Do::Confirm { .. } | Do::Identify | Do::Later(_) | Do::Reconnect | Do::Keep | Do::Forget => {}
            }
        }
        blocks
    }

    /// A secret is exchanged for a handle; the story gets a made-up one.
    fn sealed(&mut self, slot: &SlotName) -> Vec<Do> {
        let fields = self.bodies.values().rev().filter_map(|body| match body {
            Body::Prompt(prompt) => prompt.fields.iter().find(|field| field.slot == *slot),
            _ => None,
        });
        let field = fields.into_iter().find(|field| field.input == InputKind::Sealed);
        let holds = field.and_then(|field| field.holds.as_deref());
        self.secrets.insert(slot.clone(), outcomes::secret(holds));
        self.talk.sealed(slot, Ok(format!("handle_{}", self.secrets.len())))
    }

    /// A message of the talk as a turn of the story.
    fn sent(&mut self, frame: ClientFrame) -> Vec<Block> {
        let id = frame.id().cloned();
        let turn = match frame {
            ClientFrame::Say { text, .. } => Turn::Visitor(text),
            ClientFrame::Choose { seq, choice, .. } => self.button(seq, &choice),
            ClientFrame::Fill { values, .. } => Turn::Fill(self.card(values)),
            _ => {
                let mut blocks = vec![Block::Note("That is not part of a story.".to_owned())];
                blocks.extend(self.acknowledged(id));
                return blocks;
            }
        };
        self.take(turn, id)
    }

    /// A button by its label; a way round a prompt by the words for it.
    fn button(&self, seq: Seq, choice: &str) -> Turn {
        let choices = self.bodies.get(&seq).map(said::choices).unwrap_or_default();
        match choices.into_iter().find(|known| known.id == choice) {
            Some(choice) => Turn::Choose(choice.label),
            None if choice == "agent" => Turn::Visitor("talk to a person".to_owned()),
            None => Turn::Visitor(choice.to_owned()),
        }
    }

    fn card(&self, values: BTreeMap<SlotName, String>) -> BTreeMap<SlotName, Field> {
        let fields = values.into_iter().map(|(slot, text)| {
            let sealed = self.secrets.get(&slot).filter(|_| text.starts_with("handle_"));
            let field = match sealed {
                Some(secret) => Field::Sealed {
                    sealed: (*secret).to_owned(),
                },
                None => Field::Text(text),
            };
            (slot, field)
        });
        fields.collect()
    }

    fn take(&mut self, turn: Turn, id: Option<MessageId>) -> Vec<Block> {
        self.attempt(Pending {
            turn,
            id,
            outcomes: Vec::new(),
            operation: String::new(),
        })
    }

    /// Takes a turn as far as its outcomes reach.
    fn attempt(&mut self, mut pending: Pending) -> Vec<Block> {
        let Some(recording) = self.recording.as_mut() else {
            return Vec::new();
        };
        match recording.take(self.stage, &pending.outcomes, pending.turn.clone()) {
            Ok(said) => {
                let mut blocks = self.deliver(said, pending.id.as_ref());
                blocks.extend(self.acknowledged(pending.id));
                blocks
            }
            Err(Halt::Outcome(operation)) => {
                let blocks = question(&operation);
                pending.operation = operation;
                self.pending = Some(pending);
                blocks
            }
            Err(Halt::Refused(why)) => {
                let mut blocks = vec![Block::Trouble(format!("That can't be done: {why}."))];
                blocks.extend(self.acknowledged(pending.id));
                blocks
            }
        }
    }

    /// The outcome of the call that waits, by its number or name.
    fn outcome(&mut self, text: &str) -> Vec<Block> {
        let Some(mut pending) = self.pending.take() else {
            return Vec::new();
        };
        let called = operation(&pending.operation);
        let names = called.map(outcomes::names).unwrap_or_default();
        let by_number = text
            .parse::<usize>()
            .ok()
            .and_then(|number| names.get(number.checked_sub(1)?));
        let name = by_number.or_else(|| names.iter().find(|name| **name == text));
        let (Some(called), Some(name)) = (called, name) else {
            let blocks = question(&pending.operation);
            self.pending = Some(pending);
            return blocks;
        };
        pending.outcomes.push(Scripted {
            operation: called.name.to_owned(),
            outcome: outcomes::made_up(called, name),
        });
        self.attempt(pending)
    }

    /// The lines as events.
    fn deliver(&mut self, said: Vec<Utterance>, id: Option<&MessageId>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for Utterance { from, body, .. } in said {
            self.seq += 1;
            self.bodies.insert(self.seq, body.clone());
            let event = Event {
                seq: self.seq,
                at: 0,
                id: id.filter(|_| from == Author::Visitor).cloned(),
                from,
                body,
            };
            let done = self.talk.heard(ServerFrame::Event(Arc::new(event)));
            blocks.extend(self.perform(done));
        }
        blocks
    }

    fn acknowledged(&mut self, id: Option<MessageId>) -> Vec<Block> {
        let Some(id) = id else {
            return Vec::new();
        };
        let done = self.talk.heard(ServerFrame::Ack {
            id,
            seq: self.seq,
            duplicate: false,
        });
        self.perform(done)
    }
}

fn open(prompt: &'static str) -> Ask {
    Ask { prompt, hidden: false }
}

/// Which outcome a call has.
fn question(called: &str) -> Vec<Block> {
    let names = operation(called).map(outcomes::names).unwrap_or_default();
    let choices = names.iter().enumerate();
    vec![
        Block::Note(format!("{called} is called. What does the account service answer?")),
        Block::Choices {
            heading: None,
            choices: choices.map(|(place, name)| (place + 1, (*name).to_owned())).collect(),
        },
    ]
}
