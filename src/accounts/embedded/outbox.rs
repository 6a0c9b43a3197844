//! The outbox: messages queued in the transaction of the change that they announce. Recipients and bodies are encrypted.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::Embedded;
use super::context::{Act, Context};
use super::failure::Failure;
use crate::mail::{Channel, Message, OutboxItem};

const RECIPIENT: &str = "outbox recipient";
const BODY: &str = "outbox body";

/// How many messages the demonstration shows.
const SHOWN: i64 = 200;

impl Act<'_> {
    /// Queues a message.
    pub(super) async fn queue(&mut self, context: &Context<'_>, message: &Message) -> Result<(), Failure> {
        let service = context.service;
        let seal = |purpose, plain: &str| service.keys.seal(purpose, plain.as_bytes(), &service.entropy);
        let recipient = message.to.as_deref().map(|to| seal(RECIPIENT, to)).transpose()?;
        sqlx::query("INSERT INTO outbox (kind, recipient, subject, body, queued_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(message.channel.as_str())
            .bind(recipient)
            .bind(&message.text.subject)
            .bind(seal(BODY, &message.text.body)?)
            .bind(context.now)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }
}

/// The newest messages, decrypted, newest first; mail to nobody is left out.
pub(super) async fn read(service: &Embedded) -> Result<Vec<OutboxItem>, Failure> {
    let rows = sqlx::query(
        "SELECT kind, recipient, subject, body, queued_at, sent_at FROM outbox WHERE recipient IS NOT NULL \
         ORDER BY id DESC LIMIT $1",
    )
    .bind(SHOWN)
    .fetch_all(service.database.read())
    .await?;
    rows.iter().map(|row| item(service, row)).collect()
}

fn item(service: &Embedded, row: &SqliteRow) -> Result<OutboxItem, Failure> {
    let open = |purpose, column| -> Result<String, Failure> {
        Ok(service
            .keys
            .open(purpose, &row.try_get::<Vec<u8>, _>(column)?)?
            .to_string())
    };
    Ok(OutboxItem {
        channel: Channel::from_text(row.try_get("kind")?).ok_or(Failure::Stored("kind of message"))?,
        to: open(RECIPIENT, "recipient")?,
        subject: row.try_get("subject")?,
        text: open(BODY, "body")?,
        queued_at: row.try_get("queued_at")?,
        sent_at: row.try_get("sent_at")?,
    })
}
