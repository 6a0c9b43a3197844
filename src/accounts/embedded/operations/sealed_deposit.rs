//! `sealed.deposit`: keeps a secret for a conversation, and gives a handle that says nothing about it.

use serde::Deserialize;
use sqlx::Row;
use zeroize::Zeroizing;

use crate::accounts::contract::{Handle, Holds, Outcome};
use crate::accounts::embedded::attempts::MINUTE;
use crate::accounts::embedded::context::Context;
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::{sealed, shapes, tokens};
use crate::clock::Millis;

/// Minutes that a handle lives.
const VALID_MINUTES: Millis = 10;
/// Handles of one conversation that may be alive at once.
const OPEN_AT_ONCE: i64 = 10;

/// What is to be kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts::embedded) struct Deposit {
    holds: Holds,
    bind: String,
    secret: String,
}

/// `kept`, `malformed` or `too_many`. A repeated deposit makes a new handle, so nothing is kept under the call's key.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>, deposit: Deposit) -> Result<Outcome, Failure> {
    let service = context.service;
    let typed = Zeroizing::new(deposit.secret);
    let secret = match shapes::check(deposit.holds, &typed, &service.policy) {
        Ok(secret) => secret,
        Err(why) => {
            let malformed = Outcome::new("malformed", [("why", why.into())]);
            return context.begin().await?.finish_without_key("", malformed).await;
        }
    };
    let mut act = context.begin().await?;
    sqlx::query("DELETE FROM sealed WHERE expires_at <= $1")
        .bind(context.now)
        .execute(&mut *act.transaction)
        .await?;
    let open = sqlx::query("SELECT COUNT(*) AS open FROM sealed WHERE bind = $1 AND used_at IS NULL")
        .bind(&deposit.bind)
        .fetch_one(&mut *act.transaction)
        .await?;
    if open.try_get::<i64, _>("open")? >= OPEN_AT_ONCE {
        return act.finish_without_key("", Outcome::new("too_many", [])).await;
    }
    let handle = tokens::token(&service.entropy, Handle::PREFIX);
    let key = service.keys.token(&handle);
    sqlx::query("INSERT INTO sealed (handle, bind, holds, secret, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&key)
        .bind(&deposit.bind)
        .bind(deposit.holds.as_str())
        .bind(
            service
                .keys
                .seal(&sealed::purpose(&key), secret.as_bytes(), &service.entropy)?,
        )
        .bind(context.now + VALID_MINUTES * MINUTE)
        .execute(&mut *act.transaction)
        .await?;
    act.finish_without_key("", Outcome::new("kept", [("handle", handle.into())]))
        .await
}
