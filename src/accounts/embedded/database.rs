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
        create_for_owner_only(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
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

/// Makes the file before SQLite does, so that nobody else may read it; SQLite gives its side files the same mode.
fn create_for_owner_only(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;

    #[tokio::test]
    async fn commits_reach_the_disk_and_what_is_deleted_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("accounts.db")).await.unwrap();
        let mut writer = database.writer.acquire().await.unwrap();
        for (pragma, expected) in [
            ("PRAGMA synchronous", "2"),
            ("PRAGMA secure_delete", "1"),
            ("PRAGMA foreign_keys", "1"),
            ("PRAGMA journal_mode", "wal"),
        ] {
            let row = sqlx::query(pragma).fetch_one(&mut *writer).await.unwrap();
            let value = row
                .try_get::<i64, _>(0)
                .map_or_else(|_| row.get::<String, _>(0), |number| number.to_string());
            assert_eq!(value, expected, "{pragma}");
        }
        let refused = sqlx::query("DELETE FROM sealed").execute(database.read()).await;
        assert!(refused.is_err(), "readers only read");
    }
}
