//! `member.mailing_address`: where letters go, masked, so that the member can tell whether it is still right.

use crate::accounts::contract::Outcome;
use crate::accounts::embedded::context::Context;
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::{members, sessions};

/// `found`.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>) -> Result<Outcome, Failure> {
    let id = sessions::signed_in_member(context).await?;
    let member = members::by_id(context.service, &id).await?;
    let outcome = Outcome::new("found", [("masked", member.address.masked().into())]);
    context.begin().await?.finish(&id, outcome).await
}
