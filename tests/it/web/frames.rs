//! What is not a good frame gets its code, and the conversation lives on.

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::app::{Raw, resume, shared};

fn hello() -> Value {
    json!({"type": "hello", "audience": "member"})
}

#[tokio::test]
async fn a_frame_of_16_kib_and_a_byte_closes_with_1009_and_the_visitor_resumes() {
    let (mut raw, welcome) = Raw::welcomed(shared(), hello()).await;
    let ack = raw.say("1", "hello").await;
    raw.send("x".repeat(16 * 1024 + 1)).await;
    assert_eq!(raw.close_code().await, 1009);

    let (mut raw, again) = Raw::welcomed(shared(), resume(&welcome, 0)).await;
    assert_eq!(again["resumed"], true);
    assert_eq!(again["conversation"], welcome["conversation"]);
    let first = raw.frame("event").await;
    assert_eq!((&first["seq"], &first["id"]), (&ack["seq"], &json!("1")));
    let second = raw.say("1", "hello").await;
    assert_eq!((&second["seq"], &second["duplicate"]), (&ack["seq"], &json!(true)));
}

#[tokio::test]
async fn the_largest_frame_is_still_read() {
    let (mut raw, _) = Raw::welcomed(shared(), hello()).await;
    raw.send("x".repeat(16 * 1024)).await;
    assert_eq!(raw.frame("error").await["code"], "bad_frame");
}

#[tokio::test]
async fn a_message_of_more_than_64_fragments_closes_with_1009() {
    let fragment = |opcode, last| Message::Frame(Frame::message("", OpCode::Data(opcode), last));
    let (mut raw, _) = Raw::welcomed(shared(), hello()).await;
    raw.socket.send(fragment(Data::Text, false)).await.unwrap();
    for _ in 0..64 {
        if raw.socket.send(fragment(Data::Continue, false)).await.is_err() {
            break;
        }
    }
    assert_eq!(raw.close_code().await, 1009);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_bad_frame_and_the_connection_stays() {
    let (mut raw, _) = Raw::welcomed(shared(), hello()).await;
    for (text, id) in [
        ("{", Value::Null),
        ("[]", Value::Null),
        (r#"{"type":"shout","id":"7"}"#, json!("7")),
        (r#"{"type":"say","id":"8","text":"a","bold":true}"#, json!("8")),
        (r#"{"type":"say","id":"8","text":5}"#, json!("8")),
        (r#"{"type":"hello","audience":"member"}"#, Value::Null),
        (r#"{"type":"choose","id":"9","seq":-1,"choice":"a"}"#, json!("9")),
        (r#"{"type":"leave","id":"10","what":"queue"}"#, json!("10")),
    ] {
        raw.send(text.into()).await;
        let error = raw.frame("error").await;
        assert_eq!(error["code"], "bad_frame", "{text}");
        assert_eq!(error["id"], id, "{text}");
    }
    raw.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(raw.frame("error").await["code"], "bad_frame");
    assert_eq!(raw.say("11", "hello").await["duplicate"], false);
}

#[tokio::test]
async fn a_text_may_have_2000_characters() {
    let (mut raw, _) = Raw::welcomed(shared(), hello()).await;
    assert_eq!(raw.say("1", &"ä".repeat(2000)).await["seq"], 1);
    raw.send(json!({"type": "say", "id": "2", "text": "ä".repeat(2001)}).to_string())
        .await;
    let error = raw.frame("error").await;
    assert_eq!((&error["code"], &error["id"]), (&json!("too_long"), &json!("2")));
    assert_eq!(raw.say("3", "hello").await["duplicate"], false);
}

#[tokio::test]
async fn of_100_messages_at_once_20_are_taken_and_the_others_may_come_again() {
    let (mut raw, _) = Raw::welcomed(shared(), hello()).await;
    for n in 0..100 {
        raw.send(json!({"type": "say", "id": format!("m{n}"), "text": "hello"}).to_string())
            .await;
    }
    let (mut taken, mut later) = (Vec::new(), Vec::new());
    while taken.len() + later.len() < 100 {
        let frame = raw.json().await;
        match frame["type"].as_str() {
            Some("ack") => taken.push(frame["seq"].as_u64().unwrap()),
            Some("error") => {
                assert_eq!(frame["code"], "too_fast");
                assert!((1..=10).contains(&frame["retry_after_s"].as_u64().unwrap()));
                later.push(frame["id"].clone());
            }
            _ => {}
        }
    }
    assert_eq!((taken.len(), later.len()), (20, 80));
    assert!(taken.is_sorted(), "in the order in which they were sent");
}

#[tokio::test]
async fn another_prompt_than_the_open_one_is_stale() {
    let (mut raw, _) = Raw::welcomed(shared(), hello()).await;
    raw.send(json!({"type": "fill", "id": "1", "prompt": "p9", "values": {"user_name": "rmiller42"}}).to_string())
        .await;
    let error = raw.frame("error").await;
    assert_eq!((&error["code"], &error["id"]), (&json!("stale_prompt"), &json!("1")));
    assert_eq!(raw.say("2", "hello").await["seq"], 1);
}

#[tokio::test]
async fn nobody_gets_into_somebody_elses_conversation() {
    let (mut ours, welcome) = Raw::welcomed(shared(), hello()).await;
    ours.say("1", "hello").await;
    let (_theirs, other) = Raw::welcomed(shared(), hello()).await;
    for (conversation, token, code, close) in [
        (&welcome["conversation"], &other["token"], "bad_token", 4401),
        (&welcome["conversation"], &json!("guessed"), "bad_token", 4401),
        (
            &json!("01JZZZZZZZZZZZZZZZZZZZZZZZ"),
            &other["token"],
            "unknown_conversation",
            4404,
        ),
    ] {
        let mut raw = Raw::connect(shared(), None).await;
        let hello = json!({"type": "hello", "audience": "member", "conversation": conversation, "token": token});
        raw.send(hello.to_string()).await;
        assert_eq!(raw.json().await["code"], code);
        assert_eq!(raw.close_code().await, close);
    }
    assert_eq!(ours.say("2", "hello").await["duplicate"], false);
}

#[tokio::test]
async fn a_connection_begins_with_hello() {
    let mut raw = Raw::connect(shared(), None).await;
    raw.send("nonsense".into()).await;
    assert_eq!(raw.json().await["code"], "bad_frame");
    raw.send(json!({"type": "say", "id": "1", "text": "hello"}).to_string())
        .await;
    assert_eq!(raw.json().await["code"], "no_hello");
    assert_eq!(raw.close_code().await, 4408);
}

#[tokio::test]
async fn a_hello_that_half_resumes_or_lies_about_who_it_is_is_refused() {
    for (hello, code, close) in [
        (
            json!({"type": "hello", "audience": "member", "conversation": "01J"}),
            "bad_frame",
            4400,
        ),
        (
            json!({"type": "hello", "audience": "member", "token": "t"}),
            "bad_frame",
            4400,
        ),
        (
            json!({"type": "hello", "audience": "member", "identity": "a.b.c"}),
            "bad_identity",
            4402,
        ),
    ] {
        let mut raw = Raw::connect(shared(), None).await;
        raw.send(hello.to_string()).await;
        assert_eq!(raw.json().await["code"], code);
        assert_eq!(raw.close_code().await, close);
    }
}

#[tokio::test]
async fn a_foreign_page_is_told_so_and_closed() {
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let mut raw = Raw::connect(shared(), Some(origin)).await;
        assert_eq!(raw.json().await["code"], "bad_origin", "{origin}");
        assert_eq!(raw.close_code().await, 4403);
    }
    for origin in [format!("http://{}", shared()), "https://www.plan.example".into()] {
        let mut raw = Raw::connect(shared(), Some(&origin)).await;
        raw.send(hello().to_string()).await;
        assert_eq!(raw.json().await["type"], "welcome", "{origin}");
    }
}
