//! A flow to the boxes and arrows of its drawing.

use std::collections::BTreeMap;

use super::parts::{Arrow, Graph, Part, PartKind, Row};
use super::words::shown;
use crate::accounts::contract::{Operation, UNAVAILABLE};
use crate::conversation::SlotName;
use crate::flows::model::{Flow, Slot, Step, StepKind, Target};

impl Graph {
    /// What is drawn of a flow.
    pub fn of(flow: &Flow) -> Self {
        let mut making = Making {
            flow,
            boxes: Vec::new(),
            entries: BTreeMap::new(),
            arrows: Vec::new(),
        };
        making.start();
        for (place, step) in flow.steps.iter().enumerate() {
            making.step(place, step);
        }
        making.arrows_of_start();
        for (place, step) in flow.steps.iter().enumerate() {
            making.arrows_of(place, step);
        }
        let endings = flow.endings.iter();
        Self {
            id: flow.id.to_string(),
            title: flow.title.clone(),
            audience: flow.audience,
            needs_sign_in: flow.needs_sign_in,
            boxes: making.boxes,
            arrows: making.arrows,
            endings: endings
                .map(|(name, ending)| (name.clone(), shown(ending.say.source()), ending.handoff))
                .collect(),
        }
    }
}

struct Making<'a> {
    flow: &'a Flow,
    boxes: Vec<Part>,
    /// The boxes of each step: where arrows lead, and the step itself where that is another.
    entries: BTreeMap<usize, (usize, usize)>,
    arrows: Vec<Arrow>,
}

impl Making<'_> {
    fn add(&mut self, part: Part) -> usize {
        self.boxes.push(part);
        self.boxes.len() - 1
    }

    fn start(&mut self) {
        let text = match self.flow.start.as_slice() {
            [] => "Another errand comes here".to_owned(),
            [only] => format!("“{only}”"),
            [first, others @ ..] => format!("“{first}” or {} other ways to ask", others.len()),
        };
        self.add(Part::new(PartKind::Start, text));
        if self.flow.needs_sign_in {
            let text = "Signs in first, if need be".to_owned();
            self.add(Part::new(PartKind::SignIn, text));
        }
    }

    fn step(&mut self, place: usize, step: &Step) {
        let condition = step.when.as_ref().map(|when| {
            let part = Part::new(PartKind::When, format!("{}?", when.source()));
            self.add(part)
        });
        let itself = self.part(step).map(|part| self.add(part));
        if let Some(entry) = condition.or(itself) {
            self.entries.insert(place, (entry, itself.unwrap_or(entry)));
        }
    }

    fn part(&self, step: &Step) -> Option<Part> {
        let (kind, text, rows) = match &step.kind {
            StepKind::Say { text } => (PartKind::Say, shown(text.source()), Vec::new()),
            StepKind::Collect { slots, ask, .. } => (PartKind::Collect, shown(ask.source()), self.slot_rows(slots)),
            StepKind::Call { operation, confirm, .. } => (
                PartKind::Call,
                operation.name.to_owned(),
                confirm
                    .iter()
                    .map(|ask| Row::open("Asks first (“no” cancels): ", ask))
                    .collect(),
            ),
            StepKind::Choose { ask, .. } => (PartKind::Choose, shown(ask.source()), Vec::new()),
            StepKind::Do { flow } => (PartKind::Do, flow.to_string(), Vec::new()),
            StepKind::Receipt { title, lines, .. } => (
                PartKind::Receipt,
                shown(title.source()),
                lines
                    .iter()
                    .map(|(label, value)| Row::open(&format!("{}: ", shown(label.source())), value))
                    .collect(),
            ),
            StepKind::Handoff { text } => (PartKind::Handoff, shown(text.source()), Vec::new()),
            StepKind::Pass => return None,
        };
        let given = step.id.starts_with(|letter: char| letter.is_alphabetic()) && !step.id.contains('.');
        Some(Part {
            name: given.then(|| step.id.clone()),
            rows,
            ..Part::new(kind, text)
        })
    }

    fn slot_rows(&self, slots: &[SlotName]) -> Vec<Row> {
        let known = slots.iter().filter_map(|name| self.flow.slots.get(name));
        known
            .map(|slot| Row {
                text: slot_text(slot),
                class: slot.class,
            })
            .collect()
    }

    fn arrows_of_start(&mut self) {
        let mut last = 0;
        if self.flow.needs_sign_in {
            self.arrow(0, 1, None);
            last = 1;
        }
        self.lead(last, vec![(None, Target::Step(0))]);
    }

    fn arrows_of(&mut self, place: usize, step: &Step) {
        let Some((entry, itself)) = self.entries.get(&place).copied() else {
            return;
        };
        if step.when.is_some() {
            let otherwise = (Some("no".to_owned()), step.otherwise.clone());
            if entry == itself {
                return self.lead(entry, vec![(Some("yes".to_owned()), step.next.clone()), otherwise]);
            }
            self.arrow(entry, itself, Some("yes".to_owned()));
            self.lead(entry, vec![otherwise]);
        }
        let ways = match &step.kind {
            StepKind::Call { operation, on, .. } => in_order(operation, on),
            StepKind::Choose { options, .. } => options
                .iter()
                .map(|option| (Some(option.label.clone()), option.target.clone()))
                .collect(),
            _ => vec![(None, step.next.clone())],
        };
        self.lead(itself, ways);
    }

    /// Draws the ways out of a box: those that lead to one place are one arrow.
    fn lead(&mut self, from: usize, ways: Vec<(Option<String>, Target)>) {
        let mut merged: Vec<(Option<String>, Target)> = Vec::new();
        for (label, target) in ways {
            let target = self.resolve(target);
            match merged.iter_mut().find(|(_, known)| *known == target) {
                Some((Some(known), _)) => {
                    known.push_str(", ");
                    known.push_str(&label.unwrap_or_default());
                }
                _ => merged.push((label, target)),
            }
        }
        for (label, target) in merged {
            let to = match target {
                Target::Step(place) => match self.entries.get(&place) {
                    Some((entry, _)) => *entry,
                    None => continue,
                },
                Target::Ending(name) => self.add(Part {
                    name: Some(name),
                    ..Part::new(PartKind::Ending, String::new())
                }),
                Target::End => self.add(Part::new(PartKind::Done, String::new())),
            };
            self.arrow(from, to, label);
        }
    }

    fn arrow(&mut self, from: usize, to: usize, label: Option<String>) {
        let main = self.arrows.iter().all(|arrow| arrow.from != from);
        self.arrows.push(Arrow { from, to, label, main });
    }

    /// Where an arrow leads in the end, past steps that only go elsewhere.
    fn resolve(&self, mut target: Target) -> Target {
        for _ in 0..=self.flow.steps.len() {
            match &target {
                Target::Step(place) if !self.entries.contains_key(place) => match self.flow.steps.get(*place) {
                    Some(step) => target = step.next.clone(),
                    None => return Target::End,
                },
                _ => return target,
            }
        }
        Target::End
    }
}

/// What a slot is called, and what there is to choose.
fn slot_text(slot: &Slot) -> String {
    let mut text = shown(slot.label.source());
    if slot.optional {
        text.push_str(" (may be left empty)");
    }
    let choices: Vec<&str> = slot.choices.iter().map(|choice| choice.label.as_str()).collect();
    if !choices.is_empty() {
        text.push_str(": ");
        text.push_str(&choices.join(" / "));
    }
    text
}

/// The outcomes of a call as the contract orders them: what is hoped for first, no answer last.
fn in_order(operation: &Operation, on: &BTreeMap<String, Target>) -> Vec<(Option<String>, Target)> {
    let declared = operation.outcomes.iter().map(|outcome| outcome.name);
    declared
        .chain([UNAVAILABLE])
        .filter_map(|name| Some((Some(name.to_owned()), on.get(name)?.clone())))
        .collect()
}
