//! Many turns in one transaction, each with its own verdict.

use std::collections::HashSet;

use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::places::Places;
use super::prepare::{BodyRow, EventRow, PreparedTurn};
use super::read;
use super::rows::{Rows, Statement};
use crate::store::{Committed, StartedCall, TimerChange};

/// The statements of a batch, over any number of rows.
pub(super) struct Statements {
    places: Places,
    events: Rows,
    confided_bodies: Rows,
    confided_states: Rows,
    timers: Rows,
}

/// What came of a batch.
pub(super) struct Written {
    /// One verdict for each turn, in their order.
    pub(super) verdicts: Vec<Committed>,
    /// Whether something personal was deleted, whose bytes may still stand in the files.
    pub(super) erased: bool,
}

impl Statements {
    pub(super) fn new() -> Self {
        Self {
            places: Places::new(),
            events: Rows::new(
                "INSERT INTO events (conversation, seq, message, author, body, at)",
                6,
                "",
            ),
            confided_bodies: Rows::new("INSERT INTO confided_bodies (conversation, seq, run, body)", 4, ""),
            confided_states: Rows::new(
                "INSERT INTO confided_states (conversation, state)",
                2,
                "ON CONFLICT (conversation) DO UPDATE SET state = excluded.state",
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
    let winners = statements.places.take(connection, &mut turns).await?;
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
    write_confided(connection, statements, &mut won).await?;
    write_timers(connection, statements, &mut won).await?;
    let mut erased = false;
    for turn in won {
        erased |= write_the_rest(connection, turn).await?;
    }
    Ok(Written { verdicts, erased })
}

fn bind_event(statement: Statement<'static>, event: EventRow) -> Statement<'static> {
    statement
        .bind(event.conversation)
        .bind(event.seq)
        .bind(event.message)
        .bind(event.author)
        .bind(event.body)
        .bind(event.at)
}

/// Writes what is personal: bodies as they were said, and states.
async fn write_confided(
    connection: &mut SqliteConnection,
    statements: &Statements,
    turns: &mut [PreparedTurn],
) -> Result<(), sqlx::Error> {
    let mut bodies: Vec<BodyRow> = Vec::new();
    let mut states = Vec::new();
    for turn in turns {
        bodies.append(&mut turn.confided);
        states.extend(
            turn.confided_state
                .take()
                .map(|state| (turn.conversation.clone(), state)),
        );
    }
    let bind = |statement: Statement<'static>, row: BodyRow| {
        statement
            .bind(row.conversation)
            .bind(row.seq)
            .bind(row.run)
            .bind(row.body)
    };
    statements.confided_bodies.run(connection, bodies, bind).await?;
    let bind = |statement: Statement<'static>, (conversation, state)| statement.bind(conversation).bind(state);
    statements.confided_states.run(connection, states, bind).await?;
    Ok(())
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

/// What few turns have: calls, runs that are over, versions. Gives whether something personal was deleted.
async fn write_the_rest(connection: &mut SqliteConnection, turn: PreparedTurn) -> Result<bool, sqlx::Error> {
    let erased = turn.finished_call.is_some() || turn.forget_state || !turn.forget.is_empty();
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
        sqlx::query("DELETE FROM confided_bodies WHERE conversation = $1 AND run = $2")
            .bind(turn.conversation.clone())
            .bind(run)
            .execute(&mut *connection)
            .await?;
    }
    if turn.forget_state {
        sqlx::query("DELETE FROM confided_states WHERE conversation = $1")
            .bind(turn.conversation.clone())
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
