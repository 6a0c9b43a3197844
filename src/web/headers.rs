//! What every answer carries for safety, and one line of log for each.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use tokio::time::timeout;

use super::Web;
use super::problem::Problem;

/// How long a request may take in all, also one whose body comes drop by drop.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Adds the headers of every answer, and notes it: method, route and status, never addresses or query strings.
pub(super) async fn every_answer(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let began = web.clock.millis();
    let mut response = match timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::status(StatusCode::REQUEST_TIMEOUT).into_response(),
    };
    let headers = response.headers_mut();
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(
        headers,
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    web.metrics.http_answers.add([class(response.status())]);
    tracing::debug!(
        %method,
        route = route.as_ref().map_or("none", MatchedPath::as_str),
        status = response.status().as_u16(),
        ms = web.clock.millis() - began,
        "answered"
    );
    response
}

/// Adds what a page needs besides: nothing from elsewhere, no frame around it, none of the machine's sensors.
pub(super) async fn every_page(request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    as_page(&asked, next.run(request).await)
}

/// The same for one answer to a request with the headers `asked`.
pub(super) fn as_page(asked: &HeaderMap, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(content_security(asked)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    set(headers, header::CACHE_CONTROL, "no-store");
    set(headers, header::X_FRAME_OPTIONS, "DENY");
    set(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    );
    response
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// A header that a handler has not set already.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// Everything from this server only. Older browsers do not take `'self'` for a WebSocket, so that it is named.
fn content_security(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let socket = if !host.is_empty() && host.bytes().all(plain) {
        format!(" ws://{host} wss://{host}")
    } else {
        String::new()
    };
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{socket}; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strange_host_does_not_get_into_the_policy() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:8080"));
        assert!(content_security(&headers).contains("connect-src 'self' ws://127.0.0.1:8080 wss://127.0.0.1:8080;"));
        headers.insert(header::HOST, HeaderValue::from_static("a; script-src *"));
        assert!(content_security(&headers).contains("connect-src 'self';"));
    }
}
