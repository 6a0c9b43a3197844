//! `session.end`: signs out.

use crate::accounts::contract::Outcome;
use crate::accounts::embedded::context::Context;
use crate::accounts::embedded::failure::Failure;

/// `ended`, also if there was no such session.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>) -> Result<Outcome, Failure> {
    let mut act = context.begin().await?;
    let who = act.end_session(context).await?;
    act.finish(&who, Outcome::new("ended", [])).await
}
