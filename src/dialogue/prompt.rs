//! Prompts: opened at a step, and shown as often as needed under one id.

use minijinja::Value;

use super::engine::{Broken, Engine};
use super::scope::{Here, View};
use super::state::{Doing, OpenPrompt, PromptKind, SlotValue};
use crate::accounts::contract::{Class, Holds};
use crate::conversation::{Body, Choice, Prompt, PromptField, PromptId, SlotName};
use crate::flows::model::{Slot, StepKind};
use crate::flows::slots::SlotType;

impl Engine<'_> {
    /// A prompt of this kind, not yet open.
    pub fn new_prompt(&mut self, kind: PromptKind) -> Result<OpenPrompt, Broken> {
        self.state.prompts_opened += 1;
        let id = PromptId::new(format!("p{}", self.state.prompts_opened)).map_err(|_| Broken)?;
        Ok(OpenPrompt {
            id,
            personal: matches!(&kind, PromptKind::WayOut { from } if from.personal),
            kind,
            slots: Vec::new(),
            sealed: Vec::new(),
            draft: std::collections::BTreeMap::new(),
            errors: std::collections::BTreeMap::new(),
            explained: 0,
        })
    }

    /// The card of the `collect` step at `here`, with what is known already; what is sealed must be entered anew.
    pub fn new_card(&mut self, here: &Here) -> Result<OpenPrompt, Broken> {
        let StepKind::Collect { slots, .. } = &here.step()?.kind else {
            return Err(Broken);
        };
        let mut card = self.new_prompt(PromptKind::Collect)?;
        for name in slots {
            let slot = here.flow.slots.get(name).ok_or(Broken)?;
            card.slots.push(name.clone());
            card.personal |= slot.class == Class::Personal;
            if slot.class == Class::Sealed {
                self.run_mut()?.scope_mut().slots.remove(name);
                card.sealed.push((name.clone(), slot.holds.ok_or(Broken)?));
            } else if let Some(known) = self.run()?.slot(name) {
                card.draft.insert(name.clone(), known.clone());
            }
        }
        Ok(card)
    }

    /// Opens a prompt and shows it. It is the newest question: words no longer choose from what was offered before.
    pub fn open(&mut self, prompt: OpenPrompt) -> Result<(), Broken> {
        self.state.offered = None;
        self.run_mut()?.doing = Doing::Prompt(Box::new(prompt));
        self.show_prompt()
    }

    /// Opens a prompt that only asks for a choice.
    pub fn open_choice(&mut self, kind: PromptKind) -> Result<(), Broken> {
        let prompt = self.new_prompt(kind)?;
        self.open(prompt)
    }

    /// Shows the open prompt (again), under its id.
    pub fn show_prompt(&mut self) -> Result<(), Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        let line = self.both(|context, view| self.prompt_body(open, context, view))?;
        self.say(line);
        Ok(())
    }

    /// Asks again whatever the run waits for.
    pub fn ask_again(&mut self) -> Result<(), Broken> {
        match self.state.runs.last().map(|run| &run.doing) {
            Some(Doing::Prompt(_)) => self.show_prompt(),
            Some(Doing::SignIn) => self.show_sign_in(),
            _ => Ok(()),
        }
    }

    fn prompt_body(&self, open: &OpenPrompt, context: &Value, view: View) -> Result<Body, Broken> {
        let here = self.here()?;
        let step = here.step()?;
        let ours = matches!(open.kind, PromptKind::Retry | PromptKind::WayOut { .. });
        let (text, title) = match (&open.kind, &step.kind) {
            (PromptKind::Collect, StepKind::Collect { ask, title, .. }) => {
                let title = title.as_ref().map(|title| title.render(context)).transpose()?;
                (ask.render_markdown(context)?, title)
            }
            (PromptKind::Choose, StepKind::Choose { ask, .. }) => (ask.render_markdown(context)?, None),
            (PromptKind::Confirm, StepKind::Call { confirm: Some(ask), .. }) => (ask.render_markdown(context)?, None),
            (PromptKind::Retry, _) => (self.fixed("retry.text", &[]), None),
            (PromptKind::WayOut { .. }, _) => (self.fixed("way_out.text", &[]), None),
            _ => return Err(Broken),
        };
        let choices = self.choices(open)?;
        let fields = if choices.is_empty() {
            let fields = open
                .slots
                .iter()
                .map(|name| self.field(&here, open, name, context, view));
            fields.collect::<Result<_, _>>()?
        } else {
            Vec::new()
        };
        let why = self.why_text(open, context)?.map(|why| self.world.library.plain(&why));
        Ok(Body::Prompt(Box::new(Prompt {
            prompt: open.id.clone(),
            flow: (!ours).then(|| here.flow.id.clone()),
            title,
            text: self.world.library.plain(&text),
            html: self.world.library.html(&text),
            fields,
            choices,
            actions: self.actions(ours, why.is_some())?,
            why,
            step: if ours { None } else { self.step_of(&here)? },
        })))
    }

    /// The ways round a prompt that are open now.
    fn actions(&self, ours: bool, has_why: bool) -> Result<Vec<String>, Broken> {
        if ours {
            return Ok(Vec::new());
        }
        let open = [
            ("back", !self.run()?.trail.is_empty()),
            ("why", has_why),
            ("cancel", true),
            ("agent", true),
        ];
        Ok(open
            .iter()
            .filter(|(_, open)| *open)
            .map(|(name, _)| (*name).to_owned())
            .collect())
    }

    fn field(
        &self,
        here: &Here,
        open: &OpenPrompt,
        name: &SlotName,
        context: &Value,
        view: View,
    ) -> Result<PromptField, Broken> {
        let slot = here.flow.slots.get(name).ok_or(Broken)?;
        let known = open.draft.get(name);
        let entered = slot.class == Class::Sealed && known.is_some();
        let hidden = slot.class == Class::Sealed || (slot.class == Class::Personal && view == View::Afterwards);
        Ok(PromptField {
            slot: name.clone(),
            label: slot.label.render(context)?,
            input: slot.kind.input(),
            autocomplete: autocomplete(slot).to_owned(),
            hint: if entered {
                self.fixed("prompt.entered", &[])
            } else {
                self.hint(slot, context)?
            },
            example: slot.example.clone().unwrap_or_default(),
            required: !slot.optional && !entered,
            holds: slot.holds.map(|holds| holds.as_str().to_owned()),
            value: known.filter(|_| !hidden).map(|known| known.shown.clone()),
            error: open
                .errors
                .get(name)
                .filter(|_| !hidden || slot.class == Class::Sealed)
                .cloned(),
            options: options(self, slot),
        })
    }

    /// What is wanted in a slot: its own words, else those of its type.
    pub fn hint(&self, slot: &Slot, context: &Value) -> Result<String, Broken> {
        match &slot.hint {
            Some(hint) => Ok(self.world.library.plain(&hint.render_markdown(context)?)),
            None => Ok(self.fixed(&format!("slot.{}.hint", type_name(slot.kind)), &[])),
        }
    }

    /// Why the open prompt asks what it asks, in Markdown; each reason once.
    pub fn why_text(&self, open: &OpenPrompt, context: &Value) -> Result<Option<String>, Broken> {
        let here = self.here()?;
        let mut reasons: Vec<String> = Vec::new();
        for name in &open.slots {
            let why = here.flow.slots.get(name).and_then(|slot| slot.why.as_ref());
            let reason = why.map(|why| why.render_markdown(context)).transpose()?;
            reasons.extend(reason.filter(|reason| !reasons.contains(reason)));
        }
        Ok((!reasons.is_empty()).then(|| reasons.join(" ")))
    }

    /// The buttons that answer the open prompt.
    pub fn choices(&self, open: &OpenPrompt) -> Result<Vec<Choice>, Broken> {
        let fixed = |ids: &[&str], group: &str| -> Vec<Choice> {
            ids.iter().map(|id| self.choice(id, &format!("{group}.{id}"))).collect()
        };
        Ok(match &open.kind {
            PromptKind::Confirm => fixed(&["yes", "no"], "choice"),
            PromptKind::Retry => fixed(&["again", "agent", "stop"], "retry"),
            PromptKind::WayOut { .. } => fixed(&["again", "start_over", "agent", "stop"], "way_out"),
            PromptKind::Choose => {
                let here = self.here()?;
                let StepKind::Choose { options, .. } = &here.step()?.kind else {
                    return Err(Broken);
                };
                let numbered = options.iter().enumerate();
                numbered
                    .map(|(place, option)| Choice {
                        id: format!("option-{}", place + 1),
                        label: option.label.clone(),
                    })
                    .collect()
            }
            PromptKind::Collect => self.choices_of_card(open)?,
        })
    }

    /// A card with nothing but one choice is a row of buttons.
    fn choices_of_card(&self, open: &OpenPrompt) -> Result<Vec<Choice>, Broken> {
        let here = self.here()?;
        let [only] = open.slots.as_slice() else {
            return Ok(Vec::new());
        };
        let slot = here.flow.slots.get(only).ok_or(Broken)?;
        let mut choices = options(self, slot);
        if slot.optional && !choices.is_empty() {
            choices.push(self.choice("skip", "choice.skip"));
        }
        Ok(choices)
    }

    pub fn choice(&self, id: &str, key: &str) -> Choice {
        Choice {
            id: id.to_owned(),
            label: self.fixed(key, &[]),
        }
    }

    /// `A, B or C`
    pub fn listed(&self, choices: &[Choice]) -> String {
        let labels: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
        match labels.as_slice() {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{} {} {last}", first.join(", "), self.fixed("list.or", &[])),
        }
    }

    /// The value that the open run or its card holds for a slot.
    pub fn known(&self, name: &SlotName) -> Option<&SlotValue> {
        let draft = self.state.open_prompt().and_then(|open| open.draft.get(name));
        draft.or_else(|| self.state.runs.last()?.slot(name))
    }
}

/// The options of a slot that is one of a few.
fn options(engine: &Engine<'_>, slot: &Slot) -> Vec<Choice> {
    match slot.kind {
        SlotType::YesNo => vec![engine.choice("yes", "choice.yes"), engine.choice("no", "choice.no")],
        SlotType::Choice => slot.choices.clone(),
        _ => Vec::new(),
    }
}

/// The HTML `autocomplete` token of a slot's field.
fn autocomplete(slot: &Slot) -> &'static str {
    match slot.holds {
        Some(Holds::Code) => "one-time-code",
        Some(Holds::Password) => {
            let name = slot.name.as_str();
            let old = ["old", "current"].iter().any(|word| name.contains(word));
            if old { "current-password" } else { "new-password" }
        }
        _ => slot.kind.autocomplete(),
    }
}

/// The type as it stands in flow files and in the keys of messages.
pub(super) fn type_name(kind: SlotType) -> &'static str {
    match kind {
        SlotType::Text => "text",
        SlotType::PersonName => "person_name",
        SlotType::UserName => "user_name",
        SlotType::Date => "date",
        SlotType::Money => "money",
        SlotType::TaxId => "tax_id",
        SlotType::EnrolleeId => "enrollee_id",
        SlotType::ClaimId => "claim_id",
        SlotType::MemberId => "member_id",
        SlotType::Email => "email",
        SlotType::YesNo => "yes_no",
        SlotType::Choice => "choice",
        SlotType::Sealed => "sealed",
    }
}
