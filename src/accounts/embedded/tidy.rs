//! Takes out what has outlived its use.

use super::database::Transaction;
use crate::clock::Millis;

/// Runs after each so many calls.
pub(super) const EVERY: i64 = 64;

/// Keys, counters and used-up tokens are kept this long: longer than the 24 hours that keys must be.
const KEPT: Millis = 48 * 60 * 60 * 1000;

/// Deletes expired handles, and everything else that ended [`KEPT`] ago.
pub(super) async fn run(transaction: &mut Transaction, now: Millis) -> Result<(), sqlx::Error> {
    let old = now - KEPT;
    let deletions = [
        ("DELETE FROM sealed WHERE expires_at <= $1", now),
        ("DELETE FROM idempotency WHERE at <= $1", old),
        ("DELETE FROM recoveries WHERE expires_at <= $1", old),
        ("DELETE FROM pending_sign_ins WHERE expires_at <= $1", old),
        ("DELETE FROM grants WHERE expires_at <= $1", old),
        ("DELETE FROM sessions WHERE expires_at <= $1", old),
        ("DELETE FROM attempts WHERE since <= $1 AND resting_until <= $1", old),
        ("DELETE FROM outbox WHERE recipient IS NULL AND queued_at <= $1", old),
    ];
    for (statement, before) in deletions {
        sqlx::query(statement).bind(before).execute(&mut **transaction).await?;
    }
    Ok(())
}
