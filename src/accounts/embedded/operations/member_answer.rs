//! `member.answer`: the answers to the security questions, which prove that a new password may be set.

use serde::Deserialize;

use crate::accounts::contract::{Handle, Holds, Outcome};
use crate::accounts::embedded::attempts::{self, Attempt};
use crate::accounts::embedded::context::{self, Context};
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::grants::Purpose;
use crate::accounts::embedded::recoveries::{self, Recovery};
use crate::accounts::embedded::sealed::{self, Opened};
use crate::accounts::embedded::{members, normalize};

/// The answers of a recovery.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts::embedded) struct Answers {
    recovery: String,
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    question: String,
    answer: Handle,
}

/// An answer that was opened.
struct Given {
    question: String,
    answer: Opened,
}

/// `verified`, `wrong` or `locked`. A recovery that has run out is locked until now: it must be begun again. Handles that
/// have lapsed are wrong, and cost no try.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>, answers: Answers) -> Result<Outcome, Failure> {
    let Some(recovery) = recoveries::find(context, &answers.recovery).await? else {
        return context.begin().await?.finish("", context::locked(context.now)).await;
    };
    let mut asked: Vec<_> = answers.answers.iter().map(|answer| &answer.question).collect();
    let mut expected: Vec<_> = recovery.questions.iter().collect();
    asked.sort();
    expected.sort();
    if !recovery.awaits_answers() || asked != expected {
        return Err(Failure::Arguments("these questions were not asked"));
    }
    match open_all(context, answers.answers).await? {
        Some(given) => try_answers(context, recovery, given).await,
        None => {
            let left = context
                .service
                .policy
                .security_questions
                .tries
                .saturating_sub(recovery.answer_tries);
            let who = recovery.member.unwrap_or_default();
            context
                .begin()
                .await?
                .finish(&who, context::with_left("wrong", left))
                .await
        }
    }
}

async fn open_all(context: &Context<'_>, answers: Vec<Answer>) -> Result<Option<Vec<Given>>, Failure> {
    let mut given = Vec::new();
    for Answer { question, answer } in answers {
        match sealed::open(context, &answer, &[Holds::SecurityAnswer]).await? {
            Some(answer) => given.push(Given { question, answer }),
            None => return Ok(None),
        }
    }
    Ok(Some(given))
}

async fn try_answers(context: &Context<'_>, recovery: Recovery, given: Vec<Given>) -> Result<Outcome, Failure> {
    let service = context.service;
    let tries = service.policy.security_questions.tries;
    let limit = recoveries::answer_limit(&service.policy);
    let attempt = attempts::count(
        &service.database,
        limit,
        &recovery.subject,
        context.network(),
        context.now,
    )
    .await?;
    let of_this_recovery = recovery.count_answer(context).await?;
    let alive = of_this_recovery <= tries && matches!(attempt, Attempt::Counted { .. });
    let right = all_right(context, &recovery, &given, alive).await?;

    let mut act = context.begin().await?;
    for Given { answer, .. } in &given {
        act.burn(answer, context.now).await?;
    }
    let outcome = match (attempt, &recovery.member) {
        (_, Some(member)) if right => {
            act.use_recovery(&recovery, context.now).await?;
            attempts::succeeded(&mut act.transaction, limit, &recovery.subject, context.network()).await?;
            let grant = act.grant(context, Purpose::MemberPassword, member).await?;
            Outcome::new("verified", [("grant", grant.into())])
        }
        (Attempt::Resting { until, .. } | Attempt::Counted { left: 0, until }, _) => context::locked(until),
        (Attempt::Counted { until, .. }, _) if of_this_recovery >= tries => context::locked(until),
        (Attempt::Counted { left, .. }, _) => context::with_left("wrong", left.min(tries - of_this_recovery)),
    };
    act.finish(recovery.member.as_deref().unwrap_or_default(), outcome)
        .await
}

/// Whether every answer is right. Each is hashed, whatever the others are.
async fn all_right(context: &Context<'_>, recovery: &Recovery, given: &[Given], alive: bool) -> Result<bool, Failure> {
    let service = context.service;
    let stored = members::answers(service, recovery.member.as_deref()).await?;
    let mut right = !given.is_empty();
    for Given { question, answer } in given {
        let hash = stored
            .iter()
            .find(|stored| alive && stored.question == *question)
            .map(|stored| stored.hash.as_str());
        right &= service.hasher.verify(normalize::answer(&answer.secret), hash).await?;
    }
    Ok(right)
}
