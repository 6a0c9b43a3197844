//! A problem as a page, for those who have opened an address with a browser: plain words and ways on instead of JSON. What
//! scripts and other programs ask for (they do not ask for `text/html`) is answered with problem details, as ever.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use minijinja::context;

use super::{Web, headers};

/// Puts a page in the place of problem details, in the demonstration, which has pages.
pub(super) async fn page_for_browsers(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let response = next.run(request).await;
    let Some(demo) = web
        .demo
        .as_ref()
        .filter(|_| wants_page(&asked) && is_problem(&response))
    else {
        return response;
    };
    let (parts, _) = response.into_parts();
    let values = context! { kind => kind(parts.status), ..web.content.current().facts().clone() };
    match demo.pages.render("wrong-turn.html", parts.status, values) {
        Ok(mut page) => {
            for (name, value) in parts.headers.iter().filter(|(name, _)| *name != header::CONTENT_TYPE) {
                page.headers_mut().append(name, value.clone());
            }
            let vary = HeaderValue::from_static("accept");
            page.headers_mut().append(header::VARY, vary);
            headers::as_page(&asked, page)
        }
        Err(problem) => axum::response::IntoResponse::into_response(problem),
    }
}

/// Whether a browser has asked, for the sake of its window (RFC 9110, 12.5.1).
fn wants_page(asked: &HeaderMap) -> bool {
    let accept = asked.get_all(header::ACCEPT).iter();
    accept
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|kind| kind.trim().starts_with("text/html"))
}

fn is_problem(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind == "application/problem+json")
}

/// Which of the page's texts fits.
fn kind(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "nothing_here",
        StatusCode::TOO_MANY_REQUESTS => "too_fast",
        status if status.is_server_error() => "our_side",
        _ => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_asks_for_a_page_gets_one() {
        for (accept, expected) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("application/json, text/html;q=0.5", true),
            ("*/*", false),
            ("application/json", false),
        ] {
            let mut headers = HeaderMap::new();
            assert!(!wants_page(&headers));
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(wants_page(&headers), expected, "{accept}");
        }
    }
}
