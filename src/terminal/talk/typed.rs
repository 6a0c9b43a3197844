//! What the visitor types.

use super::super::card::{self, Card, Typed};
use super::super::commands::{self, Command, Line};
use super::super::page::Block;
use super::{Ask, Closed, Do, Pick, Talk};
use crate::conversation::{MessageId, Seq, SlotName};
use crate::web::protocol::{ClientFrame, Leaving};
use crate::web::secret::Secret;

impl Talk {
    /// A line from the keyboard, and what it was asked for.
    pub fn typed(&mut self, line: &Secret, asked: &Ask) -> Vec<Do> {
        let hidden = self.ask().hidden;
        if hidden != asked.hidden {
            return self.trouble(match hidden {
                true => "A protected field has opened meanwhile, so that line was not sent. Please type it here.",
                false => "That field is no longer open, so what you typed was not sent.",
            });
        }
        if let Some(step) = self.step.clone() {
            return self.typed_for_sign_in(step, line);
        }
        let text = line.reveal();
        match commands::read(text) {
            Line::Command(command) => self.command(command),
            Line::Wrong(why) if !hidden => self.trouble(why),
            Line::Words(_) | Line::Wrong(_) if hidden => self.typed_into_card(text),
            Line::Words(words) => self.words(words),
            Line::Wrong(why) => self.trouble(why),
        }
    }

    fn words(&mut self, words: &str) -> Vec<Do> {
        let words = words.trim();
        let is_question = words.ends_with('?');
        if self.open_card().is_some() && !is_question {
            return self.typed_into_card(words);
        }
        if words.is_empty() {
            return Vec::new();
        }
        let picked = words.parse().ok().filter(|_| !self.is_worded());
        match picked.and_then(|number| self.pick(number)) {
            Some(done) => done,
            None => self.say_typed(words),
        }
    }

    fn say(&mut self, words: &str) -> Vec<Do> {
        let length = words.chars().count();
        if length > self.longest {
            let longest = self.longest;
            return self.trouble(format!(
                "That has {length} characters; {longest} are the most that can be sent at once. Please say it in parts."
            ));
        }
        let text = words.to_owned();
        self.send(|id| ClientFrame::Say { id, text })
    }

    /// Says what the visitor has just typed: it stands on the screen already.
    fn say_typed(&mut self, words: &str) -> Vec<Do> {
        let sent = self.say(words);
        if !self.echo
            && let Ok(id) = MessageId::new(format!("{}-{}", self.prefix, self.count))
        {
            self.on_screen.insert(id, words.to_owned());
        }
        sent
    }

    /// Takes up choice `number`; nothing if there is no such.
    fn pick(&mut self, number: usize) -> Option<Vec<Do>> {
        let pick = self.picks.get(number.checked_sub(1)?)?.clone();
        Some(match pick {
            Pick::Button(seq, choice) => self.choose(seq, choice.id),
            Pick::Errand(label) => self.say(&label),
            Pick::SignIn => self.begin_sign_in(None),
        })
    }

    fn choose(&mut self, seq: Seq, choice: String) -> Vec<Do> {
        self.send(|id| ClientFrame::Choose { id, seq, choice })
    }

    /// Puts a message into the outbox, under a new id.
    fn send(&mut self, frame: impl FnOnce(MessageId) -> ClientFrame) -> Vec<Do> {
        match self.closed {
            Some(Closed::Ended) => {
                return self.trouble("This conversation has ended. /start-over begins a new one, /quit leaves.");
            }
            Some(Closed::SignedOut) => {
                return self
                    .trouble("This conversation is somebody's who is signed in. /sign-in to go on, or /start-over.");
            }
            Some(Closed::Refused) => return self.trouble("The server does not take this client. /quit leaves."),
            None => {}
        }
        let Some(id) = self.new_id() else {
            return Vec::new();
        };
        self.outbox.add(frame(id)).into_iter().map(Do::Send).collect()
    }

    fn typed_into_card(&mut self, text: &str) -> Vec<Do> {
        let Some(card) = self.card.as_mut() else {
            return Vec::new();
        };
        let typed = card.typed(text);
        self.after_field(typed, text)
    }

    fn after_field(&mut self, typed: Typed, text: &str) -> Vec<Do> {
        let Some(card) = self.card.as_mut() else {
            return Vec::new();
        };
        match typed {
            Typed::Refused(why) => self.trouble(why),
            Typed::Secret(slot) => vec![Do::Seal {
                prompt: card.prompt().clone(),
                slot,
                secret: Secret::new(text.to_owned()),
            }],
            Typed::Next => card.block().map(|block| self.show(block)).into_iter().collect(),
            Typed::Complete => {
                let (prompt, values) = (card.prompt().clone(), card.send());
                self.send(|id| ClientFrame::Fill { id, prompt, values })
            }
        }
    }

    /// A secret has been exchanged for a handle, or it was not taken, for the reason given.
    pub fn sealed(&mut self, slot: &SlotName, handle: Result<String, String>) -> Vec<Do> {
        let Some(card) = self.card.as_mut() else {
            return Vec::new();
        };
        match handle {
            Ok(handle) => {
                let typed = card.sealed(slot, handle);
                self.after_field(typed, "")
            }
            Err(why) => self.trouble(why),
        }
    }

    fn command(&mut self, command: Command) -> Vec<Do> {
        match command {
            Command::Help => vec![Do::Show(Block::Note(commands::HELP.to_owned()))],
            Command::Back => self.back(),
            Command::Cancel => self.way("cancel", "cancel"),
            Command::Why => self.why(),
            Command::Repeat => self.repeat(),
            Command::Agent => self.way("agent", "talk to a person"),
            Command::StartOver => self.start_over(),
            Command::SignIn(name) => self.begin_sign_in(name),
            Command::Edit(number) => self.edit(number),
            Command::Rate(helpful, words) => self.rate(helpful, words),
            Command::Ask(words) => self.say(&words),
            Command::Pick(number) => self
                .pick(number)
                .unwrap_or_else(|| self.trouble(format!("There is no choice {number}."))),
            Command::Print(file) => vec![Do::Print(file)],
            Command::Quit => vec![Do::Quit],
        }
    }

    /// A way round the open prompt: its button where it has one, else words for it.
    fn way(&mut self, action: &str, words: &str) -> Vec<Do> {
        let open = self.open_prompt();
        let button = open.filter(|(_, prompt)| prompt.actions.iter().any(|known| known == action));
        match button.map(|(seq, _)| *seq) {
            Some(seq) => self.choose(seq, action.to_owned()),
            None => self.say(words),
        }
    }

    /// To the field before, or to the question before.
    fn back(&mut self) -> Vec<Do> {
        let open = self.open_card().is_some();
        if let Some(card) = self.card.as_mut().filter(|_| open)
            && card.back()
        {
            return card.block().map(|block| self.show(block)).into_iter().collect();
        }
        self.way("back", "back")
    }

    /// The reason is at hand, so it is shown here: no need to ask.
    fn why(&mut self) -> Vec<Do> {
        let why = self.open_prompt().and_then(|(_, prompt)| prompt.why.clone());
        match why {
            Some(why) => self.note(&why),
            None => self.say("why"),
        }
    }

    /// The field or the question again; the field is at hand.
    fn repeat(&mut self) -> Vec<Do> {
        match self.open_card().and_then(Card::block) {
            Some(block) => vec![self.show(block)],
            None => self.say("repeat"),
        }
    }

    fn start_over(&mut self) -> Vec<Do> {
        let leave = self.new_id().filter(|_| self.opened.is_some() && self.closed.is_none());
        let what = Leaving::Conversation;
        let mut done: Vec<Do> = leave
            .map(|id| Do::Send(ClientFrame::Leave { id, what }))
            .into_iter()
            .collect();
        self.begin_anew();
        done.extend([Do::Forget, Do::Reconnect]);
        done.extend(self.note("A new conversation begins. What you told the earlier one does not count here."));
        done
    }

    /// Lists what was filled in the errand that is open, or changes one of it.
    fn edit(&mut self, number: Option<usize>) -> Vec<Do> {
        let open = self.open_prompt().is_some();
        let changeable: Vec<_> = self.filled.iter().filter(|_| open).cloned().collect();
        if changeable.is_empty() {
            return self.note("Nothing was filled in that could be changed now.");
        }
        let Some(number) = number else {
            let lines = changeable.iter().enumerate();
            let choices = lines.map(|(place, (_, slot))| (place + 1, format!("{}: {}", slot.label, slot.value)));
            let heading = Some("/edit N changes one of these:".to_owned());
            let choices = choices.collect();
            return vec![self.show(Block::Choices { heading, choices })];
        };
        match number.checked_sub(1).and_then(|place| changeable.get(place)) {
            Some((seq, slot)) => self.choose(*seq, format!("edit:{}", slot.slot)),
            None => self.trouble(format!("There is no {number} in that list; /edit shows it.")),
        }
    }

    fn rate(&mut self, helpful: bool, comment: Option<String>) -> Vec<Do> {
        let Some(seq) = self.last_answer else {
            return self.note("There is no answer yet that could be rated.");
        };
        let rated = move |id| ClientFrame::Rate {
            id,
            seq: Some(seq),
            helpful: Some(helpful),
            score: None,
            comment,
        };
        self.send(rated)
    }

    /// What was filled in words counts as filled too; sealed slots can't be changed this way.
    pub(super) fn note_filled(&mut self, seq: Seq, slots: &[crate::conversation::FilledSlot]) {
        let sealed: Vec<SlotName> = self
            .open
            .iter()
            .flat_map(|(_, prompt)| prompt.fields.iter())
            .filter(|field| card::is_sealed(field))
            .map(|field| field.slot.clone())
            .collect();
        for slot in slots.iter().filter(|slot| !sealed.contains(&slot.slot)) {
            self.filled.retain(|(_, known)| known.slot != slot.slot);
            self.filled.push((seq, slot.clone()));
        }
    }
}
