//! Frames in and out of one WebSocket.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self as ts, Message, Utf8Bytes};

use super::super::codes::Code;
use super::super::guard::TooManyFragments;
use super::super::protocol::{self, ClientFrame, ServerFrame, Unreadable};
use super::super::upgrade::Socket;
use super::{CLOSE_NOT_UTF8, CLOSE_PROTOCOL, CLOSE_TOO_BIG, CLOSE_TRY_LATER, End};
use crate::conversation::MessageId;
use crate::metrics::Metrics;

/// A client that does not take what is sent to it for so long is too slow.
const SLOW: Duration = Duration::from_secs(10);
/// How long the other side may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(2);
/// How much of what a refused client still sends is read and thrown away, so that the close reaches it.
const MOST_DISCARDED: u64 = 1 << 20;

/// Bytes that most frames have room in: one that grows from nothing is moved five times.
const USUAL_FRAME: usize = 2 * 1024;

/// One WebSocket, as frames.
pub(super) struct Wire {
    socket: Socket,
    /// What was read can't go on: nothing more may be read as frames.
    broken: bool,
    metrics: Arc<Metrics>,
}

/// What came from the client.
pub(super) enum Incoming {
    /// A frame of the protocol, or what is wrong with it.
    Frame(Result<ClientFrame, Unreadable>),
    /// A sign of life.
    Alive,
    /// The connection ends.
    End(End),
}

impl Wire {
    pub(super) fn new(socket: Socket, metrics: Arc<Metrics>) -> Self {
        Self {
            socket,
            broken: false,
            metrics,
        }
    }

    /// The next thing that comes. Nothing is lost when the future is dropped.
    pub(super) async fn next(&mut self) -> Incoming {
        let incoming = read(self.socket.next().await);
        self.broken |= matches!(incoming, Incoming::End(End::Close(..)));
        incoming
    }

    /// Writes a frame, without seeing to it that it leaves: see [`flush`](Self::flush).
    pub(super) async fn write(&mut self, frame: &ServerFrame) -> Result<(), End> {
        if let ServerFrame::Error { code, .. } = frame {
            self.metrics.error_frames.add([code.as_str()]);
        }
        let mut json = Vec::with_capacity(USUAL_FRAME);
        let text = serde_json::to_writer(&mut json, frame).map(|()| String::from_utf8(json));
        let Ok(Ok(text)) = text else {
            return Ok(());
        };
        in_time(self.socket.feed(Message::text(text))).await
    }

    /// Asks the client for a sign of life.
    pub(super) async fn ping(&mut self) -> Result<(), End> {
        in_time(self.socket.feed(Message::Ping(ts::Bytes::new()))).await
    }

    /// Sees to it that everything written leaves.
    pub(super) async fn flush(&mut self) -> Result<(), End> {
        in_time(self.socket.flush()).await
    }

    /// Writes an error.
    pub(super) async fn error(&mut self, code: Code, id: Option<MessageId>, message: String) -> Result<(), End> {
        self.write(&ServerFrame::Error {
            code,
            message,
            id,
            retry_after_s: None,
        })
        .await
    }

    /// Says that a frame can't be read; the connection goes on.
    pub(super) async fn unreadable(&mut self, unreadable: Unreadable) -> Result<(), End> {
        self.error(Code::BadFrame, unreadable.id, unreadable.why).await
    }

    /// Says why this connection can't go on.
    pub(super) async fn refuse(&mut self, code: Code) -> End {
        match self.error(code, None, code.meaning().into()).await {
            Ok(()) => End::code(code),
            Err(end) => end,
        }
    }

    /// Ends the connection so that the other side learns why.
    pub(super) async fn close(mut self, end: End) {
        let End::Close(code, reason) = end else {
            // An answer to the client's own close may still be waiting.
            let _ = timeout(FAREWELL, self.socket.flush()).await;
            return;
        };
        let frame = CloseFrame {
            code: code.into(),
            reason: Utf8Bytes::from_static(reason),
        };
        let sent = timeout(FAREWELL, self.socket.send(Message::Close(Some(frame)))).await;
        if !matches!(sent, Ok(Ok(()))) {
            return;
        }
        let farewell = async {
            if self.broken {
                discard(self.socket).await;
            } else {
                while let Some(Ok(_)) = self.socket.next().await {}
            }
        };
        let _ = timeout(FAREWELL, farewell).await;
    }
}

/// Reads and throws away: a connection that is closed with unread bytes is reset, and the close frame may be lost.
async fn discard(socket: Socket) {
    let mut io = (*socket).into_inner().into_inner();
    if io.shutdown().await.is_ok() {
        let _ = tokio::io::copy(&mut io.take(MOST_DISCARDED), &mut tokio::io::sink()).await;
    }
}

/// Waits for a write, not for ever.
async fn in_time(write: impl Future<Output = Result<(), ts::Error>>) -> Result<(), End> {
    match timeout(SLOW, write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Close(CLOSE_TRY_LATER, "too slow")),
    }
}

fn read(message: Option<Result<Message, ts::Error>>) -> Incoming {
    match message {
        Some(Ok(Message::Text(text))) => Incoming::Frame(protocol::read(text.as_str())),
        Some(Ok(Message::Binary(_))) => Incoming::Frame(Err(Unreadable {
            why: "frames are text".into(),
            id: None,
        })),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Incoming::Alive,
        Some(Ok(Message::Close(_))) | None => Incoming::End(End::Gone),
        Some(Err(error)) => Incoming::End(broken(&error)),
    }
}

/// What to close with after an error of the WebSocket library.
fn broken(error: &ts::Error) -> End {
    let too_many = |error: &std::io::Error| error.get_ref().is_some_and(|inner| inner.is::<TooManyFragments>());
    match error {
        ts::Error::Capacity(_) => End::Close(CLOSE_TOO_BIG, "the message is too big"),
        ts::Error::Io(error) if too_many(error) => End::Close(CLOSE_TOO_BIG, "the message has too many fragments"),
        ts::Error::Utf8(_) => End::Close(CLOSE_NOT_UTF8, "text frames are UTF-8"),
        ts::Error::Protocol(ts::error::ProtocolError::ResetWithoutClosingHandshake) => End::Gone,
        ts::Error::Protocol(_) => End::Close(CLOSE_PROTOCOL, "not WebSocket"),
        _ => End::Gone,
    }
}
