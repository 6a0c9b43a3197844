//! The files that browsers load: the widget and the portal's own. In a release build they are part of the binary.

use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::problem::Problem;

#[derive(RustEmbed)]
#[folder = "widget/"]
struct Widget;

#[derive(RustEmbed)]
#[folder = "templates/pages/"]
pub(super) struct Pages;

/// `GET /widget.js`: the module that a page names.
pub(super) async fn widget_entry(headers: HeaderMap) -> Response {
    served(Widget::get("widget.js"), "widget.js", &headers)
}

/// `GET /widget/{path}`: its parts.
pub(super) async fn widget(Path(path): Path<String>, headers: HeaderMap) -> Response {
    served(Widget::get(&path), &path, &headers)
}

/// `GET /static/{name}`: what the portal's pages name.
pub(super) async fn portal(Path(name): Path<String>, headers: HeaderMap) -> Response {
    served(Pages::get(&name), &name, &headers)
}

/// A file, unless the browser has it already. Only what browsers load is served: no templates, no types, no tests.
fn served(file: Option<EmbeddedFile>, path: &str, asked: &HeaderMap) -> Response {
    let kind = path.rsplit_once('.').and_then(|(_, ending)| content_type(ending));
    let (Some(file), Some(kind)) = (file, kind) else {
        return Problem::status(StatusCode::NOT_FOUND).into_response();
    };
    let etag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    let mut response = if has(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data.into_owned()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// Whether the browser says that it has this version.
fn has(asked: &HeaderMap, etag: &str) -> bool {
    let tags = asked.get_all(header::IF_NONE_MATCH).iter();
    tags.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

fn content_type(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    })
}
