//! Members as they stand in the database.

use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{FromRow, Row};

use super::Embedded;
use super::address::Address;
use super::failure::Failure;
use super::questions::{Distribution, POOL};
use crate::mail::Channel;

/// A member who has registered online.
pub(super) struct Member {
    pub(super) id: String,
    first_name: String,
    last_name: String,
    pub(super) user_name: String,
    pub(super) user_name_key: String,
    pub(super) password_hash: String,
    pub(super) email: Option<String>,
    pub(super) address: Address,
    pub(super) abroad: bool,
}

impl Member {
    /// First and last name.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// The lines of the envelope, the name first.
    pub(super) fn envelope(&self) -> Vec<String> {
        [vec![self.name()], self.address.lines()].concat()
    }

    /// How the member is told about changes: by e-mail, or by post where no address is on record.
    pub(super) fn reached_by(&self) -> (Channel, String) {
        match &self.email {
            Some(email) => (Channel::Email, email.clone()),
            None => (Channel::Letter, self.envelope().join("\n")),
        }
    }

    fn from_row(row: &SqliteRow) -> Result<Self, Failure> {
        let address: String = row.try_get("address")?;
        Ok(Self {
            id: row.try_get("id")?,
            first_name: row.try_get("first_name")?,
            last_name: row.try_get("last_name")?,
            user_name: row.try_get("user_name")?,
            user_name_key: row.try_get("user_name_key")?,
            password_hash: row.try_get("password_hash")?,
            email: row.try_get("email")?,
            address: serde_json::from_str(&address).map_err(|_| Failure::Stored("address"))?,
            abroad: row.try_get::<i64, _>("abroad")? != 0,
        })
    }
}

/// The registered member with this user name, in its normalized form.
pub(super) async fn by_user_name(service: &Embedded, key: &str) -> Result<Option<Member>, Failure> {
    let row = sqlx::query("SELECT * FROM members WHERE user_name_key = $1")
        .bind(key)
        .fetch_optional(service.database.read())
        .await?;
    row.as_ref().map(Member::from_row).transpose()
}

/// The registered member with this id.
pub(super) async fn by_id(service: &Embedded, id: &str) -> Result<Member, Failure> {
    let row = sqlx::query("SELECT * FROM members WHERE id = $1 AND user_name IS NOT NULL")
        .bind(id)
        .fetch_optional(service.database.read())
        .await?;
    row.as_ref().map_or(Err(Failure::Stored("member")), Member::from_row)
}

/// A member's security questions with the hashes of the answers.
#[derive(FromRow)]
pub(super) struct Answer {
    pub(super) question: String,
    pub(super) hash: String,
}

/// The security answers of a member; of nobody, none.
pub(super) async fn answers(service: &Embedded, member: Option<&str>) -> Result<Vec<Answer>, Failure> {
    let rows = sqlx::query("SELECT question, hash FROM member_answers WHERE member = $1")
        .bind(member.unwrap_or_default())
        .fetch_all(service.database.read())
        .await?;
    Ok(rows.iter().map(Answer::from_row).collect::<Result<_, _>>()?)
}

/// What registered members have.
pub(super) async fn distribution(database: &SqlitePool) -> Result<Distribution, sqlx::Error> {
    let counts =
        sqlx::query("SELECT COUNT(*) AS members, COUNT(email) AS with_email FROM members WHERE user_name IS NOT NULL")
            .fetch_one(database)
            .await?;
    let rows = sqlx::query("SELECT question, COUNT(*) AS members FROM member_answers GROUP BY question")
        .fetch_all(database)
        .await?;
    let mut chosen = [0; POOL.len()];
    for row in rows {
        let question: String = row.try_get("question")?;
        if let Some(place) = POOL.iter().position(|known| known.id == question) {
            chosen[place] = count(&row, "members")?;
        }
    }
    Ok(Distribution::new(
        count(&counts, "members")?,
        count(&counts, "with_email")?,
        chosen,
    ))
}

fn count(row: &SqliteRow, column: &str) -> Result<u64, sqlx::Error> {
    Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
}
