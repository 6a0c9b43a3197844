//! From a call to the function that carries it out, and from every failure to `unavailable`.

use serde::de::DeserializeOwned;

use super::context::Context;
use super::failure::Failure;
use super::operations::{
    member_answer, member_begin_recovery, member_check_code, member_mailing_address, member_reissue_pin,
    member_reset_password, provider_verify_ownership, sealed_deposit, session_confirm, session_end, session_look_up,
    session_sign_in,
};
use super::{Embedded, idempotency};
use crate::accounts::contract::{Call, Outcome};

/// What operations without arguments get.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct NoArguments {}

/// Carries out `call`, or says that it was not.
pub(super) async fn call(service: &Embedded, call: &Call) -> Outcome {
    let context = Context {
        service,
        call,
        now: service.clock.millis(),
        fingerprint: idempotency::fingerprint(&service.keys, call),
    };
    carry_out(&context).await.unwrap_or_else(|failure| {
        tracing::warn!(operation = %call.operation, %failure, "a call was not carried out");
        Outcome::unavailable()
    })
}

async fn carry_out(context: &Context<'_>) -> Result<Outcome, Failure> {
    match context.call.operation.as_str() {
        "sealed.deposit" => return sealed_deposit::run(context, arguments(context)?).await,
        "session.look_up" => {
            arguments::<NoArguments>(context)?;
            return session_look_up::run(context).await;
        }
        _ => {}
    }
    match idempotency::first_outcome(context, context.service.database.read()).await? {
        Some(first) => Ok(first),
        None => carry_out_once(context).await,
    }
}

async fn carry_out_once(context: &Context<'_>) -> Result<Outcome, Failure> {
    match context.call.operation.as_str() {
        "member.begin_recovery" => member_begin_recovery::run(context, arguments(context)?).await,
        "member.check_code" => member_check_code::run(context, arguments(context)?).await,
        "member.answer" => member_answer::run(context, arguments(context)?).await,
        "member.reset_password" => member_reset_password::run(context, arguments(context)?).await,
        "member.mailing_address" => {
            arguments::<NoArguments>(context)?;
            member_mailing_address::run(context).await
        }
        "member.reissue_pin" => {
            arguments::<NoArguments>(context)?;
            member_reissue_pin::run(context).await
        }
        "provider.verify_ownership" => provider_verify_ownership::run(context, arguments(context)?).await,
        "session.sign_in" => session_sign_in::run(context, arguments(context)?).await,
        "session.confirm" => session_confirm::run(context, arguments(context)?).await,
        "session.end" => {
            arguments::<NoArguments>(context)?;
            session_end::run(context).await
        }
        _ => Err(Failure::UnknownOperation),
    }
}

/// Reads the arguments. What is wrong with them is not logged: it would quote them.
fn arguments<T: DeserializeOwned>(context: &Context<'_>) -> Result<T, Failure> {
    T::deserialize(serde_json::Value::Object(context.call.arguments.clone()))
        .map_err(|_| Failure::Arguments("a field is missing, unknown, or of another kind"))
}
