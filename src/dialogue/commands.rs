//! What a visitor can ask of the dialogue itself, at any time.

use super::engine::{Broken, Engine};
use super::scope::View;
use super::state::{Doing, Offered, PromptKind};
use super::{Reached, Subject};
use crate::conversation::Choice;
use crate::flows::model::StepKind;
use crate::flows::phrases::Command;
use crate::flows::slots::SlotType;

impl Engine<'_> {
    /// Does what was asked.
    pub fn command(&mut self, command: Command) -> Result<(), Broken> {
        if self.state.awaits_outcome() {
            return self.while_under_way(command);
        }
        match command {
            Command::Cancel => self.cancel(),
            Command::StartOver => self.start_over(),
            Command::Back => self.back(),
            Command::Repeat => self.repeat(),
            Command::Why => self.why(),
            Command::Help => self.help(),
            Command::Agent => self.person(),
            Command::SignIn => self.ask_again(),
            Command::Yes | Command::No => {
                self.say_fixed("yes_no.nothing_open", &[]);
                Ok(())
            }
        }
    }

    /// What has gone out to the account service can't be called back.
    fn while_under_way(&mut self, command: Command) -> Result<(), Broken> {
        match command {
            Command::Cancel | Command::StartOver | Command::Back => self.say_fixed("call.under_way", &[]),
            Command::Agent => self.nobody_there(),
            _ => self.say_fixed("call.one_moment", &[]),
        }
        Ok(())
    }

    pub fn cancel(&mut self) -> Result<(), Broken> {
        if self.state.runs.is_empty() {
            self.say_fixed("cancel.nothing", &[]);
            return Ok(());
        }
        let title = self.closure()?.flow.title.clone();
        self.say_fixed("cancel.done", &[("title", &title)]);
        self.finish_run(Reached::Cancelled)
    }

    pub fn start_over(&mut self) -> Result<(), Broken> {
        self.drop_all_runs(Reached::Cancelled);
        self.state.start_over();
        self.offer_errands("start_over.done", "start_over.plain")
    }

    /// One prompt back; what was filled in stays, what is sealed must be entered anew.
    pub fn back(&mut self) -> Result<(), Broken> {
        if self.state.runs.is_empty() {
            self.say_fixed("back.nothing", &[]);
            return Ok(());
        }
        if self.run()?.trail.is_empty() {
            self.say_fixed("back.first", &[]);
            return self.ask_again();
        }
        // Coming here again is not an attempt.
        let path = self.path()?;
        let run = self.run_mut()?;
        if let Some(asked) = run.asked.get_mut(&path) {
            *asked = asked.saturating_sub(1);
        }
        run.replay = None;
        run.frames = run.trail.pop().ok_or(Broken)?;
        self.reopen()
    }

    /// Asks the prompt of the step at which the run stands, whatever its conditions.
    pub fn reopen(&mut self) -> Result<(), Broken> {
        self.run_mut()?.doing = Doing::Walking;
        let here = self.here()?;
        match &here.step()?.kind {
            StepKind::Collect { .. } => {
                let card = self.new_card(&here)?;
                self.open(card)
            }
            StepKind::Choose { .. } => self.open_choice(PromptKind::Choose),
            StepKind::Call { confirm: Some(_), .. } => self.open_choice(PromptKind::Confirm),
            _ => self.walk(),
        }
    }

    fn repeat(&mut self) -> Result<(), Broken> {
        if !self.state.runs.is_empty() {
            return self.ask_again();
        }
        let last = self.state.recent().iter().find_map(|subject| match subject {
            Subject::Entry(entry) => Some(entry.clone()),
            Subject::Flow(_) => None,
        });
        match last {
            Some(entry) => self.answer(&entry, 1.0).map(|_| ()),
            None => self.help(),
        }
    }

    fn why(&mut self) -> Result<(), Broken> {
        if self.state.runs.is_empty() {
            self.say_fixed("why.nothing", &[]);
            return Ok(());
        }
        if self.is_parked() {
            self.say_fixed("sign_in.why", &[]);
            return self.ask_again();
        }
        let open = self.state.open_prompt().ok_or(Broken)?;
        let plain = match open.kind {
            PromptKind::Confirm => "why.confirm",
            _ => "why.plain",
        };
        let line = self.both(|context, _| {
            let why = self.why_text(open, context)?;
            Ok(self.markdown(&why.unwrap_or_else(|| self.fixed(plain, &[]))))
        })?;
        self.say(line);
        self.ask_again()
    }

    fn help(&mut self) -> Result<(), Broken> {
        if self.state.runs.is_empty() {
            return self.offer_errands("help.errands", "help.plain");
        }
        self.say_fixed("help.in_errand", &[]);
        self.ask_again()
    }

    /// What can be done here, as choices; without any errands the plain sentence.
    pub fn offer_errands(&mut self, key: &str, plain: &str) -> Result<(), Broken> {
        let choices = self.errands();
        if choices.is_empty() {
            self.say_fixed(plain, &[]);
            return Ok(());
        }
        let text = self.fixed(key, &[]);
        self.offer(&text, choices, false)
    }

    pub fn errands(&self) -> Vec<Choice> {
        let errands = self.world.library.errands(self.state.audience).into_iter();
        errands
            .map(|errand| Choice {
                id: format!("flow:{}", errand.id),
                label: errand.label,
            })
            .collect()
    }

    /// The choice that "yes" or "no" means now.
    pub fn meant_by(&self, yes: bool, offered: Option<&Offered>) -> Result<Option<Meant>, Broken> {
        if let Some(offered) = offered.filter(|offered| offered.yes_no) {
            let choice = if yes {
                offered.choices.first()
            } else {
                offered.choices.last()
            };
            return Ok(choice.map(|choice| Meant::Offered(choice.id.clone())));
        }
        let Some(open) = self.state.open_prompt() else {
            return Ok(None);
        };
        let word = if yes { "yes" } else { "no" };
        let here = self.here()?;
        let is_yes_no = match open.kind {
            PromptKind::Confirm => true,
            PromptKind::Collect => {
                let [only] = open.slots.as_slice() else { return Ok(None) };
                here.flow
                    .slots
                    .get(only)
                    .is_some_and(|slot| slot.kind == SlotType::YesNo)
            }
            _ => false,
        };
        if is_yes_no {
            return Ok(Some(Meant::Open(word.to_owned())));
        }
        self.meant_of_two(yes)
    }

    /// "Yes" to "Shall I send you a new one?" with two ways is the first of them, "no" the second.
    fn meant_of_two(&self, yes: bool) -> Result<Option<Meant>, Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        let here = self.here()?;
        let StepKind::Choose { ask, options } = &here.step()?.kind else {
            return Ok(None);
        };
        let text = ask.render(&self.context(View::Shown)?)?;
        let question = text
            .rsplit(['.', '!', ':'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        let opens = ["shall ", "should ", "would you ", "do you ", "can i ", "may i "];
        let is_yes_no = question.ends_with('?') && opens.iter().any(|word| question.starts_with(word));
        if open.kind != PromptKind::Choose || options.len() != 2 || !is_yes_no {
            return Ok(None);
        }
        let place = if yes { 1 } else { 2 };
        Ok(Some(Meant::Open(format!("option-{place}"))))
    }
}

/// What "yes" or "no" chooses.
pub(super) enum Meant {
    /// A choice of the open prompt.
    Open(String),
    /// A choice that was offered.
    Offered(String),
}
