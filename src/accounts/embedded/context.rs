//! What every operation is handed, and the transaction in which it acts.

use serde_json::Value;

use super::database::Transaction;
use super::failure::Failure;
use super::{Embedded, audit, idempotency, instant, tidy};
use crate::accounts::contract::{Call, Outcome};
use crate::clock::Millis;

/// One call on its way through the service.
pub(super) struct Context<'a> {
    pub(super) service: &'a Embedded,
    pub(super) call: &'a Call,
    /// When the call came in; all its deadlines are counted from here.
    pub(super) now: Millis,
    /// A keyed hash of its arguments.
    pub(super) fingerprint: String,
}

impl<'a> Context<'a> {
    /// The conversation that handles, recoveries and grants are bound to.
    pub(super) fn conversation(&self) -> &'a str {
        &self.call.context.conversation
    }

    /// Where the call comes from.
    pub(super) fn network(&self) -> &'a str {
        &self.call.context.network.0
    }

    /// Begins to act. What is done is kept only by [`Act::finish`].
    pub(super) async fn begin(&self) -> Result<Act<'_>, Failure> {
        let transaction = self.service.database.write().await?;
        Ok(Act {
            context: self,
            transaction,
        })
    }
}

/// The transaction in which an operation acts.
pub(super) struct Act<'a> {
    context: &'a Context<'a>,
    pub(super) transaction: Transaction,
}

impl Act<'_> {
    /// Commits what was done, together with its outcome under the call's key and a row of the audit. `who` is the id of
    /// the account that it was about, empty if there is none.
    ///
    /// If the same call was carried out in between, nothing of this one is kept, and the outcome is the first one.
    pub(super) async fn finish(mut self, who: &str, outcome: Outcome) -> Result<Outcome, Failure> {
        if let Some(first) = idempotency::first_outcome(self.context, &mut *self.transaction).await? {
            return Ok(first);
        }
        idempotency::record(self.context, &mut self.transaction, &outcome).await?;
        self.finish_without_key(who, outcome).await
    }

    /// Commits like [`Act::finish`], for operations that may be repeated.
    pub(super) async fn finish_without_key(mut self, who: &str, outcome: Outcome) -> Result<Outcome, Failure> {
        let seq = audit::record(self.context, &mut self.transaction, who, &outcome.name).await?;
        if seq % tidy::EVERY == 0 {
            tidy::run(&mut self.transaction, self.context.now).await?;
        }
        self.transaction.commit().await?;
        Ok(outcome)
    }
}

/// An outcome that says until when something rests.
pub(super) fn locked(until: Millis) -> Outcome {
    Outcome::new("locked", [("until", instant_value(until))])
}

/// An outcome that says how many attempts are left.
pub(super) fn with_left(name: &str, left: u32) -> Outcome {
    Outcome::new(name, [("left", left.into())])
}

/// A point in time as an outcome's field, rounded up to the second.
pub(super) fn instant_value(millis: Millis) -> Value {
    let seconds = millis.div_euclid(1000) + i64::from(millis.rem_euclid(1000) > 0);
    instant(seconds * 1000).to_string().into()
}
