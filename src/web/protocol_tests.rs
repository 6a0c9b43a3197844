//! What may be relied on about frames.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::conversation::Body;

fn why(frame: Value) -> String {
    read(&frame.to_string()).unwrap_err().why
}

#[test]
fn the_frames_of_the_wire_are_read() {
    for frame in [
        json!({"type": "hello", "audience": "member"}),
        json!({"type": "hello", "audience": "provider", "locale": "en", "conversation": "01J", "token": "t", "after": 3, "identity": "a.b.c"}),
        json!({"type": "say", "id": "1", "text": "i lost my pin"}),
        json!({"type": "choose", "id": "2", "seq": 4, "choice": "flow:reissue-pin"}),
        json!({"type": "fill", "id": "3", "prompt": "p1", "values": {"user_name": "rmiller42"}}),
        json!({"type": "identify", "identity": "a.b.c"}),
        json!({"type": "typing", "on": true}),
        json!({"type": "seen", "seq": 9}),
        json!({"type": "rate", "id": "4", "seq": 2, "helpful": false}),
        json!({"type": "leave", "id": "5", "what": "conversation"}),
    ] {
        let read = read(&frame.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), frame);
        assert_eq!(read.name(), frame["type"]);
    }
}

#[test]
fn what_is_not_a_frame_is_refused_with_its_reason() {
    assert!(read("").is_err());
    assert!(read("[]").is_err());
    assert!(read("{\"type\":").is_err());
    assert!(why(json!({"type": "shout", "text": "a"})).contains("unknown variant `shout`"));
    assert!(why(json!({"type": "say", "id": "1", "text": "a", "bold": true})).contains("unknown field `bold`"));
    assert!(why(json!({"type": "say", "text": "a"})).contains("missing field `id`"));
    assert!(why(json!({"type": "say", "id": "not an id", "text": "a"})).contains("MessageId must be"));
    assert!(why(json!({"type": "hello", "audience": "everyone"})).contains("everyone"));
    assert!(why(json!({"type": "say", "id": "1", "text": 5})).contains("expected a string"));
}

#[test]
fn a_refused_frame_keeps_its_id() {
    let unreadable = read(r#"{"type":"say","id":"01J","text":"a","bold":true}"#).unwrap_err();
    assert_eq!(unreadable.id, Some(MessageId::new("01J").unwrap()));
    assert_eq!(read(r#"{"type":"shout","id":7}"#).unwrap_err().id, None);
}

#[test]
fn a_reason_is_short_whatever_was_sent() {
    let unreadable = read(&json!({"type": "é".repeat(5000)}).to_string()).unwrap_err();
    assert!(unreadable.why.chars().count() <= 203);
}

#[test]
fn an_event_is_flat_and_says_which_message_it_came_from() {
    let event = ServerFrame::Event(Arc::new(Event {
        seq: 1,
        at: 1_764_000_000_000,
        id: Some(MessageId::new("m1").unwrap()),
        from: Author::Visitor,
        body: Body::text("i lost my pin"),
    }));
    assert_eq!(
        serde_json::to_value(&event).unwrap(),
        json!({
            "type": "event", "seq": 1, "at": 1_764_000_000_000_i64, "id": "m1",
            "from": {"kind": "visitor"}, "body": {"kind": "text", "text": "i lost my pin"}
        })
    );
}

#[test]
fn debug_shows_nothing_of_what_was_said() {
    let frame = ClientFrame::Identify {
        identity: "hunter2".into(),
    };
    assert_eq!(format!("{frame:?}"), "identify(..)");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,300}") {
        let _ = read(&text);
    }

    #[test]
    fn any_words_come_through_unchanged(text in "\\PC{0,300}") {
        let frame = ClientFrame::Say { id: MessageId::new("1").unwrap(), text };
        prop_assert_eq!(read(&serde_json::to_string(&frame).unwrap()).unwrap(), frame);
    }
}
