//! Recoveries: how far somebody who forgot the password has come. One for a name that nobody has looks like any other.

use serde_json::{Value, json};
use sqlx::Row;

use super::attempts::{Limit, MINUTE};
use super::context::{Act, Context};
use super::failure::{Failure, used_up};
use super::{questions, tokens};
use crate::accounts::contract::Policy;
use crate::clock::Millis;

/// Minutes that a recovery lives: longer than the code, so that answering is not a race.
const VALID_MINUTES: Millis = 60;

/// A recovery that is alive.
pub(super) struct Recovery {
    key: String,
    /// Under what its attempts are counted.
    pub(super) subject: String,
    /// Whose it is; nobody's, if no account has the name.
    pub(super) member: Option<String>,
    /// The hash of the code that begins it, if it begins with one.
    pub(super) code_hash: Option<String>,
    code_expires_at: Millis,
    code_used: bool,
    /// The ids of the questions to be answered.
    pub(super) questions: Vec<String>,
    /// Wrong answers so far.
    pub(super) answer_tries: u32,
}

/// What a new recovery begins with.
pub(super) struct Begun<'a> {
    pub(super) subject: &'a str,
    pub(super) member: Option<&'a str>,
    pub(super) code_hash: Option<&'a str>,
    pub(super) questions: &'a [String],
}

/// How often codes by e-mail may be tried.
pub(super) fn code_limit(policy: &Policy) -> Limit {
    Limit {
        kind: "recovery_code",
        tries: policy.code.tries,
        rest: Millis::from(policy.security_questions.lock_minutes) * MINUTE,
    }
}

/// How often security questions may be answered.
pub(super) fn answer_limit(policy: &Policy) -> Limit {
    Limit {
        kind: "answer",
        tries: policy.security_questions.tries,
        rest: Millis::from(policy.security_questions.lock_minutes) * MINUTE,
    }
}

/// How many codes one network may have mailed to one account.
pub(super) fn mail_limit(policy: &Policy) -> Limit {
    Limit {
        kind: "recovery_mail",
        ..code_limit(policy)
    }
}

impl Recovery {
    /// Whether its code can still be entered at `now`.
    pub(super) fn awaits_code(&self, now: Millis) -> bool {
        self.code_hash.is_some() && !self.code_used && self.code_expires_at > now
    }

    /// Whether its questions may be answered: at once, or after the code.
    pub(super) fn awaits_answers(&self) -> bool {
        self.code_hash.is_none() || self.code_used
    }

    /// Counts one try of its code before it is checked, and gives how many there were.
    pub(super) async fn count_code(&self, context: &Context<'_>) -> Result<u32, Failure> {
        let counted =
            "UPDATE recoveries SET code_tries = code_tries + 1 WHERE token = $1 RETURNING code_tries AS tries";
        count(context, counted, &self.key).await
    }

    /// Counts one answer before it is checked, and gives how many there were.
    pub(super) async fn count_answer(&self, context: &Context<'_>) -> Result<u32, Failure> {
        let counted =
            "UPDATE recoveries SET answer_tries = answer_tries + 1 WHERE token = $1 RETURNING answer_tries AS tries";
        count(context, counted, &self.key).await
    }
}

async fn count(context: &Context<'_>, statement: &'static str, key: &str) -> Result<u32, Failure> {
    let mut transaction = context.service.database.write().await?;
    let row = sqlx::query(statement).bind(key).fetch_one(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(row.try_get("tries")?)
}

/// Finds a recovery of this conversation that is alive.
pub(super) async fn find(context: &Context<'_>, token: &str) -> Result<Option<Recovery>, Failure> {
    let key = context.service.keys.token(token);
    let row = sqlx::query(
        "SELECT * FROM recoveries WHERE token = $1 AND conversation = $2 AND used_at IS NULL AND expires_at > $3",
    )
    .bind(&key)
    .bind(context.conversation())
    .bind(context.now)
    .fetch_optional(context.service.database.read())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let questions: String = row.try_get("questions")?;
    Ok(Some(Recovery {
        key,
        subject: row.try_get("subject")?,
        member: row.try_get("member")?,
        code_hash: row.try_get("code_hash")?,
        code_expires_at: row.try_get("code_expires_at")?,
        code_used: row.try_get::<Option<Millis>, _>("code_used_at")?.is_some(),
        questions: serde_json::from_str(&questions).map_err(|_| Failure::Stored("questions"))?,
        answer_tries: row.try_get("answer_tries")?,
    }))
}

/// Questions as an outcome's field.
pub(super) fn as_field(ids: &[String]) -> Value {
    ids.iter()
        .map(|id| json!({"id": id, "text": questions::text(id).unwrap_or(id)}))
        .collect()
}

impl Act<'_> {
    /// Begins a recovery; an earlier one of the same conversation ends.
    pub(super) async fn begin_recovery(&mut self, context: &Context<'_>, begun: &Begun<'_>) -> Result<String, Failure> {
        let service = context.service;
        sqlx::query("UPDATE recoveries SET used_at = $2 WHERE conversation = $1 AND used_at IS NULL")
            .bind(context.conversation())
            .bind(context.now)
            .execute(&mut *self.transaction)
            .await?;
        let token = tokens::token(&service.entropy, "rec_");
        sqlx::query(
            "INSERT INTO recoveries (token, conversation, subject, member, code_hash, code_expires_at, questions, \
             expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(service.keys.token(&token))
        .bind(context.conversation())
        .bind(begun.subject)
        .bind(begun.member)
        .bind(begun.code_hash)
        .bind(context.now + Millis::from(service.policy.code.valid_minutes) * MINUTE)
        .bind(serde_json::to_string(begun.questions).map_err(|_| Failure::Stored("questions"))?)
        .bind(context.now + VALID_MINUTES * MINUTE)
        .execute(&mut *self.transaction)
        .await?;
        Ok(token)
    }

    /// The right code was entered: it is used up.
    pub(super) async fn use_code(&mut self, recovery: &Recovery, now: Millis) -> Result<(), Failure> {
        let used = "UPDATE recoveries SET code_used_at = $2 WHERE token = $1 AND code_used_at IS NULL";
        self.use_up(used, recovery, now).await
    }

    /// The right answers were given: the recovery is used up.
    pub(super) async fn use_recovery(&mut self, recovery: &Recovery, now: Millis) -> Result<(), Failure> {
        let used = "UPDATE recoveries SET used_at = $2 WHERE token = $1 AND used_at IS NULL";
        self.use_up(used, recovery, now).await
    }

    async fn use_up(&mut self, statement: &'static str, recovery: &Recovery, now: Millis) -> Result<(), Failure> {
        let done = sqlx::query(statement)
            .bind(&recovery.key)
            .bind(now)
            .execute(&mut *self.transaction)
            .await?;
        used_up(&done)
    }
}
