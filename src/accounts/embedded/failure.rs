//! Why a call was not carried out. To the caller each is `unavailable`; the reason goes to the log, without values.

use sqlx::sqlite::SqliteQueryResult;

use super::hashing::HashingError;
use super::keys::Unreadable;
use crate::mail::MailError;

/// Why a call was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Nothing could be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// An encrypted value could not be opened.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A message could not be written.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// What stands in the database makes no sense.
    #[error("a stored {0} makes no sense")]
    Stored(&'static str),
    /// There is no such operation.
    #[error("there is no such operation")]
    UnknownOperation,
    /// The arguments are not those that the operation declares.
    #[error("the arguments are not those of the contract: {0}")]
    Arguments(&'static str),
    /// The call needs a session, and there is none that is alive.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The key was used before, with other arguments.
    #[error("the idempotency key came before with other arguments")]
    KeyReused,
    /// Another call used up the same handle, grant or code in between.
    #[error("another call was quicker")]
    Raced,
}

/// Whether a statement that uses something up did so: exactly one row, or another call was quicker.
pub(super) fn used_up(done: &SqliteQueryResult) -> Result<(), Failure> {
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Failure::Raced)
    }
}
