//! Which page a request comes from, and what pages elsewhere may do.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::codes::Code;
use super::problem::Problem;
use super::{Settings, Web};

/// Where the page is that sends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Page {
    /// No page: a program, or a plain link.
    None,
    /// One of ours.
    Ours,
    /// One that may use the chat: its origin.
    Allowed(HeaderValue),
    /// Any other.
    Foreign,
}

/// Which page sends a request with these headers.
pub(super) fn page(headers: &HeaderMap, settings: &Settings) -> Page {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Page::None;
    };
    let Ok(text) = origin.to_str() else {
        return Page::Foreign;
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let ours = authority.is_some_and(|authority| host.is_some_and(|host| host.eq_ignore_ascii_case(authority)));
    if ours || settings.public_origin.as_deref() == Some(text) {
        Page::Ours
    } else if settings.allowed_origins.iter().any(|allowed| allowed == text) {
        Page::Allowed(origin.clone())
    } else {
        Page::Foreign
    }
}

/// Refuses what another site's page sends in the visitor's name (cookies go along with such requests).
pub(super) async fn only_ours(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site").map(HeaderValue::as_bytes);
    let ours = match site {
        Some(site) => site == b"same-origin",
        None => matches!(web.page(request.headers()), Page::None | Page::Ours),
    };
    if request.method().is_safe() || ours {
        next.run(request).await
    } else {
        Problem::code(Code::BadOrigin).into_response()
    }
}

/// Lets the pages that may use the chat read its answers (CORS), without cookies.
pub(super) async fn shared(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let page = web.page(request.headers());
    if page == Page::Foreign && !request.method().is_safe() {
        return Problem::code(Code::BadOrigin).into_response();
    }
    let mut response = if request.method() == Method::OPTIONS {
        preflight(&page)
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Page::Allowed(origin) = page {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
    response
}

fn preflight(page: &Page) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if matches!(page, Page::Allowed(_)) {
        let headers = response.headers_mut();
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST, DELETE"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("authorization, content-type"),
        );
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::protocol::Limits;

    fn check(origin: Option<&str>, host: &str) -> Page {
        let settings = Settings {
            allowed_origins: vec!["https://www.plan.example".into()],
            trusted_proxies: Vec::new(),
            widget: None,
            public_origin: Some("https://chat.plan.example".into()),
            secure_cookies: true,
            limits: Limits {
                frame_bytes: 0,
                text_chars: 0,
                messages: 0,
                per_seconds: 0,
            },
            metrics_for: Vec::new(),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        page(&headers, &settings)
    }

    #[test]
    fn a_page_is_ours_allowed_or_foreign() {
        assert_eq!(check(None, "127.0.0.1:8080"), Page::None);
        assert_eq!(check(Some("http://127.0.0.1:8080"), "127.0.0.1:8080"), Page::Ours);
        assert_eq!(check(Some("https://chat.plan.example"), "10.0.0.7:8080"), Page::Ours);
        assert!(matches!(
            check(Some("https://www.plan.example"), "10.0.0.7:8080"),
            Page::Allowed(_)
        ));
        for foreign in [
            "http://127.0.0.1:8081",
            "https://evil.example",
            "null",
            "https://www.plan.example.evil.example",
            "http://www.plan.example",
            "ftp://127.0.0.1:8080",
            "127.0.0.1:8080",
        ] {
            assert_eq!(check(Some(foreign), "127.0.0.1:8080"), Page::Foreign, "{foreign}");
        }
    }
}
