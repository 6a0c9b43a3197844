//! A visitor's client: says things, comes back after a cut, and keeps what it was shown.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::http::{Reply, request};

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came from the server.
#[derive(Debug, Clone)]
pub enum Frame {
    /// A JSON frame.
    Json(Value),
    /// The connection was closed, with its code where there was one.
    Closed(Option<u16>),
}

/// One visitor with one conversation.
pub struct Visitor {
    pub address: SocketAddr,
    audience: &'static str,
    socket: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
    /// The conversation, once there is one.
    pub conversation: String,
    /// The resume token.
    pub token: String,
    /// Every event shown, by seq.
    pub events: BTreeMap<u64, Value>,
    /// Every ack, by message id: the seq and how often it came.
    pub acks: BTreeMap<String, u64>,
    /// Seqs that came a second time on one connection, or out of order: always a defect.
    pub disorder: Vec<u64>,
    /// Every frame as it came, for tests that search them.
    pub frames: Vec<String>,
    sent: u32,
}

impl Visitor {
    /// A visitor who has not connected yet.
    pub fn new(address: SocketAddr, audience: &'static str) -> Self {
        Self {
            address,
            audience,
            socket: None,
            conversation: String::new(),
            token: String::new(),
            events: BTreeMap::new(),
            acks: BTreeMap::new(),
            disorder: Vec::new(),
            frames: Vec::new(),
            sent: 0,
        }
    }

    /// A visitor who is connected and welcomed.
    pub async fn welcomed(address: SocketAddr, audience: &'static str) -> Self {
        let mut visitor = Self::new(address, audience);
        visitor.connect().await.expect("a welcome");
        visitor
    }

    /// The newest seq seen.
    pub fn last_seq(&self) -> u64 {
        self.events.last_key_value().map_or(0, |(seq, _)| *seq)
    }

    /// Opens a socket without saying hello.
    pub async fn open_socket(&mut self, origin: Option<&str>) -> Result<(), String> {
        let mut request = format!("ws://{}/ws", self.address)
            .into_client_request()
            .map_err(|error| error.to_string())?;
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", http::HeaderValue::from_static("frontdesk.v1"));
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().map_err(|_| "an origin".to_owned())?);
        }
        let (socket, _) = connect_async(request).await.map_err(|error| error.to_string())?;
        self.socket = Some(socket);
        Ok(())
    }

    /// Connects and says hello, resuming where there is something to resume.
    pub async fn connect(&mut self) -> Result<(), String> {
        self.open_socket(Some(&format!("http://{}", self.address))).await?;
        let mut hello = json!({ "type": "hello", "audience": self.audience });
        if !self.conversation.is_empty() {
            hello["conversation"] = json!(self.conversation);
            hello["token"] = json!(self.token);
            hello["after"] = json!(self.last_seq());
        }
        self.send(&hello).await?;
        loop {
            match self.next().await {
                Frame::Json(frame) if frame["type"] == "welcome" => {
                    self.conversation = frame["conversation"].as_str().unwrap_or_default().to_owned();
                    self.token = frame["token"].as_str().unwrap_or_default().to_owned();
                    return Ok(());
                }
                Frame::Json(frame) if frame["type"] == "error" => return Err(frame["code"].to_string()),
                Frame::Json(_) => {}
                Frame::Closed(code) => return Err(format!("closed: {code:?}")),
            }
        }
    }

    /// Connects again until it works: the server may be on its way up.
    pub async fn reconnect(&mut self) {
        let mut last = String::new();
        for _ in 0..600 {
            match self.connect().await {
                Ok(()) => return,
                Err(error) => last = error,
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no connection: {last}");
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value) -> Result<(), String> {
        self.send_text(&frame.to_string()).await
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: &str) -> Result<(), String> {
        let socket = self.socket.as_mut().ok_or("not connected")?;
        socket
            .send(Message::text(text))
            .await
            .map_err(|error| error.to_string())
    }

    /// The next frame; events and acks are kept as they pass.
    pub async fn next(&mut self) -> Frame {
        let Some(socket) = self.socket.as_mut() else {
            return Frame::Closed(None);
        };
        loop {
            let message = tokio::time::timeout(PATIENCE, socket.next())
                .await
                .expect("a frame in time");
            match message {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("JSON");
                    self.frames.push(text.to_string());
                    self.keep(&frame);
                    return Frame::Json(frame);
                }
                Some(Ok(Message::Close(close))) => {
                    self.socket = None;
                    return Frame::Closed(close.map(|CloseFrame { code, .. }| code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => {
                    self.socket = None;
                    return Frame::Closed(None);
                }
            }
        }
    }

    fn keep(&mut self, frame: &Value) {
        match frame["type"].as_str() {
            Some("event") => {
                let seq = frame["seq"].as_u64().expect("a seq");
                if seq != self.last_seq() + 1 {
                    self.disorder.push(seq);
                }
                self.events.insert(seq, frame.clone());
            }
            Some("ack") => {
                let seq = frame["seq"].as_u64().expect("a seq");
                self.acks
                    .insert(frame["id"].as_str().unwrap_or_default().to_owned(), seq);
            }
            _ => {}
        }
    }

    /// A new message id.
    pub fn new_id(&mut self) -> String {
        self.sent += 1;
        format!("m-{}-{}", self.conversation, self.sent)
    }

    /// Says something and waits for its ack; connects again and sends again for as long as it takes.
    pub async fn say(&mut self, text: &str) -> u64 {
        let frame = json!({ "type": "say", "text": text });
        self.deliver(frame).await
    }

    /// Fills a prompt.
    pub async fn fill(&mut self, prompt: &str, values: Value) -> u64 {
        self.deliver(json!({ "type": "fill", "prompt": prompt, "values": values }))
            .await
    }

    async fn deliver(&mut self, mut frame: Value) -> u64 {
        let id = self.new_id();
        frame["id"] = json!(id);
        loop {
            if self.socket.is_none() {
                self.reconnect().await;
            }
            if self.send(&frame).await.is_err() {
                self.socket = None;
                continue;
            }
            loop {
                match self.next().await {
                    Frame::Json(reply) if reply["type"] == "ack" && reply["id"] == json!(id) => {
                        return reply["seq"].as_u64().expect("a seq");
                    }
                    Frame::Json(reply) if reply["type"] == "error" && reply["id"] == json!(id) => {
                        assert!(
                            reply["retry_after_s"].is_u64() || reply["code"] == "unavailable",
                            "{reply}"
                        );
                        tokio::time::sleep(Duration::from_millis(200)).await;
                        break;
                    }
                    Frame::Json(_) => {}
                    Frame::Closed(_) => break,
                }
            }
        }
    }

    /// Waits until an event after `seq` fits.
    pub async fn wait_for(&mut self, seq: u64, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some((_, event)) = self.events.range(seq + 1..).find(|(_, event)| fits(&event["body"])) {
                return event.clone();
            }
            if matches!(self.next().await, Frame::Closed(_)) {
                self.reconnect().await;
            }
        }
    }

    /// Waits for a body of a kind after `seq`.
    pub async fn wait_for_kind(&mut self, seq: u64, kind: &str) -> Value {
        self.wait_for(seq, |body| body["kind"] == kind).await
    }

    /// Posts a secret for a slot of a prompt: its handle.
    pub async fn seal(&self, prompt: &str, slot: &str, secret: &str) -> String {
        let reply = self.post_sealed(prompt, slot, secret).await;
        reply.json()["handle"]
            .as_str()
            .unwrap_or_else(|| panic!("{} {}", reply.status, reply.body))
            .to_owned()
    }

    /// Posts a secret, whatever comes of it.
    pub async fn post_sealed(&self, prompt: &str, slot: &str, secret: &str) -> Reply {
        let body = json!({
            "conversation": self.conversation, "token": self.token, "prompt": prompt, "slot": slot, "secret": secret,
        });
        let origin = format!("http://{}", self.address);
        let headers = [("content-type", "application/json"), ("origin", origin.as_str())];
        request(self.address, "POST", "/api/sealed", &headers, body.to_string())
            .await
            .expect("a reply")
    }

    /// The conversation as the server has it now.
    pub async fn transcript(&self) -> Vec<Value> {
        let path = format!("/api/conversations/{}", self.conversation);
        let bearer = format!("Bearer {}", self.token);
        let reply = request(self.address, "GET", &path, &[("authorization", &bearer)], "")
            .await
            .expect("a reply");
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()["events"].as_array().expect("events").clone()
    }
}
