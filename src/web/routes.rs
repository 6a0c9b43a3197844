//! Every address, in one place.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{delete, get, post};
use http::StatusCode;
use tower_http::compression::CompressionLayer;

use super::problem::Problem;
use super::sent::LONGEST_BODY;
use super::{Web, api, assets, figures, headers, health, origin, portal, session, socket, wrong_turn};

/// All routes over `web`.
pub fn router(web: Arc<Web>) -> Router {
    let mut routes = Router::new()
        .route("/ws", get(socket::upgrade))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(figures::metrics))
        .merge(shared(&web))
        .merge(own(&web));
    if web.demo.is_some() {
        routes = routes.merge(demonstration());
    }
    routes
        .fallback(|| async { Problem::status(StatusCode::NOT_FOUND).into_response() })
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(from_fn_with_state(Arc::clone(&web), wrong_turn::page_for_browsers))
        .layer(from_fn_with_state(Arc::clone(&web), headers::every_answer))
        .with_state(web)
}

/// What the widget uses, also in the pages of other sites that may.
fn shared(web: &Arc<Web>) -> Router<Arc<Web>> {
    Router::new()
        .route("/widget.js", get(assets::widget_entry))
        .route("/widget/words.json", get(api::words).layer(CompressionLayer::new()))
        .route("/widget/{*path}", get(assets::widget))
        .route("/api/errands", get(api::errands))
        .route("/api/suggest", get(api::suggest))
        .route("/api/sealed", post(api::sealed))
        .route("/api/conversations/{id}", get(api::transcript).delete(api::delete))
        // Inside the layer, which answers OPTIONS.
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn_with_state(Arc::clone(web), origin::shared))
}

/// What goes by cookies: only our own pages may.
fn own(web: &Arc<Web>) -> Router<Arc<Web>> {
    Router::new()
        .route("/session", delete(session::sign_out))
        .route("/api/identity", post(session::identity))
        .merge(
            Router::new()
                .route("/session", post(session::sign_in))
                .route("/session/code", post(session::confirm))
                .route("/session/end", post(session::sign_out_by_form))
                .layer(from_fn(headers::every_page)),
        )
        .layer(from_fn_with_state(Arc::clone(web), origin::only_ours))
}

/// The made-up insurer's portal.
fn demonstration() -> Router<Arc<Web>> {
    Router::new()
        .route("/", get(portal::home))
        .route("/member", get(portal::member))
        .route("/provider", get(portal::provider))
        .route("/playground", get(portal::playground))
        .route("/demo/outbox", get(portal::outbox))
        // Where a sign-in that did not go on leaves the browser: its address can be opened, too.
        .route("/session", get(|| async { Redirect::to("/") }))
        .route("/session/code", get(|| async { Redirect::to("/provider") }))
        .layer(from_fn(headers::every_page))
        .route("/static/{name}", get(assets::portal))
}

async fn not_allowed() -> Response {
    Problem::status(StatusCode::METHOD_NOT_ALLOWED).into_response()
}
