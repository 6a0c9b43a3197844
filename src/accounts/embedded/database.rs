//! The service's own SQLite database: one connection that writes, a few that read.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Sqlite};

/// A transaction; dropped without a commit, it leaves nothing behind.
pub(super) type Transaction = sqlx::Transaction<'static, Sqlite>;

const READERS: u32 = 4;
const PATIENCE: Duration = Duration::from_secs(10);

/// The pools of one database file.
#[derive(Debug)]
pub(super) struct Database {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Database {
    /// Opens the file, makes it if there is none, and brings its tables up to date.
    ///
    /// `synchronous=FULL`: with NORMAL a power cut loses acknowledged commits. `secure_delete`: what is deleted is
    /// overwritten.
    pub(super) async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("secure_delete", "ON")
            .disable_statement_logging();
        let writer = pool(1).connect_with(options.clone()).await?;
        sqlx::migrate!("migrations/accounts/sqlite").run(&writer).await?;
        let readers = pool(READERS).connect_with(options.pragma("query_only", "ON")).await?;
        Ok(Self { writer, readers })
    }

    /// Begins to write; waits for the transaction before.
    pub(super) async fn write(&self) -> Result<Transaction, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }

    /// Where to read.
    pub(super) fn read(&self) -> &SqlitePool {
        &self.readers
    }

    /// Closes all connections.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
}
