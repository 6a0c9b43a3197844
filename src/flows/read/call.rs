//! Calls of the account service.

use super::steps::{Draft, step, steps};
use super::{RawCall, RawKind, RawOutcome, RawTarget, Reader, arguments, did_you_mean, slot_name};
use crate::accounts::contract::{OPERATIONS, Operation, Who, operation};
use crate::flaw::Code;
use crate::yaml::{Kind, Node};

pub(super) fn call(reader: &mut Reader, draft: &mut Draft<'_>) -> Option<RawKind> {
    let node = draft.fields.need(reader, "call")?;
    let operation = reader
        .text(node, "`call`")
        .and_then(|name| called(reader, &name, node.line));
    let with = draft.fields.entry("with");
    let arguments = with
        .map(|entry| arguments::arguments(reader, &entry.value))
        .unwrap_or_default();
    let save_as = draft.fields.take("as").and_then(|node| {
        let text = reader.text(node, "`as`")?;
        slot_name(reader, &text, node.line).map(String::from)
    });
    let confirm = draft.template(reader, "confirm", false);
    let on_line = draft.fields.entry("on");
    let on = on_line.map(|entry| outcomes(reader, &entry.value)).unwrap_or_default();
    Some(RawKind::Call(Box::new(RawCall {
        operation: operation?,
        arguments,
        with_line: with.map_or(node.line, |entry| entry.line),
        save_as,
        confirm,
        on,
        on_line: on_line.map_or(node.line, |entry| entry.line),
    })))
}

fn called(reader: &mut Reader, name: &str, line: u32) -> Option<&'static Operation> {
    let callable = OPERATIONS.iter().filter(|operation| operation.who != Who::Server);
    match operation(name) {
        Some(operation) if operation.who == Who::Server => {
            let remedy = "only Frontdesk itself calls it: remove the step";
            reader.gap(Code::FlowCall, line, format!("a flow can't call `{name}`"), remedy);
            None
        }
        Some(operation) => Some(operation),
        None => {
            let remedy = did_you_mean(name, callable.map(|operation| operation.name));
            reader.gap(
                Code::FlowCall,
                line,
                format!("the account service has no operation `{name}`"),
                remedy,
            );
            None
        }
    }
}

fn outcomes(reader: &mut Reader, node: &Node) -> Vec<RawOutcome> {
    let Kind::Map(entries) = &node.kind else {
        reader.gap(
            Code::FlowCall,
            node.line,
            "`on` is not a mapping",
            "write `outcome: target` for each outcome",
        );
        return Vec::new();
    };
    let mut outcomes: Vec<RawOutcome> = Vec::new();
    for entry in entries {
        if let Some(first) = outcomes.iter().find(|outcome| outcome.name == entry.key) {
            let what = format!("the outcome `{}` stands twice, first in line {}", entry.key, first.line);
            reader.error(Code::FlowCall, entry.line, what, "remove one of them");
            continue;
        }
        let target = match &entry.value.kind {
            Kind::Text(name) => Some(RawTarget::Named(name.clone(), entry.value.line)),
            Kind::List(_) => Some(RawTarget::Steps(steps(reader, &entry.value))),
            Kind::Map(_) => step(reader, &entry.value).map(|step| RawTarget::Steps(vec![step])),
            Kind::Null => {
                let remedy = "write `next`, a step's id, an ending, or steps in place";
                reader.gap(
                    Code::FlowCall,
                    entry.line,
                    format!("`{}` leads nowhere", entry.key),
                    remedy,
                );
                None
            }
        };
        outcomes.extend(target.map(|target| RawOutcome {
            name: entry.key.clone(),
            line: entry.line,
            target,
        }));
    }
    outcomes
}
