//! The portal's own sign-in: a cookie for the session, a second step by e-mail for providers, and the identity token that
//! the page hands to the chat.

mod calls;
mod sign_in;

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::json;

use super::codes::Code;
use super::identity::Subject;
use super::portal;
use super::problem::Problem;
use super::secret::Secret;
use super::sent::Sent;
use super::server::Peer;
use super::{Web, cookies};
use crate::accounts::contract::{Network, Outcome, SessionId};
use crate::conversation::Audience;

use calls::Calls;

pub(super) use sign_in::{Pending, confirm, sign_in};

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
    let calls = Calls::of_session(web, SessionId(session.to_owned()), web.network(peer, headers));
    match calls.make("session.end", json!({})).await.is_unavailable() {
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
    let calls = Calls::of_session(web, session.clone(), network);
    let outcome = calls.make("session.look_up", json!({})).await;
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
