//! The schemas of flows and phrase files.

use serde_json::{Map, Value, json};

use super::book::{Book, reference, text};
use crate::accounts::contract::{Class, Field, Holds, Kind, OPERATIONS, Operation, UNAVAILABLE, Who};
use crate::flows::keys;
use crate::flows::phrases::Command;
use crate::flows::slots::SlotType;

/// Of a flow file.
pub(super) fn flow() -> Value {
    let mut book = Book::default();
    let top = book.shape(&keys::FLOW_FILE);
    book.names::<SlotType>("slot_type");
    book.names::<Holds>("holds");
    book.names::<Class>("class");
    let operations: Vec<&str> = callable().map(|operation| operation.name).collect();
    let more = [
        ("operation", json!({ "type": "string", "enum": operations })),
        ("arguments", json!({ "type": "object" })),
        ("outcomes", json!({ "type": "object" })),
        ("target", target()),
    ];
    for (name, definition) in more {
        book.definitions.insert(name.to_owned(), definition);
    }
    if let Some(ways) = book
        .definitions
        .get_mut("step")
        .and_then(|step| step["allOf"].as_array_mut())
    {
        ways.extend(callable().map(call));
    }
    if let Some(slot) = book.definitions.get_mut("slot") {
        slot["allOf"] = json!([goes_with("holds", "sealed"), goes_with("choices", "choice"),]);
    }
    book.bound("An errand", top)
}

/// Of `safety.yaml` and `small-talk.yaml`.
pub(super) fn replies() -> Value {
    let mut book = Book::default();
    let block = book.shape(&keys::REPLY);
    book.bound(
        "Phrases, and what is said to them",
        json!({ "type": "array", "items": block }),
    )
}

/// Of `commands.yaml`.
pub(super) fn commands() -> Value {
    let mut book = Book::default();
    let block = book.shape(&keys::COMMAND);
    book.names::<Command>("command_name");
    book.bound(
        "Phrases that steer the conversation",
        json!({ "type": "array", "items": block }),
    )
}

/// What a flow may call.
pub(super) fn callable() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(|operation| operation.who != Who::Server)
}

/// The outcomes of an operation with what comes with each.
pub(super) fn outcomes(operation: &'static Operation) -> impl Iterator<Item = (&'static str, &'static [Field])> {
    let declared = operation.outcomes.iter().map(|outcome| (outcome.name, outcome.fields));
    declared.chain([(UNAVAILABLE, [].as_slice())])
}

/// Where an outcome leads.
fn target() -> Value {
    json!({
        "anyOf": [
            { "type": "string", "description": "`next`, a step's id, or an ending." },
            reference("step"),
            { "type": "array", "items": reference("step") },
        ],
    })
}

/// `key` stands in a slot if, and only if, it is of the type `kind`.
fn goes_with(key: &str, kind: &str) -> Value {
    json!({
        "if": { "properties": { "type": { "const": kind } }, "required": ["type"] },
        "then": { "required": [key] },
        "else": { "properties": { (key): false } },
    })
}

/// A call of `operation` has exactly its arguments, and a way for each of its outcomes.
fn call(operation: &'static Operation) -> Value {
    let ways: Map<String, Value> = outcomes(operation)
        .map(|(name, fields)| {
            let description = match name {
                UNAVAILABLE => "It could not be done just now, or no answer came.".to_owned(),
                _ => brings(fields),
            };
            (
                name.to_owned(),
                json!({ "allOf": [reference("target")], "description": description }),
            )
        })
        .collect();
    let mut needed = vec!["on"];
    if !operation.arguments.is_empty() {
        needed.push("with");
    }
    json!({
        "if": { "properties": { "call": { "const": operation.name } }, "required": ["call"] },
        "then": {
            "required": needed,
            "properties": {
                "with": record(operation.arguments),
                "on": {
                    "required": outcomes(operation).map(|(name, _)| name).collect::<Vec<_>>(),
                    "properties": ways,
                    "additionalProperties": false,
                },
            },
        },
    })
}

/// What comes with an outcome, in words.
fn brings(fields: &[Field]) -> String {
    if fields.is_empty() {
        return "Nothing comes with it.".into();
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|field| format!("`{}` ({})", field.name, in_words(field.kind)))
        .collect();
    format!("With it come {}.", fields.join(", "))
}

fn in_words(kind: Kind) -> String {
    match kind {
        Kind::Text => "a text".into(),
        Kind::Integer => "a number".into(),
        Kind::Boolean => "true or false".into(),
        Kind::Date => "a day".into(),
        Kind::Instant => "a point in time".into(),
        Kind::Money => "an amount".into(),
        Kind::Token => "a token, for later calls".into(),
        Kind::Handle(holds) => {
            let holds: Vec<_> = holds.iter().map(|holds| holds.as_str()).collect();
            format!("a sealed slot that holds {}", holds.join(" or "))
        }
        Kind::List(fields) => {
            let names: Vec<_> = fields.iter().map(|field| field.name).collect();
            format!("a list, each with {}", names.join(", "))
        }
        Kind::Texts => "a list of texts".into(),
    }
}

/// Expressions for all of `fields`.
fn record(fields: &'static [Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), argument(field)))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": fields.iter().map(|field| field.name).collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

fn argument(field: &'static Field) -> Value {
    let mut value = match field.kind {
        Kind::List(fields) => json!({ "type": "array", "items": record(fields) }),
        Kind::Texts => json!({ "anyOf": [text(), { "type": "array", "items": text() }] }),
        _ => text(),
    };
    value["description"] = in_words(field.kind).into();
    value
}
