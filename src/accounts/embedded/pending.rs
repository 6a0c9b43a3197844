//! Sign-ins that wait for the code from the e-mail.

use sqlx::{FromRow, Row};

use super::attempts::{Limit, MINUTE};
use super::context::{Act, Context};
use super::failure::{Failure, used_up};
use super::tokens;
use crate::accounts::contract::Policy;
use crate::clock::Millis;

/// A sign-in whose code can still be entered.
#[derive(FromRow)]
pub(super) struct Pending {
    token: String,
    /// Under what its attempts are counted.
    pub(super) subject: String,
    /// Who signs in.
    pub(super) provider_user: String,
    pub(super) code_hash: String,
}

/// How often codes may be tried, however many are mailed.
pub(super) fn code_limit(policy: &Policy) -> Limit {
    Limit {
        kind: "sign_in_code",
        tries: policy.code.tries,
        rest: Millis::from(policy.password.lock_minutes) * MINUTE,
    }
}

/// Finds a sign-in of this conversation that waits for its code.
pub(super) async fn find(context: &Context<'_>, token: &str) -> Result<Option<Pending>, Failure> {
    let row = sqlx::query(
        "SELECT token, subject, provider_user, code_hash FROM pending_sign_ins \
         WHERE token = $1 AND conversation = $2 AND used_at IS NULL AND expires_at > $3",
    )
    .bind(context.service.keys.token(token))
    .bind(context.conversation())
    .bind(context.now)
    .fetch_optional(context.service.database.read())
    .await?;
    Ok(row.as_ref().map(Pending::from_row).transpose()?)
}

impl Pending {
    /// Counts one try of its code before it is checked, and gives how many there were.
    pub(super) async fn count_code(&self, context: &Context<'_>) -> Result<u32, Failure> {
        let mut transaction = context.service.database.write().await?;
        let row = sqlx::query(
            "UPDATE pending_sign_ins SET code_tries = code_tries + 1 WHERE token = $1 RETURNING code_tries",
        )
        .bind(&self.token)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(row.try_get("code_tries")?)
    }
}

impl Act<'_> {
    /// Begins to wait for a code. The codes that this user was mailed before are dead: one at a time is alive.
    pub(super) async fn begin_pending(
        &mut self,
        context: &Context<'_>,
        user: &str,
        subject: &str,
        code_hash: &str,
    ) -> Result<String, Failure> {
        let service = context.service;
        sqlx::query("UPDATE pending_sign_ins SET used_at = $2 WHERE provider_user = $1 AND used_at IS NULL")
            .bind(user)
            .bind(context.now)
            .execute(&mut *self.transaction)
            .await?;
        let token = tokens::token(&service.entropy, "pen_");
        sqlx::query(
            "INSERT INTO pending_sign_ins (token, conversation, subject, provider_user, code_hash, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(service.keys.token(&token))
        .bind(context.conversation())
        .bind(subject)
        .bind(user)
        .bind(code_hash)
        .bind(context.now + Millis::from(service.policy.code.valid_minutes) * MINUTE)
        .execute(&mut *self.transaction)
        .await?;
        Ok(token)
    }

    /// The right code was entered: the sign-in is used up.
    pub(super) async fn use_pending(&mut self, pending: &Pending, now: Millis) -> Result<(), Failure> {
        let done = sqlx::query("UPDATE pending_sign_ins SET used_at = $2 WHERE token = $1 AND used_at IS NULL")
            .bind(&pending.token)
            .bind(now)
            .execute(&mut *self.transaction)
            .await?;
        used_up(&done)
    }
}
