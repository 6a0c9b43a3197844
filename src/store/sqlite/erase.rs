//! Deleting what is to leave no trace.

use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

/// Deletes a conversation with everything that belongs to it, in one transaction.
pub(super) async fn delete(connection: &mut SqliteConnection, conversation: &str) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for statement in [
        "DELETE FROM events WHERE conversation = $1",
        "DELETE FROM confided_bodies WHERE conversation = $1",
        "DELETE FROM confided_states WHERE conversation = $1",
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

/// The statements that write one table anew.
macro_rules! write_anew {
    ($table:literal) => {
        concat!(
            "CREATE TEMP TABLE kept AS SELECT * FROM ",
            $table,
            "; DELETE FROM ",
            $table,
            "; INSERT INTO ",
            $table,
            " SELECT * FROM kept; DROP TABLE kept;"
        )
    };
}

/// Writes the tables anew that personal values are deleted from. An unfiltered DELETE gives all pages of a table back at
/// once, and `secure_delete` overwrites pages that are given back; what is put in again comes by way of memory.
pub(super) async fn erase(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(concat!(
        write_anew!("confided_bodies"),
        write_anew!("confided_states"),
        write_anew!("calls")
    ))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await
}
