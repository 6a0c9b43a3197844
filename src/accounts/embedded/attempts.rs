//! How often somebody has tried, per account or Tax ID and network (accounts.md, "Giving nothing away").
//!
//! An attempt is counted in a transaction of its own before it is checked, so that neither a crash nor a hang-up refunds
//! it. One network that fails too often rests. The sum over all networks never locks: once it is high, a network that was
//! not seen before waits for [`SLOWED_MINUTES`] before its first attempt, so a stranger can delay the owner by that much
//! and no more.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::database::{Database, Transaction};
use crate::clock::Millis;

/// Minutes that a new network waits while too many attempts come from everywhere.
const SLOWED_MINUTES: i64 = 15;
/// How many times the tries of one network all networks together have before new ones are slowed.
const SLOWED_AFTER: u32 = 4;
/// Failures are forgotten after a day.
const FORGOTTEN_AFTER: Millis = 24 * 60 * MINUTE;
/// The network under which the sum is kept.
const ALL: &str = "*";

/// A minute in milliseconds.
pub(super) const MINUTE: Millis = 60_000;

/// What is counted, and when it is enough.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// What kind of attempt.
    pub(super) kind: &'static str,
    /// Failures from one network before it rests.
    pub(super) tries: u32,
    /// For how long.
    pub(super) rest: Millis,
}

/// What may be done with an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    /// It may be checked. If it fails, `left` more may follow; with none left, the network rests until `until`.
    Counted {
        /// Attempts after this one.
        left: u32,
        /// When the next may follow if this was the last.
        until: Millis,
    },
    /// The network rests: whatever was typed must not open anything.
    Resting {
        /// Until when.
        until: Millis,
        /// Whether this is the one attempt while resting that may still be checked in order to tell whoever knows the
        /// password that the account rests.
        first: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Count {
    failures: u32,
    since: Millis,
    resting_until: Millis,
    spent: bool,
}

/// Counts one attempt at `subject` from `network`, and commits it.
pub(super) async fn count(
    database: &Database,
    limit: Limit,
    subject: &str,
    network: &str,
    now: Millis,
) -> Result<Attempt, sqlx::Error> {
    let mut transaction = database.write().await?;
    let own = read(&mut transaction, limit.kind, subject, network).await?;
    let all = read(&mut transaction, limit.kind, subject, ALL).await?;
    let step = step(own, all, limit, now);
    write(&mut transaction, limit.kind, subject, network, step.own).await?;
    write(&mut transaction, limit.kind, subject, ALL, step.all).await?;
    transaction.commit().await?;
    Ok(step.attempt)
}

/// The attempt succeeded: what this network has counted is forgotten, in the transaction that acts on it. The network
/// stays known.
pub(super) async fn succeeded(
    transaction: &mut Transaction,
    limit: Limit,
    subject: &str,
    network: &str,
) -> Result<(), sqlx::Error> {
    let Some(own) = read(transaction, limit.kind, subject, network).await? else {
        return Ok(());
    };
    if let Some(mut all) = read(transaction, limit.kind, subject, ALL).await? {
        all.failures = all.failures.saturating_sub(own.failures);
        write(transaction, limit.kind, subject, ALL, all).await?;
    }
    let known = Count {
        since: own.since,
        ..Count::default()
    };
    write(transaction, limit.kind, subject, network, known).await
}

/// Whoever knows the password was told that the account rests: that attempt does not count as a guess.
pub(super) async fn not_spent(
    transaction: &mut Transaction,
    limit: Limit,
    subject: &str,
    network: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE attempts SET spent = 0 WHERE kind = $1 AND subject = $2 AND network = $3")
        .bind(limit.kind)
        .bind(subject)
        .bind(network)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Lifts every lock of an account, as a reset does.
pub(super) async fn lift(transaction: &mut Transaction, subject: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM attempts WHERE subject = $1")
        .bind(subject)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

struct Step {
    own: Count,
    all: Count,
    attempt: Attempt,
}

fn step(own: Option<Count>, all: Option<Count>, limit: Limit, now: Millis) -> Step {
    let mut all = all
        .filter(|count| count.since + FORGOTTEN_AFTER > now)
        .unwrap_or(Count {
            since: now,
            ..Count::default()
        });
    let slowed = all.failures >= limit.tries.saturating_mul(SLOWED_AFTER);
    let mut own = own.unwrap_or_else(|| Count {
        since: now,
        resting_until: if slowed { now + SLOWED_MINUTES * MINUTE } else { 0 },
        ..Count::default()
    });
    if own.resting_until > now {
        let attempt = Attempt::Resting {
            until: own.resting_until,
            first: !own.spent,
        };
        own.spent = true;
        return Step { own, all, attempt };
    }
    if own.resting_until > 0 || own.since + FORGOTTEN_AFTER <= now {
        own = Count {
            since: now,
            ..Count::default()
        };
    }
    own.failures += 1;
    all.failures += 1;
    let left = limit.tries.saturating_sub(own.failures);
    let until = now + limit.rest;
    if left == 0 {
        own.resting_until = until;
    }
    Step {
        own,
        all,
        attempt: Attempt::Counted { left, until },
    }
}

async fn read(
    transaction: &mut Transaction,
    kind: &str,
    subject: &str,
    network: &str,
) -> Result<Option<Count>, sqlx::Error> {
    sqlx::query(
        "SELECT failures, since, resting_until, spent FROM attempts WHERE kind = $1 AND subject = $2 AND network = $3",
    )
    .bind(kind)
    .bind(subject)
    .bind(network)
    .try_map(|row: SqliteRow| {
        Ok(Count {
            failures: row.try_get("failures")?,
            since: row.try_get("since")?,
            resting_until: row.try_get("resting_until")?,
            spent: row.try_get::<i64, _>("spent")? != 0,
        })
    })
    .fetch_optional(&mut **transaction)
    .await
}

async fn write(
    transaction: &mut Transaction,
    kind: &str,
    subject: &str,
    network: &str,
    count: Count,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO attempts (kind, subject, network, failures, since, resting_until, spent) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (subject, kind, network) DO UPDATE SET failures = excluded.failures, since = excluded.since, \
         resting_until = excluded.resting_until, spent = excluded.spent",
    )
    .bind(kind)
    .bind(subject)
    .bind(network)
    .bind(count.failures)
    .bind(count.since)
    .bind(count.resting_until)
    .bind(i64::from(count.spent))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        kind: "password",
        tries: 3,
        rest: 15 * MINUTE,
    };

    /// Attempts of one network after another, each count carried on.
    fn attempts(times: &[Millis]) -> Vec<Attempt> {
        let (mut own, mut all) = (None, None);
        let mut found = Vec::new();
        for now in times {
            let step = step(own, all, LIMIT, *now);
            (own, all) = (Some(step.own), Some(step.all));
            found.push(step.attempt);
        }
        found
    }

    #[test]
    fn the_last_try_rests_before_it_is_checked() {
        let until = 15 * MINUTE;
        assert_eq!(
            attempts(&[0, 0, 0, 1, 2]),
            [
                Attempt::Counted { left: 2, until },
                Attempt::Counted { left: 1, until },
                Attempt::Counted { left: 0, until },
                Attempt::Resting { until, first: true },
                Attempt::Resting { until, first: false },
            ]
        );
    }

    #[test]
    fn after_the_rest_all_tries_are_back() {
        let found = attempts(&[0, 0, 0, 15 * MINUTE]);
        assert!(matches!(found[3], Attempt::Counted { left: 2, .. }));
    }

    #[test]
    fn failures_are_forgotten_after_a_day() {
        let found = attempts(&[0, 0, FORGOTTEN_AFTER]);
        assert!(matches!(found[2], Attempt::Counted { left: 2, .. }));
    }

    #[test]
    fn a_new_network_is_slowed_and_never_locked_by_others() {
        let all = Some(Count {
            failures: 12,
            ..Count::default()
        });
        let first = step(None, all, LIMIT, 0);
        let until = SLOWED_MINUTES * MINUTE;
        assert_eq!(first.attempt, Attempt::Resting { until, first: true });
        let stranger_goes_on = Some(Count {
            failures: 500,
            ..Count::default()
        });
        let second = step(Some(first.own), stranger_goes_on, LIMIT, until);
        assert!(matches!(second.attempt, Attempt::Counted { left: 2, .. }));
    }
}
