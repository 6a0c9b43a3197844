//! Every way through a flow, with sample values.
//!
//! A state is a place and what is filled there. From each state the step is done with every value that a condition may
//! turn on (each choice, yes and no, an outcome's truth values) and every outcome; each text, condition and argument is
//! computed with exactly what is filled in that state. So "filled before it is used, on every path" is not guessed from
//! the shape of the graph: `tax_id if id_kind == "tax_id" else ssn` is fine where the `collect`s have conditions that
//! go with it, and a flaw where they don't.
//!
//! Where a condition looks at a value that can't be tried out (a text, a number), both ways are taken. That errs on the
//! safe side: a use that only such a condition protects must say `is defined`.
//!
//! A flow that is passed through (`do`) has slots and outcomes of its own, and gives none back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use minijinja::Value;

use super::arguments::leaves;
use super::compute::{Computer, Ways};
use super::loops;
use super::variables::{Source, Variables};
use super::{Code, Use};
use crate::accounts::contract::Field;
use crate::conversation::SlotName;
use crate::flows::compile::Compiled;
use crate::flows::model::{StepKind, Target};

/// How many states are looked at before conditions are no longer told apart, and then before it is given up.
const MOST_STATES: usize = 20_000;

/// How many values all states may hold together.
const MOST_VALUES: usize = 4_000_000;

/// What a walk found.
pub(super) struct Found {
    /// Line, flaw and remedy.
    pub flaws: BTreeSet<(u32, String, String)>,
    /// Steps that a way leads to.
    pub reached: BTreeSet<usize>,
    /// Steps whose condition holds on some way.
    pub done: BTreeSet<usize>,
    pub endings: BTreeSet<String>,
    /// The lines of loops without a prompt.
    pub endless: Vec<u32>,
    /// Whether all ways were walked.
    pub complete: bool,
}

/// Walks the flow.
pub(super) fn walk(compiled: &Compiled, variables: Variables<'_>, facts: &Value) -> Found {
    let found = Walk::new(compiled, &variables, facts).run();
    if found.complete {
        return found;
    }
    Walk::new(compiled, &variables.without_variants(), facts).run()
}

/// For each variable 0 (no value) or the number of the variant, from 1.
pub(super) type Filled = Box<[u8]>;

/// A place and what is filled there.
pub(super) struct State {
    place: Target,
    pub(super) filled: Filled,
    /// The line that it was reached from; 0 for the start.
    pub(super) from: u32,
}

struct Walk<'a> {
    compiled: &'a Compiled,
    variables: &'a Variables<'a>,
    computer: Computer<'a>,
    states: Vec<State>,
    seen: HashMap<(String, Filled), usize>,
    /// From each state to those that follow without a prompt in between.
    unasked: Vec<Vec<usize>>,
    reached: BTreeSet<usize>,
    done: BTreeSet<usize>,
    endings: BTreeSet<String>,
    complete: bool,
    most_states: usize,
}

impl<'a> Walk<'a> {
    fn new(compiled: &'a Compiled, variables: &'a Variables<'a>, facts: &'a Value) -> Self {
        Self {
            compiled,
            variables,
            computer: Computer::new(variables, facts),
            states: Vec::new(),
            seen: HashMap::new(),
            unasked: Vec::new(),
            reached: BTreeSet::new(),
            done: BTreeSet::new(),
            endings: BTreeSet::new(),
            complete: true,
            most_states: MOST_STATES.min(MOST_VALUES / variables.all.len().max(1)),
        }
    }

    fn run(mut self) -> Found {
        let nothing = vec![0; self.variables.all.len()].into_boxed_slice();
        self.reach(&Target::Step(0), nothing, 0);
        let mut number = 0;
        while number < self.states.len() && self.complete {
            self.visit(number);
            number += 1;
        }
        let lines: Vec<_> = self.states.iter().map(|state| self.line(&state.place)).collect();
        Found {
            flaws: self.computer.flaws,
            reached: self.reached,
            done: self.done,
            endings: self.endings,
            endless: loops::unasked(&self.unasked, &lines),
            complete: self.complete,
        }
    }

    fn line(&self, place: &Target) -> u32 {
        match place {
            Target::Step(step) => self.compiled.flow.steps[*step].line,
            Target::Ending(_) | Target::End => 0,
        }
    }

    /// The state at a place, if it is one: nothing comes after the end.
    fn reach(&mut self, place: &Target, filled: Filled, from: u32) -> Option<usize> {
        let name = match place {
            Target::Step(step) => step.to_string(),
            Target::Ending(name) => name.clone(),
            Target::End => return None,
        };
        let key = (name, filled);
        if let Some(number) = self.seen.get(&key) {
            return Some(*number);
        }
        if self.states.len() >= self.most_states {
            self.complete = false;
            return None;
        }
        let number = self.states.len();
        self.states.push(State {
            place: place.clone(),
            filled: key.1.clone(),
            from,
        });
        self.unasked.push(Vec::new());
        self.seen.insert(key, number);
        Some(number)
    }

    /// Goes on from a state without a prompt in between.
    fn go(&mut self, number: usize, place: &Target, filled: Filled) {
        let from = self.line(&self.states[number].place);
        let next = self.reach(place, filled, from);
        self.unasked[number].extend(next);
    }

    fn compute(&mut self, number: usize, used: Use<'a>, field: Option<&'static Field>) -> Ways {
        self.computer.compute(&self.states[number], used, field)
    }

    fn visit(&mut self, number: usize) {
        let compiled = self.compiled;
        match self.states[number].place.clone() {
            Target::End => {}
            Target::Ending(name) => {
                if let Some((_, site)) = compiled.endings.get(&name) {
                    self.compute(number, site.into(), None);
                }
                self.endings.insert(name);
            }
            Target::Step(place) => {
                let step = &compiled.flow.steps[place];
                self.reached.insert(place);
                let ways = step.when.as_ref().map_or(Ways::ONWARD, |when| {
                    let code = Code::When(when);
                    self.compute(number, Use { line: step.line, code }, None)
                });
                if ways.fails {
                    let filled = self.states[number].filled.clone();
                    self.go(number, &step.otherwise, filled);
                }
                if ways.holds {
                    self.done.insert(place);
                    self.act(number, place);
                }
            }
        }
    }

    /// Does a step.
    fn act(&mut self, number: usize, place: usize) {
        let compiled = self.compiled;
        let step = &compiled.flow.steps[place];
        for site in &compiled.notes[place].sites {
            self.compute(number, site.into(), None);
        }
        let filled = self.states[number].filled.clone();
        match &step.kind {
            StepKind::Collect { slots, .. } => self.collect(number, slots, &step.next),
            StepKind::Call { save_as, on, .. } => self.call(number, place, save_as.as_deref(), on),
            StepKind::Choose { options, .. } => {
                for option in options {
                    self.go(number, &option.target, filled.clone());
                }
            }
            _ => self.go(number, &step.next, filled),
        }
    }

    fn collect(&mut self, number: usize, slots: &[SlotName], next: &Target) {
        let compiled = self.compiled;
        for (_, sites) in slots.iter().filter_map(|slot| compiled.slots.get(slot)) {
            for site in sites {
                self.compute(number, site.into(), None);
            }
        }
        let mut all = vec![self.states[number].filled.clone()];
        for slot in slots {
            let Some(number) = self.variables.number(slot.as_str()) else {
                continue;
            };
            let optional = matches!(self.variables.all[number].source, Source::Slot(slot) if slot.optional);
            all = self.each_value(all, number, u8::from(!optional));
        }
        let from = self.line(&self.states[number].place);
        for filled in all {
            self.reach(next, filled, from);
        }
    }

    fn call(&mut self, number: usize, place: usize, save_as: Option<&str>, on: &BTreeMap<String, Target>) {
        let compiled = self.compiled;
        let Some(call) = &compiled.notes[place].call else {
            return;
        };
        let mut found = Vec::new();
        leaves(call.operation.arguments, &call.arguments, &mut found);
        for (field, used) in found {
            self.compute(number, used, Some(field));
        }
        for (outcome, target) in on {
            let fields = call.operation.outcome(outcome).unwrap_or_default();
            let filled = self.states[number].filled.clone();
            for filled in self.answered(filled, save_as, fields) {
                self.go(number, target, filled);
            }
        }
    }

    /// What is filled after an outcome: its fields beside those of earlier outcomes of that name.
    fn answered(&mut self, mut filled: Filled, save_as: Option<&str>, fields: &[Field]) -> Vec<Filled> {
        let Some(name) = save_as else { return vec![filled] };
        if let Some(number) = self.variables.number(name) {
            filled[number] = 1;
        }
        let mut all = vec![filled];
        for field in fields {
            if let Some(number) = self.variables.number(&format!("{name}.{}", field.name)) {
                all = self.each_value(all, number, 1);
            }
        }
        all
    }

    /// All states with each value, from `lowest` on, of one variable.
    fn each_value(&mut self, all: Vec<Filled>, number: usize, lowest: u8) -> Vec<Filled> {
        let variants = self.variables.all[number].variants;
        if all.len() * (usize::from(variants) + 1) > self.most_states {
            self.complete = false;
            return all;
        }
        let mut more = Vec::new();
        for filled in all {
            for value in lowest..=variants {
                let mut filled = filled.clone();
                filled[number] = value;
                more.push(filled);
            }
        }
        more
    }
}
