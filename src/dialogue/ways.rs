//! Ways out: when the attempts are used up, when words are no answer, when the account service does not answer. There is
//! always a next step.

use super::engine::{Broken, Engine};
use super::state::{Doing, Offered, OpenPrompt, PromptKind};
use crate::conversation::{Body, Choice, Offer, Utterance};
use crate::flows::model::StepKind;
use crate::flows::template::escaped;

/// How often a prompt is explained to words that are no answer.
const EXPLANATIONS: u8 = 2;

impl Engine<'_> {
    /// Opens a card, or the ways out of it where it has been asked too often.
    pub fn open_or_way_out(&mut self, card: OpenPrompt, too_often: bool) -> Result<(), Broken> {
        if !too_often {
            return self.open(card);
        }
        let from = Box::new(card);
        self.open_choice(PromptKind::WayOut { from })
    }

    /// The card had wrong values: asks again, or offers the ways out.
    pub fn ask_after_mistake(&mut self) -> Result<(), Broken> {
        let here = self.here()?;
        let StepKind::Collect { attempts, .. } = &here.step()?.kind else {
            return Err(Broken);
        };
        let path = self.path()?;
        let asked = self.run_mut()?.asked.entry(path).or_default();
        *asked += 1;
        let too_often = *asked > *attempts;
        let card = self.open_mut()?.clone();
        self.open_or_way_out(card, too_often)
    }

    /// The visitor takes a way out.
    pub fn take_way_out(&mut self, choice: &str, from: OpenPrompt) -> Result<(), Broken> {
        match choice {
            "again" => {
                let here = self.here()?;
                let StepKind::Collect { attempts, .. } = &here.step()?.kind else {
                    return Err(Broken);
                };
                // Once more: the next mistake leads back here.
                let path = self.path()?;
                self.run_mut()?.asked.insert(path, *attempts);
                let (explained, errors) = (0, std::collections::BTreeMap::new());
                self.open(OpenPrompt {
                    explained,
                    errors,
                    ..from
                })
            }
            "start_over" => self.start_over(),
            "stop" => self.cancel(),
            _ => self.person(),
        }
    }

    /// The service did not answer, and the visitor says what now.
    pub fn take_retry(&mut self, choice: &str) -> Result<(), Broken> {
        match choice {
            "again" => {
                let here = self.here()?;
                self.call(&here)
            }
            "stop" => self.cancel(),
            _ => self.person(),
        }
    }

    /// A person is asked for: nobody is there yet, and the open question stays open.
    pub fn person(&mut self) -> Result<(), Broken> {
        self.nobody_there();
        self.ask_again()
    }

    /// Words that were no answer to what is open: its own explanation, at most twice; then the ways out.
    pub fn explain(&mut self) -> Result<(), Broken> {
        if self.run()?.doing == Doing::SignIn {
            self.say_fixed("sign_in.waiting", &[]);
            return self.show_sign_in();
        }
        let open = self.open_mut()?;
        open.explained = open.explained.saturating_add(1);
        if open.explained > EXPLANATIONS {
            let ids = ["repeat", "start_over", "agent", "cancel"];
            let choices: Vec<Choice> = ids.iter().map(|id| self.choice(id, &format!("ways.{id}"))).collect();
            let text = self.fixed("ways.in_errand", &[]);
            return self.offer(&text, choices, false);
        }
        self.explanation()?;
        self.show_prompt()
    }

    /// What is wanted, in words.
    fn explanation(&mut self) -> Result<(), Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        let choices = self.choices(open)?;
        if !open.sealed.is_empty() {
            self.say_fixed("prompt.use_field", &[]);
        } else if !choices.is_empty() {
            let choices = self.listed(&choices);
            self.say_fixed("prompt.choose_one", &[("choices", &choices)]);
        } else {
            let here = self.here()?;
            let wanted = open
                .slots
                .iter()
                .find(|name| !open.draft.contains_key(*name))
                .or(open.slots.first());
            let slot = wanted.and_then(|name| here.flow.slots.get(name)).ok_or(Broken)?;
            let line = self.both(|context, _| {
                let hint = self.hint(slot, context)?;
                Ok(self.markdown(&self.fixed("prompt.not_understood", &[("hint", &escaped(&hint))])))
            })?;
            self.say(line);
        }
        Ok(())
    }

    /// Offers choices; the next words may name one of them.
    pub fn offer(&mut self, text: &str, choices: Vec<Choice>, yes_no: bool) -> Result<(), Broken> {
        let body = Body::Offer(Offer {
            text: text.to_owned(),
            choices: choices.clone(),
        });
        self.say(Utterance::bot(body));
        self.state.offered = Some(Offered { choices, yes_no });
        Ok(())
    }
}
