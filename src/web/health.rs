//! Whether the node lives, and whether it can take visitors.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::Web;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// `GET /readyz`: it can take visitors. Content is loaded before the node listens at all.
pub(super) async fn ready(State(web): State<Arc<Web>>) -> Response {
    let (store, draining) = (web.chat.ready().await, web.draining.is_cancelled());
    let status = if store && !draining {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "store": store, "content": true, "draining": draining })),
    )
        .into_response()
}
