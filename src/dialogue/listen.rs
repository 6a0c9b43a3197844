//! The order in which a message is looked at, in every state (house.md, "Dialogue rules").

use super::commands::Meant;
use super::engine::{Broken, Engine};
use super::hear::has_figures;
use super::state::{Offered, Pending, PromptKind, Then};
use super::{Effect, Keeping, Source, mask};
use crate::conversation::{Body, FlowId, SlotName, Utterance};
use crate::flows::phrases::{Command, normalize};
use crate::flows::slots::{Reading, SlotContext, SlotType};

impl Engine<'_> {
    /// The visitor typed something.
    pub fn said(&mut self, text: &str) -> Result<(), Broken> {
        let offered = self.state.offered.take();
        self.state.understanding = None;
        self.hear_words(text);
        if self.is_safety(text)? {
            return Ok(());
        }
        if self.hides_something(text)? {
            self.say_fixed("heard.masked", &[]);
        }
        if self.is_command(text, offered.as_ref())? {
            return Ok(());
        }
        if self.state.awaits_outcome() {
            self.say_fixed("call.one_moment", &[]);
            return Ok(());
        }
        if self.takes_offer(text, offered.as_ref())?
            || self.corrects_by_name(text)?
            || self.answers(text)?
            || self.corrects_by_value(text)?
        {
            return Ok(());
        }
        if let Some(reply) = self.world.library.phrases().small_talk(text) {
            self.state.misses = 0;
            self.say_reply(&reply.say)?;
            return self.ask_again();
        }
        self.ask_index(text, None);
        Ok(())
    }

    /// First: emergency, crisis, fraud: nothing outranks them.
    fn is_safety(&mut self, text: &str) -> Result<bool, Broken> {
        let Some(reply) = self.world.library.phrases().safety(text) else {
            return Ok(false);
        };
        self.say_reply(&reply.say)?;
        self.ask_again()?;
        Ok(true)
    }

    /// What editors say to safety phrases and small talk: it may quote contacts and figures, nothing else.
    fn say_reply(&mut self, say: &crate::flows::template::Template) -> Result<(), Broken> {
        let body = self.markdown(&say.render(self.world.library.facts())?);
        self.say(Utterance::bot(body));
        Ok(())
    }

    /// Second: the commands; yes and no where a question is open that they can answer.
    fn is_command(&mut self, text: &str, offered: Option<&Offered>) -> Result<bool, Broken> {
        let Some(command) = self.world.library.phrases().command(text) else {
            return Ok(false);
        };
        let yes = match command {
            Command::Yes => true,
            Command::No => false,
            // A question like any other, where no errand waits for it.
            Command::SignIn if !self.is_parked() => return Ok(false),
            other => {
                self.command(other)?;
                return Ok(true);
            }
        };
        match self.meant_by(yes, offered)? {
            Some(Meant::Open(choice)) => {
                self.take_choice(&choice)?;
                Ok(true)
            }
            Some(Meant::Offered(choice)) => {
                self.take_offered(&choice)?;
                Ok(true)
            }
            // "Ok" and the like are small talk where nothing is asked.
            None if self.state.runs.is_empty() && self.world.library.phrases().small_talk(text).is_none() => {
                self.command(command)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// What was just offered, by number or label. Beside an open card only the whole label counts: other words are more
    /// probably the answer to the card.
    fn takes_offer(&mut self, text: &str, offered: Option<&Offered>) -> Result<bool, Broken> {
        let Some(offered) = offered else { return Ok(false) };
        let open_card = match self.state.open_prompt() {
            Some(open) => open.kind == PromptKind::Collect && self.choices(open)?.is_empty(),
            None => false,
        };
        let said = normalize(text);
        let whole = offered.choices.iter().find(|choice| normalize(&choice.label) == said);
        let chosen = match whole {
            Some(choice) => Some(choice.id.clone()),
            None if open_card => None,
            None => self.read_choice(text, &offered.choices),
        };
        let Some(choice) = chosen else { return Ok(false) };
        self.take_offered(&choice)?;
        Ok(true)
    }

    /// The choice that `text` is, all of it.
    pub fn read_choice(&self, text: &str, choices: &[crate::conversation::Choice]) -> Option<String> {
        let context = SlotContext {
            today: self.world.today,
            choices,
            old: None,
        };
        match SlotType::Choice.read(text, &context) {
            Reading::Filled(filled) if filled.rest.is_empty() => Some(filled.value),
            _ => None,
        }
    }

    /// Fifth: whatever is left is for the index.
    pub fn ask_index(&mut self, text: &str, then: Option<Then>) {
        self.state.understanding = Some(Pending { then });
        self.last(Effect::Understand {
            keeping: self.keeping(text),
            text: text.to_owned(),
        });
    }

    /// Under a prompt for something secret or personal nothing is kept of any words, nor of those that hold some by
    /// themselves. Other words are forgotten where an errand is open, as they may repeat what was confided in it, and where
    /// they hold figures: an id, a date, an address.
    fn keeping(&self, text: &str) -> Keeping {
        let under_private = self.is_sealed() || self.state.open_prompt().is_some_and(|open| open.personal);
        if under_private || mask::may_hold_secret(text) || self.may_hold_personal(text) {
            Keeping::Private
        } else if !self.state.runs.is_empty() || has_figures(text) {
            Keeping::Forgotten
        } else {
            Keeping::Remembered
        }
    }

    /// The visitor pressed a button.
    pub fn chose(&mut self, source: &Source, choice: &str, label: String) -> Result<(), Broken> {
        self.state.offered = None;
        self.state.understanding = None;
        self.hear_choice(source, choice, label);
        if self.state.awaits_outcome() {
            self.say_fixed("call.one_moment", &[]);
            return Ok(());
        }
        match source {
            Source::Prompt(_) => match choice.strip_prefix("edit:") {
                Some(slot) => self.edit(&SlotName::new(slot).map_err(|_| Broken)?),
                None => self.take_prompt_choice(choice),
            },
            Source::Offer | Source::Answer(_) => self.take_offered(choice),
        }
    }

    /// The label that was pressed; where the slot is personal, so is the label.
    fn hear_choice(&mut self, source: &Source, choice: &str, label: String) {
        let is_action = ["back", "cancel", "why", "repeat", "agent", "help"].contains(&choice) || choice.contains(':');
        let personal = matches!(source, Source::Prompt(_))
            && !is_action
            && self
                .state
                .open_prompt()
                .is_some_and(|open| open.personal && open.kind == PromptKind::Collect);
        let gone = personal.then(|| Body::Chose {
            label: self.fixed("heard.provided", &[]),
        });
        self.hear_as(Body::Chose { label }, gone);
    }

    fn take_prompt_choice(&mut self, choice: &str) -> Result<(), Broken> {
        match command(choice) {
            Some(command) => self.command(command),
            None => self.take_choice(choice),
        }
    }

    /// A choice of an offer or an answer.
    pub fn take_offered(&mut self, choice: &str) -> Result<(), Broken> {
        if let Some(entry) = choice.strip_prefix("entry:") {
            let entry = crate::conversation::EntryId::new(entry).map_err(|_| Broken)?;
            if !self.answer(&entry, 1.0)? {
                self.say_fixed("answer.gone", &[]);
            }
            return self.ask_again();
        }
        if let Some(flow) = choice.strip_prefix("flow:") {
            let flow = FlowId::new(flow).map_err(|_| Broken)?;
            return self.wish(&flow, true);
        }
        if let Some(flow) = choice.strip_prefix("switch:") {
            let flow = FlowId::new(flow).map_err(|_| Broken)?;
            return self.switch(&flow);
        }
        match (choice, command(choice)) {
            ("rephrase", _) => self.none_of_these(),
            (_, Some(command)) => self.command(command),
            // "Go on here", where nothing is open any more.
            _ if self.state.runs.is_empty() => {
                self.say_fixed("yes_no.nothing_open", &[]);
                Ok(())
            }
            _ => self.ask_again(),
        }
    }
}

/// The command that a button stands for.
fn command(choice: &str) -> Option<Command> {
    Some(match choice {
        "back" => Command::Back,
        "cancel" => Command::Cancel,
        "why" => Command::Why,
        "repeat" => Command::Repeat,
        "agent" => Command::Agent,
        "help" => Command::Help,
        "start_over" => Command::StartOver,
        _ => return None,
    })
}
