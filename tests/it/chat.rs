//! What the chat promises, whatever is said.
//!
//! 1. A message is handled once, however often it is sent, and acknowledged each time with the same seq.
//! 2. Every client sees every event once, in order, without a gap: live, after a pause, after a restart.
//! 3. A call has its effect once, wherever the process dies.
//! 4. A conversation opens only to its token, and to its owner once it has one.

mod calls;
mod doors;
mod lookups;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::chat::{Ack, ChatError, Command, Delivery, Limits, NoFaults};
use frontdesk::conversation::PromptId;
use futures_util::future::join_all;

use crate::support::{Script, TestChat, limits, shown};

fn new(seq: u64) -> Result<Ack, ChatError> {
    Ok(Ack { seq, duplicate: false })
}

fn old(seq: u64) -> Result<Ack, ChatError> {
    Ok(Ack { seq, duplicate: true })
}

#[tokio::test]
async fn what_is_said_is_acknowledged_and_shown() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    assert_eq!((visitor.newest, visitor.resumed), (0, false));
    assert_eq!(visitor.say("m1", "hello").await, new(1));
    assert_eq!(visitor.say("m2", "again").await, new(3));
    let event = visitor.next().await;
    assert_eq!((event.seq, event.id.as_ref().map(|id| id.as_str())), (1, Some("m1")));
    assert_eq!(visitor.texts().await, ["hello", "again", "again"]);
}

#[tokio::test]
async fn the_row_is_made_at_the_first_message() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    assert!(app.store.load(&visitor.conversation).await.unwrap().is_none());
    visitor.say("m1", "hello").await.unwrap();
    assert!(app.store.load(&visitor.conversation).await.unwrap().is_some());
}

#[tokio::test]
async fn a_message_sent_twice_is_handled_once() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    let sent = join_all((0..8).map(|_| visitor.say("m1", "letter"))).await;
    assert_eq!(sent.iter().filter(|ack| **ack == new(1)).count(), 1);
    assert_eq!(sent.iter().filter(|ack| **ack == old(1)).count(), 7);
    let mut next = visitor.again(&app, 0, None).await.unwrap();
    assert_eq!(next.texts().await, ["letter", "one moment", "issued R1"]);
    assert_eq!(app.accounts.letters(), 1);
    let app = app.restarted(Script::default()).await;
    let visitor = visitor.again(&app, 0, None).await.unwrap();
    assert_eq!(visitor.say("m1", "letter").await, old(1));
    assert_eq!(visitor.say("m2", "letter").await, new(4));
}

#[tokio::test]
async fn what_can_no_longer_be_done_is_still_acknowledged_when_it_was_done() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    visitor.say("m1", "seal").await.unwrap();
    let fill = |prompt: &str| Command::Fill {
        prompt: PromptId::new(prompt).unwrap(),
        values: BTreeMap::new(),
    };
    assert_eq!(visitor.send("m2", fill("p2")).await, Err(ChatError::StalePrompt));
    assert_eq!(visitor.send("m2", fill("p1")).await, new(3));
    assert_eq!(visitor.send("m2", fill("p1")).await, old(3));
    assert_eq!(visitor.send("m3", fill("p1")).await, Err(ChatError::StalePrompt));
    assert_eq!(visitor.send("m4", Command::Leave).await, new(5));
    assert_eq!(visitor.send("m4", Command::Leave).await, old(5));
    assert_eq!(visitor.say("m5", "hello").await, Err(ChatError::Ended));
}

#[tokio::test]
async fn a_button_is_found_by_the_event_that_shows_it() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    visitor.say("m1", "offer").await.unwrap();
    let choose = |seq, choice: &str| Command::Choose {
        seq,
        choice: choice.into(),
    };
    assert_eq!(visitor.send("m2", choose(2, "entry:b")).await, new(3));
    assert_eq!(visitor.texts().await, ["offer", "Which?", "[B?]", "chose B?"]);
    for unknown in [choose(2, "entry:c"), choose(1, "entry:b"), choose(99, "entry:b")] {
        assert!(matches!(visitor.send("m3", unknown).await, Err(ChatError::BadFrame(_))));
    }
    assert_eq!(visitor.send("m2", choose(99, "entry:b")).await, old(3));
}

#[tokio::test]
async fn words_are_understood_within_the_turn() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    assert_eq!(visitor.say("m1", "ask is there a fee?").await, new(1));
    assert_eq!(visitor.texts().await, ["ask is there a fee?", "Offer"]);
}

#[tokio::test]
async fn who_comes_back_gets_what_was_missed_and_then_what_comes() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    for n in 0..600 {
        visitor.say(&format!("m{n}"), &n.to_string()).await.unwrap();
    }
    let app = app.restarted(Script::default()).await;
    let mut back = visitor.again(&app, 3, None).await.unwrap();
    assert_eq!((back.newest, back.resumed), (1200, true));
    back.say("x1", "live").await.unwrap();
    for seq in 4..=1202 {
        assert_eq!(back.next().await.seq, seq);
    }
    let mut ahead = visitor.again(&app, 5000, None).await.unwrap();
    back.say("x2", "more").await.unwrap();
    assert_eq!(ahead.next().await.seq, 1203);
}

#[tokio::test]
async fn every_client_sees_every_event_once_while_others_write() {
    let app = TestChat::new().await;
    let first = app.visitor().await;
    first.say("m", "hello").await.unwrap();
    let writing = join_all((0..10).map(|client| {
        let first = &first;
        async move {
            for n in 0..20 {
                first.say(&format!("m{client}-{n}"), "x").await.unwrap();
            }
        }
    }));
    let watching = join_all((0..10).map(|_| async {
        let mut client = first.again(&app, 0, None).await.unwrap();
        for seq in 1..=402 {
            assert_eq!(client.next().await.seq, seq);
        }
    }));
    tokio::join!(writing, watching);
}

#[tokio::test]
async fn fifty_conversations_at_once_have_no_gaps() {
    let app = TestChat::new().await;
    let visitors = join_all((0..50).map(|_| app.visitor())).await;
    let talking = visitors.into_iter().map(|mut visitor| async move {
        for n in 0..20 {
            assert_eq!(visitor.say(&format!("m{n}"), "x").await, new(2 * n + 1));
        }
        for seq in 1..=40 {
            assert_eq!(visitor.next().await.seq, seq);
        }
    });
    join_all(talking).await;
}

#[tokio::test]
async fn a_client_that_cannot_keep_up_must_resume() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    for n in 0..33 {
        visitor.say(&format!("m{n}"), "x").await.unwrap();
    }
    assert!(matches!(visitor.subscription.next().await, Some(Delivery::Lagged)));
    assert!(visitor.subscription.next().await.is_none());
    let mut back = visitor.again(&app, 0, None).await.unwrap();
    for seq in 1..=66 {
        assert_eq!(back.next().await.seq, seq);
    }
}

#[tokio::test]
async fn too_many_messages_must_wait() {
    let limits = Limits {
        messages: 20,
        ..limits()
    };
    let app = TestChat::with(Script::default(), Arc::new(NoFaults), limits).await;
    let visitor = app.visitor().await;
    for n in 0..20 {
        visitor.say(&format!("m{n}"), "x").await.unwrap();
    }
    assert_eq!(
        visitor.say("m20", "x").await,
        Err(ChatError::TooFast { retry_after_s: 10 })
    );
    app.clock.advance(Duration::from_secs(10));
    assert_eq!(visitor.say("m20", "x").await, new(41));
}

#[tokio::test]
async fn who_comes_back_does_not_see_what_was_forgotten() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    visitor.say("m1", "private Rosalind").await.unwrap();
    visitor.say("m2", "forget").await.unwrap();
    assert_eq!(visitor.texts().await, ["Rosalind", "Rosalind", "forget"]);
    let mut back = visitor.again(&app, 0, None).await.unwrap();
    assert_eq!(back.texts().await, ["provided", "provided", "forget"]);
    let copy = app
        .chat
        .transcript(&visitor.conversation, &visitor.token)
        .await
        .unwrap();
    assert_eq!(
        copy.events.iter().map(|event| shown(&event.body)).collect::<Vec<_>>(),
        ["provided", "provided", "forget"]
    );
    app.chat.shutdown().await;
    for file in std::fs::read_dir(app.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(8).any(|window| window == b"Rosalind"));
    }
}

#[tokio::test]
async fn a_chat_that_shuts_down_finishes_its_turns_and_takes_no_more() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    assert!(app.chat.ready().await);
    visitor.say("m1", "letter").await.unwrap();
    app.chat.shutdown().await;
    assert_eq!(visitor.texts().await, ["letter", "one moment", "issued R1"]);
    assert!(visitor.subscription.next().await.is_none());
    assert_eq!(visitor.say("m2", "hello").await, Err(ChatError::Unavailable));
    assert!(!app.chat.ready().await);
}
