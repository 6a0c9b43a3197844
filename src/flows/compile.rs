//! A [`RawFlow`] to a [`Flow`]: steps in one list, every arrow a place in it.
//!
//! Steps keep the order of the file, those in place right behind the step that they belong to. A step without an `id` is
//! called by its path: `3.on.too_soon.0` is the first step in place for the outcome `too_soon` of the fourth step. Below
//! a step with an `id` the path begins with that: `check_code.on.wrong.0`.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::model::{Argument, ChooseOption, Flow, Step, StepKind, Target};
use super::read::{
    Go, RawArgument, RawCall, RawFlow, RawKind, RawOption, RawStep, RawTarget, RawValue, Reader, Site, did_you_mean,
};
use crate::accounts::contract::Operation;
use crate::conversation::SlotName;
use crate::flaw::Code;

/// A flow and, for the checks, where its parts stand.
pub(super) struct Compiled {
    pub flow: Flow,
    /// One for each step.
    pub notes: Vec<Notes>,
    /// Line and templates by slot.
    pub slots: BTreeMap<SlotName, (u32, Vec<Site>)>,
    /// Line and template by ending.
    pub endings: BTreeMap<String, (u32, Site)>,
    /// The start phrases with their lines.
    pub start: Vec<(String, u32)>,
}

/// What the checks know about a step besides the step itself.
pub(super) struct Notes {
    pub sites: Vec<Site>,
    pub call: Option<CallNotes>,
}

/// Where the parts of a call stand.
pub(super) struct CallNotes {
    pub operation: &'static Operation,
    pub arguments: Vec<RawArgument>,
    pub with_line: u32,
    pub on_line: u32,
    /// Line by outcome.
    pub on: BTreeMap<String, u32>,
}

/// Makes the graph. Targets that there are not are flaws; they lead to the end.
pub(super) fn compile(reader: &mut Reader, raw: RawFlow) -> Compiled {
    let endings: BTreeMap<_, _> = raw
        .endings
        .iter()
        .map(|ending| (ending.name.clone(), (ending.line, ending.site.clone())))
        .collect();
    let mut compiler = Compiler {
        places: BTreeMap::new(),
        endings: endings.keys().cloned().collect(),
        steps: Vec::new(),
        notes: Vec::new(),
        reader,
    };
    compiler.find_ids(&raw.steps, &mut 0);
    compiler.steps_in(raw.steps, "", &Target::End);
    let Compiler { steps, notes, .. } = compiler;
    let mut slots = BTreeMap::new();
    let mut slot_map = IndexMap::new();
    for slot in raw.slots {
        slots.insert(slot.slot.name.clone(), (slot.line, slot.sites));
        slot_map.insert(slot.slot.name.clone(), slot.slot);
    }
    Compiled {
        flow: Flow {
            id: raw.id,
            title: raw.title,
            label: raw.label,
            audience: raw.audience,
            start: raw.start.iter().map(|(phrase, _)| phrase.clone()).collect(),
            needs_sign_in: raw.needs_sign_in,
            slots: slot_map,
            steps,
            endings: raw
                .endings
                .into_iter()
                .map(|ending| (ending.name, ending.ending))
                .collect(),
        },
        notes,
        slots,
        endings,
        start: raw.start,
    }
}

struct Compiler<'a> {
    reader: &'a mut Reader,
    /// The place and line of each step with an id.
    places: BTreeMap<String, (usize, u32)>,
    endings: Vec<String>,
    steps: Vec<Step>,
    notes: Vec<Notes>,
}

/// How many steps a step becomes, with those in place.
fn size(step: &RawStep) -> usize {
    let below = |target: &RawTarget| match target {
        RawTarget::Named(..) => 0,
        RawTarget::Steps(steps) => steps.iter().map(size).sum(),
    };
    1 + match &step.kind {
        RawKind::Simple(_) => 0,
        RawKind::Call(call) => call.on.iter().map(|outcome| below(&outcome.target)).sum::<usize>(),
        RawKind::Choose { options, .. } => options.iter().map(|option| below(&option.target)).sum(),
    }
}

impl Compiler<'_> {
    /// Notes at which place each step with an id will stand.
    fn find_ids(&mut self, steps: &[RawStep], place: &mut usize) {
        for step in steps {
            if let Some(id) = &step.id {
                if let Some((_, first)) = self.places.get(id) {
                    let what = format!("there are two steps `{id}`, the first in line {first}");
                    self.reader.error(Code::FlowName, step.line, what, "rename one of them");
                } else if self.endings.contains(id) {
                    let what = format!("`{id}` is both a step and an ending");
                    self.reader.error(Code::FlowName, step.line, what, "rename one of them");
                } else {
                    self.places.insert(id.clone(), (*place, step.line));
                }
            }
            *place += 1;
            let mut below = |compiler: &mut Self, target: &RawTarget| {
                if let RawTarget::Steps(steps) = target {
                    compiler.find_ids(steps, place);
                }
            };
            match &step.kind {
                RawKind::Simple(_) => {}
                RawKind::Call(call) => call.on.iter().for_each(|outcome| below(self, &outcome.target)),
                RawKind::Choose { options, .. } => options.iter().for_each(|option| below(self, &option.target)),
            }
        }
    }

    /// Adds steps that follow each other; behind the last it goes on at `after`.
    fn steps_in(&mut self, steps: Vec<RawStep>, path: &str, after: &Target) {
        let count = steps.len();
        for (index, step) in steps.into_iter().enumerate() {
            let following = if index + 1 < count {
                Target::Step(self.steps.len() + size(&step))
            } else {
                after.clone()
            };
            let id = match &step.id {
                Some(id) => id.clone(),
                None if path.is_empty() => index.to_string(),
                None => format!("{path}.{index}"),
            };
            self.step(step, id, following);
        }
    }

    fn step(&mut self, raw: RawStep, id: String, following: Target) {
        let next = match raw.go {
            None => following.clone(),
            Some(Go::End) => Target::End,
            Some(Go::To(name, line)) => self.named(&name, line, &following),
        };
        let place = self.steps.len();
        self.steps.push(Step {
            id: id.clone(),
            line: raw.line,
            when: raw.when,
            otherwise: following.clone(),
            next,
            kind: StepKind::Pass,
        });
        self.notes.push(Notes {
            sites: raw.sites,
            call: None,
        });
        let kind = match raw.kind {
            RawKind::Simple(kind) => kind,
            RawKind::Call(call) => {
                let (kind, notes) = self.call(*call, &id, &following);
                self.notes[place].call = Some(notes);
                kind
            }
            RawKind::Choose { ask, options } => StepKind::Choose {
                ask,
                options: self.options(options, &id, &following),
            },
        };
        self.steps[place].kind = kind;
    }

    fn call(&mut self, call: RawCall, id: &str, following: &Target) -> (StepKind, CallNotes) {
        let mut on = BTreeMap::new();
        let mut lines = BTreeMap::new();
        for outcome in call.on {
            let path = format!("{id}.on.{}", outcome.name);
            let target = self.target(outcome.target, &path, following);
            lines.insert(outcome.name.clone(), outcome.line);
            on.insert(outcome.name, target);
        }
        let arguments = call
            .arguments
            .iter()
            .map(|argument| (argument.name.clone(), value(&argument.value)))
            .collect();
        let kind = StepKind::Call {
            operation: call.operation,
            arguments,
            save_as: call.save_as,
            confirm: call.confirm,
            on,
            lines: lines.clone(),
        };
        let notes = CallNotes {
            operation: call.operation,
            arguments: call.arguments,
            with_line: call.with_line,
            on_line: call.on_line,
            on: lines,
        };
        (kind, notes)
    }

    fn options(&mut self, options: Vec<RawOption>, id: &str, following: &Target) -> Vec<ChooseOption> {
        options
            .into_iter()
            .enumerate()
            .map(|(index, option)| ChooseOption {
                label: option.label,
                line: option.line,
                target: self.target(option.target, &format!("{id}.options.{index}"), following),
            })
            .collect()
    }

    fn target(&mut self, target: RawTarget, path: &str, following: &Target) -> Target {
        match target {
            RawTarget::Named(name, line) => self.named(&name, line, following),
            RawTarget::Steps(steps) if steps.is_empty() => following.clone(),
            RawTarget::Steps(steps) => {
                let first = Target::Step(self.steps.len());
                self.steps_in(steps, path, following);
                first
            }
        }
    }

    fn named(&mut self, name: &str, line: u32, following: &Target) -> Target {
        if name == "next" {
            return following.clone();
        }
        if let Some((place, _)) = self.places.get(name) {
            return Target::Step(*place);
        }
        if self.endings.iter().any(|ending| ending == name) {
            return Target::Ending(name.to_owned());
        }
        let known = self.places.keys().chain(&self.endings).map(String::as_str);
        let remedy = did_you_mean(name, known.chain(["next"]));
        self.reader.gap(
            Code::FlowName,
            line,
            format!("there is no step and no ending `{name}`"),
            remedy,
        );
        Target::End
    }
}

fn value(raw: &RawValue) -> Argument {
    match raw {
        RawValue::Expression(expression, _) => match constant(expression) {
            Some(text) => Argument::Text(text),
            None => Argument::Expression(expression.clone()),
        },
        RawValue::List(items, _) => Argument::List(items.iter().map(value).collect()),
        RawValue::Record(fields, _) => Argument::Record(
            fields
                .iter()
                .map(|field| (field.name.clone(), value(&field.value)))
                .collect(),
        ),
    }
}

/// The text of an expression that is only that: `"tax_id"`.
fn constant(expression: &super::template::Expression) -> Option<String> {
    if !expression.names().is_empty() {
        return None;
    }
    let value = expression.evaluate(&minijinja::Value::UNDEFINED).ok()?;
    value.as_str().map(str::to_owned)
}
