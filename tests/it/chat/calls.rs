//! Calls, timers and versions: what must go on over a crash or a restart.

use std::sync::Arc;
use std::time::Duration;

use frontdesk::chat::{Delivery, Engine, FaultPoint, Limits, NoFaults};

use super::new;
use crate::support::{IDLE_MS, Script, StrikeOnce, TestChat, limits, shown};

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
async fn a_run_finds_its_version_again_after_a_restart() {
    let app = TestChat::with(Script::knowing(&["v1"]), Arc::new(NoFaults), limits()).await;
    let visitor = app.visitor().await;
    visitor.say("m1", "pin v1").await.unwrap();
    let next = Script::knowing(&["v2"]);
    let app = app.restarted(next.clone()).await;
    let visitor = visitor.again(&app, 0, None).await.unwrap();
    visitor.say("m2", "on").await.unwrap();
    assert!(next.knows("v1"));
}
