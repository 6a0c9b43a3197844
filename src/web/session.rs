//! The portal's own sign-in: a cookie for the session, a second step by e-mail for providers, and the identity token that
//! the page hands to the chat.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::codes::Code;
use super::identity::Subject;
use super::portal::{self, Notice};
use super::problem::Problem;
use super::secret::Secret;
use super::sent::Sent;
use super::server::Peer;
use super::{Web, cookies};
use crate::accounts::contract::{Arguments, Call, CallContext, Holds, IdempotencyKey, Network, Outcome, SessionId};
use crate::conversation::Audience;

/// Who is signed in.
#[derive(Debug, Clone)]
pub(super) struct SignedIn {
    session: SessionId,
    subject: Subject,
    /// Where they signed in.
    pub(super) audience: String,
    /// The name as shown.
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    audience: Audience,
    user_name: String,
    password: Secret,
    /// Forms repeat their cookie here.
    #[serde(default)]
    form: Secret,
}

/// `POST /session`: user name and password.
pub(super) async fn sign_in(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Sent { value: sent, form }: Sent<Credentials>,
) -> Result<Response, Problem> {
    check_form(form, &headers, &sent.form)?;
    let desk = Desk::new(&web, format!("portal-{}", web.random()), web.network(peer, &headers));
    let outcome = match desk.deposit(Holds::Password, &sent.password).await {
        Ok(handle) => {
            let arguments = json!({ "audience": sent.audience, "user_name": sent.user_name, "password": handle });
            desk.call("session.sign_in", arguments).await
        }
        Err(outcome) => outcome,
    };
    desk.answer(sent.audience, form, &headers, &outcome).await
}

/// A sign-in that waits for its code, as its cookie has it.
#[derive(Default)]
pub(super) struct Pending<'a> {
    conversation: &'a str,
    token: &'a str,
    /// Where the code was sent, masked.
    pub(super) masked: String,
}

impl<'a> Pending<'a> {
    fn cookie(conversation: &str, token: &str, masked: &str) -> String {
        format!("{conversation}.{}.{token}", hex::encode(masked))
    }

    /// What the cookie says; empty where there is none.
    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        let mut parts = cookies::read(headers, cookies::PENDING)
            .unwrap_or_default()
            .splitn(3, '.');
        let (conversation, masked) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        Self {
            conversation,
            masked: String::from_utf8(hex::decode(masked).unwrap_or_default()).unwrap_or_default(),
            token: parts.next().unwrap_or_default(),
        }
    }

    /// Whether there is one.
    pub(super) fn is_some(&self) -> bool {
        !self.token.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypedCode {
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
pub(super) async fn confirm(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Sent { value: sent, form }: Sent<TypedCode>,
) -> Result<Response, Problem> {
    check_form(form, &headers, &sent.form)?;
    let pending = Pending::of(&headers);
    let desk = Desk::new(&web, pending.conversation.to_owned(), web.network(peer, &headers));
    let outcome = match desk.deposit(Holds::Code, &sent.code).await {
        _ if !pending.is_some() => Outcome::new("expired", []),
        Ok(code) => {
            let arguments = json!({ "pending": pending.token, "code": code });
            desk.call("session.confirm", arguments).await
        }
        Err(outcome) => outcome,
    };
    desk.answer(sent.audience, form, &headers, &outcome).await
}

/// `DELETE /session`
pub(super) async fn sign_out(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    end(&web, peer, &headers).await?;
    Ok(without_session(&web, StatusCode::NO_CONTENT.into_response()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Leaving {
    audience: Audience,
    #[serde(default)]
    form: Secret,
}

/// `POST /session/end`: the same for a page without scripts.
pub(super) async fn sign_out_by_form(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Sent { value: sent, form }: Sent<Leaving>,
) -> Result<Response, Problem> {
    check_form(form, &headers, &sent.form)?;
    end(&web, peer, &headers).await?;
    Ok(without_session(
        &web,
        Redirect::to(portal::path(sent.audience)).into_response(),
    ))
}

async fn end(web: &Web, peer: Peer, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(session) = cookies::read(headers, cookies::SESSION) else {
        return Ok(());
    };
    let mut desk = Desk::new(web, String::new(), web.network(peer, headers));
    desk.session = Some(SessionId(session.to_owned()));
    match desk.call("session.end", json!({})).await.is_unavailable() {
        true => Err(Problem::code(Code::Unavailable)),
        false => Ok(()),
    }
}

/// `POST /api/identity`: a token for the chat, good for 60 seconds.
pub(super) async fn identity(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let network = web.network(peer, &headers);
    let Some(who) = signed_in(&web, &headers, network).await? else {
        return Ok(without_session(&web, Problem::code(Code::BadIdentity).into_response()));
    };
    let token = web
        .identity
        .issue(&who.session, who.subject, web.clock.now(), &*web.entropy)
        .ok_or_else(|| Problem::status(StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(unstored(Json(json!({ "identity": token }))))
}

/// Who the cookie says is signed in, if the account service agrees.
pub(super) async fn signed_in(web: &Web, headers: &HeaderMap, network: Network) -> Result<Option<SignedIn>, Problem> {
    let Some(session) = cookies::read(headers, cookies::SESSION) else {
        return Ok(None);
    };
    let session = SessionId(session.to_owned());
    let mut desk = Desk::new(web, String::new(), network);
    desk.session = Some(session.clone());
    let outcome = desk.call("session.look_up", json!({})).await;
    if outcome.is_unavailable() {
        return Err(Problem::code(Code::Unavailable));
    }
    Ok(active(session, &outcome))
}

fn active(session: SessionId, outcome: &Outcome) -> Option<SignedIn> {
    let text = |field| outcome.text(field).map(str::to_owned);
    (outcome.name == "active").then_some(())?;
    Some(SignedIn {
        session,
        subject: Subject {
            subject: text("subject")?,
            how: text("how")?,
            since: outcome.text("since")?.parse().ok()?,
        },
        audience: text("audience")?,
        name: text("name")?,
    })
}

/// A form of ours repeats the value of its cookie, which another site's page can't know. Without scripts or headers to go
/// by, that is what tells them apart.
fn check_form(form: bool, headers: &HeaderMap, repeated: &Secret) -> Result<(), Problem> {
    use subtle::ConstantTimeEq;
    if !form {
        return Ok(());
    }
    let cookie = cookies::read(headers, cookies::FORM).unwrap_or_default();
    let same = cookie.as_bytes().ct_eq(repeated.reveal().as_bytes());
    if cookie.is_empty() || !bool::from(same) {
        return Err(Problem::code(Code::BadOrigin).detail("open the page again and send the form from there"));
    }
    Ok(())
}

/// Calls of the account service in one sign-in.
struct Desk<'a> {
    web: &'a Web,
    conversation: String,
    session: Option<SessionId>,
    network: Network,
}

impl<'a> Desk<'a> {
    fn new(web: &'a Web, conversation: String, network: Network) -> Self {
        Self {
            web,
            conversation,
            session: None,
            network,
        }
    }

    async fn call(&self, operation: &str, arguments: Value) -> Outcome {
        let arguments = match arguments {
            Value::Object(arguments) => arguments,
            _ => Arguments::new(),
        };
        let call = Call {
            key: IdempotencyKey::from_text(format!("portal/{}", self.web.random())),
            operation: operation.into(),
            arguments,
            context: CallContext {
                conversation: self.conversation.clone(),
                session: self.session.clone(),
                network: self.network.clone(),
            },
        };
        self.web.accounts.call(call).await
    }

    /// A handle for a secret; or what to answer where there is none.
    async fn deposit(&self, holds: Holds, secret: &Secret) -> Result<String, Outcome> {
        let arguments = json!({
            "holds": holds.as_str(), "bind": self.conversation, "secret": secret.reveal(),
        });
        let outcome = self.call("sealed.deposit", arguments).await;
        match (outcome.name.as_str(), outcome.text("handle")) {
            ("kept", Some(handle)) => Ok(handle.to_owned()),
            // What can't be a password or a code is a wrong one.
            ("malformed", _) if holds == Holds::Code => Err(Outcome::new("wrong", [])),
            ("malformed", _) => Err(Outcome::new("refused", [])),
            _ => Err(Outcome::unavailable()),
        }
    }

    /// The answer to a step of a sign-in, with its cookies: a page for a form, JSON for a script.
    async fn answer(
        &self,
        audience: Audience,
        form: bool,
        headers: &HeaderMap,
        outcome: &Outcome,
    ) -> Result<Response, Problem> {
        let secure = self.web.settings.secure_cookies;
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
                let pending = Pending::cookie(&self.conversation, pending, masked);
                let answer = code_mailed_answer(audience, form, masked);
                (answer, vec![cookies::set(cookies::PENDING, &pending, secure)])
            }
            "unavailable" if !form => return Err(Problem::code(Code::Unavailable)),
            other if form => {
                let (status, notice) = (refused_status(other), Notice::refused(other));
                let over = cookies::clear(cookies::PENDING, secure).filter(|_| other != "wrong");
                (
                    portal::sign_in_page(self.web, audience, headers, status, notice)?,
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

fn without_session(web: &Web, mut response: Response) -> Response {
    for name in [cookies::SESSION, cookies::PENDING] {
        if let Some(cookie) = cookies::clear(name, web.settings.secure_cookies) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

fn unstored(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}
