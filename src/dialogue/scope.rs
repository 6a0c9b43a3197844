//! What templates and expressions of a flow may look at, in three views.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Serde;

use super::engine::{Broken, Engine};
use super::mask::MASK;
use super::state::{Scope, SlotValue};
use crate::accounts::contract::Class;
use crate::conversation::{Body, Rewrite, Utterance};
use crate::flows::model::{Closure, Flow, Step};
use crate::flows::slots::SlotType;

/// For whom a template is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// For the visitor, now: everything but sealed values.
    Shown,
    /// For the log once the run is over: personal values masked.
    Afterwards,
    /// For the account service: with the handles of sealed values.
    Arguments,
}

/// The step at which a run stands.
pub(super) struct Here {
    pub flow: Arc<Flow>,
    pub at: usize,
}

impl Here {
    pub fn step(&self) -> Result<&Step, Broken> {
        self.flow.steps.get(self.at).ok_or(Broken)
    }
}

impl Engine<'_> {
    /// The version of the flow that the run is pinned to.
    pub fn closure(&self) -> Result<Arc<Closure>, Broken> {
        let run = self.run()?;
        let library = self.world.library;
        let newest = || library.flow(&run.flow).filter(|closure| closure.version == run.version);
        library.pinned(&run.version).or_else(newest).ok_or(Broken)
    }

    pub fn here(&self) -> Result<Here, Broken> {
        let frame = self.run()?.frames.last().ok_or(Broken)?;
        let flow = self.closure()?.get(&frame.flow).cloned().ok_or(Broken)?;
        Ok(Here { flow, at: frame.at })
    }

    /// Names the step at which the run stands, with the steps that led into the flow: `outer.step/inner.step`.
    pub fn path(&self) -> Result<String, Broken> {
        let closure = self.closure()?;
        let names: Option<Vec<String>> = self
            .run()?
            .frames
            .iter()
            .map(|frame| {
                let step = closure.get(&frame.flow)?.steps.get(frame.at)?;
                Some(format!("{}.{}", frame.flow, step.id))
            })
            .collect();
        Ok(names.ok_or(Broken)?.join("/"))
    }

    pub fn context(&self, view: View) -> Result<Value, Broken> {
        Ok(context(self.run()?.scope(), self.world.library.facts(), view))
    }

    /// Something the bot says: as the visitor sees it, and, where that differs, as it stands once the run is over.
    pub fn both(&self, build: impl Fn(&Value, View) -> Result<Body, Broken>) -> Result<Utterance, Broken> {
        let body = build(&self.context(View::Shown)?, View::Shown)?;
        if !self.knows_personal() {
            return Ok(Utterance::bot(body));
        }
        let kept = build(&self.context(View::Afterwards)?, View::Afterwards)
            .unwrap_or_else(|_| Body::text(self.fixed("afterwards.said", &[])));
        let afterwards = (kept != body).then_some(Rewrite {
            run: self.run()?.number,
            body: kept,
        });
        Ok(Utterance {
            afterwards,
            ..Utterance::bot(body)
        })
    }

    /// Whether there is anything that the two views of [`Engine::both`] show differently.
    fn knows_personal(&self) -> bool {
        let Some(run) = self.state.runs.last() else {
            return false;
        };
        let is_personal = |class| class == Class::Personal;
        let scope = run.scope();
        let slots = scope.iter().flat_map(|scope| scope.slots.values());
        let outcomes = scope
            .iter()
            .flat_map(|scope| scope.outcomes.values())
            .flat_map(|saved| saved.values());
        let draft = self.state.open_prompt();
        slots.map(|slot| slot.class).any(is_personal)
            || outcomes.map(|saved| saved.class).any(is_personal)
            || draft.is_some_and(|open| {
                !open.errors.is_empty() || open.draft.values().map(|slot| slot.class).any(is_personal)
            })
    }
}

/// The facts, and what a flow knows, by name.
fn context(scope: Option<&Scope>, facts: &Value, view: View) -> Value {
    let mut names: BTreeMap<String, Value> = BTreeMap::new();
    if let Ok(keys) = facts.try_iter() {
        names.extend(keys.filter_map(|key| Some((key.as_str()?.to_owned(), facts.get_item(&key).ok()?))));
    }
    for (name, saved) in scope.iter().flat_map(|scope| &scope.outcomes) {
        let fields = saved.iter().filter_map(|(field, saved)| {
            let value = seen(
                saved.class,
                view,
                || Value::from(Serde(&saved.value)),
                || masked_json(&saved.value),
            )?;
            Some((field.clone(), value))
        });
        names.insert(name.clone(), Value::from_pairs(fields));
    }
    for (name, slot) in scope.iter().flat_map(|scope| &scope.slots) {
        let value = seen(slot.class, view, || plain(slot), || Value::from(MASK));
        if let Some(value) = value {
            names.insert(name.as_str().to_owned(), value);
        }
    }
    Value::from_pairs(names)
}

/// A value as this view may see it; nothing where it may not.
fn seen(class: Class, view: View, plain: impl Fn() -> Value, masked: impl Fn() -> Value) -> Option<Value> {
    match (class, view) {
        (Class::Sealed, View::Shown | View::Afterwards) => None,
        (Class::Personal, View::Afterwards) => Some(masked()),
        _ => Some(plain()),
    }
}

/// A slot's value as flows compare and send it.
fn plain(slot: &SlotValue) -> Value {
    match slot.kind {
        SlotType::YesNo => Value::from(slot.value == "yes"),
        _ => Value::from(slot.value.as_str()),
    }
}

/// The same shape with every text and number masked, so that loops and conditions go the same way.
fn masked_json(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Array(items) => items.iter().map(masked_json).collect(),
        serde_json::Value::Object(fields) => {
            Value::from_pairs(fields.iter().map(|(name, value)| (name.clone(), masked_json(value))))
        }
        serde_json::Value::Bool(_) | serde_json::Value::Null => Value::from(Serde(value)),
        serde_json::Value::String(_) | serde_json::Value::Number(_) => Value::from(MASK),
    }
}
