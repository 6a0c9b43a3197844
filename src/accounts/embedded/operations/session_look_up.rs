//! `session.look_up`: whose session it is, and whether it is alive. Changes nothing, so nothing of it is kept.

use crate::accounts::contract::Outcome;
use crate::accounts::embedded::context::{self, Context};
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::sessions::{self, Audience};
use crate::accounts::embedded::{members, providers};

/// `active` or `ended`.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>) -> Result<Outcome, Failure> {
    let Some(session) = sessions::current(context).await? else {
        return Ok(Outcome::new("ended", []));
    };
    let name = if session.audience == Audience::Member.as_str() {
        members::by_id(context.service, &session.account).await?.name()
    } else {
        providers::by_id(context.service, &session.account).await?.name
    };
    let fields = [
        ("subject", session.account.into()),
        ("audience", session.audience.into()),
        ("name", name.into()),
        ("how", session.how.into()),
        ("since", context::instant_value(session.since)),
    ];
    Ok(Outcome::new("active", fields))
}
