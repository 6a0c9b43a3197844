//! What one network may do. The clients here come through a proxy that is trusted, so that each can have a network of its
//! own.

use serde_json::{Value, json};

use super::app::{Here, JSON, Raw, here};
use crate::process::request;

const PROXY: (&str, &str) = ("FRONTDESK_WEB__TRUSTED_PROXIES", "127.0.0.1");

fn hello() -> String {
    json!({"type": "hello", "audience": "member"}).to_string()
}

/// The first frame that a client gets which says hello from `network`.
async fn greeted(here: &Here, network: &str) -> (Raw, Value) {
    let mut raw = Raw::connect_with(here.address, &[("x-forwarded-for", network)]).await;
    // Whoever is refused at once may be closed already.
    let _ = futures_util::SinkExt::send(&mut raw.socket, tokio_tungstenite::tungstenite::Message::text(hello())).await;
    let frame = raw.json().await;
    (raw, frame)
}

#[tokio::test]
async fn a_network_has_so_many_connections_and_no_more() {
    let here = here(&[PROXY, ("FRONTDESK_WEB__MAX_CONNECTIONS_PER_NETWORK", "2")]).await;
    let (first, frame) = greeted(&here, "192.0.2.1").await;
    assert_eq!(frame["type"], "welcome");
    let (_second, _) = greeted(&here, "192.0.2.1").await;
    let (mut third, frame) = greeted(&here, "192.0.2.1").await;
    assert_eq!(frame["code"], "too_fast", "{frame}");
    assert_eq!(third.close_code().await, 4429);
    let (_other, frame) = greeted(&here, "192.0.2.2").await;
    assert_eq!(frame["type"], "welcome", "another network has its own");
    drop((first, third));
    loop {
        let (_again, frame) = greeted(&here, "192.0.2.1").await;
        if frame["type"] == "welcome" {
            break;
        }
    }
}

#[tokio::test]
async fn a_flood_of_hellos_must_wait() {
    let here = here(&[PROXY, ("FRONTDESK_LIMITS__HELLOS_PER_MINUTE", "3")]).await;
    for _ in 0..3 {
        assert_eq!(greeted(&here, "2001:db8::1").await.1["type"], "welcome");
    }
    let (mut fourth, frame) = greeted(&here, "2001:db8::2").await;
    assert_eq!(frame["code"], "too_fast", "the same /64: {frame}");
    assert!((1..=60).contains(&frame["retry_after_s"].as_u64().unwrap()));
    assert_eq!(fourth.close_code().await, 4429);
    assert_eq!(greeted(&here, "2001:db8:0:1::2").await.1["type"], "welcome");
}

#[tokio::test]
async fn a_flood_of_sign_ins_must_wait() {
    let here = here(&[PROXY, ("FRONTDESK_LIMITS__SIGN_INS_PER_MINUTE", "2")]).await;
    let body = json!({"audience": "member", "user_name": "nobody1", "password": "Harbor7Lane"}).to_string();
    let mut statuses = Vec::new();
    for network in ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"] {
        let headers = [JSON, ("x-forwarded-for", network)];
        let reply = request(here.address, "POST", "/session", &headers, body.clone())
            .await
            .unwrap();
        let waits = reply.headers.contains_key("retry-after");
        statuses.push((reply.status, waits));
    }
    assert_eq!(statuses, [(403, false), (403, false), (429, true), (403, false)]);
}
