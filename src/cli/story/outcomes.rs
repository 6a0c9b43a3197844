//! Outcomes for the calls of a story, with made-up fields; and made-up secrets.

use serde_json::{Map, Value, json};

use crate::accounts::contract::{Field, Kind, Operation, Outcome, UNAVAILABLE};

/// The names of an operation's outcomes, `unavailable` last.
pub(super) fn names(operation: &Operation) -> Vec<&'static str> {
    let own = operation.outcomes.iter().map(|outcome| outcome.name);
    own.chain([UNAVAILABLE]).collect()
}

/// An outcome with made-up fields; the story's editor may put others.
pub(super) fn made_up(operation: &Operation, name: &str) -> Outcome {
    Outcome {
        name: name.to_owned(),
        fields: record(operation.outcome(name).unwrap_or_default(), 0),
    }
}

fn record(fields: &[Field], place: usize) -> Map<String, Value> {
    let fields = fields.iter();
    fields
        .map(|field| (field.name.to_owned(), value(field, place)))
        .collect()
}

/// A made-up value; `place` counts the records of a list from 0.
fn value(field: &Field, place: usize) -> Value {
    match field.kind {
        Kind::Text => json!(text(field.name, place)),
        Kind::Integer => json!(2),
        Kind::Boolean => json!(true),
        Kind::Date => json!(match field.name {
            "by" => "2026-12-03",
            "from" => "2026-11-30",
            _ => "2026-11-25",
        }),
        Kind::Instant => json!("2026-11-25T16:00:00Z"),
        Kind::Money => json!("182.50"),
        Kind::Token | Kind::Handle(_) => json!(format!("{}-1", field.name)),
        Kind::List(fields) => (0..2).map(|place| Value::Object(record(fields, place))).collect(),
        Kind::Texts => json!(["It is too short."]),
    }
}

fn text(name: &str, place: usize) -> String {
    match (name, place) {
        ("id", 0) => "pet",
        ("id", _) => "street",
        ("text", 0) => "What was your first pet called?",
        ("text", _) => "Which street did you grow up in?",
        ("name", 0) => "Dana Ortiz",
        ("name", _) => "Lee Wong",
        ("receipt", _) => "R-7Q2M",
        ("organization", _) => "Lakeside Family Clinic",
        ("masked" | "mailed_to", _) => "4** H***** Lane, 48104",
        (other, _) => return format!("some {}", other.replace('_', " ")),
    }
    .to_owned()
}

/// A made-up secret of a kind (`password`, `code`, ...): what somebody types for it is never written down.
pub(super) fn secret(holds: Option<&str>) -> &'static str {
    match holds {
        Some("password") => "maple42tree",
        Some("code") => "482913",
        Some("tax_id" | "ssn") => "123456789",
        Some("pin") => "4829",
        Some("provider_pin") => "LFC48213",
        _ => "Elm Street",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::contract::OPERATIONS;

    #[test]
    fn every_outcome_of_every_operation_can_be_made_up() {
        for operation in OPERATIONS {
            for name in names(operation) {
                let outcome = made_up(operation, name);
                let fields = operation.outcome(name).unwrap();
                assert_eq!(outcome.fields.len(), fields.len(), "{} {name}", operation.name);
            }
        }
    }
}
