//! The WebSocket.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http::HeaderValue;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::http::Url;
use crate::web::protocol::{ClientFrame, SUBPROTOCOL, ServerFrame};

/// How long connecting and writing may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The server pings every 25 seconds: a connection that is silent for longer than this is dead.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);
/// The largest frame that is read, in bytes.
const LARGEST_FRAME: usize = 1024 * 1024;

const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// An open connection.
pub(super) struct Link {
    socket: WebSocketStream<TcpStream>,
}

impl Link {
    /// Connects; nothing is said yet.
    pub(super) async fn open(url: &Url) -> Result<Self, Error> {
        let late = |_| Error::Io(std::io::ErrorKind::TimedOut.into());
        tokio::time::timeout(PATIENCE, Self::connect(url)).await.map_err(late)?
    }

    async fn connect(url: &Url) -> Result<Self, Error> {
        let mut request = format!("ws://{}/ws", url.authority()).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        if let Ok(origin) = HeaderValue::try_from(url.to_string()) {
            headers.insert("origin", origin);
        }
        let limits = WebSocketConfig::default()
            .max_message_size(Some(LARGEST_FRAME))
            .max_frame_size(Some(LARGEST_FRAME));
        let stream = url.connect().await?;
        let (socket, _) = tokio_tungstenite::client_async_with_config(request, stream, Some(limits)).await?;
        Ok(Self { socket })
    }

    /// Sends a frame; `false` if the connection is gone.
    pub(super) async fn send(&mut self, frame: &ClientFrame) -> bool {
        let Ok(text) = serde_json::to_string(frame) else {
            return false;
        };
        let sent = tokio::time::timeout(PATIENCE, self.socket.send(Message::text(text))).await;
        matches!(sent, Ok(Ok(())))
    }

    /// The next frame; nothing once the connection is gone. A frame of a kind that this client does not know is passed over.
    pub(super) async fn next(&mut self) -> Option<ServerFrame> {
        loop {
            let message = tokio::time::timeout(LONGEST_SILENCE, self.socket.next()).await.ok()??;
            match message.ok()? {
                Message::Text(text) => {
                    if let Ok(frame) = serde_json::from_str(&text) {
                        return Some(frame);
                    }
                }
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }
}

/// How long to wait before try number `attempt` (from 0): doubling, capped, and spread over its upper half by `bits`, so
/// that a restarted server is not met by everyone at once.
pub(super) fn back_off(attempt: u32, bits: u64) -> Duration {
    let longest = FIRST_WAIT
        .saturating_mul(2_u32.saturating_pow(attempt.min(16)))
        .min(LONGEST_WAIT);
    let spread = u32::try_from(bits % 1000).unwrap_or_default();
    longest / 2 + longest / 2 * spread / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_bounded() {
        for attempt in 0..100 {
            for bits in [0, 999, u64::MAX] {
                let wait = back_off(attempt, bits);
                assert!(wait >= FIRST_WAIT / 2 && wait <= LONGEST_WAIT, "{attempt}: {wait:?}");
            }
        }
        assert!(back_off(5, 0) > back_off(1, 999));
    }
}
