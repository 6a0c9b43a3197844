//! The files that browsers load: the widget and the portal's own, built into the program. The widget's are small and
//! compressed already (`build/`); or they are the modules of a folder, just as they are, for those who work on it.

use std::path::{Component, Path as FilePath};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use super::Web;
use super::problem::Problem;

/// The chunks and style sheets, each also as `name.br` and `name.gz`.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/widget/"]
struct Widget;

#[derive(RustEmbed)]
#[folder = "templates/pages/"]
pub(super) struct Pages;

/// In the order in which we like them.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// `GET /widget.js`: the module that a page names.
pub(super) async fn widget_entry(web: State<Arc<Web>>, headers: HeaderMap) -> Response {
    widget(web, Path("widget.js".to_owned()), headers).await
}

/// `GET /widget/{path}`: its parts.
pub(super) async fn widget(State(web): State<Arc<Web>>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    if let Some(folder) = &web.settings.widget {
        let file = source(folder, &path).await;
        return served(file, &path, None, &headers);
    }
    let smaller = ENCODINGS
        .into_iter()
        .filter(|(encoding, _)| accepts(&headers, encoding))
        .find_map(|(encoding, ending)| Some((encoding, Widget::get(&format!("{path}{ending}"))?)));
    let mut response = match smaller {
        Some((encoding, file)) => served(Some(File::built_in(file)), &path, Some(encoding), &headers),
        None => served(Widget::get(&path).map(File::built_in), &path, None, &headers),
    };
    let vary = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, vary);
    response
}

/// `GET /static/{name}`: what the portal's pages name.
pub(super) async fn portal(Path(name): Path<String>, headers: HeaderMap) -> Response {
    served(Pages::get(&name).map(File::built_in), &name, None, &headers)
}

struct File {
    bytes: Vec<u8>,
    hash: [u8; 32],
}

impl File {
    fn built_in(file: EmbeddedFile) -> Self {
        Self {
            hash: file.metadata.sha256_hash(),
            bytes: file.data.into_owned(),
        }
    }
}

/// A file of the folder that holds the widget's sources, and of no other.
async fn source(folder: &FilePath, path: &str) -> Option<File> {
    let below = FilePath::new(path);
    if !below.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let bytes = tokio::fs::read(folder.join(below)).await.ok()?;
    let hash = Sha256::digest(&bytes).into();
    Some(File { bytes, hash })
}

/// A file, unless the browser has it already. Only what browsers load is served: no templates, no types, no tests.
fn served(file: Option<File>, path: &str, encoding: Option<&'static str>, asked: &HeaderMap) -> Response {
    let kind = path.rsplit_once('.').and_then(|(_, ending)| content_type(ending));
    let (Some(file), Some(kind)) = (file, kind) else {
        return Problem::status(StatusCode::NOT_FOUND).into_response();
    };
    let etag = format!("\"{}\"", hex::encode(&file.hash[..16]));
    let mut response = if has(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.bytes).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// Whether the browser takes this encoding (RFC 9110, 12.5.3; a weight of 0 refuses it).
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let values = asked.get_all(header::ACCEPT_ENCODING).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|choice| {
            let (name, weight) = choice.split_once(';').unwrap_or((choice, ""));
            let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
            (name.trim().eq_ignore_ascii_case(encoding)).then(|| weight.parse().unwrap_or(0.0))
        })
        .any(|weight: f32| weight > 0.0)
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
