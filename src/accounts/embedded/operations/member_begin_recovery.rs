//! `member.begin_recovery`: somebody forgot the password. Says nothing about whether the user name exists: a name that
//! nobody has steadily gets a code that is mailed to nobody, or questions that nobody chose, after the same work.

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::accounts::contract::Outcome;
use crate::accounts::embedded::attempts::{self, Attempt};
use crate::accounts::embedded::context::Context;
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::members::{self, Member};
use crate::accounts::embedded::recoveries::{self, Begun};
use crate::accounts::embedded::{MemberRecovery, normalize, questions, tokens};
use crate::mail::{self, Channel, Message, RecoveryCode};

/// Whose password was forgotten.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts::embedded) struct Begin {
    user_name: String,
}

/// `code_mailed` or `questions`.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>, begin: Begin) -> Result<Outcome, Failure> {
    let service = context.service;
    let name = normalize::user_name(&begin.user_name);
    let subject = service.keys.lookup("member", &name);
    let member = members::by_user_name(service, &name).await?;
    let asked = asked(context, &name, member.as_ref()).await?;
    let limit = recoveries::mail_limit(&service.policy);
    let attempt = attempts::count(&service.database, limit, &subject, context.network(), context.now).await?;
    let code = begins_with_code(context, &name, member.as_ref())
        .then(|| tokens::digits(&service.entropy, service.policy.code.digits));
    let code_hash = match &code {
        Some(code) => Some(service.hasher.hash(code.clone()).await?),
        None => None,
    };

    let mut act = context.begin().await?;
    let who = member.as_ref().map(|member| member.id.as_str());
    let begun = Begun {
        subject: &subject,
        member: who,
        code_hash: code_hash.as_deref(),
        questions: &asked,
    };
    let recovery = act.begin_recovery(context, &begun).await?;
    let Some(code) = code else {
        let fields = [
            ("recovery", recovery.into()),
            ("questions", recoveries::as_field(&asked)),
        ];
        return act
            .finish(who.unwrap_or_default(), Outcome::new("questions", fields))
            .await;
    };
    let may_mail = matches!(attempt, Attempt::Counted { .. });
    act.queue(context, &message(context, member.as_ref().filter(|_| may_mail), code)?)
        .await?;
    act.finish(
        who.unwrap_or_default(),
        Outcome::new("code_mailed", [("recovery", recovery.into())]),
    )
    .await
}

/// The questions of this recovery: some of those that the member chose, or made-up ones.
async fn asked(context: &Context<'_>, name: &str, member: Option<&Member>) -> Result<Vec<String>, Failure> {
    let service = context.service;
    let answers = members::answers(service, member.map(|member| member.id.as_str())).await?;
    let figures = &service.policy.security_questions;
    let seem_chosen = service
        .distribution()
        .seem_chosen(&service.keys, name, figures.count as usize);
    let chosen = if member.is_some() {
        answers.into_iter().map(|answer| answer.question).collect()
    } else {
        seem_chosen
    };
    Ok(questions::asked(&service.keys, name, chosen, figures.ask as usize))
}

fn begins_with_code(context: &Context<'_>, name: &str, member: Option<&Member>) -> bool {
    let service = context.service;
    let seems = service.distribution().seems_to_have_email(&service.keys, name);
    let has_email = member.map_or(seems, |member| member.email.is_some());
    has_email && service.member_recovery == MemberRecovery::CodeAndQuestions
}

/// The mail with the code; to nobody, if no member is to get it.
fn message(context: &Context<'_>, member: Option<&Member>, code: Zeroizing<String>) -> Result<Message, Failure> {
    let name = member.map(Member::name).unwrap_or_default();
    let minutes = context.service.policy.code.valid_minutes;
    Ok(Message {
        channel: Channel::Email,
        to: member.and_then(|member| member.email.clone()),
        text: mail::render(&RecoveryCode {
            name: &name,
            code: &code,
            minutes,
        })?,
    })
}
