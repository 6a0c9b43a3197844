//! `session.confirm`: the code from the e-mail, the second step of a provider user's sign-in.

use serde::Deserialize;

use crate::accounts::contract::{Handle, Holds, Outcome};
use crate::accounts::embedded::attempts::{self, Attempt};
use crate::accounts::embedded::context::{self, Context};
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::pending::{self, Pending};
use crate::accounts::embedded::sealed::{self, Opened};
use crate::accounts::embedded::sessions::Audience;
use crate::accounts::embedded::{providers, sessions};

/// The code of a sign-in that waits for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts::embedded) struct Confirm {
    pending: String,
    code: Handle,
}

/// `signed_in`, `wrong`, `expired` or `locked`. A handle that has lapsed is as old as the code: `expired`.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>, confirm: Confirm) -> Result<Outcome, Failure> {
    let pending = pending::find(context, &confirm.pending).await?;
    let code = sealed::open(context, &confirm.code, &[Holds::Code]).await?;
    match (pending, code) {
        (Some(pending), Some(code)) => try_code(context, pending, code).await,
        (pending, _) => {
            let who = pending.map(|pending| pending.provider_user).unwrap_or_default();
            context.begin().await?.finish(&who, Outcome::new("expired", [])).await
        }
    }
}

async fn try_code(context: &Context<'_>, pending: Pending, code: Opened) -> Result<Outcome, Failure> {
    let service = context.service;
    let tries = service.policy.code.tries;
    let limit = pending::code_limit(&service.policy);
    let attempt = attempts::count(
        &service.database,
        limit,
        &pending.subject,
        context.network(),
        context.now,
    )
    .await?;
    let of_this_code = pending.count_code(context).await?;
    let alive = of_this_code <= tries && matches!(attempt, Attempt::Counted { .. });
    let stored = Some(pending.code_hash.as_str()).filter(|_| alive);
    let right = service.hasher.verify(code.secret.clone(), stored).await?;
    let user = providers::by_id(service, &pending.provider_user).await?;

    let mut act = context.begin().await?;
    act.burn(&code, context.now).await?;
    let outcome = match attempt {
        _ if right => {
            act.use_pending(&pending, context.now).await?;
            attempts::succeeded(&mut act.transaction, limit, &pending.subject, context.network()).await?;
            act.used(
                "UPDATE provider_users SET last_used_at = $2 WHERE id = $1",
                &user.id,
                context.now,
            )
            .await?;
            let session = act
                .begin_session(context, Audience::Provider, &user.id, "pwd otp")
                .await?;
            let warned_from = i64::from(service.policy.provider_password.warn_days);
            let days_left = user.days_left(service, context.now).filter(|days| *days <= warned_from);
            sessions::signed_in(session, user.name, days_left)
        }
        Attempt::Resting { until, .. } | Attempt::Counted { left: 0, until } => context::locked(until),
        Attempt::Counted { .. } if of_this_code >= tries => Outcome::new("expired", []),
        Attempt::Counted { left, .. } => context::with_left("wrong", left.min(tries - of_this_code)),
    };
    act.finish(&pending.provider_user, outcome).await
}
