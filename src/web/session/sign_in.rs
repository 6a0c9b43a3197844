//! Signing in on the portal: user name and password, and for providers a code from the mail.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::codes::Code;
use super::super::portal::{self, Notice};
use super::super::problem::Problem;
use super::super::secret::Secret;
use super::super::sent::Sent;
use super::super::server::Peer;
use super::super::{Web, cookies};
use super::calls::Calls;
use super::{check_form, unstored};
use crate::accounts::contract::{Holds, Network, Outcome};
use crate::chat::ChatError;
use crate::conversation::Audience;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Credentials {
    audience: Audience,
    user_name: String,
    password: Secret,
    /// Forms repeat their cookie here.
    #[serde(default)]
    form: Secret,
}

/// `POST /session`: user name and password.
pub(in crate::web) async fn sign_in(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Sent { value: sent, form }: Sent<Credentials>,
) -> Result<Response, Problem> {
    check_form(form, &headers, &sent.form)?;
    let network = web.network(peer, &headers);
    not_too_often(&web, &network, sent.audience)?;
    let conversation = format!("{SIGN_IN}{}", web.random());
    let calls = Calls::of_sign_in(&web, &conversation, network);
    let outcome = match calls.deposit(Holds::Password, &sent.password).await {
        Ok(handle) => {
            let arguments = json!({ "audience": sent.audience, "user_name": sent.user_name, "password": handle });
            calls.make("session.sign_in", arguments).await
        }
        Err(outcome) => outcome,
    };
    answered(&web, &conversation, sent.audience, form, &headers, &outcome)
}

/// What the ids of sign-ins begin with.
const SIGN_IN: &str = "portal-";

/// A sign-in that waits for its code, as its cookie has it.
#[derive(Default)]
pub(in crate::web) struct Pending<'a> {
    conversation: &'a str,
    token: &'a str,
    /// Where the code was sent, masked.
    pub(in crate::web) masked: String,
}

impl<'a> Pending<'a> {
    fn cookie(conversation: &str, token: &str, masked: &str) -> String {
        format!("{conversation}.{}.{token}", hex::encode(masked))
    }

    /// What the cookie says; empty where there is none. A browser may send anything: only the id of a sign-in is taken, so
    /// that nothing can be laid at the door of somebody's conversation.
    pub(in crate::web) fn of(headers: &'a HeaderMap) -> Self {
        let mut parts = cookies::read(headers, cookies::PENDING)
            .unwrap_or_default()
            .splitn(3, '.');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(conversation), Some(masked), Some(token)) if names_a_sign_in(conversation) => Self {
                conversation,
                masked: String::from_utf8(hex::decode(masked).unwrap_or_default()).unwrap_or_default(),
                token,
            },
            _ => Self::default(),
        }
    }

    /// Whether there is one.
    pub(in crate::web) fn is_some(&self) -> bool {
        !self.token.is_empty()
    }
}

fn names_a_sign_in(conversation: &str) -> bool {
    conversation
        .strip_prefix(SIGN_IN)
        .is_some_and(|random| random.len() == 32 && random.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct TypedCode {
    #[serde(default = "provider")]
    audience: Audience,
    code: Secret,
    #[serde(default)]
    form: Secret,
}

fn provider() -> Audience {
    Audience::Provider
}

/// `POST /session/code`: the code from the e-mail.
pub(in crate::web) async fn confirm(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Sent { value: sent, form }: Sent<TypedCode>,
) -> Result<Response, Problem> {
    check_form(form, &headers, &sent.form)?;
    let network = web.network(peer, &headers);
    not_too_often(&web, &network, sent.audience)?;
    let pending = Pending::of(&headers);
    let outcome = match pending.is_some() {
        true => confirmed(&web, &pending, network, &sent.code).await,
        false => Outcome::new("expired", []),
    };
    answered(&web, pending.conversation, sent.audience, form, &headers, &outcome)
}

async fn confirmed(web: &Web, pending: &Pending<'_>, network: Network, code: &Secret) -> Outcome {
    let calls = Calls::of_sign_in(web, pending.conversation, network);
    match calls.deposit(Holds::Code, code).await {
        Ok(code) => {
            let arguments = json!({ "pending": pending.token, "code": code });
            calls.make("session.confirm", arguments).await
        }
        Err(outcome) => outcome,
    }
}

/// A network that tries again and again must wait: the account service counts what is wrong, this counts everything.
fn not_too_often(web: &Web, network: &Network, audience: Audience) -> Result<(), Problem> {
    web.bounds
        .sign_in(network, web.clock.millis())
        .map_err(|retry_after_s| {
            web.metrics.sign_ins.add([audience.as_str(), "too_fast"]);
            tracing::info!("sign-ins of a network were refused: too many");
            Problem::from(ChatError::TooFast { retry_after_s })
        })
}

/// How a step of a sign-in ended, as it is counted.
fn counted(outcome: &str) -> &'static str {
    const KNOWN: [&str; 7] = [
        "signed_in",
        "code_mailed",
        "refused",
        "wrong",
        "expired",
        "locked",
        "unavailable",
    ];
    KNOWN.into_iter().find(|known| *known == outcome).unwrap_or("other")
}

/// The answer to a step of a sign-in, with its cookies: a page for a form, JSON for a script.
fn answered(
    web: &Web,
    conversation: &str,
    audience: Audience,
    form: bool,
    headers: &HeaderMap,
    outcome: &Outcome,
) -> Result<Response, Problem> {
    web.metrics.sign_ins.add([audience.as_str(), counted(&outcome.name)]);
    let secure = web.settings.secure_cookies;
    let (mut response, cookies) = match outcome.name.as_str() {
        "signed_in" => {
            let session = outcome.text("session").unwrap_or_default();
            let days = outcome.fields.get("expires_in_days").and_then(Value::as_i64);
            let set = vec![
                cookies::set(cookies::SESSION, session, secure),
                cookies::clear(cookies::PENDING, secure),
                days.and_then(|days| cookies::set(cookies::EXPIRES, &days.to_string(), secure)),
            ];
            (signed_in_answer(audience, form, outcome), set)
        }
        "code_mailed" => {
            let masked = outcome.text("masked").unwrap_or_default();
            let pending = outcome.text("pending").unwrap_or_default();
            let pending = Pending::cookie(conversation, pending, masked);
            let answer = code_mailed_answer(audience, form, masked);
            (answer, vec![cookies::set(cookies::PENDING, &pending, secure)])
        }
        "unavailable" if !form => return Err(Problem::code(Code::Unavailable)),
        other if form => {
            let (status, notice) = (refused_status(other), Notice::refused(other));
            let over = cookies::clear(cookies::PENDING, secure).filter(|_| other != "wrong");
            (
                portal::sign_in_page(web, audience, headers, status, notice)?,
                vec![over],
            )
        }
        other => return Err(Problem::outcome(refused_status(other), other)),
    };
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn signed_in_answer(audience: Audience, form: bool, outcome: &Outcome) -> Response {
    if form {
        return Redirect::to(portal::path(audience)).into_response();
    }
    let expires_in_days = outcome.fields.get("expires_in_days");
    unstored(Json(json!({
        "outcome": "signed_in", "name": outcome.text("name"), "expires_in_days": expires_in_days,
    })))
}

fn code_mailed_answer(audience: Audience, form: bool, masked: &str) -> Response {
    if form {
        return Redirect::to(portal::path(audience)).into_response();
    }
    let body = Json(json!({ "outcome": "code_mailed", "masked": masked }));
    (StatusCode::ACCEPTED, unstored(body)).into_response()
}

fn refused_status(outcome: &str) -> StatusCode {
    match outcome {
        "unavailable" => StatusCode::SERVICE_UNAVAILABLE,
        "locked" => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::FORBIDDEN,
    }
}
