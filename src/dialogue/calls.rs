//! Calls of the account service: keys, attempts, outcomes, and what happens when no answer comes.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::engine::{Broken, Engine};
use super::scope::{Here, View};
use super::state::{CallRecord, Doing, PromptKind, Run, Saved};
use super::{Effect, FlowPart};
use crate::accounts::contract::{Arguments, Class, Field, IdempotencyKey, Kind, Outcome, UNAVAILABLE};
use crate::flows::model::{Argument, StepKind, Target};

impl Engine<'_> {
    /// Comes to a call: where it was made already with the same arguments and a correction is carried forward, its outcome
    /// stands; else it is asked first where the flow says so.
    pub fn come_to_call(&mut self, here: &Here) -> Result<bool, Broken> {
        let StepKind::Call { confirm, on, .. } = &here.step()?.kind else {
            return Err(Broken);
        };
        if self.run()?.replay.is_some() {
            let digest = digest(&self.arguments(here)?);
            let path = self.path()?;
            let record = self.run()?.calls.get(&path).filter(|record| record.digest == digest);
            if let Some(outcome) = record.and_then(|record| record.done.clone()) {
                if confirm.is_some() {
                    self.run_mut()?.leave_mark();
                }
                return self.go(on.get(&outcome).ok_or(Broken)?);
            }
        }
        if confirm.is_some() {
            self.open_choice(PromptKind::Confirm)?;
        } else {
            self.call(here)?;
        }
        Ok(false)
    }

    /// Makes the call. The attempt rises only after a definite outcome or with other arguments, so that a call that was
    /// done but not answered is repeated under its key.
    pub fn call(&mut self, here: &Here) -> Result<(), Broken> {
        let StepKind::Call { operation, .. } = &here.step()?.kind else {
            return Err(Broken);
        };
        let arguments = self.arguments(here)?;
        let digest = digest(&arguments);
        let path = self.path()?;
        let conversation = self.world.conversation;
        let run = self.run_mut()?;
        let attempt = match run.calls.get(&path) {
            None => 1,
            Some(record) if record.done.is_none() && record.digest == digest => record.attempt,
            Some(record) => record.attempt + 1,
        };
        let key = IdempotencyKey::new(conversation, run.number, &path, attempt);
        let record = CallRecord {
            attempt,
            digest,
            done: None,
        };
        run.calls.insert(path, record);
        run.replay = None;
        run.doing = Doing::Call { key: key.clone() };
        // What was offered before is past: a "yes" now must not begin another errand above the one that waits.
        self.state.offered = None;
        self.last(Effect::Call {
            key,
            operation: operation.name,
            arguments,
        });
        Ok(())
    }

    fn arguments(&self, here: &Here) -> Result<Arguments, Broken> {
        let StepKind::Call { arguments, .. } = &here.step()?.kind else {
            return Err(Broken);
        };
        let context = self.context(View::Arguments)?;
        let named = arguments
            .iter()
            .map(|(name, argument)| Ok((name.clone(), value(argument, &context)?)));
        named.collect()
    }

    /// The service has answered. An answer that is not awaited changes nothing.
    pub fn answered_by_service(&mut self, key: &IdempotencyKey, outcome: Outcome) -> Result<(), Broken> {
        let awaited = self.state.runs.last().map(|run| &run.doing);
        if !matches!(awaited, Some(Doing::Call { key: awaited }) if awaited == key) {
            self.ignore();
            return Ok(());
        }
        let here = self.here()?;
        let StepKind::Call {
            operation,
            arguments,
            save_as,
            on,
            ..
        } = &here.step()?.kind
        else {
            return Err(Broken);
        };
        let fields = operation.outcome(&outcome.name).filter(|_| !outcome.is_unavailable());
        let Some(fields) = fields else {
            return self.unavailable(&here, on);
        };
        self.pass(FlowPart::Outcome(here.at, outcome.name.clone()));
        let path = self.path()?;
        let run = self.run_mut()?;
        if let Some(record) = run.calls.get_mut(&path) {
            record.done = Some(outcome.name.clone());
        }
        spend_handles(run, arguments);
        if let Some(name) = save_as {
            save(
                run.scope_mut().outcomes.entry(name.clone()).or_default(),
                fields,
                outcome.fields,
            );
        }
        self.go_on(on.get(&outcome.name).ok_or(Broken)?)
    }

    /// No answer: the call may have been carried out or not. Where the flow ends here and would hand over to a person,
    /// the visitor may try again under the same key.
    fn unavailable(&mut self, here: &Here, on: &BTreeMap<String, Target>) -> Result<(), Broken> {
        self.pass(FlowPart::Outcome(here.at, UNAVAILABLE.to_owned()));
        let target = on.get(UNAVAILABLE).ok_or(Broken)?;
        let ending = match target {
            Target::Ending(name) => here
                .flow
                .endings
                .get_key_value(name)
                .filter(|(_, ending)| ending.handoff),
            _ => None,
        };
        match ending {
            Some((name, ending)) => {
                self.pass(FlowPart::Ending(name.clone()));
                self.say_template(&ending.say)?;
                self.open_choice(PromptKind::Retry)
            }
            None => self.go_on(target),
        }
    }
}

fn value(argument: &Argument, context: &minijinja::Value) -> Result<Value, Broken> {
    match argument {
        Argument::Text(text) => Ok(Value::String(text.clone())),
        Argument::List(items) => items.iter().map(|item| value(item, context)).collect(),
        Argument::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(name, field)| Ok((name.clone(), value(field, context)?)));
            Ok(Value::Object(fields.collect::<Result<Map<_, _>, Broken>>()?))
        }
        Argument::Expression(expression) => {
            let value = expression.evaluate(context)?;
            if value.is_undefined() {
                return Err(Broken);
            }
            serde_json::to_value(&value).map_err(|_| Broken)
        }
    }
}

/// The hash of a call's arguments: tells whether a repeated call is the same one.
fn digest(arguments: &Arguments) -> String {
    // Keys in order, so that equal arguments have equal texts.
    let ordered: BTreeMap<&String, &Value> = arguments.iter().collect();
    let text = serde_json::to_string(&ordered).unwrap_or_default();
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Notes which handles went into a call that has been answered.
fn spend_handles(run: &mut Run, arguments: &[(String, Argument)]) {
    for (name, slot) in &mut run.scope_mut().slots {
        slot.spent |=
            slot.class == Class::Sealed && arguments.iter().any(|(_, argument)| mentions(argument, name.as_str()));
    }
}

/// Whether an argument may use the slot called `name`.
fn mentions(argument: &Argument, name: &str) -> bool {
    match argument {
        Argument::Text(_) => false,
        Argument::List(items) => items.iter().any(|item| mentions(item, name)),
        Argument::Record(fields) => fields.iter().any(|(_, field)| mentions(field, name)),
        Argument::Expression(expression) => expression
            .source()
            .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
            .any(|word| word == name),
    }
}

/// Keeps the fields of an outcome that its operation declares.
fn save(saved: &mut BTreeMap<String, Saved>, declared: &[Field], mut fields: Map<String, Value>) {
    for field in declared {
        if let Some(value) = fields.remove(field.name) {
            let class = class(field);
            saved.insert(field.name.to_owned(), Saved { value, class });
        }
    }
}

/// A field is as private as the most private thing in it.
fn class(field: &Field) -> Class {
    match field.kind {
        Kind::List(fields) => fields.iter().map(class).fold(field.class, Class::max),
        _ => field.class,
    }
}
