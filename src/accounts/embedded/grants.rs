//! Grants: what somebody has proved, to be used once, in the conversation that proved it.

use sqlx::Row;

use super::attempts::MINUTE;
use super::context::{Act, Context};
use super::failure::{Failure, used_up};
use super::tokens;
use crate::clock::Millis;

/// Minutes that a grant lives.
const VALID_MINUTES: Millis = 30;

/// What a grant allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To set a new password of a member's account.
    MemberPassword,
    /// To set a new password of a provider user's account.
    ProviderPassword,
    /// To act for an organization.
    Ownership,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::MemberPassword => "member_password",
            Self::ProviderPassword => "provider_password",
            Self::Ownership => "ownership",
        }
    }
}

/// A grant that is alive.
pub(super) struct Grant {
    key: String,
    /// The id of the member, provider user or organization that it is about.
    pub(super) holder: String,
}

/// Finds a grant of this conversation that is alive and meant for `purpose`.
pub(super) async fn find(context: &Context<'_>, token: &str, purpose: Purpose) -> Result<Option<Grant>, Failure> {
    let key = context.service.keys.token(token);
    let row = sqlx::query(
        "SELECT holder FROM grants WHERE token = $1 AND conversation = $2 AND purpose = $3 AND used_at IS NULL \
         AND expires_at > $4",
    )
    .bind(&key)
    .bind(context.conversation())
    .bind(purpose.as_str())
    .bind(context.now)
    .fetch_optional(context.service.database.read())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Grant {
        key,
        holder: row.try_get("holder")?,
    }))
}

impl Act<'_> {
    /// Makes a grant about `holder`.
    pub(super) async fn grant(
        &mut self,
        context: &Context<'_>,
        purpose: Purpose,
        holder: &str,
    ) -> Result<String, Failure> {
        let service = context.service;
        let token = tokens::token(&service.entropy, "gra_");
        sqlx::query(
            "INSERT INTO grants (token, conversation, purpose, holder, expires_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(service.keys.token(&token))
        .bind(context.conversation())
        .bind(purpose.as_str())
        .bind(holder)
        .bind(context.now + VALID_MINUTES * MINUTE)
        .execute(&mut *self.transaction)
        .await?;
        Ok(token)
    }

    /// Uses up a grant.
    pub(super) async fn consume(&mut self, grant: &Grant, now: Millis) -> Result<(), Failure> {
        let done = sqlx::query("UPDATE grants SET used_at = $2 WHERE token = $1 AND used_at IS NULL")
            .bind(&grant.key)
            .bind(now)
            .execute(&mut *self.transaction)
            .await?;
        used_up(&done)
    }
}
