//! The widget's plain requests.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::json;

use super::Web;
use super::codes::Code;
use super::problem::Problem;
use super::secret::Secret;
use super::sent::{Asked, Sent};
use super::server::Peer;
use crate::chat::{Origin, Posted};
use crate::content::Lookup;
use crate::conversation::{Audience, ConversationId, Locale, PromptId, SlotName};

/// How much of what is typed is looked at for suggestions, in characters.
const LONGEST_QUESTION: usize = 200;

/// What the keys of the widget's words begin with.
const WIDGET: &str = "widget.";

/// A locale in a query.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InLocale {
    #[serde(default)]
    locale: Locale,
}

/// `GET /widget/words.json?locale=`: the words of the widget, and under `locales` the languages that there are, with
/// spaces between them.
pub(super) async fn words(State(web): State<Arc<Web>>, Asked(asked): Asked<InLocale>) -> Response {
    let content = web.content.current();
    let mut words = content.words(WIDGET, &asked.locale);
    let locales: Vec<&str> = content.locales().map(Locale::as_str).collect();
    words.insert("locales".to_owned(), locales.join(" "));
    fresh(Json(words))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForAudience {
    audience: Audience,
    #[serde(default)]
    #[expect(dead_code, reason = "labels are in the flows' language until they are translated")]
    locale: Locale,
}

/// `GET /api/errands?audience=&locale=`: what the first screen offers.
pub(super) async fn errands(State(web): State<Arc<Web>>, Asked(asked): Asked<ForAudience>) -> Response {
    fresh(Json(
        json!({ "errands": web.content.current().errands(asked.audience) }),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    q: String,
    audience: Audience,
    #[serde(default)]
    locale: Locale,
}

/// `GET /api/suggest?q=&audience=&locale=`: up to five questions while the visitor types; none where too many type.
pub(super) async fn suggest(State(web): State<Arc<Web>>, Asked(asked): Asked<Typed>) -> Response {
    let text: String = asked.q.chars().take(LONGEST_QUESTION).collect();
    let content = web.content.current();
    let suggest = move || content.suggest(&text, asked.audience, &asked.locale);
    let suggestions = web.threads.run(Lookup::Suggestion, suggest).await.unwrap_or_default();
    unstored(Json(json!({ "suggestions": suggestions })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deposit {
    conversation: ConversationId,
    token: Secret,
    prompt: PromptId,
    slot: SlotName,
    secret: Secret,
}

/// `POST /api/sealed`: a secret for the account service, past the conversation.
pub(super) async fn sealed(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Sent { value: sent, .. }: Sent<Deposit>,
) -> Result<Response, Problem> {
    let origin = Origin {
        network: web.network(peer, &headers),
    };
    let (token, secret) = (sent.token.reveal(), sent.secret.reveal().to_owned());
    let posted = web
        .chat
        .deposit(&sent.conversation, token, &sent.prompt, &sent.slot, secret, &origin)
        .await?;
    match posted {
        Posted::Kept { handle } => Ok(unstored(Json(json!({ "handle": handle })))),
        Posted::Malformed { why } => Err(Problem::status(StatusCode::UNPROCESSABLE_ENTITY).detail(why)),
    }
}

/// `GET /api/conversations/{id}`: the visitor's copy.
pub(super) async fn transcript(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (conversation, token) = (named(&id)?, bearer(&headers)?);
    Ok(unstored(Json(web.chat.transcript(&conversation, token).await?)))
}

/// `DELETE /api/conversations/{id}`: the conversation is no more.
pub(super) async fn delete(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (conversation, token) = (named(&id)?, bearer(&headers)?);
    web.chat.delete(&conversation, token).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn named(id: &str) -> Result<ConversationId, Problem> {
    ConversationId::new(id).map_err(|_| Problem::code(Code::UnknownConversation))
}

/// The resume token, from `Authorization: Bearer`.
fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| Problem::code(Code::BadToken).detail("send `Authorization: Bearer TOKEN`"))
}

/// An answer that is checked anew each time.
fn fresh(answer: impl IntoResponse) -> Response {
    cached(answer, "no-cache")
}

/// An answer that nobody keeps.
fn unstored(answer: impl IntoResponse) -> Response {
    cached(answer, "no-store")
}

fn cached(answer: impl IntoResponse, how: &'static str) -> Response {
    let mut response = answer.into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(how));
    response
}
