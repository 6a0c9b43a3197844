//! What the log says of a turn.
//!
//! 1. At debug level each step leaves a line inside its turn, which names the conversation and the kind of input.
//! 2. At info level a turn leaves none.

use serde_json::Value;

use crate::process::{Server, Visitor};

/// The log of a program in which somebody has said hello, and their conversation.
async fn log_at(level: &str) -> (Vec<Value>, String) {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("FRONTDESK_LOG__LEVEL", level), ("FRONTDESK_LOG__FORMAT", "json")];
    let server = Server::start(&folder.path().join("data"), 0, &variables);
    let mut visitor = Visitor::welcomed(server.address, "member").await;
    visitor.say("when does my pin arrive?").await;
    let lines = server.log();
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap());
    (lines.collect(), visitor.conversation.clone())
}

#[tokio::test]
async fn each_step_leaves_a_line_inside_its_turn() {
    let (lines, conversation) = log_at("debug").await;
    for step in ["load", "advance", "understand", "commit", "publish"] {
        let line = lines.iter().find(|line| line["span"]["name"] == step);
        let line = line.unwrap_or_else(|| panic!("{step}: {lines:#?}"));
        assert!(line["time.busy"].is_string(), "{line}");
        let turn = &line["spans"][0];
        assert_eq!(
            (&turn["name"], &turn["input"], &turn["conversation"]),
            (&"turn".into(), &"say".into(), &conversation.clone().into()),
        );
    }
    assert!(lines.iter().any(|line| line["message"] == "a visitor is here"));
}

#[tokio::test]
async fn a_turn_leaves_no_line_for_every_day() {
    let (lines, conversation) = log_at("info").await;
    assert!(!lines.is_empty());
    for line in lines {
        assert!(!line.to_string().contains(&conversation), "{line}");
    }
}
