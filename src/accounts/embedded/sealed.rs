//! Handles of sealed values: what they hold is opened only here, and used up in the transaction that acts.

use sqlx::Row;
use zeroize::Zeroizing;

use super::context::{Act, Context};
use super::failure::{Failure, used_up};
use crate::accounts::contract::{Handle, Holds};

/// A sealed value that was opened; its handle is still alive.
pub(super) struct Opened {
    key: String,
    pub(super) holds: Holds,
    pub(super) secret: Zeroizing<String>,
}

/// As what a handle's value is encrypted.
pub(super) fn purpose(key: &str) -> String {
    format!("sealed {key}")
}

/// Opens what a handle of this conversation holds, if it is alive and holds one of `allowed`.
pub(super) async fn open(context: &Context<'_>, handle: &Handle, allowed: &[Holds]) -> Result<Option<Opened>, Failure> {
    let service = context.service;
    let key = service.keys.token(&handle.0);
    let row = sqlx::query(
        "SELECT holds, secret FROM sealed WHERE handle = $1 AND bind = $2 AND used_at IS NULL AND expires_at > $3",
    )
    .bind(&key)
    .bind(context.conversation())
    .bind(context.now)
    .fetch_optional(service.database.read())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let holds: String = row.try_get("holds")?;
    let Some(holds) = allowed.iter().copied().find(|allowed| allowed.as_str() == holds) else {
        return Ok(None);
    };
    let secret = service
        .keys
        .open(&purpose(&key), &row.try_get::<Vec<u8>, _>("secret")?)?;
    Ok(Some(Opened { key, holds, secret }))
}

impl Act<'_> {
    /// Uses up the handle of `opened`, and wipes what it held.
    pub(super) async fn burn(&mut self, opened: &Opened, now: i64) -> Result<(), Failure> {
        let done = sqlx::query("UPDATE sealed SET used_at = $2, secret = NULL WHERE handle = $1 AND used_at IS NULL")
            .bind(&opened.key)
            .bind(now)
            .execute(&mut *self.transaction)
            .await?;
        used_up(&done)
    }
}
