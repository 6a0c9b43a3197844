//! The WebSocket handshake (RFC 6455, section 4.2) for `frontdesk.v1`.
//!
//! Done here rather than by the framework so that the connection can be guarded below the WebSocket library ([`guard`])
//! and its errors keep their types. No extension is negotiated.
//!
//! [`guard`]: super::guard

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::guard::Guarded;
use super::problem::Problem;
use super::protocol::SUBPROTOCOL;

/// A WebSocket of a client. In a box, because a future keeps a place for each argument that it hands on.
pub(super) type Socket = Box<WebSocketStream<Guarded<TokioIo<hyper::upgrade::Upgraded>>>>;

/// Read and write buffers: 4 KiB cost 23 times less memory than the library's default, and are quicker.
const BUFFER: usize = 4096;
/// What may wait to be sent before the connection counts as stuck.
const MOST_UNSENT: usize = 512 * 1024;

/// A request that asks for a WebSocket of this protocol.
pub(super) struct Upgrade {
    accept: HeaderValue,
    upgrading: OnUpgrade,
}

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let key = checked(parts)?;
        let accept = HeaderValue::try_from(derive_accept_key(key.as_bytes())).map_err(|_| refused("a bad key"))?;
        let upgrading = parts.extensions.remove::<OnUpgrade>();
        Ok(Self {
            accept,
            upgrading: upgrading.ok_or_else(|| refused("this connection can't become a WebSocket"))?,
        })
    }
}

impl Upgrade {
    /// The answer that turns the connection into a WebSocket, which `serve` then gets, in a task of its own.
    pub(super) fn answer<F>(
        self,
        frame_bytes: usize,
        serve: impl FnOnce(Socket) -> F + Send + 'static,
    ) -> (Response, impl Future<Output = ()>)
    where
        F: Future<Output = ()> + Send,
    {
        let upgrading = self.upgrading;
        let task = async move {
            let Ok(upgraded) = upgrading.await else { return };
            let config = WebSocketConfig::default()
                .read_buffer_size(BUFFER)
                .write_buffer_size(BUFFER)
                .max_write_buffer_size(MOST_UNSENT)
                .max_frame_size(Some(frame_bytes))
                .max_message_size(Some(frame_bytes));
            let guarded = Guarded::new(TokioIo::new(upgraded));
            let socket = WebSocketStream::from_raw_socket(guarded, Role::Server, Some(config)).await;
            serve(Box::new(socket)).await;
        };
        let headers = [
            (header::CONNECTION, HeaderValue::from_static("upgrade")),
            (header::UPGRADE, HeaderValue::from_static("websocket")),
            (header::SEC_WEBSOCKET_ACCEPT, self.accept),
            (header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL)),
        ];
        ((StatusCode::SWITCHING_PROTOCOLS, headers).into_response(), task)
    }
}

/// The request's key, if the request is as the protocol wants it.
fn checked(parts: &Parts) -> Result<&HeaderValue, Refusal> {
    let headers = &parts.headers;
    if parts.method != Method::GET || !names(headers, header::UPGRADE, "websocket") {
        return Err(Refusal {
            status: StatusCode::UPGRADE_REQUIRED,
            detail: "this address speaks WebSocket",
            hint: Some((header::UPGRADE, "websocket")),
        });
    }
    if !names(headers, header::CONNECTION, "upgrade") {
        return Err(refused("`Connection` must say `Upgrade`"));
    }
    if headers.get(header::SEC_WEBSOCKET_VERSION).map(HeaderValue::as_bytes) != Some(b"13") {
        return Err(Refusal {
            hint: Some((header::SEC_WEBSOCKET_VERSION, "13")),
            ..refused("`Sec-WebSocket-Version` must be 13")
        });
    }
    if !names(headers, header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
        return Err(refused("`Sec-WebSocket-Protocol` must offer `frontdesk.v1`"));
    }
    headers
        .get(header::SEC_WEBSOCKET_KEY)
        .ok_or_else(|| refused("`Sec-WebSocket-Key` is missing"))
}

/// Whether one of the comma-separated words of a header is `word`.
fn names(headers: &HeaderMap, header: HeaderName, word: &str) -> bool {
    headers
        .get_all(header)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|each| each.trim().eq_ignore_ascii_case(word))
}

fn refused(detail: &'static str) -> Refusal {
    Refusal {
        status: StatusCode::BAD_REQUEST,
        detail,
        hint: None,
    }
}

/// Why a request does not become a WebSocket.
pub(super) struct Refusal {
    status: StatusCode,
    detail: &'static str,
    /// A header that says what would do.
    hint: Option<(HeaderName, &'static str)>,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Problem::status(self.status).detail(self.detail).into_response();
        if let Some((name, value)) = self.hint {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
