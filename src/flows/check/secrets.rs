//! Sealed values go nowhere but into the arguments that want them; personal ones stay out of what is kept: receipts, and
//! arguments that may be logged.

use std::collections::BTreeSet;

use super::arguments::leaves;
use super::guards::only_asked_whether_defined;
use super::variables::{Source, Variables};
use super::{Code, Use, uses};
use crate::accounts::contract::{Class, Field, Kind};
use crate::flaw;
use crate::flows::compile::Compiled;
use crate::flows::read::{Reader, Usage};

pub(super) fn check(reader: &mut Reader, compiled: &Compiled, variables: &Variables<'_>) {
    for used in uses(compiled) {
        match used.code {
            Code::When(_) => condition(reader, used, variables),
            Code::Text(_, usage) => text(reader, used, usage, variables),
            Code::Argument(_) => {}
        }
    }
    for call in compiled.notes.iter().filter_map(|notes| notes.call.as_ref()) {
        let mut found = Vec::new();
        leaves(call.operation.arguments, &call.arguments, &mut found);
        for (field, used) in found {
            argument(reader, field, used, variables);
        }
    }
}

/// The values of a class that something uses, by name; asking whether they are defined is no use.
fn of_class(used: Use<'_>, class: Class, variables: &Variables<'_>) -> BTreeSet<String> {
    let names = used.names();
    let names = names
        .into_iter()
        .filter(|name| !only_asked_whether_defined(used.source(), name));
    let numbers = variables.used(&names.collect());
    numbers
        .into_iter()
        .map(|number| &variables.all[number])
        .filter(|variable| variable.class() == class)
        .map(|variable| variable.name.clone())
        .collect()
}

fn is_token(name: &str, variables: &Variables<'_>) -> bool {
    let source = variables.number(name).map(|number| variables.all[number].source);
    matches!(source, Some(Source::Field(field)) if matches!(field.kind, Kind::Token))
}

fn condition(reader: &mut Reader, used: Use<'_>, variables: &Variables<'_>) {
    for name in of_class(used, Class::Sealed, variables) {
        let remedy = format!("only `{name} is defined` can be asked here");
        reader.error(
            flaw::Code::FlowSecret,
            used.line,
            format!("`when` looks into `{name}`, which is sealed"),
            remedy,
        );
    }
}

fn text(reader: &mut Reader, used: Use<'_>, usage: Usage, variables: &Variables<'_>) {
    for name in of_class(used, Class::Sealed, variables) {
        let (what, remedy) = if is_token(&name, variables) {
            (
                format!("`{name}` is a key to what was granted, not for reading"),
                "take it out of the text",
            )
        } else {
            (
                format!("`{name}` is sealed and can't be shown"),
                "take it out of the text; only a call can use it",
            )
        };
        reader.error(flaw::Code::FlowSecret, used.line, what, remedy);
    }
    if usage == Usage::Receipt {
        for name in of_class(used, Class::Personal, variables) {
            let what = format!("`{name}` is personal, and a receipt is kept");
            reader.error(
                flaw::Code::FlowSecret,
                used.line,
                what,
                "leave it out, or show a masked field of an outcome",
            );
        }
    }
}

fn argument(reader: &mut Reader, field: &Field, used: Use<'_>, variables: &Variables<'_>) {
    let hands_on = matches!(field.kind, Kind::Handle(_) | Kind::Token);
    if !hands_on {
        for name in of_class(used, Class::Sealed, variables) {
            let what = format!("`{}` does not take sealed values such as `{name}`", field.name);
            reader.error(
                flaw::Code::FlowSecret,
                used.line,
                what,
                "give an open value, or another argument",
            );
        }
    }
    if field.class == Class::Open && !hands_on {
        for name in of_class(used, Class::Personal, variables) {
            let what = format!("`{}` may be logged, and `{name}` is personal", field.name);
            reader.error(
                flaw::Code::FlowSecret,
                used.line,
                what,
                "give something that is not personal",
            );
        }
    }
}
