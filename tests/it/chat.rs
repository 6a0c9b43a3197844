//! What the chat promises, whatever is said.
//!
//! 1. A message is handled once, however often it is sent, and acknowledged each time with the same seq.
//! 2. Every client sees every event once, in order, without a gap: live, after a pause, after a restart.
//! 3. A call has its effect once, wherever the process dies.
//! 4. A conversation opens only to its token, and to its owner once it has one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::accounts::contract::SessionId;
use frontdesk::chat::{Ack, ChatError, Command, Delivery, FaultPoint, Hello, Limits, NoFaults, Origin, Posted};
use frontdesk::conversation::{PromptId, SlotName};
use futures_util::future::join_all;

use crate::support::{IDLE_MS, Script, StrikeOnce, TestChat, Visitor, conversation, hello, limits, shown};

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
async fn a_call_does_not_keep_the_visitor_waiting() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    app.accounts.hold();
    assert_eq!(visitor.say("m1", "letter 2").await, new(1));
    assert_eq!(visitor.say("m2", "meanwhile").await, new(3));
    assert_eq!(
        visitor.texts().await,
        ["letter 2", "one moment", "meanwhile", "meanwhile"]
    );
    app.accounts.let_through(1);
    assert_eq!(visitor.texts().await, ["issued R1"]);
    app.accounts.let_through(1);
    assert_eq!(visitor.texts().await, ["issued R2"]);
    let calls = app.accounts.calls("member.reissue_pin");
    assert_eq!(calls[0].context.network.0, "192.0.2.7");
    assert_eq!(calls[0].context.conversation, visitor.conversation.as_str());
    assert_ne!(calls[0].key, calls[1].key);
}

#[tokio::test]
async fn a_call_that_takes_a_while_is_shown() {
    let limits = Limits {
        call_shown: Duration::ZERO,
        ..limits()
    };
    let app = TestChat::with(Script::default(), Arc::new(NoFaults), limits).await;
    let mut visitor = app.visitor().await;
    app.accounts.hold();
    visitor.say("m1", "letter").await.unwrap();
    visitor.until("one moment").await;
    assert!(matches!(
        visitor.subscription.next().await,
        Some(Delivery::Typing(true))
    ));
    app.accounts.let_through(1);
    assert!(matches!(
        visitor.subscription.next().await,
        Some(Delivery::Typing(false))
    ));
    assert_eq!(visitor.texts().await, ["issued R1"]);
}

#[tokio::test]
async fn an_answer_that_got_lost_is_asked_for_again_under_its_key() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    app.accounts.lose_answers(2);
    visitor.say("m1", "letter").await.unwrap();
    assert_eq!(visitor.texts().await, ["letter", "one moment", "issued R1"]);
    assert_eq!(app.accounts.letters(), 1);
    assert_eq!(app.accounts.calls("member.reissue_pin").len(), 3);
}

#[tokio::test]
async fn a_service_that_is_down_is_an_outcome_after_three_tries() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    app.accounts.refuse(3);
    visitor.say("m1", "letter").await.unwrap();
    assert_eq!(visitor.texts().await, ["letter", "one moment", "unavailable"]);
    assert!(app.store.open_calls(i64::MAX, 9).await.unwrap().is_empty());
    assert_eq!(app.accounts.letters(), 0);
}

/// Wherever the process dies, the letter is sent once and the log says so once.
#[tokio::test]
async fn a_call_has_its_effect_once_wherever_the_process_dies() {
    for point in FaultPoint::ALL {
        for _ in 0..20 {
            die_at(point).await;
        }
    }
}

async fn die_at(point: FaultPoint) {
    let faults = StrikeOnce::at(point);
    let app = TestChat::with(Script::default(), Arc::clone(&faults) as _, limits()).await;
    let visitor = app.visitor().await;
    visitor.say("m1", "hello").await.unwrap();
    faults.arm();
    let _ = visitor.say("m2", "letter").await;
    faults.struck().await;

    let next = app.after_a_crash().await;
    let mut back = visitor.again(&next, 0, None).await.unwrap();
    let again = back.say("m2", "letter").await.unwrap();
    assert_eq!(again.seq, 3, "{point:?}");
    assert_eq!(again.duplicate, point != FaultPoint::TurnWorkedOut, "{point:?}");
    let events = back.until("issued").await;
    let texts: Vec<String> = events.iter().map(|event| shown(&event.body)).collect();
    assert_eq!(
        texts,
        ["hello", "hello", "letter", "one moment", "issued R1"],
        "{point:?}"
    );
    assert!(
        events.iter().enumerate().all(|(n, event)| event.seq == n as u64 + 1),
        "{point:?}"
    );
    next.clock.advance(Duration::from_mins(1));
    next.chat.tick().await.unwrap();
    assert_eq!(next.accounts.letters(), 1, "{point:?}");
    assert!(
        next.store.open_calls(i64::MAX, 9).await.unwrap().is_empty(),
        "{point:?}"
    );
    assert_eq!(
        next.store.events_after(&back.conversation, 5).await.unwrap().len(),
        0,
        "{point:?}"
    );
    next.chat.shutdown().await;
    app.chat.shutdown().await;
}

#[tokio::test]
async fn the_sweeper_finishes_what_this_process_left_open() {
    let faults = StrikeOnce::at(FaultPoint::CallAnswered);
    let app = TestChat::with(Script::default(), Arc::clone(&faults) as _, limits()).await;
    let mut visitor = app.visitor().await;
    faults.arm();
    visitor.say("m1", "letter").await.unwrap();
    faults.struck().await;
    app.chat.tick().await.unwrap();
    assert_eq!(
        app.accounts.calls("member.reissue_pin").len(),
        1,
        "it is not old enough"
    );
    app.clock.advance(Duration::from_secs(16));
    app.chat.tick().await.unwrap();
    assert_eq!(visitor.texts().await, ["letter", "one moment", "issued R1"]);
    assert_eq!(app.accounts.letters(), 1);
}

#[tokio::test]
async fn the_sweeper_leaves_calls_alone_that_are_still_out() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    app.accounts.hold();
    visitor.say("m1", "letter").await.unwrap();
    visitor.until("one moment").await;
    app.clock.advance(Duration::from_mins(1));
    app.chat.tick().await.unwrap();
    app.accounts.let_through(1);
    assert_eq!(visitor.texts().await, ["issued R1"]);
    assert_eq!(app.accounts.calls("member.reissue_pin").len(), 1);
}

#[tokio::test]
async fn an_outcome_that_nobody_waits_for_any_more_changes_nothing() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    app.accounts.hold();
    visitor.say("m1", "letter").await.unwrap();
    visitor.say("m2", "end").await.unwrap();
    app.accounts.let_through(1);
    visitor.until("end").await;
    app.chat.shutdown().await;
    let app = app.after_a_crash().await;
    assert!(app.store.open_calls(i64::MAX, 9).await.unwrap().is_empty());
    assert_eq!(app.store.events_after(&visitor.conversation, 0).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_timer_rings_once_also_after_a_restart() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    visitor.say("m1", "private Rosalind").await.unwrap();
    app.clock.advance(Duration::from_millis(IDLE_MS as u64 - 1));
    app.chat.tick().await.unwrap();
    visitor.say("m2", "private Franklin").await.unwrap();
    app.clock.advance(Duration::from_millis(IDLE_MS as u64 - 1));
    app.chat.tick().await.unwrap();
    let app = app.restarted(Script::default()).await;
    app.chat.tick().await.unwrap();
    let mut back = visitor.again(&app, 0, None).await.unwrap();
    assert_eq!(
        back.texts().await,
        ["Rosalind", "Rosalind", "Franklin", "Franklin"],
        "it was moved"
    );
    app.clock.advance(Duration::from_millis(1));
    app.chat.tick().await.unwrap();
    app.chat.tick().await.unwrap();
    assert_eq!(back.texts().await, ["are you there?"]);
    let mut late = visitor.again(&app, 0, None).await.unwrap();
    assert_eq!(
        late.texts().await,
        ["provided", "provided", "provided", "provided", "are you there?"]
    );
    assert_eq!(app.store.timer(&visitor.conversation, "idle").await, Ok(None));
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
async fn a_run_finds_its_version_again_after_a_restart() {
    let app = TestChat::with(Script::knowing(&["v1"]), Arc::new(NoFaults), limits()).await;
    let visitor = app.visitor().await;
    visitor.say("m1", "pin v1").await.unwrap();
    let next = Script::knowing(&["v2"]);
    let app = app.restarted(next.clone()).await;
    let visitor = visitor.again(&app, 0, None).await.unwrap();
    visitor.say("m2", "on").await.unwrap();
    assert!(frontdesk::chat::Engine::knows(&next, "v1"));
}

#[tokio::test]
async fn a_conversation_opens_only_to_its_token() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    let mut unborn = visitor.again(&app, 0, None).await.unwrap();
    assert!(unborn.resumed);
    visitor.say("m1", "hello").await.unwrap();
    assert_eq!(unborn.texts().await, ["hello", "hello"]);
    let error = |hello| async { app.chat.open(hello).await.err() };
    let resume = |conversation, token: &str| Hello {
        resume: Some((conversation, token.to_owned(), 0)),
        ..hello()
    };
    let other = app.visitor().await;
    assert_eq!(
        error(resume(visitor.conversation.clone(), &other.token)).await,
        Some(ChatError::BadToken)
    );
    assert_eq!(
        error(resume(conversation("none"), &other.token)).await,
        Some(ChatError::UnknownConversation)
    );
    assert_eq!(
        app.chat.transcript(&visitor.conversation, "no").await.err(),
        Some(ChatError::BadToken)
    );
    assert_eq!(
        app.chat.delete(&visitor.conversation, "no").await,
        Err(ChatError::BadToken)
    );
    app.clock.advance(Duration::from_hours(25));
    assert_eq!(other.say("m1", "hello").await, Err(ChatError::UnknownConversation));
    assert!(visitor.again(&app, 0, None).await.is_ok());
}

#[tokio::test]
async fn signing_in_rotates_the_token_and_everyone_who_follows_hears_of_it() {
    let app = TestChat::new().await;
    app.accounts.sign_in("s1", "member-1");
    let mut visitor = app.visitor().await;
    visitor.say("m1", "hello").await.unwrap();
    let token = visitor.identify("s1").await.unwrap();
    assert_ne!(token, visitor.token);
    assert_eq!(visitor.texts().await, ["hello", "hello", "signed in: Robin"]);
    assert!(matches!(visitor.subscription.next().await, Some(Delivery::Token(new)) if new == token));
    assert_eq!(
        visitor.again(&app, 0, Some("s1")).await.err(),
        Some(ChatError::BadToken)
    );
    visitor.token = token;
    assert!(visitor.again(&app, 0, Some("s1")).await.is_ok());
    app.accounts.hold();
    app.accounts.let_through(1);
    visitor.say("m2", "letter").await.unwrap();
    assert_eq!(visitor.texts().await, ["letter", "one moment", "issued R1"]);
    let call = app.accounts.calls("member.reissue_pin").remove(0);
    assert!(call.context.session == Some(SessionId("s1".into())));
}

#[tokio::test]
async fn a_conversation_that_belongs_to_somebody_opens_only_to_them() {
    let app = TestChat::new().await;
    for (session, subject) in [("s1", "member-1"), ("s2", "member-2"), ("s3", "member-1")] {
        app.accounts.sign_in(session, subject);
    }
    let mut visitor = app.visitor().await;
    visitor.say("m1", "hello").await.unwrap();
    visitor.token = visitor.identify("s1").await.unwrap();
    for wrong in [None, Some("s2"), Some("unknown")] {
        assert_eq!(
            visitor.again(&app, 0, wrong).await.err(),
            Some(ChatError::BadIdentity),
            "{wrong:?}"
        );
    }
    assert_eq!(visitor.identify("s2").await, Err(ChatError::BadIdentity));
    let same = visitor.again(&app, 0, Some("s1")).await.unwrap();
    assert_eq!(same.token, visitor.token, "the same session is no news");
    let mut newer = visitor.again(&app, 0, Some("s3")).await.unwrap();
    assert_ne!(newer.token, visitor.token);
    assert_eq!(
        newer.texts().await,
        ["hello", "hello", "signed in: Robin", "signed in: Robin"]
    );
    app.accounts.end("s3");
    assert_eq!(
        newer.again(&app, 0, Some("s3")).await.err(),
        Some(ChatError::BadIdentity)
    );
}

#[tokio::test]
async fn who_comes_signed_in_is_so_from_the_first_message_on() {
    let app = TestChat::new().await;
    app.accounts.sign_in("s1", "member-1");
    let hello = Hello {
        session: Some(SessionId("s1".into())),
        ..hello()
    };
    let mut visitor = Visitor::of(app.chat.open(hello.clone()).await.unwrap(), &app.chat);
    assert!(app.store.load(&visitor.conversation).await.unwrap().is_none());
    assert_eq!(visitor.again(&app, 0, None).await.err(), Some(ChatError::BadIdentity));
    assert_eq!(visitor.say("m1", "hello").await, new(2));
    assert_eq!(visitor.texts().await, ["signed in: Robin", "hello", "hello"]);
    assert!(visitor.again(&app, 0, Some("s1")).await.is_ok());
    app.accounts.end("s1");
    assert_eq!(app.chat.open(hello).await.err(), Some(ChatError::BadIdentity));

    app.accounts.sign_in("s2", "member-2");
    let mut later = app.visitor().await;
    later.token = later.identify("s2").await.unwrap();
    later.say("m1", "hello").await.unwrap();
    assert!(later.again(&app, 0, Some("s2")).await.is_ok());
}

#[tokio::test]
async fn a_secret_is_taken_only_for_a_sealed_slot_of_the_open_prompt() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    visitor.say("m1", "hello").await.unwrap();
    let deposit = async |token: &str, prompt: &str, slot: &str, secret: &str| {
        let (prompt, slot) = (PromptId::new(prompt).unwrap(), SlotName::new(slot).unwrap());
        let origin = Origin::default();
        app.chat
            .deposit(&visitor.conversation, token, &prompt, &slot, secret.into(), &origin)
            .await
    };
    let token = visitor.token.as_str();
    assert_eq!(
        deposit(token, "p1", "password", "s3cret").await,
        Err(ChatError::StalePrompt)
    );
    visitor.say("m2", "seal").await.unwrap();
    assert_eq!(
        deposit("no", "p1", "password", "s3cret").await,
        Err(ChatError::BadToken)
    );
    assert_eq!(
        deposit(token, "p2", "password", "s3cret").await,
        Err(ChatError::StalePrompt)
    );
    assert!(matches!(
        deposit(token, "p1", "name", "s3cret").await,
        Err(ChatError::BadFrame(_))
    ));
    assert!(app.accounts.calls("sealed.deposit").is_empty());
    let kept = Posted::Kept { handle: "h1".into() };
    assert_eq!(deposit(token, "p1", "password", "s3cret").await, Ok(kept));
    assert!(matches!(
        deposit(token, "p1", "password", "short").await,
        Ok(Posted::Malformed { .. })
    ));
    assert!(matches!(
        deposit(token, "p1", "password", "many").await,
        Err(ChatError::TooFast { .. })
    ));
    let call = app.accounts.calls("sealed.deposit").remove(0);
    assert_eq!(call.arguments["holds"], "password");
    assert_eq!(call.arguments["bind"], visitor.conversation.as_str());
    let kept = app.store.events_after(&visitor.conversation, 0).await.unwrap();
    assert!(!format!("{kept:?}").contains("s3cret"));
}

#[tokio::test]
async fn what_is_deleted_is_gone() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    visitor.say("m1", "private Rosalind").await.unwrap();
    app.chat.delete(&visitor.conversation, &visitor.token).await.unwrap();
    assert_eq!(visitor.texts().await, ["Rosalind", "Rosalind"]);
    assert!(visitor.subscription.next().await.is_none());
    assert_eq!(visitor.say("m2", "hello").await, Err(ChatError::UnknownConversation));
    assert_eq!(
        visitor.again(&app, 0, None).await.err(),
        Some(ChatError::UnknownConversation)
    );
    let unborn = app.visitor().await;
    app.chat.delete(&unborn.conversation, &unborn.token).await.unwrap();
    assert_eq!(unborn.say("m1", "hello").await, Err(ChatError::UnknownConversation));
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
