//! A desk made of frames.

use serde_json::{Value, json};

use super::*;
use crate::web::protocol::ServerFrame;

/// A talk with a desk that says what it is told to.
struct Table {
    talk: Talk,
    seq: Seq,
    sent: Vec<Value>,
    shown: Vec<Block>,
}

impl Table {
    fn new() -> Self {
        let mut table = Self {
            talk: Talk::new(Audience::Member, "m".into(), false),
            seq: 0,
            sent: Vec::new(),
            shown: Vec::new(),
        };
        table.welcome();
        table
    }

    fn welcome(&mut self) {
        self.frame(json!({
            "type": "welcome", "conversation": "c1", "token": "t1", "seq": self.seq, "resumed": self.seq > 0,
            "limits": {"frame_bytes": 16384, "text_chars": 50, "messages": 20, "per_seconds": 10},
        }));
    }

    fn frame(&mut self, frame: Value) -> Vec<Do> {
        let frame: ServerFrame = serde_json::from_value(frame).unwrap();
        let done = self.talk.heard(frame);
        self.take(done)
    }

    /// Keeps what is shown and sent; gives the rest.
    fn take(&mut self, done: Vec<Do>) -> Vec<Do> {
        let mut rest = Vec::new();
        for each in done {
            match each {
                Do::Show(block) => self.shown.push(block),
                Do::Send(frame) => self.sent.push(serde_json::to_value(frame).unwrap()),
                other => rest.push(other),
            }
        }
        rest
    }

    fn types(&mut self, line: &str) -> Vec<Do> {
        let ask = self.talk.ask();
        let done = self.talk.typed(&Secret::new(line.to_owned()), &ask);
        self.take(done)
    }

    /// The newest message is committed as what it was, and acknowledged.
    fn commits(&mut self, body: Value) {
        let id = self.sent.last().unwrap()["id"].clone();
        self.event("visitor", body, Some(id.clone()));
        self.frame(json!({"type": "ack", "id": id, "seq": self.seq, "duplicate": false}));
    }

    fn says(&mut self, body: Value) {
        self.event("bot", body, None);
    }

    fn event(&mut self, from: &str, body: Value, id: Option<Value>) {
        self.seq += 1;
        let mut frame = json!({"type": "event", "seq": self.seq, "at": 0, "from": {"kind": from}, "body": body});
        if let Some(id) = id {
            frame["id"] = id;
        }
        self.frame(frame);
    }

    fn last(&self) -> &Value {
        self.sent.last().unwrap()
    }

    fn screen(&self) -> String {
        let paint = super::super::page::Paint::PLAIN;
        self.shown.iter().map(|block| paint.block(block)).collect()
    }
}

fn text(words: &str) -> Value {
    json!({"kind": "text", "text": words})
}

fn field(slot: &str, input: &str) -> Value {
    json!({"slot": slot, "label": slot.to_uppercase(), "input": input, "required": true, "hint": "As it stands."})
}

fn prompt(id: &str, fields: Value) -> Value {
    json!({"kind": "prompt", "prompt": id, "text": "Please.", "fields": fields, "actions": ["back", "cancel"], "why": "So."})
}

fn answer() -> Value {
    json!({"kind": "answer", "entry": "member/a", "revision": "0", "question": "Q?", "text": "A.", "html": "",
           "probability": 0.9, "flow": {"id": "f", "label": "Do it"}, "related": [{"entry": "member/b", "question": "B?"}]})
}

#[test]
fn choices_are_taken_by_number() {
    let mut table = Table::new();
    table.types("what is a pin");
    table.commits(text("what is a pin"));
    table.says(answer());
    table.types("2");
    assert_eq!(table.last()["type"], "choose");
    assert_eq!(
        (&table.last()["seq"], &table.last()["choice"]),
        (&json!(2), &json!("entry:member/b"))
    );
    table.commits(json!({"kind": "chose", "label": "B?"}));
    table.types("1");
    assert_eq!(table.last()["type"], "say", "no choice is left, so it is said in words");
}

#[test]
fn numbers_go_on_in_one_burst_and_a_field_takes_numbers_for_itself() {
    let mut table = Table::new();
    table.types("x?");
    table.commits(text("x?"));
    table.says(answer());
    table.says(json!({"kind": "prompt", "prompt": "p1", "text": "Now?", "choices": [{"id": "yes", "label": "Yes"}]}));
    assert!(table.screen().contains(" 3  Yes"), "{}", table.screen());
    table.types("3");
    assert_eq!(
        (&table.last()["seq"], &table.last()["choice"]),
        (&json!(3), &json!("yes"))
    );
    table.commits(json!({"kind": "chose", "label": "Yes"}));
    table.says(answer());
    table.says(prompt("p2", json!([field("amount", "money")])));
    table.types("1");
    assert_eq!(
        (&table.last()["type"], &table.last()["text"]),
        (&json!("say"), &json!("1"))
    );
    table.commits(text("1"));
    table.says(answer());
    table.says(prompt("p2", json!([field("amount", "money")])));
    table.types("/2");
    assert_eq!(table.last()["choice"], "entry:member/b");
}

#[test]
fn a_card_is_filled_field_by_field() {
    let mut table = Table::new();
    table.says(prompt("p1", json!([field("first", "text"), field("last", "text")])));
    table.types("");
    assert!(table.screen().contains("Please fill in: FIRST."));
    table.types("Ann");
    assert!(table.screen().contains("LAST (2 of 2)"), "{}", table.screen());
    table.types("/back");
    assert!(table.screen().contains("Now: Ann. Enter keeps it."));
    table.types("");
    assert!(table.sent.is_empty());
    table.types("Lee");
    assert_eq!(table.last()["values"], json!({"first": "Ann", "last": "Lee"}));
    assert_eq!(table.last()["prompt"], "p1");
}

#[test]
fn a_question_in_between_leaves_the_card_as_it_was() {
    let mut table = Table::new();
    let card = || prompt("p1", json!([field("first", "text"), field("last", "text")]));
    table.says(card());
    table.types("Ann");
    table.types("is there a fee?");
    assert_eq!(table.last()["text"], "is there a fee?");
    table.commits(text("is there a fee?"));
    table.says(answer());
    table.says(card());
    table.types("Lee");
    assert_eq!(table.last()["values"], json!({"first": "Ann", "last": "Lee"}));
}

#[test]
fn only_what_was_wrong_is_asked_again() {
    let mut table = Table::new();
    table.says(prompt("p1", json!([field("first", "text"), field("last", "text")])));
    table.types("Ann");
    table.types("123");
    table.commits(
        json!({"kind": "filled", "prompt": "p1", "slots": [{"slot": "first", "label": "FIRST", "value": "Ann"}]}),
    );
    let (mut first, mut last) = (field("first", "text"), field("last", "text"));
    first["value"] = json!("Ann");
    last["error"] = json!("Letters only.");
    table.says(prompt("p1", json!([first, last])));
    assert!(
        table.screen().ends_with("! Letters only.\n      As it stands.\n"),
        "{}",
        table.screen()
    );
    table.types("Lee");
    assert_eq!(table.last()["values"], json!({"last": "Lee"}), "the rest is known");
}

#[test]
fn a_secret_is_hidden_and_only_its_handle_is_sent() {
    let mut table = Table::new();
    table.says(prompt("p1", json!([field("password", "sealed")])));
    assert!(table.talk.ask().hidden);
    let done = table.types("Harbor7Lane");
    let [Do::Seal { slot, secret, .. }] = done.as_slice() else {
        panic!("{done:?}")
    };
    assert_eq!((slot.as_str(), secret.reveal()), ("password", "Harbor7Lane"));
    assert!(!format!("{done:?}").contains("Harbor"));
    let slot = slot.clone();
    let refused = table.talk.sealed(&slot, Err("At least six characters.".into()));
    table.take(refused);
    assert!(table.talk.ask().hidden && table.sent.is_empty());
    table.types("Harbor7Lane");
    let kept = table.talk.sealed(&slot, Ok("handle_1".into()));
    table.take(kept);
    assert_eq!(table.last()["values"], json!({"password": "handle_1"}));
    assert!(!table.screen().contains("Harbor") && !format!("{:?}", table.talk.pages()).contains("Harbor"));
}

#[test]
fn a_password_may_begin_with_a_slash_and_commands_work_beside_it() {
    let mut table = Table::new();
    table.says(prompt("p1", json!([field("password", "sealed")])));
    assert!(matches!(table.types("/Harbor7Lane").as_slice(), [Do::Seal { .. }]));
    table.types("/why");
    assert!(table.screen().contains("* So."));
    table.types("/cancel");
    assert_eq!(table.last()["choice"], "cancel");
}

#[test]
fn what_was_typed_for_another_kind_of_field_is_not_sent() {
    let mut table = Table::new();
    let open = table.talk.ask();
    table.says(prompt("p1", json!([field("password", "sealed")])));
    let done = table.talk.typed(&Secret::new("what is a pin".into()), &open);
    table.take(done);
    let hidden = table.talk.ask();
    table.event(
        "bot",
        json!({"kind": "receipt", "reference": "R", "title": "T", "lines": [], "not_you": "N"}),
        None,
    );
    let done = table.talk.typed(&Secret::new("Harbor7Lane".into()), &hidden);
    table.take(done);
    assert!(table.sent.is_empty(), "{:?}", table.sent);
    assert!(!table.screen().contains("Harbor"));
}

#[test]
fn words_stand_on_the_screen_once() {
    let mut table = Table::new();
    table.types("hello");
    table.commits(text("hello"));
    assert!(!table.screen().contains("hello"), "they were typed there");
    table.says(text("Hello!"));
    table.types("my ssn is 1");
    table.commits(text("my ssn is (hidden)"));
    assert!(table.screen().contains("You:  my ssn is (hidden)"));
    let all = format!("{:?}", table.talk.pages());
    assert!(all.contains("\"hello\""), "a transcript has everything: {all}");
}

#[test]
fn what_is_not_acknowledged_goes_again_under_its_id() {
    let mut table = Table::new();
    table.types("one");
    table.types("two");
    table.talk.lost();
    table.types("three");
    assert_eq!(table.sent.len(), 1);
    table.welcome();
    assert_eq!(
        (&table.sent[1]["id"], &table.sent[1]["text"]),
        (&table.sent[0]["id"], &json!("one"))
    );
    for words in ["one", "two", "three"] {
        assert_eq!(table.last()["text"], words);
        table.commits(text(words));
    }
    assert_eq!(table.talk.unsent(), 0);
    let hello = serde_json::to_value(table.talk.hello(None)).unwrap();
    assert_eq!((&hello["conversation"], &hello["after"]), (&json!("c1"), &json!(3)));
}

#[test]
fn an_event_that_comes_twice_is_shown_once() {
    let mut table = Table::new();
    table.says(text("Hello!"));
    table.seq = 0;
    table.says(text("Hello!"));
    assert_eq!(table.shown.len(), 1);
}

#[test]
fn a_conversation_that_is_gone_begins_anew_with_what_was_not_sent() {
    let mut table = Table::new();
    table.says(text("Hello!"));
    table.talk.lost();
    table.types("one");
    let done = table.frame(json!({"type": "error", "code": "unknown_conversation", "message": "gone"}));
    assert!(matches!(done.as_slice(), [Do::Forget, Do::Reconnect]), "{done:?}");
    let hello = serde_json::to_value(table.talk.hello(None)).unwrap();
    assert!(hello.get("conversation").is_none());
    table.seq = 0;
    table.welcome();
    assert_eq!(table.last()["text"], "one");
}

#[test]
fn a_busy_desk_is_asked_again_later() {
    let mut table = Table::new();
    table.types("one");
    let id = table.last()["id"].clone();
    let done =
        table.frame(json!({"type": "error", "code": "too_fast", "message": "slow", "id": id, "retry_after_s": 2}));
    assert!(
        matches!(done.as_slice(), [Do::Later(wait)] if wait.as_secs() == 2),
        "{done:?}"
    );
    let again = table.talk.ready_again();
    table.take(again);
    assert_eq!((table.sent.len(), &table.last()["id"]), (2, &id));
}

#[test]
fn a_sign_in_asks_name_password_and_code() {
    let mut table = Table::new();
    table.types("i lost my pin");
    table.commits(text("i lost my pin"));
    table.says(json!({"kind": "sign_in", "url": "/member", "text": "Please sign in first."}));
    table.types("1");
    assert_eq!(table.talk.ask().prompt, "user name> ");
    table.types("rmiller42");
    assert!(table.talk.ask().hidden);
    let done = table.types("Harbor7Lane");
    assert!(matches!(done.as_slice(), [Do::SignIn { user_name, .. }] if user_name == "rmiller42"));
    let done = table.talk.answered(Answered::CodeMailed("d***@example.com".into()));
    table.take(done);
    assert!(table.talk.ask().hidden);
    assert!(matches!(table.types("123456").as_slice(), [Do::Confirm { .. }]));
    let done = table.talk.answered(Answered::SignedIn);
    assert!(matches!(table.take(done).as_slice(), [Do::Identify]));
    assert!(table.talk.awaiting(), "the errand goes on by itself");
    table.event(
        "system",
        json!({"kind": "signed_in", "name": "R***", "how": "pwd"}),
        None,
    );
    assert!(table.talk.awaiting());
    table.says(prompt("p1", json!([field("first", "text")])));
    assert!(!table.talk.awaiting());
}

#[test]
fn what_was_filled_can_be_changed_while_its_errand_is_open() {
    let mut table = Table::new();
    table.types("/edit");
    table.says(prompt("p1", json!([field("first", "text")])));
    table.types("Ann");
    table.commits(
        json!({"kind": "filled", "prompt": "p1", "slots": [{"slot": "first", "label": "FIRST", "value": "Ann"}]}),
    );
    table.says(prompt("p2", json!([field("last", "text")])));
    table.types("/edit");
    assert!(table.screen().contains(" 1  FIRST: Ann"), "{}", table.screen());
    table.types("/edit 1");
    assert_eq!(
        (&table.last()["seq"], &table.last()["choice"]),
        (&json!(2), &json!("edit:first"))
    );
}

#[test]
fn an_answer_can_be_rated_and_starting_over_leaves_the_conversation() {
    let mut table = Table::new();
    table.types("/good");
    assert!(table.sent.is_empty());
    table.types("q");
    table.commits(text("q"));
    table.says(answer());
    table.types("/bad not mine");
    assert_eq!(
        (&table.last()["helpful"], &table.last()["comment"]),
        (&json!(false), &json!("not mine"))
    );
    table.commits(json!({"kind": "rated", "seq": 2, "helpful": false}));
    assert!(!table.talk.awaiting());
    let done = table.types("/start-over");
    assert_eq!(table.last()["what"], "conversation");
    assert!(matches!(done.as_slice(), [Do::Forget, Do::Reconnect]));
}

#[test]
fn a_text_that_is_too_long_is_told_before_it_is_sent() {
    let mut table = Table::new();
    table.types(&"x".repeat(51));
    assert!(table.sent.is_empty() && table.screen().contains("51 characters; 50 are the most"));
}

#[test]
fn a_conversation_of_somebody_signed_in_waits_for_the_sign_in() {
    let mut table = Table::new();
    table.says(text("Hello!"));
    table.talk.lost();
    table.frame(json!({"type": "error", "code": "bad_identity", "message": "sign in"}));
    assert!(!table.talk.wants_connection());
    table.types("hello?");
    assert_eq!(table.talk.unsent(), 0, "nothing is taken before that");
    table.types("/sign-in rmiller42");
    let done = table.talk.answered(Answered::SignedIn);
    table.take(done);
    assert!(table.talk.wants_connection());
}
