//! The account service that ships in the same binary, on a SQLite database of its own.
//!
//! A call runs through `dispatch`: its arguments are read into a typed struct, a key that was seen before gets its first
//! outcome, and one short function per operation (`operations/`) does the rest: it counts the attempt, hashes, and acts in
//! one transaction that also writes the outcome under the key, the audit row and the mail.

mod address;
mod attempts;
mod audit;
mod business_days;
mod config;
mod context;
mod database;
pub mod demo;
mod dispatch;
mod failure;
mod figures;
mod grants;
mod hashing;
mod idempotency;
mod keys;
mod members;
mod normalize;
mod operations;
mod outbox;
mod passwords;
mod pending;
mod providers;
mod questions;
mod recoveries;
mod sealed;
mod sessions;
mod shapes;
mod tidy;
mod tokens;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use sqlx::Row;

use super::contract::{AccountService, Call, Outcome, Policy};
use crate::clock::{Millis, SharedClock, SharedEntropy};
use crate::mail::OutboxItem;
use database::Database;
use hashing::Hasher;
use questions::Distribution;

pub use audit::AuditError;
pub use config::{EmbeddedConfig, MemberRecovery};
pub use failure::Failure;
pub use hashing::{HashingCost, HashingError};
pub use keys::{Keys, KeysError, Unreadable};

/// The service could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database cannot be opened or brought up to date.
    #[error("the account database cannot be opened: {0}")]
    Database(#[from] sqlx::Error),
    /// The database was made with other keys: nobody would be found in it.
    #[error("the account database was made with another master key: put the original key file back from your backup")]
    OtherKeys,
    /// The cost of hashing makes no sense.
    #[error("the cost of hashing makes no sense: {0}")]
    Hashing(#[from] HashingError),
}

/// The embedded account service. `Debug` prints nothing of what it knows.
pub struct Embedded {
    database: Database,
    keys: Keys,
    hasher: Hasher,
    policy: Policy,
    member_recovery: MemberRecovery,
    time_zone: TimeZone,
    demo: bool,
    distribution: RwLock<Distribution>,
    clock: SharedClock,
    entropy: SharedEntropy,
}

impl fmt::Debug for Embedded {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Embedded(..)")
    }
}

#[async_trait]
impl AccountService for Embedded {
    async fn call(&self, call: Call) -> Outcome {
        dispatch::call(self, &call).await
    }
}

impl Embedded {
    /// Opens the database of `config`, makes it if there is none, and is ready to take calls.
    pub async fn open(
        config: EmbeddedConfig,
        clock: SharedClock,
        entropy: SharedEntropy,
    ) -> Result<Arc<Self>, OpenError> {
        let database = Database::open(&config.database).await?;
        same_keys(&database, &config.keys).await?;
        let service = Self {
            hasher: Hasher::new(config.hashing_cost, config.hashing_threads, entropy.clone())?,
            database,
            keys: config.keys,
            policy: config.policy,
            member_recovery: config.member_recovery,
            time_zone: config.time_zone,
            demo: config.demo,
            distribution: RwLock::new(Distribution::new(0, 0, Default::default())),
            clock,
            entropy,
        };
        service.learn_distribution().await?;
        let mut transaction = service.database.write().await?;
        tidy::run(&mut transaction, service.clock.millis()).await?;
        transaction.commit().await?;
        Ok(Arc::new(service))
    }

    /// The figures of this service.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How many argon2id hashes were made or checked since it was opened.
    pub fn hashes_done(&self) -> u64 {
        self.hasher.done()
    }

    /// The e-mails and letters in the outbox, newest first; nothing unless this is a demonstration.
    pub async fn demo_outbox(&self) -> Vec<OutboxItem> {
        if !self.demo {
            return Vec::new();
        }
        outbox::read(self).await.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "the outbox cannot be read");
            Vec::new()
        })
    }

    /// Checks that no row of the audit was altered or taken out, and gives the number of rows.
    pub async fn verify_audit(&self) -> Result<u64, AuditError> {
        audit::verify(self.database.read()).await
    }

    /// Closes the database. Calls after this are `unavailable`.
    pub async fn close(&self) {
        self.database.close().await;
    }

    /// The day at `now` where the insurer is.
    fn day(&self, now: Millis) -> Date {
        instant(now).to_zoned_datetime(self.time_zone.clone()).date()
    }

    fn distribution(&self) -> Distribution {
        self.distribution.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts what registered members have, so that what is made up looks alike.
    async fn learn_distribution(&self) -> Result<(), sqlx::Error> {
        let learned = members::distribution(self.database.read()).await?;
        *self.distribution.write().unwrap_or_else(PoisonError::into_inner) = learned;
        Ok(())
    }
}

/// A point in time from milliseconds.
fn instant(millis: Millis) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
}

/// Marks a new database with its keys, and refuses one that was made with others.
async fn same_keys(database: &Database, keys: &Keys) -> Result<(), OpenError> {
    let check = keys.lookup("service", "keys");
    let mut transaction = database.write().await?;
    sqlx::query("INSERT INTO service (id, key_check) VALUES (1, $1) ON CONFLICT (id) DO NOTHING")
        .bind(&check)
        .execute(&mut *transaction)
        .await?;
    let row = sqlx::query("SELECT key_check FROM service WHERE id = 1")
        .fetch_one(&mut *transaction)
        .await?;
    transaction.commit().await?;
    if row.try_get::<String, _>("key_check")? == check {
        return Ok(());
    }
    Err(OpenError::OtherKeys)
}
