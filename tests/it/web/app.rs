//! A Frontdesk in this process, on a port of its own, and the plainest of clients.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use crate::support::VECTORS;
use frontdesk::app;
use frontdesk::config::{Config, Flags};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::process::{Reply, request};

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A Frontdesk that can be stopped.
pub struct Running {
    pub address: SocketAddr,
    pub stop: CancellationToken,
    /// Sent when it has gone down.
    pub ended: oneshot::Receiver<()>,
}

/// The demonstration that most tests share: each has conversations of its own.
pub fn shared() -> SocketAddr {
    static SHARED: OnceLock<Running> = OnceLock::new();
    SHARED
        .get_or_init(|| start(None, &[("FRONTDESK_WEB__ALLOWED_ORIGINS", "https://www.plan.example")]))
        .address
}

/// Starts one in a thread of its own, with a configuration file and variables.
pub fn start(file: Option<&str>, variables: &[(&str, &str)]) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), file, variables);
    let stop = CancellationToken::new();
    let (ended_sender, ended) = oneshot::channel();
    let (address_sender, address) = std::sync::mpsc::channel();
    let stopping = stop.clone();
    std::thread::spawn(move || {
        let _folder = folder;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind(config.listen).await.unwrap();
            let app = app::build(config).await.unwrap();
            address_sender.send(listener.local_addr().unwrap()).unwrap();
            app.serve(listener, stopping).await;
        });
        let _ = ended_sender.send(());
    });
    Running {
        address: address.recv().expect("it starts"),
        stop,
        ended,
    }
}

fn configured(folder: &Path, file: Option<&str>, variables: &[(&str, &str)]) -> Config {
    let path = folder.join("frontdesk.toml");
    if let Some(text) = file {
        std::fs::write(&path, text).unwrap();
    }
    let variables = variables
        .iter()
        .chain(std::iter::once(&VECTORS))
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let flags = Flags {
        listen: Some("127.0.0.1:0".into()),
        data: Some(folder.join("data")),
        content: Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
    };
    Config::load(file.map(|_| path.as_path()), variables, flags).unwrap()
}

/// One in the runtime of the test, whose clock it shares.
pub struct Here {
    pub address: SocketAddr,
    /// Where the metrics are, if they have an address of their own.
    pub metrics: Option<SocketAddr>,
    _folder: TempDir,
    _stop: DropGuard,
}

/// Starts one in the runtime of the test, which can stop its clock.
pub async fn here(variables: &[(&str, &str)]) -> Here {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), None, variables);
    // Little can wait to be sent, so that it shows soon who does not listen.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(8192).unwrap();
    socket.bind(config.listen).unwrap();
    let listener = socket.listen(128).unwrap();
    let app = app::build(config).await.unwrap();
    let (address, metrics) = (listener.local_addr().unwrap(), app.metrics_address());
    let stop = CancellationToken::new();
    tokio::spawn(app.serve(listener, stop.clone()));
    Here {
        address,
        metrics,
        _folder: folder,
        _stop: stop.drop_guard(),
    }
}

/// A WebSocket without manners: sends what it is told to.
pub struct Raw {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Frames that came while another type was waited for: an ack and the events of its turn come in any order.
    passed: VecDeque<Value>,
}

impl Raw {
    /// A socket on which nothing was said yet.
    pub async fn connect(address: SocketAddr, origin: Option<&str>) -> Self {
        let headers: Vec<_> = origin.map(|origin| ("origin", origin)).into_iter().collect();
        Self::connect_with(address, &headers).await
    }

    /// The same with headers of one's own.
    pub async fn connect_with(address: SocketAddr, sent: &[(&'static str, &str)]) -> Self {
        let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", "frontdesk.v1".parse().unwrap());
        for (name, value) in sent {
            headers.insert(*name, value.parse().unwrap());
        }
        let (socket, _) = connect_async(request).await.expect("a handshake");
        Self {
            socket,
            passed: VecDeque::new(),
        }
    }

    /// A socket that was welcomed, and the welcome.
    pub async fn welcomed(address: SocketAddr, hello: Value) -> (Self, Value) {
        let mut raw = Self::connect(address, None).await;
        raw.send(hello.to_string()).await;
        let welcome = raw.json().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        (raw, welcome)
    }

    pub async fn send(&mut self, text: String) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next message that is not a ping.
    pub async fn next(&mut self) -> Message {
        let sound = async {
            loop {
                match self.socket.next().await.expect("a message").expect("a sound message") {
                    Message::Ping(_) | Message::Pong(_) => {}
                    message => return message,
                }
            }
        };
        tokio::time::timeout(PATIENCE, sound).await.expect("a message in time")
    }

    /// The next frame.
    pub async fn json(&mut self) -> Value {
        match self.next().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The next frame of a type; others are kept for later.
    pub async fn frame(&mut self, kind: &str) -> Value {
        if let Some(place) = self.passed.iter().position(|frame| frame["type"] == kind) {
            return self.passed.remove(place).unwrap();
        }
        loop {
            let frame = self.json().await;
            if frame["type"] == kind {
                return frame;
            }
            self.passed.push_back(frame);
        }
    }

    /// The next prompt.
    pub async fn prompt(&mut self) -> Value {
        loop {
            let frame = self.frame("event").await;
            if frame["body"]["kind"] == "prompt" {
                return frame["body"].clone();
            }
        }
    }

    /// Fills a prompt.
    pub async fn fill(&mut self, id: &str, prompt: &Value, values: Value) {
        self.send(json!({"type": "fill", "id": id, "prompt": prompt, "values": values}).to_string())
            .await;
    }

    /// The close code, after whatever else comes.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(close) = self.next().await {
                return close.expect("a close code").code.into();
            }
        }
    }

    /// Says something and waits for the ack.
    pub async fn say(&mut self, id: &str, text: &str) -> Value {
        self.send(json!({"type": "say", "id": id, "text": text}).to_string())
            .await;
        self.frame("ack").await
    }
}

/// `hello` that resumes after `seq`.
pub fn resume(welcome: &Value, seq: u64) -> Value {
    json!({
        "type": "hello", "audience": "member", "conversation": welcome["conversation"], "token": welcome["token"],
        "after": seq,
    })
}

/// The header of a JSON body.
pub const JSON: (&str, &str) = ("content-type", "application/json");

/// Gets a page of the shared one.
pub async fn get(path: &str, headers: &[(&str, &str)]) -> Reply {
    request(shared(), "GET", path, headers, "").await.unwrap()
}

/// Posts to the shared one.
pub async fn post(path: &str, headers: &[(&str, &str)], body: impl Into<bytes::Bytes>) -> Reply {
    request(shared(), "POST", path, headers, body).await.unwrap()
}
