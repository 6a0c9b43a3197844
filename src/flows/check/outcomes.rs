//! Every outcome that an operation can have is handled, as a `match` would, and no other.

use crate::accounts::contract::{Operation, UNAVAILABLE};
use crate::flaw;
use crate::flows::compile::Compiled;
use crate::flows::read::{Reader, did_you_mean};

pub(super) fn check(reader: &mut Reader, compiled: &Compiled) {
    for call in compiled.notes.iter().filter_map(|notes| notes.call.as_ref()) {
        let declared = declared(call.operation);
        let missing: Vec<_> = declared.iter().filter(|name| !call.on.contains_key(**name)).collect();
        if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
            let what = format!("`{}` can also end in {}", call.operation.name, names.join(", "));
            let remedy = format!(
                "add `{}: ...` below `on:` with `next`, a step, an ending, or steps in place",
                missing[0]
            );
            reader.error(flaw::Code::FlowOutcome, call.on_line, what, remedy);
        }
        for (name, line) in &call.on {
            if !declared.contains(&name.as_str()) {
                let what = format!("`{}` never ends in `{name}`", call.operation.name);
                reader.error(
                    flaw::Code::FlowOutcome,
                    *line,
                    what,
                    did_you_mean(name, declared.iter().copied()),
                );
            }
        }
    }
}

/// All outcomes of an operation.
fn declared(operation: &Operation) -> Vec<&'static str> {
    let names = operation.outcomes.iter().map(|outcome| outcome.name);
    names.chain([UNAVAILABLE]).collect()
}
