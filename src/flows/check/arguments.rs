//! Every argument of a call is given, none that there is not, each in the shape and of the kind that the operation wants.

use minijinja::Value;
use minijinja::value::ValueKind;

use super::values::Marked;
use super::{Code, Use};
use crate::accounts::contract::{Field, Kind};
use crate::flaw;
use crate::flows::compile::Compiled;
use crate::flows::read::{RawArgument, RawValue, Reader, did_you_mean};

pub(super) fn check(reader: &mut Reader, compiled: &Compiled) {
    for call in compiled.notes.iter().filter_map(|notes| notes.call.as_ref()) {
        let whose = format!("`{}`", call.operation.name);
        fields(
            reader,
            &whose,
            call.operation.arguments,
            &call.arguments,
            call.with_line,
        );
    }
}

/// Whether the names are those of the fields.
fn fields(reader: &mut Reader, whose: &str, wanted: &'static [Field], given: &[RawArgument], line: u32) {
    let missing: Vec<_> = wanted
        .iter()
        .filter(|field| !given.iter().any(|argument| argument.name == field.name))
        .map(|field| format!("`{}`", field.name))
        .collect();
    if !missing.is_empty() {
        let what = format!("{whose} also wants {}", missing.join(", "));
        reader.error(
            flaw::Code::FlowArgument,
            line,
            what,
            format!("add {} with its value", missing.join(", ")),
        );
    }
    for argument in given {
        match wanted.iter().find(|field| field.name == argument.name) {
            Some(field) => shape(reader, field, &argument.value),
            None => {
                let remedy = did_you_mean(&argument.name, wanted.iter().map(|field| field.name));
                let what = format!("{whose} has no argument `{}`", argument.name);
                reader.error(flaw::Code::FlowArgument, argument.line, what, remedy);
            }
        }
    }
}

/// Whether a value is a list or a record where it must be.
fn shape(reader: &mut Reader, field: &Field, value: &RawValue) {
    match (field.kind, value) {
        (Kind::List(records), RawValue::List(items, _)) => {
            for item in items {
                match item {
                    RawValue::Record(given, line) => {
                        fields(reader, &format!("an item of `{}`", field.name), records, given, *line);
                    }
                    other => reader.error(
                        flaw::Code::FlowArgument,
                        other.line(),
                        format!("an item of `{}` is not a record", field.name),
                        format!("write `{}: ...` and the other fields", records[0].name),
                    ),
                }
            }
        }
        (Kind::List(records), other) => {
            let names: Vec<_> = records.iter().map(|record| record.name).collect();
            let remedy = format!("write a line for each that begins with `- `, with {}", names.join(", "));
            reader.error(
                flaw::Code::FlowArgument,
                other.line(),
                format!("`{}` must be a list of records", field.name),
                remedy,
            );
        }
        (Kind::Texts, RawValue::List(..) | RawValue::Expression(..)) | (_, RawValue::Expression(..)) => {}
        (kind, other) => reader.error(
            flaw::Code::FlowArgument,
            other.line(),
            format!("`{}` must be {}", field.name, described(kind)),
            "write a slot, an outcome's field, or a fixed text in quotes inside quotes",
        ),
    }
}

/// All expressions of an argument.
pub(super) fn expressions<'a>(value: &'a RawValue, uses: &mut Vec<Use<'a>>) {
    match value {
        RawValue::Expression(expression, line) => uses.push(Use {
            line: *line,
            code: Code::Argument(expression),
        }),
        RawValue::List(items, _) => items.iter().for_each(|item| expressions(item, uses)),
        RawValue::Record(fields, _) => fields.iter().for_each(|field| expressions(&field.value, uses)),
    }
}

/// All expressions of arguments with the field that each is for.
pub(super) fn leaves<'a>(
    wanted: &'static [Field],
    given: &'a [RawArgument],
    found: &mut Vec<(&'static Field, Use<'a>)>,
) {
    for argument in given {
        if let Some(field) = wanted.iter().find(|field| field.name == argument.name) {
            leaf(field, &argument.value, found);
        }
    }
}

fn leaf<'a>(field: &'static Field, value: &'a RawValue, found: &mut Vec<(&'static Field, Use<'a>)>) {
    match (field.kind, value) {
        (_, RawValue::Expression(expression, line)) => {
            let code = Code::Argument(expression);
            found.push((field, Use { line: *line, code }));
        }
        (Kind::List(records), RawValue::List(items, _)) => {
            for item in items {
                if let RawValue::Record(given, _) = item {
                    leaves(records, given, found);
                }
            }
        }
        (_, RawValue::List(items, _)) => items.iter().for_each(|item| leaf(field, item, found)),
        (_, RawValue::Record(..)) => {}
    }
}

/// Whether a computed value is of the kind that the field wants; else what it must be.
pub(super) fn fits(field: &Field, value: &Value) -> Result<(), String> {
    let marked = value.downcast_object_ref::<Marked>();
    let text = value.as_str();
    let fits = match field.kind {
        Kind::Handle(holds) => matches!(marked, Some(Marked::Sealed(held)) if holds.contains(held)),
        Kind::Token => matches!(marked, Some(Marked::Token(name)) if *name == field.name),
        Kind::Text => text.is_some(),
        Kind::Texts => text.is_some() || value.kind() == ValueKind::Seq,
        Kind::Integer => value.is_integer(),
        Kind::Boolean => value.kind() == ValueKind::Bool,
        Kind::Date => text.is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok()),
        Kind::Instant => text.is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
        Kind::Money => text.is_some_and(is_money),
        Kind::List(_) => false,
    };
    if fits {
        return Ok(());
    }
    Err(match field.kind {
        Kind::Token => format!("the `{}` that an earlier call gave", field.name),
        kind => described(kind),
    })
}

fn is_money(text: &str) -> bool {
    text.split_once('.').is_some_and(|(dollars, cents)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        digits(dollars) && digits(cents) && cents.len() == 2
    })
}

fn described(kind: Kind) -> String {
    match kind {
        Kind::Text => "a text".into(),
        Kind::Integer => "a whole number".into(),
        Kind::Boolean => "yes or no".into(),
        Kind::Date => "a date".into(),
        Kind::Instant => "a point in time".into(),
        Kind::Money => "an amount of money".into(),
        Kind::Token => "what an earlier call gave".into(),
        Kind::Handle(holds) => {
            let names: Vec<_> = holds.iter().map(|held| held.as_str()).collect();
            format!("a sealed slot that holds {}", names.join(" or "))
        }
        Kind::List(_) => "a list of records".into(),
        Kind::Texts => "a list of texts".into(),
    }
}
