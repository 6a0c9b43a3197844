//! What has a value somewhere in a flow: slots, outcomes by the name that their call gave them, and the outcomes' fields.

use std::collections::{BTreeMap, BTreeSet};

use super::uses;
use crate::accounts::contract::{Class, Field, Kind};
use crate::flaw;
use crate::flows::compile::Compiled;
use crate::flows::model::{Slot, StepKind};
use crate::flows::read::Reader;
use crate::flows::slots::SlotType;

/// One of them. `pin.by` is a variable of its own beside `pin`.
pub(super) struct Variable<'a> {
    pub name: String,
    pub source: Source<'a>,
    /// How many values are tried: each choice, yes and no, where a condition may turn on it; else one.
    pub variants: u8,
}

/// Where a value comes from.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Slot(&'a Slot),
    /// A call's outcome as a whole.
    Outcome,
    Field(&'static Field),
}

/// All variables of a flow, by number.
pub(super) struct Variables<'a> {
    pub all: Vec<Variable<'a>>,
    numbers: BTreeMap<String, usize>,
}

impl<'a> Variables<'a> {
    /// The variables of a flow; a flaw where an outcome takes a slot's name.
    pub(super) fn new(reader: &mut Reader, compiled: &'a Compiled) -> Self {
        let mut variables = Self {
            all: Vec::new(),
            numbers: BTreeMap::new(),
        };
        for slot in compiled.flow.slots.values() {
            variables.add(slot.name.to_string(), Source::Slot(slot));
        }
        for step in &compiled.flow.steps {
            let StepKind::Call { operation, save_as, .. } = &step.kind else {
                continue;
            };
            let Some(name) = save_as else { continue };
            if compiled.flow.slots.contains_key(name.as_str()) {
                let what = format!("`{name}` is both a slot and the name of an outcome");
                reader.error(flaw::Code::FlowName, step.line, what, "choose another name after `as:`");
                continue;
            }
            variables.add(name.clone(), Source::Outcome);
            for field in operation.outcomes.iter().flat_map(|outcome| outcome.fields) {
                variables.add(format!("{name}.{}", field.name), Source::Field(field));
            }
        }
        variables.branch(compiled);
        variables
    }

    fn add(&mut self, name: String, source: Source<'a>) {
        if !self.numbers.contains_key(&name) {
            self.numbers.insert(name.clone(), self.all.len());
            let variants = 1;
            self.all.push(Variable { name, source, variants });
        }
    }

    /// Counts the variants of what conditions may turn on.
    fn branch(&mut self, compiled: &Compiled) {
        let mut turning = BTreeSet::new();
        for used in uses(compiled) {
            if matches!(used.code, super::Code::When(_)) || used.source().contains("if ") {
                turning.extend(self.used(&used.names()));
            }
        }
        for number in turning {
            let variants = match self.all[number].source {
                Source::Slot(slot) if slot.kind == SlotType::YesNo => 2,
                Source::Slot(slot) if slot.kind == SlotType::Choice => slot.choices.len(),
                Source::Field(field) if field.kind == Kind::Boolean => 2,
                _ => 1,
            };
            self.all[number].variants = u8::try_from(variants.max(1)).unwrap_or(1);
        }
    }

    /// Every variable with one value only: conditions can then go either way.
    pub(super) fn without_variants(mut self) -> Self {
        self.all.iter_mut().for_each(|variable| variable.variants = 1);
        self
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The variables that names stand for: `pin` for all that is known of it, `pin.by.x` for `pin.by`.
    pub(super) fn used(&self, names: &BTreeSet<String>) -> BTreeSet<usize> {
        let mut used = BTreeSet::new();
        for name in names {
            let mut parts = name.split('.');
            let root = parts.next().unwrap_or_default();
            used.extend(self.number(root));
            match parts.next() {
                Some(field) => used.extend(self.number(&format!("{root}.{field}"))),
                None => used.extend(self.fields_of(root)),
            }
        }
        used
    }

    /// The fields of the outcome called `root`.
    pub(super) fn fields_of(&self, root: &str) -> impl Iterator<Item = usize> {
        let prefix = format!("{root}.");
        let fields = self
            .numbers
            .range(prefix.clone()..)
            .take_while(move |(name, _)| name.starts_with(&prefix));
        fields.map(|(_, number)| *number)
    }

    /// All names, for remedies.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|variable| variable.name.as_str())
    }
}

impl Variable<'_> {
    /// What may be done with its value.
    pub(super) fn class(&self) -> Class {
        match self.source {
            Source::Slot(slot) => slot.class,
            Source::Outcome => Class::Open,
            Source::Field(field) => match field.kind {
                Kind::Token | Kind::Handle(_) => Class::Sealed,
                _ => field.class,
            },
        }
    }
}
