//! `member.reset_password`: sets a new password for whoever has proved who they are, ends every session, lifts every lock
//! and tells the owner.

use serde::Deserialize;

use crate::accounts::contract::{Handle, Holds, Outcome};
use crate::accounts::embedded::attempts;
use crate::accounts::embedded::business_days::written;
use crate::accounts::embedded::context::{Act, Context};
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::grants::{self, Grant, Purpose};
use crate::accounts::embedded::members::{self, Member};
use crate::accounts::embedded::passwords::{self, Owner};
use crate::accounts::embedded::sealed::{self, Opened};
use crate::accounts::embedded::{normalize, tokens};
use crate::mail::{self, Message, PasswordChanged};

/// The new password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts::embedded) struct Reset {
    grant: String,
    password: Handle,
}

/// `reset`, `weak_password` or `expired`. A password that is refused burns only its handle: the grant stays.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>, reset: Reset) -> Result<Outcome, Failure> {
    let Some(grant) = grants::find(context, &reset.grant, Purpose::MemberPassword).await? else {
        return context.begin().await?.finish("", Outcome::new("expired", [])).await;
    };
    let member = members::by_id(context.service, &grant.holder).await?;
    let Some(password) = sealed::open(context, &reset.password, &[Holds::Password]).await? else {
        let reasons = vec!["It was typed too long ago. Please type it again.".to_owned()];
        return context.begin().await?.finish(&member.id, weak(reasons)).await;
    };
    let owner = Owner {
        user_name: &member.user_name,
        with_code: false,
    };
    let mut reasons = passwords::weaknesses(&password.secret, &owner, &context.service.policy.password);
    if reasons.is_empty() && is_current(context, &member, &password).await? {
        reasons.push("It is the password that you have now.".to_owned());
    }
    if !reasons.is_empty() {
        let mut act = context.begin().await?;
        act.burn(&password, context.now).await?;
        return act.finish(&member.id, weak(reasons)).await;
    }
    set_password(context, &member, &grant, &password).await
}

/// Whether nothing would change. Only whoever holds a grant comes here, so the answer helps nobody to guess.
async fn is_current(context: &Context<'_>, member: &Member, password: &Opened) -> Result<bool, Failure> {
    let secret = normalize::password(&password.secret);
    let hasher = &context.service.hasher;
    Ok(hasher.verify(secret, Some(&member.password_hash)).await?)
}

fn weak(reasons: Vec<String>) -> Outcome {
    Outcome::new("weak_password", [("reasons", reasons.into())])
}

async fn set_password(
    context: &Context<'_>,
    member: &Member,
    grant: &Grant,
    password: &Opened,
) -> Result<Outcome, Failure> {
    let service = context.service;
    let hash = service.hasher.hash(normalize::password(&password.secret)).await?;
    let receipt = tokens::reference(&service.entropy, "PW");

    let mut act = context.begin().await?;
    act.consume(grant, context.now).await?;
    act.burn(password, context.now).await?;
    sqlx::query("UPDATE members SET password_hash = $2, password_changed_at = $3 WHERE id = $1")
        .bind(&member.id)
        .bind(&hash)
        .bind(context.now)
        .execute(&mut *act.transaction)
        .await?;
    act.end_sessions_of(&member.id, context.now).await?;
    end_other_proofs(&mut act, context, member).await?;
    let subject = service.keys.lookup("member", &member.user_name_key);
    attempts::lift(&mut act.transaction, &subject).await?;
    act.queue(context, &notice(context, member, &receipt)?).await?;
    act.finish(&member.id, Outcome::new("reset", [("receipt", receipt.into())]))
        .await
}

/// Whatever else was proved or begun about this account, perhaps by somebody else, ends with the reset.
async fn end_other_proofs(act: &mut Act<'_>, context: &Context<'_>, member: &Member) -> Result<(), Failure> {
    for statement in [
        "UPDATE grants SET used_at = $2 WHERE holder = $1 AND used_at IS NULL",
        "UPDATE recoveries SET used_at = $2 WHERE member = $1 AND used_at IS NULL",
    ] {
        sqlx::query(statement)
            .bind(&member.id)
            .bind(context.now)
            .execute(&mut *act.transaction)
            .await?;
    }
    Ok(())
}

fn notice(context: &Context<'_>, member: &Member, receipt: &str) -> Result<Message, Failure> {
    let day = written(context.service.day(context.now));
    let (channel, to) = member.reached_by();
    let text = mail::render(&PasswordChanged {
        name: &member.name(),
        day: &day,
        receipt,
    })?;
    Ok(Message {
        channel,
        to: Some(to),
        text,
    })
}
