//! Cards: what is right stays, what is wrong or missing is marked and asked again, what is complete goes into the run.

use std::collections::BTreeMap;

use super::engine::{Broken, Engine};
use super::mask;
use super::state::SlotValue;
use crate::accounts::contract::{Class, Handle};
use crate::conversation::SlotName;
use crate::flows::model::{Flow, Slot};

impl Engine<'_> {
    /// The visitor sent a card. What is right stays; what is wrong or missing is marked and asked again.
    pub fn card_sent(&mut self, values: &BTreeMap<SlotName, String>) -> Result<(), Broken> {
        self.state.offered = None;
        self.state.understanding = None;
        let here = self.here()?;
        self.open_mut()?.errors.clear();
        let mut sent = Vec::new();
        for name in self.open_mut()?.slots.clone() {
            let Some(text) = values.get(&name) else { continue };
            let slot = here.flow.slots.get(&name).ok_or(Broken)?;
            let shown = self.take_field(slot, text)?;
            sent.extend(shown.map(|shown| (name, shown, slot.class)));
        }
        self.hear_filled(&sent)?;
        for name in self.missing(&here.flow)? {
            let text = self.fixed("prompt.missing", &[]);
            self.open_mut()?.errors.entry(name).or_insert(text);
        }
        if self.open_mut()?.errors.is_empty() {
            return self.submit();
        }
        self.say_what_to_check(&here.flow)?;
        self.ask_after_mistake()
    }

    /// Takes the value of one field; the text that shows it in the transcript.
    fn take_field(&mut self, slot: &Slot, text: &str) -> Result<Option<String>, Broken> {
        let text = text.trim();
        if slot.class == Class::Sealed {
            let fits = Handle::fits(text);
            if fits {
                self.put(slot.name.clone(), SlotValue::handle(text.to_owned()))?;
            }
            return Ok(fits.then(String::new));
        }
        if text.is_empty() {
            self.open_mut()?.draft.remove(&slot.name);
            return Ok(None);
        }
        match self.read_whole(slot, text, None) {
            Ok(filled) => {
                let value = SlotValue::new(filled, slot.kind, slot.class);
                let shown = value.shown.clone();
                self.put(slot.name.clone(), value)?;
                Ok(Some(shown))
            }
            Err(wrong) => {
                let open = self.open_mut()?;
                open.draft.remove(&slot.name);
                open.errors.insert(slot.name.clone(), wrong);
                Ok(Some(mask::masked(text)))
            }
        }
    }

    /// The required slots of the open card that hold nothing.
    pub fn missing(&self, flow: &Flow) -> Result<Vec<SlotName>, Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        let required = |name: &SlotName| flow.slots.get(name).is_none_or(|slot| !slot.optional);
        let missing = open
            .slots
            .iter()
            .filter(|name| required(name) && !open.draft.contains_key(*name));
        Ok(missing.cloned().collect())
    }

    fn say_what_to_check(&mut self, flow: &Flow) -> Result<(), Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        let marked: Vec<&Slot> = open
            .slots
            .iter()
            .filter(|name| open.errors.contains_key(*name))
            .filter_map(|name| flow.slots.get(name))
            .collect();
        let line = self.both(|context, _| {
            let labels: Result<Vec<String>, _> =
                marked.iter().map(|slot| slot.label.render_markdown(context)).collect();
            Ok(self.markdown(&self.fixed("prompt.check", &[("fields", &labels?.join(", "))])))
        })?;
        self.say(line);
        Ok(())
    }

    /// The card is complete: its values go into the run, and the run goes on. What was left out has no value any more.
    pub fn submit(&mut self) -> Result<(), Broken> {
        let here = self.here()?;
        let open = self.open_mut()?.clone();
        let run = self.run_mut()?;
        for name in &open.slots {
            let slots = &mut run.scope_mut().slots;
            match open.draft.get(name) {
                Some(value) => slots.insert(name.clone(), value.clone()),
                None => slots.remove(name),
            };
        }
        run.leave_mark();
        self.go_on(&here.step()?.next)
    }
}
