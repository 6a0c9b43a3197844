//! The first outcome of every call, under its key: written in the transaction of the effect, so that both are kept or
//! neither.

use serde_json::Value;
use sqlx::{Executor, Row, Sqlite};

use super::context::Context;
use super::database::Transaction;
use super::failure::Failure;
use super::keys::Keys;
use crate::accounts::contract::{Call, Outcome};

/// What stored outcomes are encrypted as: some hold sessions and grants.
const PURPOSE: &str = "outcome";

/// A keyed hash of what a call asks for; its arguments may be personal.
pub(super) fn fingerprint(keys: &Keys, call: &Call) -> String {
    let arguments = Value::Object(call.arguments.clone());
    let asked = format!(
        "{}\n{}\n{}",
        call.operation,
        call.context.conversation,
        canonical(&arguments)
    );
    keys.lookup("arguments", &asked)
}

/// The outcome of the call that came first under this key. An error if that call had other arguments.
pub(super) async fn first_outcome(
    context: &Context<'_>,
    database: impl Executor<'_, Database = Sqlite>,
) -> Result<Option<Outcome>, Failure> {
    let row = sqlx::query("SELECT arguments_hash, outcome FROM idempotency WHERE key = $1")
        .bind(context.call.key.as_str())
        .fetch_optional(database)
        .await?;
    let Some(row) = row else { return Ok(None) };
    if row.try_get::<String, _>("arguments_hash")? != context.fingerprint {
        return Err(Failure::KeyReused);
    }
    let outcome = context
        .service
        .keys
        .open(PURPOSE, &row.try_get::<Vec<u8>, _>("outcome")?)?;
    serde_json::from_str(&outcome)
        .map(Some)
        .map_err(|_| Failure::Stored("outcome"))
}

/// Writes the outcome of a call under its key.
pub(super) async fn record(
    context: &Context<'_>,
    transaction: &mut Transaction,
    outcome: &Outcome,
) -> Result<(), Failure> {
    let service = context.service;
    let plain = serde_json::to_vec(outcome).map_err(|_| Failure::Stored("outcome"))?;
    sqlx::query("INSERT INTO idempotency (key, operation, arguments_hash, outcome, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(context.call.key.as_str())
        .bind(&context.call.operation)
        .bind(&context.fingerprint)
        .bind(service.keys.seal(PURPOSE, &plain, &service.entropy)?)
        .bind(context.now)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// JSON with the fields of every record in one order, however they came.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            let fields: Vec<_> = fields
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_of_fields_does_not_matter_and_that_of_items_does() {
        let one: Value = serde_json::from_str(r#"{"b": [1, {"d": 2, "c": "x"}], "a": null}"#).unwrap();
        assert_eq!(canonical(&one), r#"{"a":null,"b":[1,{"c":"x","d":2}]}"#);
        assert_ne!(canonical(&json!([1, 2])), canonical(&json!([2, 1])));
    }
}
