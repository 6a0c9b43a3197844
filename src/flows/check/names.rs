//! Every name that is used is a slot, an outcome's field, a contact or a figure; and what is declared is used.

use std::collections::BTreeSet;

use minijinja::Value;

use super::uses;
use super::variables::{Source, Variables};
use crate::flaw;
use crate::flows::compile::Compiled;
use crate::flows::model::StepKind;
use crate::flows::read::{Reader, did_you_mean};

/// The names of the facts.
pub(super) const FACTS: [&str; 2] = ["contacts", "policy"];

/// Whether all names mean something.
pub(super) fn check(reader: &mut Reader, compiled: &Compiled, variables: &Variables<'_>, facts: &Value) -> bool {
    let mut unknown = BTreeSet::new();
    for used in uses(compiled) {
        for name in used.names() {
            if let Some(flaw) = flaw(&name, variables, facts) {
                unknown.insert((used.line, flaw));
            }
        }
    }
    for step in &compiled.flow.steps {
        let StepKind::Collect { slots, .. } = &step.kind else {
            continue;
        };
        for slot in slots.iter().filter(|slot| !compiled.flow.slots.contains_key(*slot)) {
            let known = compiled.flow.slots.keys().map(|slot| slot.as_str());
            let remedy = match did_you_mean(slot.as_str(), known) {
                remedy if remedy.starts_with("did") => remedy,
                _ => "add it below `slots:` with its type".into(),
            };
            unknown.insert((step.line, (format!("there is no slot `{slot}`"), remedy)));
        }
    }
    let known = unknown.is_empty();
    for (line, (what, remedy)) in unknown {
        reader.error(flaw::Code::FlowName, line, what, remedy);
    }
    known
}

/// What is wrong with a name, and the remedy.
fn flaw(name: &str, variables: &Variables<'_>, facts: &Value) -> Option<(String, String)> {
    let mut parts = name.split('.');
    let root = parts.next().unwrap_or_default();
    if FACTS.contains(&root) {
        return fact_flaw(name, facts);
    }
    let Some(number) = variables.number(root) else {
        let remedy = did_you_mean(root, variables.names().filter(|name| !name.contains('.')).chain(FACTS));
        let remedy = format!("{remedy} (a fixed text in an expression stands in quotes inside quotes: '\"{root}\"')");
        return Some((format!("`{root}` is neither a slot nor the name of an outcome"), remedy));
    };
    let field = parts.next()?;
    let whole = format!("{root}.{field}");
    if matches!(variables.all[number].source, Source::Outcome) && variables.number(&whole).is_none() {
        let fields = variables
            .names()
            .filter_map(|name| name.strip_prefix(root)?.strip_prefix('.'));
        let remedy = did_you_mean(field, fields);
        return Some((format!("no call that is kept as `{root}` gives `{field}`"), remedy));
    }
    None
}

fn fact_flaw(name: &str, facts: &Value) -> Option<(String, String)> {
    let mut value = facts.clone();
    for part in name.split('.') {
        let next = value.get_attr(part).unwrap_or(Value::UNDEFINED);
        if next.is_undefined() {
            let keys: Vec<_> = value
                .try_iter()
                .map(|keys| keys.map(|key| key.to_string()).collect())
                .unwrap_or_default();
            let remedy = did_you_mean(part, keys.iter().map(String::as_str));
            return Some((format!("there is no `{name}`"), remedy));
        }
        value = next;
    }
    None
}

/// Slots that nothing asks for, or that are asked for in vain.
pub(super) fn unused(reader: &mut Reader, compiled: &Compiled) {
    let used: BTreeSet<_> = uses(compiled).iter().flat_map(super::Use::names).collect();
    let used: BTreeSet<_> = used.iter().filter_map(|name| name.split('.').next()).collect();
    let mut asked = BTreeSet::new();
    for step in &compiled.flow.steps {
        if let StepKind::Collect { slots, .. } = &step.kind {
            asked.extend(slots);
        }
    }
    for (name, (line, _)) in &compiled.slots {
        if !asked.contains(name) {
            let what = format!("nothing asks for the slot `{name}`");
            reader.warning(flaw::Code::FlowName, *line, what, "remove it, or collect it");
        } else if !used.contains(name.as_str()) {
            let what = format!("the slot `{name}` is asked for, but nothing uses it");
            reader.warning(
                flaw::Code::FlowName,
                *line,
                what,
                "do not ask for what nobody needs: remove it, or use it",
            );
        }
    }
}
