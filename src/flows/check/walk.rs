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

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use minijinja::Value;

use super::arguments::{fits, leaves};
use super::names::FACTS;
use super::values::{Asked, Marked, Scope, asked, sample};
use super::variables::{Source, Variables};
use super::{Code, Use};
use crate::accounts::contract::{Field, Kind};
use crate::conversation::SlotName;
use crate::flows::compile::{CallNotes, Compiled};
use crate::flows::model::{StepKind, Target};
use crate::flows::slots::SlotType;
use crate::flows::template::TemplateError;

/// How many states are looked at before conditions are no longer told apart, and then before it is given up.
const MOST_STATES: usize = 20_000;

/// What a walk found.
pub(super) struct Found {
    /// Line, flaw and remedy.
    pub flaws: BTreeSet<(u32, String, String)>,
    /// Steps that a way leads to.
    pub reached: BTreeSet<usize>,
    /// Steps whose condition holds on some way.
    pub done: BTreeSet<usize>,
    pub endings: BTreeSet<String>,
    /// Whether all ways were walked.
    pub complete: bool,
}

/// Walks the flow.
pub(super) fn walk(compiled: &Compiled, variables: Variables<'_>, facts: &Value) -> Found {
    let mut walk = Walk::new(compiled, &variables, facts);
    walk.run();
    if walk.found.complete {
        return walk.found;
    }
    let variables = variables.without_variants();
    let mut walk = Walk::new(compiled, &variables, facts);
    walk.run();
    walk.found
}

/// For each variable 0 (no value) or the number of the variant, from 1.
type Filled = Box<[u8]>;

struct State {
    place: Target,
    filled: Filled,
    /// The line that it was reached from.
    from: u32,
}

/// Names a computation: source, line, the argument that it is for, and the values that matter.
type Computed<'a> = (&'a str, u32, Option<&'static str>, Vec<u8>);

/// Which way a condition goes.
#[derive(Clone, Copy)]
struct Ways {
    holds: bool,
    fails: bool,
}

struct Walk<'a> {
    compiled: &'a Compiled,
    variables: &'a Variables<'a>,
    facts: &'a Value,
    states: Vec<State>,
    seen: HashSet<(String, Filled)>,
    /// What was computed: the same again tells nothing new.
    computed: HashMap<Computed<'a>, Ways>,
    used: HashMap<&'a str, BTreeSet<usize>>,
    found: Found,
}

impl<'a> Walk<'a> {
    fn new(compiled: &'a Compiled, variables: &'a Variables<'a>, facts: &'a Value) -> Self {
        Self {
            compiled,
            variables,
            facts,
            states: Vec::new(),
            seen: HashSet::new(),
            computed: HashMap::new(),
            used: HashMap::new(),
            found: Found {
                flaws: BTreeSet::new(),
                reached: BTreeSet::new(),
                done: BTreeSet::new(),
                endings: BTreeSet::new(),
                complete: true,
            },
        }
    }

    fn run(&mut self) {
        let nothing = vec![0; self.variables.all.len()].into_boxed_slice();
        self.push(&Target::Step(0), nothing, 0);
        let mut number = 0;
        while number < self.states.len() && self.found.complete {
            self.visit(number);
            number += 1;
        }
    }

    fn push(&mut self, place: &Target, filled: Filled, from: u32) {
        let name = match place {
            Target::Step(step) => step.to_string(),
            Target::Ending(name) => name.clone(),
            Target::End => return,
        };
        if self.seen.len() >= MOST_STATES {
            self.found.complete = false;
        } else if self.seen.insert((name, filled.clone())) {
            let place = place.clone();
            self.states.push(State { place, filled, from });
        }
    }

    fn visit(&mut self, number: usize) {
        let compiled = self.compiled;
        match self.states[number].place.clone() {
            Target::End => {}
            Target::Ending(name) => {
                if let Some((_, site)) = compiled.endings.get(&name) {
                    self.compute(number, site.into(), None);
                }
                self.found.endings.insert(name);
            }
            Target::Step(place) => {
                let step = &compiled.flow.steps[place];
                self.found.reached.insert(place);
                let ways = match &step.when {
                    None => Ways {
                        holds: true,
                        fails: false,
                    },
                    Some(when) => {
                        let code = Code::When(when);
                        self.compute(number, Use { line: step.line, code }, None)
                    }
                };
                if ways.fails {
                    let filled = self.states[number].filled.clone();
                    self.push(&step.otherwise, filled, step.line);
                }
                if ways.holds {
                    self.found.done.insert(place);
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
            StepKind::Collect { slots, .. } => {
                for (_, sites) in slots.iter().filter_map(|slot| compiled.slots.get(slot)) {
                    for site in sites {
                        self.compute(number, site.into(), None);
                    }
                }
                for filled in self.collected(filled, slots) {
                    self.push(&step.next, filled, step.line);
                }
            }
            StepKind::Call { save_as, on, .. } => {
                if let Some(call) = &compiled.notes[place].call {
                    self.arguments(number, call);
                    for (outcome, target) in on {
                        let fields = call.operation.outcome(outcome).unwrap_or_default();
                        for filled in self.answered(filled.clone(), save_as.as_deref(), fields) {
                            self.push(target, filled, step.line);
                        }
                    }
                }
            }
            StepKind::Choose { options, .. } => {
                for option in options {
                    self.push(&option.target, filled.clone(), step.line);
                }
            }
            _ => self.push(&step.next, filled, step.line),
        }
    }

    /// What is filled after a card.
    fn collected(&mut self, filled: Filled, slots: &[SlotName]) -> Vec<Filled> {
        let mut all = vec![filled];
        for slot in slots {
            let Some(number) = self.variables.number(slot.as_str()) else {
                continue;
            };
            let optional = matches!(self.variables.all[number].source, Source::Slot(slot) if slot.optional);
            all = self.each_value(all, number, u8::from(!optional));
        }
        all
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
        if all.len() * usize::from(variants) > MOST_STATES {
            self.found.complete = false;
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

    fn arguments(&mut self, number: usize, call: &'a CallNotes) {
        let mut found = Vec::new();
        leaves(call.operation.arguments, &call.arguments, &mut found);
        for (field, used) in found {
            self.compute(number, used, Some(field));
        }
    }

    /// Renders or evaluates something in a state and notes what is wrong with it; for a condition, which way it goes.
    fn compute(&mut self, number: usize, used: Use<'a>, field: Option<&Field>) -> Ways {
        let variables = self.variables;
        let used_variables = self
            .used
            .entry(used.source())
            .or_insert_with(|| variables.used(&used.names()));
        let filled = &self.states[number].filled;
        let matter = used_variables.iter().map(|variable| filled[*variable]).collect();
        let key = (used.source(), used.line, field.map(|field| field.name), matter);
        if let Some(ways) = self.computed.get(&key) {
            return *ways;
        }
        let notes = Arc::new(Mutex::new(Asked::default()));
        let context = self.context(filled, &notes);
        let result = match used.code {
            Code::When(expression) | Code::Argument(expression) => expression.evaluate(&context),
            Code::Text(template, _) => template.render(&context).map(Value::from),
        };
        let asked = asked(&notes);
        let ways = match self.flaw(number, used, field, &result, &asked) {
            Some((what, remedy)) => {
                self.found.flaws.insert((used.line, what, remedy));
                None
            }
            None => result.ok(),
        };
        let exact = asked.found.iter().all(|name| self.is_exact(used.source(), name));
        let ways = match ways {
            Some(value) if exact => Ways {
                holds: value.is_true(),
                fails: !value.is_true(),
            },
            _ => Ways {
                holds: true,
                fails: true,
            },
        };
        self.computed.insert(key, ways);
        ways
    }

    /// Whether all values of something that a condition looks at are tried.
    fn is_exact(&self, source: &str, name: &str) -> bool {
        let Some(number) = self.variables.number(name) else {
            return false;
        };
        let variable = &self.variables.all[number];
        let all_tried = match variable.source {
            Source::Outcome => true,
            Source::Slot(slot) => match slot.kind {
                SlotType::YesNo => variable.variants == 2,
                SlotType::Choice => usize::from(variable.variants) == slot.choices.len(),
                _ => false,
            },
            Source::Field(field) => field.kind == Kind::Boolean && variable.variants == 2,
        };
        all_tried || only_asked_whether_defined(source, name)
    }

    /// What a template sees in a state.
    fn context(&self, filled: &[u8], notes: &Arc<Mutex<Asked>>) -> Value {
        let value = |number: usize| {
            let variant = filled[number].checked_sub(1)?;
            Some(sample(&self.variables.all[number], variant))
        };
        let mut values = Vec::new();
        for (number, variable) in self.variables.all.iter().enumerate() {
            match variable.source {
                Source::Slot(_) => values.extend(value(number).map(|value| (variable.name.clone(), value))),
                Source::Outcome if filled[number] > 0 => {
                    let prefix = format!("{}.", variable.name);
                    let fields = self.variables.fields_of(&variable.name).filter_map(|field| {
                        let name = self.variables.all[field].name.strip_prefix(&prefix)?;
                        Some((name.to_owned(), value(field)?))
                    });
                    let scope = Scope::new(prefix.clone(), fields.collect(), notes);
                    values.push((variable.name.clone(), Value::from_object(scope)));
                }
                Source::Outcome | Source::Field(_) => {}
            }
        }
        for fact in FACTS {
            values.extend(self.facts.get_attr(fact).ok().map(|value| (fact.to_owned(), value)));
        }
        Value::from_object(Scope::new(String::new(), values, notes))
    }

    /// What is wrong with a result, and the remedy.
    fn flaw(
        &self,
        number: usize,
        used: Use<'_>,
        field: Option<&Field>,
        result: &Result<Value, TemplateError>,
        asked: &Asked,
    ) -> Option<(String, String)> {
        let unguarded = asked.missing.iter().find(|name| !is_guarded(used.source(), name));
        let undefined = result.as_ref().is_err_and(|error| error.undefined);
        if let Some(name) = unguarded.or_else(|| asked.missing.first().filter(|_| undefined)) {
            return Some(self.no_value(number, name));
        }
        match (result, field) {
            (Err(error), _) => Some((
                format!("this can't be computed with sample values: {error}"),
                "check the filters and what they are given".into(),
            )),
            (Ok(value), Some(field)) => {
                let wanted = fits(field, value).err()?;
                let what = format!("`{}` must be {wanted}, which `{}` is not", field.name, used.source());
                let remedy = match value.downcast_object_ref::<Marked>() {
                    Some(Marked::Sealed(holds)) => {
                        format!("this slot holds {}; give the right one", holds.as_str())
                    }
                    _ => "give a slot or an outcome's field of that kind".into(),
                };
                Some((what, remedy))
            }
            (Ok(_), None) => None,
        }
    }

    fn no_value(&self, number: usize, name: &str) -> (String, String) {
        let from = match self.states[number].from {
            0 => "nothing has been asked yet when this is reached first".to_owned(),
            line => format!("one can come here from line {line} without it"),
        };
        let remedy = if name.contains('.') {
            format!("{from}: use a field that every outcome which leads here gives, or ask `{name} is defined`")
        } else {
            format!("{from}: fill it before, or ask `{name} is defined`")
        };
        (format!("`{name}` may have no value here"), remedy)
    }
}

/// What follows each place where `name` stands in `source`.
fn places<'s>(source: &'s str, name: &str) -> Vec<&'s str> {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    source
        .match_indices(name)
        .filter(|(start, _)| !source[..*start].ends_with(part))
        .map(|(start, _)| &source[start + name.len()..])
        .filter(|rest| !rest.starts_with(|letter| part(letter) && letter != '.'))
        .map(str::trim_start)
        .collect()
}

fn asks_whether_defined(rest: &str) -> bool {
    let words: Vec<_> = rest.split_whitespace().take(3).collect();
    let is = |word: &str| ["defined", "undefined"].iter().any(|test| word.starts_with(test));
    match words.as_slice() {
        ["is", "not", test, ..] | ["is", test, ..] => is(test),
        _ => false,
    }
}

/// Whether `source` never looks at the value of `name`, but only asks whether it has one.
pub(super) fn only_asked_whether_defined(source: &str, name: &str) -> bool {
    let places = places(source, name);
    !places.is_empty() && places.iter().all(|rest| asks_whether_defined(rest))
}

/// Whether `source` is prepared for `name` to have no value.
fn is_guarded(source: &str, name: &str) -> bool {
    places(source, name).iter().any(|rest| {
        let filtered = rest.strip_prefix('|').map(str::trim_start);
        asks_whether_defined(rest) || filtered.is_some_and(|filter| filter.starts_with("default"))
    })
}
