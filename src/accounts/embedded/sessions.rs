//! Sessions of people who are signed in.

use sqlx::{FromRow, Row};

use super::attempts::MINUTE;
use super::context::{Act, Context};
use super::failure::Failure;
use super::tokens;
use crate::accounts::contract::Outcome;
use crate::clock::Millis;

/// Hours that a session lives.
const VALID_HOURS: Millis = 12;

/// A portal: who signs in there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Audience {
    /// Members.
    Member,
    /// Provider users.
    Provider,
}

impl Audience {
    /// As it stands in the database and in outcomes.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Provider => "provider",
        }
    }
}

/// A session that is alive.
#[derive(FromRow)]
pub(super) struct Session {
    pub(super) audience: String,
    /// The id of the member or provider user.
    pub(super) account: String,
    pub(super) how: String,
    pub(super) since: Millis,
}

/// The live session in whose name a call is made.
pub(super) async fn current(context: &Context<'_>) -> Result<Option<Session>, Failure> {
    let Some(session) = &context.call.context.session else {
        return Ok(None);
    };
    let row = sqlx::query(
        "SELECT audience, account, how, since FROM sessions WHERE token = $1 AND ended_at IS NULL AND expires_at > $2",
    )
    .bind(context.service.keys.token(&session.0))
    .bind(context.now)
    .fetch_optional(context.service.database.read())
    .await?;
    Ok(row.as_ref().map(Session::from_row).transpose()?)
}

/// The id of the member who is signed in.
pub(super) async fn signed_in_member(context: &Context<'_>) -> Result<String, Failure> {
    current(context)
        .await?
        .filter(|session| session.audience == Audience::Member.as_str())
        .map(|session| session.account)
        .ok_or(Failure::NotSignedIn)
}

/// The outcome of whoever is signed in now.
pub(super) fn signed_in(session: String, name: String, expires_in_days: Option<i64>) -> Outcome {
    let mut outcome = Outcome::new("signed_in", [("session", session.into()), ("name", name.into())]);
    if let Some(days) = expires_in_days {
        outcome.fields.insert("expires_in_days".into(), days.into());
    }
    outcome
}

impl Act<'_> {
    /// Notes that an account was used.
    pub(super) async fn used(&mut self, statement: &'static str, account: &str, now: Millis) -> Result<(), Failure> {
        sqlx::query(statement)
            .bind(account)
            .bind(now)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// Begins a session; `how` lists what was shown, as in `pwd` or `pwd otp` (RFC 8176).
    pub(super) async fn begin_session(
        &mut self,
        context: &Context<'_>,
        audience: Audience,
        account: &str,
        how: &str,
    ) -> Result<String, Failure> {
        let service = context.service;
        let token = tokens::token(&service.entropy, "ses_");
        sqlx::query(
            "INSERT INTO sessions (token, audience, account, how, since, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(service.keys.token(&token))
        .bind(audience.as_str())
        .bind(account)
        .bind(how)
        .bind(context.now)
        .bind(context.now + VALID_HOURS * 60 * MINUTE)
        .execute(&mut *self.transaction)
        .await?;
        Ok(token)
    }

    /// Ends every session of an account.
    pub(super) async fn end_sessions_of(&mut self, account: &str, now: Millis) -> Result<(), Failure> {
        sqlx::query("UPDATE sessions SET ended_at = $2 WHERE account = $1 AND ended_at IS NULL")
            .bind(account)
            .bind(now)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// Ends one session; gives the account that it was of, empty if there is no such session.
    pub(super) async fn end_session(&mut self, context: &Context<'_>) -> Result<String, Failure> {
        let Some(session) = &context.call.context.session else {
            return Ok(String::new());
        };
        let row =
            sqlx::query("UPDATE sessions SET ended_at = $2 WHERE token = $1 AND ended_at IS NULL RETURNING account")
                .bind(context.service.keys.token(&session.0))
                .bind(context.now)
                .fetch_optional(&mut *self.transaction)
                .await?;
        Ok(row.map(|row| row.try_get("account")).transpose()?.unwrap_or_default())
    }
}
