//! Corrections: "no, the date was the 5th", "change the date", the edit buttons. The slot is replaced and carried forward to
//! where the visitor was: what is filled is not asked again, and a call is made again only if its arguments have changed.

use std::sync::Arc;

use super::correction::{self, Correction};
use super::engine::{Broken, Engine};
use super::scope::View;
use super::state::{Doing, Frame, OpenPrompt, PromptKind, Replay, SlotValue};
use crate::accounts::contract::Class;
use crate::conversation::SlotName;
use crate::flows::model::{Flow, Slot, StepKind};
use crate::flows::phrases::normalize;
use crate::flows::slots::{Filled, SlotType};

/// Steps that a correction is carried forward before the run goes on in the ordinary way.
const LONGEST_REPLAY: u32 = 80;

/// A slot that can be corrected.
struct Known {
    name: SlotName,
    flow: Arc<Flow>,
    /// Whether it was filled on the card before this prompt, and alone there.
    alone: bool,
    /// The words of its card's heading.
    heading: Vec<String>,
}

impl Known {
    fn slot(&self) -> Result<&Slot, Broken> {
        self.flow.slots.get(&self.name).ok_or(Broken)
    }
}

impl Engine<'_> {
    /// A correction that names the slot (the fourth place in the order). It is looked for before the answer to the open
    /// prompt, where "no, the date was the 5th" would be a "no".
    pub fn corrects_by_name(&mut self, text: &str) -> Result<bool, Broken> {
        let Some(Correction::Named { mention, value, sure }) = correction::read(text) else {
            return Ok(false);
        };
        let Some(known) = self.best_match(&mention)? else {
            return Ok(false);
        };
        let slot = known.slot()?;
        match value.map(|value| self.read_new(&known, value)).transpose()? {
            Some(Some(filled)) if sure || is_strict(slot.kind) => {
                self.hear_text(text, slot.class == Class::Personal);
                self.replace(&known, filled)?;
            }
            _ if sure => {
                self.hear_text(text, slot.class == Class::Personal);
                self.edit(&known.name)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A correction that only says the new value, as in "actually it's 5/3/2026": it is of the last slots filled that can
    /// hold it.
    pub fn corrects_by_value(&mut self, text: &str) -> Result<bool, Broken> {
        let Some(Correction::Value { value, explicit }) = correction::read(text) else {
            return Ok(false);
        };
        for known in self.known_slots()? {
            let slot = known.slot()?;
            if !(is_strict(slot.kind) || (known.alone && explicit)) {
                continue;
            }
            let old = self.value_of(&known).map(|old| old.value.clone());
            let new = self
                .read_new(&known, value)?
                .filter(|new| Some(&new.value) != old.as_ref());
            if let Some(filled) = new {
                self.hear_text(text, slot.class == Class::Personal);
                self.replace(&known, filled)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_new(&self, known: &Known, text: &str) -> Result<Option<Filled>, Broken> {
        let slot = known.slot()?;
        let old = self.value_of(known).map(|old| old.value.as_str());
        let bare = text.trim().trim_end_matches(['.', '!', ',', ';']);
        Ok(self.read_whole(slot, bare, old).ok())
    }

    /// What a slot holds: on the open card, else in its flow.
    fn value_of(&self, known: &Known) -> Option<&SlotValue> {
        self.value_in(&known.flow, &known.name)
    }

    fn value_in(&self, flow: &Flow, name: &SlotName) -> Option<&SlotValue> {
        let run = self.state.runs.last()?;
        let here = run.frames.last().is_some_and(|frame| frame.flow == flow.id);
        let draft = self
            .state
            .open_prompt()
            .filter(|_| here)
            .and_then(|open| open.draft.get(name));
        draft.or_else(|| run.scopes.get(&flow.id)?.slots.get(name))
    }

    /// The slots that hold something, the last filled first.
    fn known_slots(&self) -> Result<Vec<Known>, Broken> {
        let Some(open) = self.state.open_prompt() else {
            return Ok(Vec::new());
        };
        let closure = self.closure()?;
        let run = self.run()?;
        let here = (run.frames.clone(), open.kind == PromptKind::Collect);
        let places = here.1.then_some(&here.0).into_iter().chain(run.trail.iter().rev());
        let mut known: Vec<Known> = Vec::new();
        for (place, frames) in places.enumerate() {
            let Some(frame) = frames.last() else { continue };
            let flow = closure.get(&frame.flow).ok_or(Broken)?;
            let StepKind::Collect { slots, title, .. } = &flow.steps.get(frame.at).ok_or(Broken)?.kind else {
                continue;
            };
            let heading = title
                .as_ref()
                .and_then(|title| title.render(&self.context(View::Shown).ok()?).ok());
            for name in slots {
                let holds = self
                    .value_in(flow, name)
                    .is_some_and(|value| value.class != Class::Sealed);
                if holds
                    && !known
                        .iter()
                        .any(|known| known.name == *name && known.flow.id == flow.id)
                {
                    known.push(Known {
                        name: name.clone(),
                        flow: flow.clone(),
                        alone: slots.len() == 1 && place <= 1,
                        heading: words(heading.as_deref().unwrap_or_default()),
                    });
                }
            }
        }
        Ok(known)
    }

    /// The slot that is meant by some words; none where a slot that is being asked for fits as well.
    fn best_match(&self, mention: &[String]) -> Result<Option<Known>, Broken> {
        let context = self.context(View::Shown);
        let context = match (self.state.open_prompt(), context) {
            (Some(_), Ok(context)) => context,
            _ => return Ok(None),
        };
        let score = |slot: &Slot, heading: &[String]| -> usize {
            let own = own_words(slot, &slot.label.render(&context).unwrap_or_default());
            let (left, by_heading) = without_heading(mention, heading);
            let named = left.iter().filter(|word| own.contains(word)).count();
            match (by_heading, left.is_empty()) {
                (true, true) => HEADING,
                (true, false) if named > 0 => HEADING + named,
                _ => named,
            }
        };
        let mut best: Option<(usize, Known)> = None;
        for known in self.known_slots()? {
            let score = score(known.slot()?, &known.heading);
            if score > 0 && best.as_ref().is_none_or(|(top, _)| score > *top) {
                best = Some((score, known));
            }
        }
        let asked = self.asked_score(&score)?;
        Ok(best.filter(|(top, _)| *top > asked).map(|(_, known)| known))
    }

    /// How well the words fit what is being asked for and not filled in yet.
    fn asked_score(&self, score: &dyn Fn(&Slot, &[String]) -> usize) -> Result<usize, Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        let here = self.here()?;
        let empty = open.slots.iter().filter(|name| !open.draft.contains_key(*name));
        Ok(empty
            .filter_map(|name| here.flow.slots.get(name))
            .map(|slot| score(slot, &[]))
            .max()
            .unwrap_or(0))
    }

    fn replace(&mut self, known: &Known, filled: Filled) -> Result<(), Broken> {
        let slot = known.slot()?;
        let value = SlotValue::new(filled, slot.kind, slot.class);
        self.say_fixed("correct.done", &[]);
        let here = self.here()?;
        let open = self.open_mut()?;
        if here.flow.id == known.flow.id && open.slots.contains(&known.name) {
            open.errors.remove(&known.name);
            open.draft.insert(known.name.clone(), value);
            return self.show_prompt();
        }
        let scope = self.run_mut()?.scopes.entry(known.flow.id.clone()).or_default();
        scope.slots.insert(known.name.clone(), value);
        let Some(place) = self.place_of(&known.name)? else {
            return self.show_prompt();
        };
        let frames = self.leave_for(place, false)?;
        self.run_mut()?.trail.push(frames);
        let here = self.here()?;
        self.go_on(&here.step()?.next)
    }

    /// Asks a slot again that was filled before, and comes back afterwards.
    pub fn edit(&mut self, name: &SlotName) -> Result<(), Broken> {
        let on_open_card = self.open_mut()?.slots.contains(name);
        let place = self.place_of(name)?;
        match place {
            Some(place) if !on_open_card => {
                self.leave_for(place, true)?;
                self.reopen()
            }
            _ => self.show_prompt(),
        }
    }

    /// Where on the trail the card with a slot is; the last such place.
    fn place_of(&self, name: &SlotName) -> Result<Option<usize>, Broken> {
        let closure = self.closure()?;
        let holds = |frames: &Vec<Frame>| {
            let step = frames
                .last()
                .and_then(|frame| closure.get(&frame.flow)?.steps.get(frame.at));
            matches!(step.map(|step| &step.kind), Some(StepKind::Collect { slots, .. }) if slots.contains(name))
        };
        Ok(self.run()?.trail.iter().rposition(holds))
    }

    /// Goes back to a place on the trail, to come forward again to the prompt that is open now.
    fn leave_for(&mut self, place: usize, asks: bool) -> Result<Vec<Frame>, Broken> {
        let prompt: OpenPrompt = self.open_mut()?.clone();
        let run = self.run_mut()?;
        let frames = run.trail.get(place).cloned().ok_or(Broken)?;
        run.trail.truncate(place);
        // A correction in the middle of carrying another one forward leads to the same place.
        if run.replay.is_none() {
            run.replay = Some(Replay {
                target: run.frames.clone(),
                prompt: Box::new(prompt),
                left: LONGEST_REPLAY,
            });
        }
        run.frames.clone_from(&frames);
        if !asks {
            run.doing = Doing::Walking;
        }
        Ok(frames)
    }

    /// Whether a correction that is carried forward has come back to where it was made; the prompt is open again then.
    pub fn back_from_correction(&mut self) -> Result<bool, Broken> {
        let run = self.run_mut()?;
        let Some(replay) = &mut run.replay else {
            return Ok(false);
        };
        replay.left = replay.left.saturating_sub(1);
        let arrived = replay.target == run.frames;
        if replay.left == 0 {
            run.replay = None;
            return Ok(false);
        }
        if !arrived {
            return Ok(false);
        }
        if let Some(replay) = run.replay.take() {
            run.doing = Doing::Prompt(replay.prompt);
        }
        self.show_prompt()?;
        Ok(true)
    }
}

/// What naming a card by its heading counts for, in words.
const HEADING: usize = 100;

/// The words without the heading of a card, and whether it stood among them: "the date of the *first claim*".
fn without_heading(mention: &[String], heading: &[String]) -> (Vec<String>, bool) {
    let found = (!heading.is_empty()).then(|| mention.windows(heading.len()).position(|part| part == heading));
    let mut left = mention.to_vec();
    let place = found.flatten();
    if let Some(place) = place {
        left.drain(place..place + heading.len());
    }
    left.sort();
    left.dedup();
    (left, place.is_some())
}

/// Types whose values can't be taken for anything else.
fn is_strict(kind: SlotType) -> bool {
    matches!(
        kind,
        SlotType::Date
            | SlotType::Money
            | SlotType::Email
            | SlotType::TaxId
            | SlotType::EnrolleeId
            | SlotType::ClaimId
            | SlotType::MemberId
    )
}

fn words(text: &str) -> Vec<String> {
    normalize(text).split_whitespace().map(str::to_owned).collect()
}

/// The words by which people mean a slot: its label, its name, its type.
fn own_words(slot: &Slot, label: &str) -> Vec<String> {
    let mut own = words(label);
    own.extend(words(&slot.name.as_str().replace('_', " ")));
    let by_type: &[&str] = match slot.kind {
        SlotType::Date => &["date", "day"],
        SlotType::Money => &["amount", "total", "bill", "billed", "sum", "price"],
        SlotType::PersonName => &["name"],
        SlotType::UserName => &["user", "name", "username", "login"],
        SlotType::Email => &["email", "mail", "address"],
        SlotType::ClaimId => &["claim", "id", "number"],
        SlotType::EnrolleeId | SlotType::MemberId => &["member", "enrollee", "contract", "id", "number"],
        SlotType::TaxId => &["tax", "tin", "id", "number"],
        SlotType::Text | SlotType::YesNo | SlotType::Choice | SlotType::Sealed => &[],
    };
    own.extend(by_type.iter().map(|word| (*word).to_owned()));
    own
}
