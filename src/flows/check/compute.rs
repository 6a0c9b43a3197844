//! Computes texts, conditions and arguments in the states of a walk, and judges what comes out.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use minijinja::Value;

use super::arguments::fits;
use super::guards::{is_guarded, only_asked_whether_defined};
use super::names::FACTS;
use super::values::{Asked, Marked, Scope, asked, sample};
use super::variables::{Source, Variables};
use super::walk::State;
use super::{Code, Use};
use crate::accounts::contract::{Field, Kind};
use crate::flows::slots::SlotType;
use crate::flows::template::TemplateError;

/// Names a computation: source, line, the argument that it is for, and the values that matter.
type Computed<'a> = (&'a str, u32, Option<&'static str>, Vec<u8>);

/// Which ways a condition may go.
#[derive(Clone, Copy)]
pub(super) struct Ways {
    pub holds: bool,
    pub fails: bool,
}

impl Ways {
    /// Where there is no condition.
    pub(super) const ONWARD: Self = Self {
        holds: true,
        fails: false,
    };

    const EITHER: Self = Self {
        holds: true,
        fails: true,
    };
}

/// Computes each thing once for the values that matter to it.
pub(super) struct Computer<'a> {
    variables: &'a Variables<'a>,
    facts: &'a Value,
    computed: HashMap<Computed<'a>, Ways>,
    used: HashMap<&'a str, BTreeSet<usize>>,
    /// Line, flaw and remedy.
    pub flaws: BTreeSet<(u32, String, String)>,
}

impl<'a> Computer<'a> {
    pub(super) fn new(variables: &'a Variables<'a>, facts: &'a Value) -> Self {
        Self {
            variables,
            facts,
            computed: HashMap::new(),
            used: HashMap::new(),
            flaws: BTreeSet::new(),
        }
    }

    /// Renders or evaluates something in a state and notes what is wrong with it; for a condition, which way it goes.
    pub(super) fn compute(&mut self, state: &State, used: Use<'a>, field: Option<&'static Field>) -> Ways {
        let variables = self.variables;
        let matter = self
            .used
            .entry(used.source())
            .or_insert_with(|| variables.used(&used.names()));
        let matter = matter.iter().map(|variable| state.filled[*variable]).collect();
        let key = (used.source(), used.line, field.map(|field| field.name), matter);
        if let Some(ways) = self.computed.get(&key) {
            return *ways;
        }
        let notes = Arc::new(Mutex::new(Asked::default()));
        let context = self.context(&state.filled, &notes);
        let result = match used.code {
            Code::When(expression) | Code::Argument(expression) => expression.evaluate(&context),
            Code::Text(template, _) => template.render(&context).map(Value::from),
        };
        let asked = asked(&notes);
        let flaw = flaw(state.from, used, field, &result, &asked);
        let exact = asked.found.iter().all(|name| self.is_exact(used.source(), name));
        let ways = match &result {
            Ok(value) if exact && flaw.is_none() => Ways {
                holds: value.is_true(),
                fails: !value.is_true(),
            },
            _ => Ways::EITHER,
        };
        self.flaws.extend(flaw.map(|(what, remedy)| (used.line, what, remedy)));
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
}

/// What is wrong with a result, and the remedy.
fn flaw(
    from: u32,
    used: Use<'_>,
    field: Option<&Field>,
    result: &Result<Value, TemplateError>,
    asked: &Asked,
) -> Option<(String, String)> {
    let unguarded = asked.missing.iter().find(|name| !is_guarded(used.source(), name));
    let undefined = result.as_ref().is_err_and(|error| error.undefined);
    if let Some(name) = unguarded.or_else(|| asked.missing.first().filter(|_| undefined)) {
        return Some(no_value(from, name));
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
                Some(Marked::Sealed(holds)) => format!("this slot holds {}; give the right one", holds.as_str()),
                _ => "give a slot or an outcome's field of that kind".into(),
            };
            Some((what, remedy))
        }
        (Ok(_), None) => None,
    }
}

fn no_value(from: u32, name: &str) -> (String, String) {
    let from = match from {
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
