//! Which turns of a batch win: the rows of `conversations`.

use std::collections::HashSet;

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::prepare::PreparedTurn;
use super::rows::{Rows, Statement};

/// The statements by which a turn takes its place in its conversation.
pub(super) struct Places {
    make: Rows,
    advance: Rows,
}

impl Places {
    pub(super) fn new() -> Self {
        Self {
            make: Rows::new(
                "INSERT INTO conversations \
                 (id, version, last_seq, token_hash, subject, state, created_at, updated_at, ended_at)",
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
                 AND NOT EXISTS (SELECT 1 FROM events \
                 WHERE events.conversation = turn.id AND events.message = turn.message) \
                 RETURNING conversations.id",
            ),
        }
    }

    /// Makes or advances the conversation of each turn, if it is at the version that the turn expects and does not know
    /// its message; gives the conversations for which that was so. Once a turn has its place, nothing else of it can fail.
    pub(super) async fn take(
        &self,
        connection: &mut SqliteConnection,
        turns: &mut [PreparedTurn],
    ) -> Result<HashSet<String>, sqlx::Error> {
        let (mut new, mut known) = (Vec::new(), Vec::new());
        for turn in turns {
            let place = Place::of(turn);
            if place.expected.is_none() {
                new.push(place)
            } else {
                known.push(place)
            }
        }
        let mut places = self.make.run(connection, new, bind_new).await?;
        places.extend(self.advance.run(connection, known, bind_known).await?);
        places.iter().map(|row| row.try_get(0)).collect()
    }
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

impl Place {
    /// Takes out of `turn` what only stands here.
    fn of(turn: &mut PreparedTurn) -> Self {
        Self {
            conversation: turn.conversation.clone(),
            expected: turn.expected,
            message: turn.message.clone(),
            last_seq: turn.last_seq,
            token_hash: turn.token_hash.take(),
            subject: turn.subject.take(),
            state: std::mem::take(&mut turn.state),
            at: turn.at,
            ended_at: turn.ended_at,
        }
    }
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
        let places = Places::new();
        let explain = format!("EXPLAIN QUERY PLAN {}", places.advance.text(4));
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
