//! Clients that do not speak, do not answer or do not listen, on a clock that jumps to whatever is due next.
//!
//! 1. Who does not say `hello` is closed after 10 seconds.
//! 2. Every 25 seconds a client is asked for a sign of life; after two that stay unanswered it is closed.
//! 3. One that answers stays for as long as it likes.
//! 4. One that does not take what is sent is closed, and resumes without a gap.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, pause, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async};

use super::app::{Raw, here, resume};
use crate::process::request;

fn hello() -> Value {
    json!({"type": "hello", "audience": "member"})
}

/// The connection below the WebSocket, which answers nothing by itself.
fn wire(raw: &mut Raw) -> &mut TcpStream {
    match raw.socket.get_mut() {
        MaybeTlsStream::Plain(stream) => stream,
        _ => panic!("a plain connection"),
    }
}

fn seconds_since(begun: Instant) -> u64 {
    begun.elapsed().as_secs()
}

#[tokio::test]
async fn who_does_not_say_hello_is_closed_after_10_seconds() {
    let here = here(&[]).await;
    let mut raw = Raw::connect(here.address, None).await;
    pause();
    let begun = Instant::now();
    assert_eq!(raw.json().await["code"], "no_hello");
    assert_eq!(seconds_since(begun), 10);
    assert_eq!(raw.close_code().await, 4408);
}

#[tokio::test]
async fn who_gives_no_sign_of_life_is_closed_after_two_pings() {
    const PING: [u8; 2] = [0x89, 0];
    let here = here(&[]).await;
    let (mut raw, _) = Raw::welcomed(here.address, hello()).await;
    pause();
    let begun = Instant::now();
    for second in [25, 50] {
        let mut frame = [0; 2];
        wire(&mut raw).read_exact(&mut frame).await.unwrap();
        assert_eq!((frame, seconds_since(begun)), (PING, second));
    }
    let mut close = [0; 4];
    wire(&mut raw).read_exact(&mut close).await.unwrap();
    assert_eq!(seconds_since(begun), 75);
    let [kind, _, code @ ..] = close;
    assert_eq!((kind, u16::from_be_bytes(code)), (0x88, 1013));
}

#[tokio::test]
async fn who_answers_pings_stays() {
    let here = here(&[]).await;
    let (mut raw, _) = Raw::welcomed(here.address, hello()).await;
    pause();
    let mut pings = 0;
    let listening = async {
        while let Some(Ok(message)) = raw.socket.next().await {
            match message {
                Message::Ping(_) => pings += 1,
                other => panic!("{other:?}"),
            }
        }
    };
    assert!(timeout(Duration::from_secs(601), listening).await.is_err());
    assert_eq!(pings, 24, "ten minutes");
}

#[tokio::test]
async fn who_does_not_listen_is_closed_and_resumes_without_a_gap() {
    let here = here(&[("FRONTDESK_LIMITS__MESSAGES", "100000")]).await;
    let (mut speaks, welcome) = Raw::welcomed(here.address, hello()).await;
    let mut deaf = with_small_ears(here.address).await;
    let resuming = resume(&welcome, 0).to_string();
    deaf.send(Message::text(resuming)).await.unwrap();
    let long = "what does it cost? ".repeat(20);
    let (mut newest, mut said) = (0, 0);
    while level(here.address, "frontdesk_hub_waiting").await < 1.0 {
        for _ in 0..20 {
            said += 1;
            newest = speaks.say(&format!("m{said}"), &long).await["seq"].as_u64().unwrap();
        }
        assert!(said < 2_000, "it takes everything");
    }
    pause();
    sleep(Duration::from_secs(15)).await;
    tokio::time::resume();

    let mut seen = 0;
    while let Some(Ok(message)) = deaf.next().await {
        if let Message::Text(text) = message {
            seen = next_seq(seen, &serde_json::from_str(&text).unwrap());
        }
    }
    assert!(0 < seen && seen < newest, "{seen} of {newest}");
    assert!(level(here.address, CLOSED).await > 0.0);
    let (mut back, _) = Raw::welcomed(here.address, resume(&welcome, seen)).await;
    while seen < newest {
        seen = next_seq(seen, &back.frame("event").await);
    }
}

const CLOSED: &str = "frontdesk_sockets_closed_total{reason=\"too slow\"}";

/// A client for which little can wait: what it does not take is soon too much.
async fn with_small_ears(address: SocketAddr) -> WebSocketStream<TcpStream> {
    let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", "frontdesk.v1".parse().unwrap());
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = socket.connect(address).await.unwrap();
    client_async(request, stream).await.unwrap().0
}

/// A figure as the program tells it.
async fn level(address: SocketAddr, name: &str) -> f64 {
    let reply = request(address, "GET", "/metrics", &[], "").await.unwrap();
    let value = reply
        .body
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
    value.unwrap_or(0.0)
}

/// The seq of the next event: the one after `seen`.
fn next_seq(seen: u64, frame: &Value) -> u64 {
    if frame["type"] != "event" {
        return seen;
    }
    assert_eq!(frame["seq"], seen + 1);
    seen + 1
}
