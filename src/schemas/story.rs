//! The schema of stories.

use serde_json::{Map, Value, json};

use super::book;
use super::flow::{callable, outcomes};
use crate::accounts::contract::{Field, Kind, Operation};
use crate::dialogue::story::Story;

/// Of a story file: the types that it is read into, with what the account service can answer.
pub(super) fn story() -> Value {
    let mut schema = json!(book::of::<Story>());
    schema["title"] = "A story: a conversation as a test".into();
    let scripted: Vec<Value> = callable().map(scripted).collect();
    schema["definitions"]["Scripted"] = json!({
        "description": "An outcome that the account service will give.",
        "type": "object",
        "required": ["operation", "outcome"],
        "oneOf": scripted,
    });
    let made: Map<String, Value> = callable()
        .map(|operation| {
            let names: Vec<_> = outcomes(operation).map(|(name, _)| name).collect();
            (operation.name.to_owned(), json!({ "enum": names }))
        })
        .collect();
    let turns = schema["definitions"]["Turn"]["oneOf"].as_array_mut();
    for turn in turns.into_iter().flatten() {
        if let Some(calls) = turn["properties"].get_mut("calls") {
            *calls = json!({ "type": "object", "properties": made, "additionalProperties": false });
        }
    }
    schema
}

/// What can be scripted for one operation.
fn scripted(operation: &'static Operation) -> Value {
    let outcomes: Vec<Value> = outcomes(operation)
        .map(|(name, fields)| {
            let mut properties: Map<String, Value> = fields
                .iter()
                .map(|field| (field.name.to_owned(), value(field)))
                .collect();
            properties.insert("outcome".into(), json!({ "const": name }));
            json!({
                "type": "object",
                "properties": properties,
                "required": ["outcome"],
                "additionalProperties": false,
            })
        })
        .collect();
    json!({
        "properties": { "operation": { "const": operation.name }, "outcome": { "oneOf": outcomes } },
        "additionalProperties": false,
    })
}

/// A value as the account service gives it.
fn value(field: &'static Field) -> Value {
    match field.kind {
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::List(fields) => {
            let properties: Map<String, Value> = fields
                .iter()
                .map(|field| (field.name.to_owned(), value(field)))
                .collect();
            json!({ "type": "array", "items": { "type": "object", "properties": properties, "additionalProperties": false } })
        }
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Text | Kind::Date | Kind::Instant | Kind::Money | Kind::Token | Kind::Handle(_) => {
            json!({ "type": "string" })
        }
    }
}
