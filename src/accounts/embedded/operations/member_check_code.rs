//! `member.check_code`: the code from the e-mail, after which the security questions are asked.

use serde::Deserialize;

use crate::accounts::contract::{Handle, Holds, Outcome};
use crate::accounts::embedded::attempts::{self, Attempt};
use crate::accounts::embedded::context::{self, Context};
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::recoveries::{self, Recovery};
use crate::accounts::embedded::sealed::{self, Opened};

/// The code of a recovery.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts::embedded) struct CheckCode {
    recovery: String,
    code: Handle,
}

/// `questions`, `wrong`, `expired` or `locked`. A handle that has lapsed is as old as the code: `expired`.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>, check: CheckCode) -> Result<Outcome, Failure> {
    let recovery = recoveries::find(context, &check.recovery).await?;
    let code = sealed::open(context, &check.code, &[Holds::Code]).await?;
    match (recovery, code) {
        (Some(recovery), Some(code)) if recovery.awaits_code(context.now) => try_code(context, recovery, code).await,
        (recovery, _) => {
            let who = recovery.and_then(|recovery| recovery.member).unwrap_or_default();
            context.begin().await?.finish(&who, Outcome::new("expired", [])).await
        }
    }
}

async fn try_code(context: &Context<'_>, recovery: Recovery, code: Opened) -> Result<Outcome, Failure> {
    let service = context.service;
    let tries = service.policy.code.tries;
    let limit = recoveries::code_limit(&service.policy);
    let attempt = attempts::count(
        &service.database,
        limit,
        &recovery.subject,
        context.network(),
        context.now,
    )
    .await?;
    let of_this_code = recovery.count_code(context).await?;
    let alive = of_this_code <= tries && matches!(attempt, Attempt::Counted { .. });
    let stored = recovery.code_hash.as_deref().filter(|_| alive);
    let right = service.hasher.verify(code.secret.clone(), stored).await?;

    let mut act = context.begin().await?;
    act.burn(&code, context.now).await?;
    let outcome = match attempt {
        _ if right => {
            act.use_code(&recovery, context.now).await?;
            attempts::succeeded(&mut act.transaction, limit, &recovery.subject, context.network()).await?;
            Outcome::new("questions", [("questions", recoveries::as_field(&recovery.questions))])
        }
        Attempt::Resting { until, .. } | Attempt::Counted { left: 0, until } => context::locked(until),
        Attempt::Counted { .. } if of_this_code >= tries => Outcome::new("expired", []),
        Attempt::Counted { left, .. } => context::with_left("wrong", left.min(tries - of_this_code)),
    };
    act.finish(recovery.member.as_deref().unwrap_or_default(), outcome)
        .await
}
