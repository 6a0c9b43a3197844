//! Answers to the open prompt that are typed or chosen; for cards that are sent, see `card`.

use super::FlowPart;
use super::engine::{Broken, Engine};
use super::mask;
use super::prompt::type_name;
use super::state::{OpenPrompt, PromptKind, SlotValue, Then};
use crate::accounts::contract::Class;
use crate::conversation::SlotName;
use crate::flows::model::{Flow, Slot, StepKind};
use crate::flows::slots::{Fault, Filled, Reading, SlotContext, SlotType};

/// Between commas: "Tuesday, November 5, 2026", "$1,234,567.00".
const LONGEST_PIECE: usize = 3;

impl Engine<'_> {
    /// Words as an answer to the open prompt, by its slots' types (the third place in the order). A sealed prompt is never
    /// answered by typing: the words may be the secret.
    pub fn answers(&mut self, text: &str) -> Result<bool, Broken> {
        let Some(open) = self.state.open_prompt() else {
            return Ok(false);
        };
        if !open.sealed.is_empty() {
            return Ok(false);
        }
        if open.kind == PromptKind::Collect {
            // "Yes" is no user name, and "thanks" no patient's.
            let phrases = self.world.library.phrases();
            let is_phrase = phrases.command(text).is_some() || phrases.small_talk(text).is_some();
            if is_phrase && self.choices(open)?.is_empty() {
                return Ok(false);
            }
            return match open.slots.as_slice() {
                [only] => {
                    let only = only.clone();
                    self.answers_one(&only, text)
                }
                _ => self.answers_card(text),
            };
        }
        self.answers_choice(text)
    }

    /// Yes, no, or one of the buttons, perhaps with something else behind it.
    fn answers_choice(&mut self, text: &str) -> Result<bool, Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        let choices = self.choices(open)?;
        let kind = if open.kind == PromptKind::Confirm {
            SlotType::YesNo
        } else {
            SlotType::Choice
        };
        let context = SlotContext {
            today: self.world.today,
            choices: &choices,
            old: None,
        };
        let Reading::Filled(filled) = kind.read(text, &context) else {
            return Ok(false);
        };
        if filled.rest.is_empty() {
            self.hear_text(text, false);
            self.take_choice(&filled.value)?;
        } else {
            self.ask_index(&filled.rest, Some(Then::Choose(filled.value)));
        }
        Ok(true)
    }

    fn answers_one(&mut self, name: &SlotName, text: &str) -> Result<bool, Broken> {
        let here = self.here()?;
        let slot = here.flow.slots.get(name).ok_or(Broken)?;
        match self.read(slot, text) {
            Reading::Filled(filled) => {
                let rest = filled.rest.clone();
                let value = SlotValue::new(filled, slot.kind, slot.class);
                self.hear_answer(text, &[(name.clone(), value.clone())], &rest)?;
                self.put(name.clone(), value)?;
                if rest.is_empty() {
                    self.submit()?;
                } else {
                    self.ask_index(&rest, Some(Then::Submit));
                }
                Ok(true)
            }
            Reading::Wrong(fault) => {
                self.hear_text(text, slot.class == Class::Personal);
                self.mistake(name, &fault)?;
                Ok(true)
            }
            Reading::Other => Ok(false),
        }
    }

    /// Words for a card with several fields: they fill the first empty ones that they fit.
    fn answers_card(&mut self, text: &str) -> Result<bool, Broken> {
        let here = self.here()?;
        let (filled, rest) = match self.in_pieces(&here.flow, text)? {
            Some(filled) => (filled, String::new()),
            None => self.in_order(&here.flow, text)?,
        };
        if filled.is_empty() {
            return self.wrong_for_card(&here.flow, text);
        }
        self.hear_answer(text, &filled, &rest)?;
        for (name, value) in filled {
            self.put(name, value)?;
        }
        let complete = self.missing(&here.flow)?.is_empty();
        match (rest.is_empty(), complete) {
            (true, true) => self.submit()?,
            (true, false) => self.show_prompt()?,
            (false, complete) => self.ask_index(&rest, complete.then_some(Then::Submit)),
        }
        Ok(true)
    }

    /// "CLM123456, Ann, Lee, November 5, 2026": piece by piece, if each fits the next empty field.
    fn in_pieces(&self, flow: &Flow, text: &str) -> Result<Option<Vec<(SlotName, SlotValue)>>, Broken> {
        let parts = parts(text);
        let mut left = parts.as_slice();
        if left.len() < 2 {
            return Ok(None);
        }
        let mut filled = Vec::new();
        for name in self.empty_fields()? {
            if left.is_empty() {
                break;
            }
            let slot = flow.slots.get(&name).ok_or(Broken)?;
            let Some((value, used)) = self.read_first(slot, text, left) else {
                return Ok(None);
            };
            filled.push((name, SlotValue::new(value, slot.kind, slot.class)));
            left = left.get(used..).unwrap_or_default();
        }
        Ok(left.is_empty().then_some(filled))
    }

    /// What the first of some parts of `text` mean for a slot, and how many of them. Dates and amounts may hold commas.
    fn read_first(&self, slot: &Slot, text: &str, parts: &[(usize, usize)]) -> Option<(Filled, usize)> {
        let longest = match slot.kind {
            SlotType::Date | SlotType::Money => parts.len().min(LONGEST_PIECE),
            _ => 1,
        };
        (1..=longest).rev().find_map(|used| {
            let (start, end) = (parts.first()?.0, parts.get(used - 1)?.1);
            match self.read(slot, text.get(start..end)?) {
                Reading::Filled(value) if value.rest.is_empty() => Some((value, used)),
                _ => None,
            }
        })
    }

    /// The whole text for the first field that it fits, what is left for the next ones.
    fn in_order(&self, flow: &Flow, text: &str) -> Result<(Vec<(SlotName, SlotValue)>, String), Broken> {
        let mut filled = Vec::new();
        let mut left = text.to_owned();
        for name in self.empty_fields()? {
            if left.is_empty() {
                break;
            }
            let slot = flow.slots.get(&name).ok_or(Broken)?;
            if let Reading::Filled(value) = self.read(slot, &left) {
                left = value.rest.clone();
                filled.push((name, SlotValue::new(value, slot.kind, slot.class)));
            }
        }
        Ok((filled, left))
    }

    /// Words that were meant for a field of the card but can't be used.
    fn wrong_for_card(&mut self, flow: &Flow, text: &str) -> Result<bool, Broken> {
        for name in self.empty_fields()? {
            let slot = flow.slots.get(&name).ok_or(Broken)?;
            if let Reading::Wrong(fault) = self.read(slot, text) {
                self.hear_text(text, slot.class == Class::Personal);
                self.mistake(&name, &fault)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn empty_fields(&self) -> Result<Vec<SlotName>, Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        Ok(open
            .slots
            .iter()
            .filter(|name| !open.draft.contains_key(*name))
            .cloned()
            .collect())
    }

    fn read(&self, slot: &Slot, text: &str) -> Reading {
        if mask::says_another_secret(text, slot.kind) {
            return Reading::Other;
        }
        let context = SlotContext {
            today: self.world.today,
            choices: &slot.choices,
            old: self.known(&slot.name).map(|known| known.value.as_str()),
        };
        slot.kind.read(text, &context)
    }

    /// Reads all of `text` as the value of a slot; else what is wrong with it, in words. A secret that the slot does not ask
    /// for is no value of it. (In free words it is masked: [`SlotValue::new`].)
    pub fn read_whole(&self, slot: &Slot, text: &str, old: Option<&str>) -> Result<Filled, String> {
        if !SlotValue::is_free(slot.kind) && mask::says_another_secret(text, slot.kind) {
            return Err(self.fixed(&format!("slot.{}.wrong", type_name(slot.kind)), &[]));
        }
        let context = SlotContext {
            today: self.world.today,
            choices: &slot.choices,
            old,
        };
        slot.kind.read_field(text, &context).map_err(|fault| self.fault(&fault))
    }

    pub fn put(&mut self, name: SlotName, value: SlotValue) -> Result<(), Broken> {
        let open = self.open_mut()?;
        open.errors.remove(&name);
        open.draft.insert(name, value);
        Ok(())
    }

    /// A value that can't be used: what is wrong, and the question again.
    fn mistake(&mut self, name: &SlotName, fault: &Fault) -> Result<(), Broken> {
        let text = self.fault(fault);
        let open = self.open_mut()?;
        open.errors.clear();
        open.errors.insert(name.clone(), text.clone());
        let line = self.both(|_, view| {
            let hidden = view == super::scope::View::Afterwards && !fault.parameters.is_empty();
            let text = if hidden {
                self.fixed("afterwards.said", &[])
            } else {
                text.clone()
            };
            Ok(self.markdown(&text))
        })?;
        self.say(line);
        self.ask_after_mistake()
    }

    fn fault(&self, fault: &Fault) -> String {
        let parameters: Vec<(&str, &str)> = fault
            .parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.fixed(fault.message, &parameters)
    }

    /// A choice of the open prompt was taken. One that it does not have asks it again.
    pub fn take_choice(&mut self, choice: &str) -> Result<(), Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?.clone();
        let choices = self.choices(&open)?;
        let Some(taken) = choices.into_iter().find(|known| known.id == choice) else {
            return self.ask_again();
        };
        match open.kind.clone() {
            PromptKind::Collect => self.take_only_slot(&open, taken.id, taken.label),
            PromptKind::Choose => self.take_option(choice),
            PromptKind::Confirm if choice == "yes" => {
                self.run_mut()?.leave_mark();
                let here = self.here()?;
                self.call(&here)
            }
            PromptKind::Confirm => {
                let at = self.here()?.at;
                self.pass(FlowPart::No(at));
                self.cancel()
            }
            PromptKind::Retry => self.take_retry(choice),
            PromptKind::WayOut { from } => self.take_way_out(choice, *from),
        }
    }

    fn take_only_slot(&mut self, open: &OpenPrompt, id: String, label: String) -> Result<(), Broken> {
        let here = self.here()?;
        let name = open.slots.first().ok_or(Broken)?;
        let slot = here.flow.slots.get(name).ok_or(Broken)?;
        if id == "skip" && slot.optional {
            self.open_mut()?.draft.remove(name);
        } else {
            let filled = Filled {
                value: id,
                shown: label,
                rest: String::new(),
            };
            self.put(name.clone(), SlotValue::new(filled, slot.kind, slot.class))?;
        }
        self.submit()
    }

    fn take_option(&mut self, choice: &str) -> Result<(), Broken> {
        let here = self.here()?;
        let StepKind::Choose { options, .. } = &here.step()?.kind else {
            return Err(Broken);
        };
        let number: Option<usize> = choice.strip_prefix("option-").and_then(|number| number.parse().ok());
        let place = number.and_then(|number| number.checked_sub(1)).ok_or(Broken)?;
        let option = options.get(place).ok_or(Broken)?;
        self.pass(FlowPart::Choice(here.at, place));
        self.run_mut()?.leave_mark();
        self.go_on(&option.target)
    }
}

/// Where the parts of a list begin and end in `text`.
fn parts(text: &str) -> Vec<(usize, usize)> {
    let mut at = 0;
    let spans = text.split([',', ';', '\n']).map(|part| {
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        (start, start + part.trim().len())
    });
    spans.filter(|(start, end)| start < end).collect()
}
