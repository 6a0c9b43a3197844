//! One errand is done once, whatever breaks in between: the real dialogue, store and account service on real files, and
//! a power that fails wherever it can.
//!
//! 1. A crash at each point of the turn that mails a PIN, 20 times each: one letter, one receipt.
//! 2. A call that was carried out and not answered: one letter.
//! 3. A service that answers a repeated call otherwise than the first time: one letter, and the visitor gets one ending.
//! 4. The same errand done twice on purpose: two letters.
//! 5. A crash at each point of the turn that changes a password, 20 times each: one change, one notice.

mod talk;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use frontdesk::accounts::contract::{AccountService, Outcome};
use frontdesk::accounts::embedded::Embedded;
use frontdesk::chat::{FaultPoint, Limits, Origin};
use frontdesk::conversation::Body;
use serde_json::json;

use talk::Talk;
use world::{PowerCut, Unreliable, World};

/// Crashes at each point.
const TIMES: u64 = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_at_any_point_mails_one_letter() {
    for point in FaultPoint::ALL {
        for time in 0..TIMES {
            let world = World::new(time);
            let cut = PowerCut::at(point);
            let desk = world.open(Some(&cut), |embedded| embedded).await;
            let before = desk.letters("Your PIN").await;
            let session = desk.sign_in("rmiller42", "Harbor7Lane").await;
            let mut talk = Talk::begin(&desk, Some(session)).await;
            talk.up_to_the_letter(&desk).await;
            cut.armed.store(true, Ordering::SeqCst);
            let (id, _) = talk.say_into_the_dark(&desk, "yes").await;
            while !cut.struck.load(Ordering::SeqCst) {
                tokio::task::yield_now().await;
            }
            desk.close().await;

            let desk = world.open_plain().await;
            talk.resume(&desk).await;
            talk.say_again(&desk, id, "yes").await;
            talk.receipt().await;
            assert_eq!(desk.letters("Your PIN").await, before + 1, "{point:?}, time {time}");
            let transcript = desk
                .chat
                .transcript(&talk.conversation(), &talk.opened.token)
                .await
                .unwrap();
            let receipts = transcript
                .events
                .iter()
                .filter(|event| matches!(event.body, Body::Receipt(_)))
                .count();
            assert_eq!(receipts, 1, "{point:?}, time {time}");
            desk.close().await;
        }
    }
}

#[tokio::test]
async fn a_call_that_was_done_and_not_answered_is_not_done_again() {
    let world = World::new(7);
    let unreliable = |embedded: Arc<Embedded>| -> Arc<dyn AccountService> {
        let lost = AtomicU32::new(Limits::default().call_tries);
        Arc::new(Unreliable {
            inner: embedded,
            operation: "member.reissue_pin",
            lost,
            bends_to: None,
        })
    };
    let desk = world.open(None, unreliable).await;
    let before = desk.letters("Your PIN").await;
    let session = desk.sign_in("rmiller42", "Harbor7Lane").await;
    let mut talk = Talk::begin(&desk, Some(session)).await;
    talk.up_to_the_letter(&desk).await;
    talk.say(&desk, "yes").await;
    talk.wait_for(
        "a way on",
        |body| matches!(body, Body::Prompt(prompt) if prompt.choices.len() > 1),
    )
    .await;
    assert_eq!(desk.letters("Your PIN").await, before + 1, "it was carried out");
    talk.say(&desk, "try again").await;
    talk.receipt().await;
    assert_eq!(desk.letters("Your PIN").await, before + 1, "and not again");
    desk.close().await;
}

#[tokio::test]
async fn a_service_that_answers_otherwise_after_the_restart_mails_no_second_letter() {
    let world = World::new(8);
    let cut = PowerCut::at(FaultPoint::CallAnswered);
    let desk = world.open(Some(&cut), |embedded| embedded).await;
    let before = desk.letters("Your PIN").await;
    let session = desk.sign_in("rmiller42", "Harbor7Lane").await;
    let mut talk = Talk::begin(&desk, Some(session)).await;
    talk.up_to_the_letter(&desk).await;
    cut.armed.store(true, Ordering::SeqCst);
    talk.say(&desk, "yes").await;
    while !cut.struck.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    desk.close().await;

    let too_soon = Outcome::new(
        "too_soon",
        [("mailed_on", json!("2026-11-25")), ("by", json!("2026-12-03"))],
    );
    let bending = |embedded: Arc<Embedded>| -> Arc<dyn AccountService> {
        let (lost, bends_to) = (AtomicU32::new(0), Some(too_soon));
        Arc::new(Unreliable {
            inner: embedded,
            operation: "member.reissue_pin",
            lost,
            bends_to,
        })
    };
    let desk = world.open(None, bending).await;
    talk.resume(&desk).await;
    talk.wait_for(
        "the ending",
        |body| matches!(body, Body::Text { text, .. } if text.contains("was mailed")),
    )
    .await;
    assert_eq!(desk.letters("Your PIN").await, before + 1);
    desk.close().await;
}

#[tokio::test]
async fn an_errand_done_twice_on_purpose_mails_two_letters() {
    let world = World::new(9);
    let desk = world.open_plain().await;
    let before = desk.letters("Your PIN").await;
    for round in 1..=2 {
        let session = desk.sign_in("rmiller42", "Harbor7Lane").await;
        let mut talk = Talk::begin(&desk, Some(session)).await;
        talk.up_to_the_letter(&desk).await;
        talk.say(&desk, "yes").await;
        talk.receipt().await;
        assert_eq!(desk.letters("Your PIN").await, before + round);
        for event in ["begun", "receipt"] {
            let counted = desk.metrics.errands.get(["reissue-pin", event]);
            assert_eq!(counted, round as u64, "{event}");
        }
        world.clock.advance(Duration::from_hours(25));
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_at_any_point_changes_the_password_once() {
    for point in FaultPoint::ALL {
        for time in 0..TIMES {
            let world = World::new(1_000 + time);
            let cut = PowerCut::at(point);
            let desk = world.open(Some(&cut), |embedded| embedded).await;
            let mut talk = Talk::begin(&desk, None).await;
            let fill = talk.up_to_the_password(&desk).await;
            let before = desk.embedded.demo_outbox().await.len();
            cut.armed.store(true, Ordering::SeqCst);
            let id = talk.next_id();
            let _ = desk
                .chat
                .handle(&talk.conversation(), id.clone(), fill.clone(), &Origin::default())
                .await;
            while !cut.struck.load(Ordering::SeqCst) {
                tokio::task::yield_now().await;
            }
            desk.close().await;

            let desk = world.open_plain().await;
            talk.resume(&desk).await;
            desk.chat
                .handle(&talk.conversation(), id, fill, &Origin::default())
                .await
                .unwrap();
            talk.receipt().await;
            assert_eq!(
                desk.embedded.demo_outbox().await.len(),
                before + 1,
                "{point:?}, time {time}: one notice"
            );
            assert!(
                desk.try_sign_in("omarhaddad", "Orchard8Window").await.is_some(),
                "{point:?}, time {time}"
            );
            assert!(
                desk.try_sign_in("omarhaddad", "Cedar4River").await.is_none(),
                "{point:?}, time {time}"
            );
            desk.close().await;
        }
    }
}
