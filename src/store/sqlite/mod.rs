//! The store in one SQLite file.
//!
//! One connection writes: it takes the turns that wait and commits them in one transaction, so that durability costs one
//! fsync per batch (`writer`). A few others read. The same SQL text is meant for PostgreSQL: `$1` placeholders, ids as
//! text, times in milliseconds, JSON as text.

mod batch;
mod erase;
mod places;
mod prepare;
mod read;
mod rows;
mod writer;

use std::path::Path;

use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use self::prepare::PreparedTurn;
use self::read::Readers;
use self::writer::Writer;
use super::{Backlog, Commit, Committed, ContentVersion, DueTimer, OpenCall, Store, StoreError, StoredConversation};
use crate::clock::Millis;
use crate::conversation::{ConversationId, Event, MessageId, Seq};
use crate::metrics::StoreMetrics;

/// Connections that only read.
const READERS: usize = 3;

/// Pages that the write-ahead log holds (16 MB) before they are moved into the database file. With the usual 1,000 that comes
/// several times a second under load, each time with two more waits for the disk.
const CHECKPOINT_PAGES: &str = "4000";

/// The store in one SQLite file.
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
}

/// Why the database file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file or its folder can't be made.
    #[error("{path} can't be made: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite refuses it, or it was written by a newer version.
    #[error("{path} can't be opened as a database of conversations: {source}")]
    Database {
        /// Which.
        path: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl SqliteStore {
    /// Opens the database file at `path`, makes it (readable by its owner only) where it is missing, and brings its
    /// tables up to date.
    pub async fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_counted(path, StoreMetrics::default()).await
    }

    /// The same, and what it writes is counted in `metrics`.
    pub async fn open_counted(path: &Path, metrics: StoreMetrics) -> Result<Self, OpenError> {
        make_file(path).map_err(|source| OpenError::File {
            path: path.display().to_string(),
            source,
        })?;
        let refused = |source: Box<dyn std::error::Error + Send + Sync>| OpenError::Database {
            path: path.display().to_string(),
            source,
        };
        let mut writing = options(path)
            .pragma("cache_size", "-16000")
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .connect()
            .await
            .map_err(|error| refused(error.into()))?;
        sqlx::migrate!("migrations/chat/sqlite")
            .run(&mut writing)
            .await
            .map_err(|error| refused(error.into()))?;
        let mut readers: Vec<SqliteConnection> = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            let reading = options(path).pragma("query_only", "ON").connect().await;
            readers.push(reading.map_err(|error| refused(error.into()))?);
        }
        Ok(Self {
            writer: Writer::start(writing, metrics),
            readers: Readers::new(readers),
        })
    }
}

/// Makes the file, so that its rights are right from the first byte: SQLite gives its write-ahead log the same.
fn make_file(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// What every connection needs. `synchronous` is set explicitly: with NORMAL a power cut loses acknowledged commits.
/// `secure_delete` overwrites what is deleted or rewritten.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// Logs what went wrong; the caller learns only that the store is not available.
fn unavailable(error: &sqlx::Error) -> StoreError {
    tracing::error!(%error, "the store of conversations failed");
    StoreError::Unavailable
}

/// A count of ours as SQL has it.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count of SQL as we have it.
fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

#[async_trait]
impl Store for SqliteStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.writer.commit(PreparedTurn::new(commit)?).await
    }

    async fn load(&self, conversation: &ConversationId) -> Result<Option<StoredConversation>, StoreError> {
        read::load(&mut *self.readers.get().await, conversation).await
    }

    async fn events_after(&self, conversation: &ConversationId, seq: Seq) -> Result<Vec<Event>, StoreError> {
        read::events_after(&mut *self.readers.get().await, conversation, seq).await
    }

    async fn event(&self, conversation: &ConversationId, seq: Seq) -> Result<Option<Event>, StoreError> {
        read::event(&mut *self.readers.get().await, conversation, seq).await
    }

    async fn message(&self, conversation: &ConversationId, message: &MessageId) -> Result<Option<Seq>, StoreError> {
        read::message(&mut *self.readers.get().await, conversation.as_str(), message.as_str())
            .await
            .map_err(|error| unavailable(&error))
    }

    async fn open_calls(&self, before: Millis, limit: usize) -> Result<Vec<OpenCall>, StoreError> {
        read::open_calls(&mut *self.readers.get().await, before, limit).await
    }

    async fn due_timers(
        &self,
        now: Millis,
        last: Option<&DueTimer>,
        limit: usize,
    ) -> Result<Vec<DueTimer>, StoreError> {
        read::due_timers(&mut *self.readers.get().await, now, last, limit).await
    }

    async fn timer(&self, conversation: &ConversationId, kind: &str) -> Result<Option<Millis>, StoreError> {
        read::timer(&mut *self.readers.get().await, conversation, kind).await
    }

    async fn content_version(&self, version: &str) -> Result<Option<ContentVersion>, StoreError> {
        read::content_version(&mut *self.readers.get().await, version).await
    }

    async fn delete(&self, conversation: &ConversationId) -> Result<(), StoreError> {
        self.writer.delete(conversation.to_string()).await
    }

    async fn backlog(&self, now: Millis) -> Result<Backlog, StoreError> {
        let stored = read::backlog(&mut *self.readers.get().await, now).await?;
        Ok(Backlog {
            queue: self.writer.waiting(),
            ..stored
        })
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.writer.ping().await?;
        let mut connection = self.readers.get().await;
        connection.ping().await.map_err(|error| unavailable(&error))
    }

    async fn shutdown(&self) {
        self.writer.shutdown().await;
    }
}
