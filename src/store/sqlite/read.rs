//! The connections that read, and what is read.

use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use tokio::sync::{Mutex, MutexGuard};

use super::{signed, unavailable, unsigned};
use crate::clock::Millis;
use crate::conversation::{ConversationId, Event, FlowId, MessageId, Seq};
use crate::store::{
    Backlog, ContentVersion, DueTimer, OpenCall, PAGE, StartedCall, StoreError, StoredConversation, TokenHash,
};

/// A few connections that read.
pub(super) struct Readers {
    connections: Vec<Mutex<SqliteConnection>>,
    next: AtomicUsize,
}

impl Readers {
    pub(super) fn new(connections: Vec<SqliteConnection>) -> Self {
        Self {
            connections: connections.into_iter().map(Mutex::new).collect(),
            next: AtomicUsize::new(0),
        }
    }

    /// A connection that is free, or else the next one that will be.
    pub(super) async fn get(&self) -> MutexGuard<'_, SqliteConnection> {
        let free = self
            .connections
            .iter()
            .find_map(|connection| connection.try_lock().ok());
        match free {
            Some(connection) => connection,
            None => {
                let next = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len();
                self.connections[next].lock().await
            }
        }
    }
}

pub(super) async fn load(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<Option<StoredConversation>, StoreError> {
    let row = sqlx::query(
        "SELECT version, last_seq, token_hash, subject, COALESCE(confided_states.state, conversations.state) FROM conversations \
         LEFT JOIN confided_states ON confided_states.conversation = id WHERE id = $1",
    )
    .bind(conversation.to_string())
    .fetch_optional(connection)
    .await
    .map_err(|error| unavailable(&error))?;
    row.map(|row| read(stored_conversation(&row))?.ok_or(StoreError::Unreadable("a token")))
        .transpose()
}

fn stored_conversation(row: &SqliteRow) -> Result<Option<StoredConversation>, sqlx::Error> {
    let mut token_hash: TokenHash = [0; 32];
    if hex::decode_to_slice(row.try_get::<&str, _>(2)?, &mut token_hash).is_err() {
        return Ok(None);
    }
    Ok(Some(StoredConversation {
        version: unsigned(row.try_get(0)?),
        last_seq: unsigned(row.try_get(1)?),
        token_hash,
        subject: row.try_get(3)?,
        state: row.try_get(4)?,
    }))
}

/// Events of a conversation, personal ones as they were said while their run is open.
macro_rules! events {
    () => {
        "SELECT events.seq, message, author, COALESCE(confided_bodies.body, events.body), at FROM events \
         LEFT JOIN confided_bodies USING (conversation, seq) \
         WHERE events.conversation = $1"
    };
}

pub(super) async fn events_after(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
    seq: Seq,
) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query(concat!(events!(), " AND events.seq > $2 ORDER BY events.seq LIMIT $3"))
        .bind(conversation.to_string())
        .bind(signed(seq))
        .bind(limit(PAGE))
        .fetch_all(connection)
        .await
        .map_err(|error| unavailable(&error))?;
    rows.iter().map(event_of).collect()
}

pub(super) async fn event(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
    seq: Seq,
) -> Result<Option<Event>, StoreError> {
    let row = sqlx::query(concat!(events!(), " AND events.seq = $2"))
        .bind(conversation.to_string())
        .bind(signed(seq))
        .fetch_optional(connection)
        .await
        .map_err(|error| unavailable(&error))?;
    row.as_ref().map(event_of).transpose()
}

fn event_of(row: &SqliteRow) -> Result<Event, StoreError> {
    const UNREADABLE: StoreError = StoreError::Unreadable("an event");
    let text = |column: usize| read(row.try_get::<&str, _>(column));
    let message: Option<String> = read(row.try_get(1))?;
    Ok(Event {
        seq: unsigned(read(row.try_get(0))?),
        at: read(row.try_get(4))?,
        id: message.map(MessageId::new).transpose().map_err(|_| UNREADABLE)?,
        from: serde_json::from_str(text(2)?).map_err(|_| UNREADABLE)?,
        body: serde_json::from_str(text(3)?).map_err(|_| UNREADABLE)?,
    })
}

pub(super) async fn message(
    connection: &mut SqliteConnection,
    conversation: &str,
    message: &str,
) -> Result<Option<Seq>, sqlx::Error> {
    let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM events WHERE conversation = $1 AND message = $2")
        .bind(conversation.to_owned())
        .bind(message.to_owned())
        .fetch_optional(connection)
        .await?;
    Ok(seq.map(unsigned))
}

pub(super) async fn open_calls(
    connection: &mut SqliteConnection,
    before: Millis,
    most: usize,
) -> Result<Vec<OpenCall>, StoreError> {
    let rows = sqlx::query(
        "SELECT conversation, idempotency_key, operation, arguments, context FROM calls WHERE started_at < $1 \
         ORDER BY started_at, idempotency_key LIMIT $2",
    )
    .bind(before)
    .bind(limit(most))
    .fetch_all(connection)
    .await
    .map_err(|error| unavailable(&error))?;
    rows.iter()
        .map(|row| {
            Ok(OpenCall {
                conversation: conversation_of(row, 0)?,
                call: StartedCall {
                    key: read(row.try_get(1))?,
                    operation: read(row.try_get(2))?,
                    arguments: read(row.try_get(3))?,
                    context: read(row.try_get(4))?,
                },
            })
        })
        .collect()
}

pub(super) async fn due_timers(
    connection: &mut SqliteConnection,
    now: Millis,
    last: Option<&DueTimer>,
    most: usize,
) -> Result<Vec<DueTimer>, StoreError> {
    let (at, conversation, kind) = last.map_or((i64::MIN, "", ""), |last| {
        (last.at, last.conversation.as_str(), last.kind.as_str())
    });
    let rows = sqlx::query(
        "SELECT at, conversation, kind FROM timers WHERE at <= $1 AND (at, conversation, kind) > ($2, $3, $4) \
         ORDER BY at, conversation, kind LIMIT $5",
    )
    .bind(now)
    .bind(at)
    .bind(conversation.to_owned())
    .bind(kind.to_owned())
    .bind(limit(most))
    .fetch_all(connection)
    .await
    .map_err(|error| unavailable(&error))?;
    rows.iter()
        .map(|row| {
            Ok(DueTimer {
                at: read(row.try_get(0))?,
                conversation: conversation_of(row, 1)?,
                kind: read(row.try_get(2))?,
            })
        })
        .collect()
}

pub(super) async fn timer(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
    kind: &str,
) -> Result<Option<Millis>, StoreError> {
    sqlx::query_scalar("SELECT at FROM timers WHERE conversation = $1 AND kind = $2")
        .bind(conversation.to_string())
        .bind(kind.to_owned())
        .fetch_optional(connection)
        .await
        .map_err(|error| unavailable(&error))
}

pub(super) async fn backlog(connection: &mut SqliteConnection, now: Millis) -> Result<Backlog, StoreError> {
    let (open_calls, oldest_call, timers_due): (i64, Option<Millis>, i64) = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM calls), (SELECT MIN(started_at) FROM calls), \
         (SELECT COUNT(*) FROM timers WHERE at <= $1)",
    )
    .bind(now)
    .fetch_one(connection)
    .await
    .map_err(|error| unavailable(&error))?;
    Ok(Backlog {
        queue: 0,
        open_calls: unsigned(open_calls),
        oldest_call,
        timers_due: unsigned(timers_due),
    })
}

pub(super) async fn content_version(
    connection: &mut SqliteConnection,
    version: &str,
) -> Result<Option<ContentVersion>, StoreError> {
    const UNREADABLE: StoreError = StoreError::Unreadable("a version of a flow");
    let row: Option<(String, String)> = sqlx::query_as("SELECT flow, sources FROM content_versions WHERE version = $1")
        .bind(version.to_owned())
        .fetch_optional(connection)
        .await
        .map_err(|error| unavailable(&error))?;
    row.map(|(flow, sources)| {
        Ok(ContentVersion {
            version: version.into(),
            flow: FlowId::new(flow).map_err(|_| UNREADABLE)?,
            sources: serde_json::from_str(&sources).map_err(|_| UNREADABLE)?,
        })
    })
    .transpose()
}

fn conversation_of(row: &SqliteRow, column: usize) -> Result<ConversationId, StoreError> {
    let text: &str = read(row.try_get(column))?;
    ConversationId::new(text).map_err(|_| StoreError::Unreadable("the name of a conversation"))
}

/// A column that was read, or that this program does not understand.
fn read<T>(column: Result<T, sqlx::Error>) -> Result<T, StoreError> {
    column.map_err(|error| {
        tracing::error!(%error, "a row of the store can't be read");
        StoreError::Unreadable("a row")
    })
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
