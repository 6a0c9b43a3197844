//! Many turns in one transaction, each with its own verdict.

use std::collections::HashSet;

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};

use super::prepare::{EventRow, PreparedTurn};
use super::read;
use super::rows::{Rows, Statement};
use crate::store::{Committed, StartedCall, TimerChange};

/// The statements of a batch, over any number of rows.
pub(super) struct Statements {
    make: Rows,
    advance: Rows,
    events: Rows,
    timers: Rows,
}

/// What came of a batch.
pub(super) struct Written {
    /// One verdict for each turn, in their order.
    pub(super) verdicts: Vec<Committed>,
    /// Whether something was overwritten or deleted whose old bytes may still stand in the write-ahead log.
    pub(super) erased: bool,
}

impl Statements {
    pub(super) fn new() -> Self {
        Self {
            make: Rows::new(
                "INSERT INTO conversations (id, version, last_seq, token_hash, subject, state, created_at, updated_at, ended_at)",
                9,
                "ON CONFLICT DO NOTHING RETURNING id",
            ),
            advance: Rows::new(
                "WITH turn (id, expected, message, last_seq, token_hash, subject, state, at, ended_at) AS (",
                9,
                ") UPDATE conversations SET version = version + 1, last_seq = turn.last_seq, state = turn.state, \
                 token_hash = COALESCE(turn.token_hash, conversations.token_hash), \
                 subject = COALESCE(turn.subject, conversations.subject), updated_at = turn.at, \
                 ended_at = COALESCE(conversations.ended_at, turn.ended_at) \
                 FROM turn WHERE conversations.id = turn.id AND conversations.version = turn.expected \
                 AND NOT EXISTS (SELECT 1 FROM events WHERE events.conversation = turn.id AND events.message = turn.message) \
                 RETURNING conversations.id",
            ),
            events: Rows::new(
                "INSERT INTO events (conversation, seq, message, author, body, afterwards, run, at)",
                8,
                "",
            ),
            timers: Rows::new(
                "INSERT INTO timers (conversation, kind, at)",
                3,
                "ON CONFLICT (conversation, kind) DO UPDATE SET at = excluded.at",
            ),
        }
    }
}

/// Writes `turns`, no two of them of one conversation, in one transaction. A turn that loses (its conversation has moved
/// on, or its message was handled before) writes nothing; an error means that no turn wrote anything.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    statements: &Statements,
    turns: Vec<PreparedTurn>,
) -> Result<Written, sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let written = write_all(&mut transaction, statements, turns).await?;
    transaction.commit().await?;
    Ok(written)
}

async fn write_all(
    connection: &mut SqliteConnection,
    statements: &Statements,
    mut turns: Vec<PreparedTurn>,
) -> Result<Written, sqlx::Error> {
    let winners = take_places(connection, statements, &mut turns).await?;
    let mut verdicts = Vec::with_capacity(turns.len());
    let mut won = Vec::with_capacity(turns.len());
    for turn in turns {
        if winners.contains(&turn.conversation) {
            verdicts.push(Committed::Done);
            won.push(turn);
        } else {
            verdicts.push(lost(connection, &turn).await?);
        }
    }
    let events: Vec<EventRow> = won
        .iter_mut()
        .flat_map(|turn| std::mem::take(&mut turn.events))
        .collect();
    statements.events.run(connection, events, bind_event).await?;
    write_timers(connection, statements, &mut won).await?;
    let mut erased = false;
    for turn in won {
        erased |= write_the_rest(connection, turn).await?;
    }
    Ok(Written { verdicts, erased })
}

/// Makes or advances the conversation of each turn, if it is at the version that the turn expects and does not know its
/// message; gives the conversations for which that was so. Once a turn has its place, nothing else of it can fail.
async fn take_places(
    connection: &mut SqliteConnection,
    statements: &Statements,
    turns: &mut [PreparedTurn],
) -> Result<HashSet<String>, sqlx::Error> {
    let mut new = Vec::new();
    let mut known = Vec::new();
    for turn in turns.iter_mut() {
        let place = Place {
            conversation: turn.conversation.clone(),
            expected: turn.expected,
            message: turn.message.clone(),
            last_seq: turn.last_seq,
            token_hash: turn.token_hash.take(),
            subject: turn.subject.take(),
            state: std::mem::take(&mut turn.state),
            at: turn.at,
            ended_at: turn.ended_at,
        };
        if place.expected.is_none() {
            new.push(place)
        } else {
            known.push(place)
        }
    }
    let mut places = statements.make.run(connection, new, bind_new).await?;
    places.extend(statements.advance.run(connection, known, bind_known).await?);
    places.iter().map(|row| row.try_get(0)).collect()
}

/// What a turn writes to `conversations`.
struct Place {
    conversation: String,
    expected: Option<i64>,
    message: Option<String>,
    last_seq: i64,
    token_hash: Option<String>,
    subject: Option<String>,
    state: String,
    at: i64,
    ended_at: Option<i64>,
}

fn bind_new(statement: Statement<'static>, place: Place) -> Statement<'static> {
    statement
        .bind(place.conversation)
        .bind(1_i64)
        .bind(place.last_seq)
        .bind(place.token_hash)
        .bind(place.subject)
        .bind(place.state)
        .bind(place.at)
        .bind(place.at)
        .bind(place.ended_at)
}

fn bind_known(statement: Statement<'static>, place: Place) -> Statement<'static> {
    statement
        .bind(place.conversation)
        .bind(place.expected)
        .bind(place.message)
        .bind(place.last_seq)
        .bind(place.token_hash)
        .bind(place.subject)
        .bind(place.state)
        .bind(place.at)
        .bind(place.ended_at)
}

fn bind_event(statement: Statement<'static>, event: EventRow) -> Statement<'static> {
    statement
        .bind(event.conversation)
        .bind(event.seq)
        .bind(event.message)
        .bind(event.author)
        .bind(event.body)
        .bind(event.afterwards)
        .bind(event.run)
        .bind(event.at)
}

/// Why a turn got no place.
async fn lost(connection: &mut SqliteConnection, turn: &PreparedTurn) -> Result<Committed, sqlx::Error> {
    let Some(message) = &turn.message else {
        return Ok(Committed::Conflict);
    };
    let seq = read::message(connection, &turn.conversation, message).await?;
    Ok(seq.map_or(Committed::Conflict, |seq| Committed::Duplicate { seq }))
}

/// Sets and stops timers; of several changes to one timer in one turn the last counts.
async fn write_timers(
    connection: &mut SqliteConnection,
    statements: &Statements,
    turns: &mut [PreparedTurn],
) -> Result<(), sqlx::Error> {
    let mut set: Vec<(String, String, i64)> = Vec::new();
    for turn in turns {
        let mut decided = HashSet::new();
        for change in std::mem::take(&mut turn.timers).into_iter().rev() {
            let (TimerChange::Set { kind, .. } | TimerChange::Stop { kind }) = &change;
            if !decided.insert(kind.clone()) {
                continue;
            }
            match change {
                TimerChange::Set { kind, at } => set.push((turn.conversation.clone(), kind, at)),
                TimerChange::Stop { kind } => {
                    sqlx::query("DELETE FROM timers WHERE conversation = $1 AND kind = $2")
                        .bind(turn.conversation.clone())
                        .bind(kind)
                        .execute(&mut *connection)
                        .await?;
                }
            }
        }
    }
    let bind =
        |statement: Statement<'static>, (conversation, kind, at)| statement.bind(conversation).bind(kind).bind(at);
    statements.timers.run(connection, set, bind).await?;
    Ok(())
}

/// What few turns have: calls, rewriting, versions. Gives whether something was overwritten or deleted.
async fn write_the_rest(connection: &mut SqliteConnection, turn: PreparedTurn) -> Result<bool, sqlx::Error> {
    let erased = turn.finished_call.is_some() || !turn.forget.is_empty();
    if let Some(key) = turn.finished_call {
        sqlx::query("DELETE FROM calls WHERE idempotency_key = $1")
            .bind(key)
            .execute(&mut *connection)
            .await?;
    }
    if let Some(call) = turn.started_call {
        start_call(connection, turn.conversation.clone(), call, turn.at).await?;
    }
    for run in turn.forget {
        sqlx::query(
            "UPDATE events SET body = afterwards, afterwards = NULL, run = NULL WHERE conversation = $1 AND run = $2",
        )
        .bind(turn.conversation.clone())
        .bind(run)
        .execute(&mut *connection)
        .await?;
    }
    for used in turn.versions {
        sqlx::query(
            "INSERT INTO content_versions (version, flow, sources, used_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (version) DO UPDATE SET used_at = excluded.used_at",
        )
        .bind(used.version)
        .bind(used.flow)
        .bind(used.sources)
        .bind(turn.at)
        .execute(&mut *connection)
        .await?;
    }
    Ok(erased)
}

async fn start_call(
    connection: &mut SqliteConnection,
    conversation: String,
    call: StartedCall,
    at: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO calls (idempotency_key, conversation, operation, arguments, context, started_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (idempotency_key) DO UPDATE SET started_at = excluded.started_at",
    )
    .bind(call.key)
    .bind(conversation)
    .bind(call.operation)
    .bind(call.arguments)
    .bind(call.context)
    .bind(at)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Deletes a conversation with everything that belongs to it, in one transaction.
pub(super) async fn delete(connection: &mut SqliteConnection, conversation: &str) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for statement in [
        "DELETE FROM events WHERE conversation = $1",
        "DELETE FROM timers WHERE conversation = $1",
        "DELETE FROM calls WHERE conversation = $1",
        "DELETE FROM conversations WHERE id = $1",
    ] {
        sqlx::query(statement)
            .bind(conversation.to_owned())
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Connection};

    use super::*;

    /// Speed is in this: for each waiting turn one look-up by the conversation's id and one by the message's.
    #[tokio::test]
    async fn turns_find_their_conversations_by_index() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        sqlx::migrate!("migrations/chat/sqlite")
            .run(&mut connection)
            .await
            .unwrap();
        let statements = Statements::new();
        let explain = format!("EXPLAIN QUERY PLAN {}", statements.advance.text(4));
        let plan: Vec<String> = sqlx::query(AssertSqlSafe(explain))
            .fetch_all(&mut connection)
            .await
            .unwrap()
            .iter()
            .map(|row| row.get("detail"))
            .collect();
        let plan = plan.join("\n");
        assert!(plan.contains("SEARCH conversations USING"), "{plan}");
        assert!(plan.contains("USING COVERING INDEX events_by_message"), "{plan}");
        assert!(!plan.contains("SCAN conversations"), "{plan}");
    }
}
