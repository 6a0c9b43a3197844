//! The audit: who did what, with which outcome, when and from where. Never a secret or a personal value. Each row holds
//! the hash of the one before, so that a row that is altered or taken out shows.

use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{FromRow, Row};

use super::context::Context;
use super::database::Transaction;
use crate::clock::Millis;

/// The audit is not what was written.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// It cannot be read.
    #[error("the audit cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    /// A row, or the one before it, was altered or taken out.
    #[error("the audit is broken at row {seq}: it or the row before it was altered or taken out")]
    Broken {
        /// The number of the row.
        seq: i64,
    },
}

#[derive(FromRow)]
struct Entry {
    seq: i64,
    at: Millis,
    operation: String,
    outcome: String,
    who: String,
    conversation: String,
    network: String,
    previous: String,
}

impl Entry {
    fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        for text in [
            &self.operation,
            &self.outcome,
            &self.who,
            &self.conversation,
            &self.network,
            &self.previous,
        ] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        hex::encode(hash.finalize())
    }
}

/// Writes the row of a call, and gives its number.
pub(super) async fn record(
    context: &Context<'_>,
    transaction: &mut Transaction,
    who: &str,
    outcome: &str,
) -> Result<i64, sqlx::Error> {
    let last = sqlx::query("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        .try_map(|row: SqliteRow| Ok((row.try_get::<i64, _>("seq")?, row.try_get::<String, _>("hash")?)))
        .fetch_optional(&mut **transaction)
        .await?;
    let (last_seq, previous) = last.unwrap_or_default();
    let entry = Entry {
        seq: last_seq + 1,
        at: context.now,
        operation: context.call.operation.clone(),
        outcome: outcome.to_owned(),
        who: who.to_owned(),
        conversation: context.conversation().to_owned(),
        network: context.network().to_owned(),
        previous,
    };
    sqlx::query(
        "INSERT INTO audit (seq, at, operation, outcome, who, conversation, network, previous, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(entry.seq)
    .bind(entry.at)
    .bind(&entry.operation)
    .bind(&entry.outcome)
    .bind(&entry.who)
    .bind(&entry.conversation)
    .bind(&entry.network)
    .bind(&entry.previous)
    .bind(entry.hash())
    .execute(&mut **transaction)
    .await?;
    Ok(entry.seq)
}

/// Walks the whole chain; gives the number of rows.
pub(super) async fn verify(database: &SqlitePool) -> Result<u64, AuditError> {
    let mut rows = sqlx::query("SELECT * FROM audit ORDER BY seq").fetch(database);
    let (mut count, mut last) = (0, String::new());
    while let Some(row) = rows.try_next().await? {
        let entry = Entry::from_row(&row)?;
        let hash: String = row.try_get("hash")?;
        count += 1;
        let in_place = u64::try_from(entry.seq).is_ok_and(|seq| seq == count);
        if !in_place || entry.previous != last || entry.hash() != hash {
            return Err(AuditError::Broken { seq: entry.seq });
        }
        last = hash;
    }
    Ok(count)
}
