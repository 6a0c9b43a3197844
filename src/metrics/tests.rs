use std::sync::Arc;

use async_trait::async_trait;

use super::*;
use crate::accounts::contract::{AccountService, Arguments, Call, CallContext, IdempotencyKey, Outcome};

#[tokio::test]
async fn the_text_is_openmetrics() {
    let metrics = Metrics::new(1_500);
    metrics.turns.add(["say", "committed"]);
    metrics.turns.add(["say", "committed"]);
    metrics.step("commit", Duration::from_millis(2));
    let text = metrics.gather().await;
    for line in [
        "# TYPE frontdesk_turns counter",
        "frontdesk_turns_total{input=\"say\",result=\"committed\"} 2",
        "frontdesk_turn_step_seconds_bucket{le=\"0.0025\",step=\"commit\"} 1",
        "process_start_time_seconds 1.5",
    ] {
        let found = text.lines().any(|found| found == line);
        assert!(found, "{line}\n{text}");
    }
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn what_is_open_counts_until_it_is_dropped() {
    let metrics = Metrics::new(0);
    let (one, two) = (metrics.sockets.one(), metrics.sockets.one());
    drop(one);
    assert!((metrics.sockets.get() - 1.0).abs() < f64::EPSILON);
    drop(two);
    assert!(metrics.sockets.get().abs() < f64::EPSILON);
}

#[test]
fn only_so_many_names_are_told_apart() {
    let names = Names::new(2);
    let told: Vec<_> = ["a", "b", "c", "a"].map(|name| names.value(name)).into();
    assert_eq!(
        told.iter().map(Value::as_str).collect::<Vec<_>>(),
        ["a", "b", "other", "a"]
    );
}

/// Gives the outcome that the key names.
struct Echo;

#[async_trait]
impl AccountService for Echo {
    async fn call(&self, call: Call) -> Outcome {
        if call.key.as_str() == "never" {
            std::future::pending::<()>().await;
        }
        Outcome::new(call.key.as_str(), [])
    }
}

fn call(operation: &str, outcome: &str) -> Call {
    Call {
        key: IdempotencyKey::from_text(outcome),
        operation: operation.into(),
        arguments: Arguments::new(),
        context: CallContext::default(),
    }
}

#[tokio::test(start_paused = true)]
async fn calls_are_counted_by_the_names_of_the_contract() {
    let metrics = Arc::new(Metrics::new(0));
    let counted = CountedAccounts::new(Arc::new(Echo), Arc::clone(&metrics));
    for (operation, outcome) in [
        ("session.look_up", "active"),
        ("session.look_up", "unavailable"),
        ("session.look_up", "rmiller42"),
        ("rmiller42", "active"),
    ] {
        counted.call(call(operation, outcome)).await;
    }
    let given_up = tokio::time::timeout(Duration::from_secs(3), counted.call(call("session.look_up", "never")));
    assert!(given_up.await.is_err());
    for labels in [
        ["session.look_up", "active"],
        ["session.look_up", "unavailable"],
        ["session.look_up", "unknown"],
        ["unknown", "unknown"],
        ["session.look_up", "unanswered"],
    ] {
        assert_eq!(metrics.calls.get(labels), 1, "{labels:?}");
    }
    assert!(!metrics.gather().await.contains("rmiller42"));
}

/// A part that never answers.
struct Stuck;

#[async_trait]
impl Source for Stuck {
    async fn read(&self, _: &Metrics) -> bool {
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_part_that_does_not_answer_keeps_nobody_waiting() {
    let metrics = Metrics::new(0);
    let stuck: Arc<dyn Source> = Arc::new(Stuck);
    metrics.watch(&stuck);
    assert!(metrics.gather().await.contains("frontdesk_metrics_unread 1"));
    drop(stuck);
    assert!(metrics.gather().await.contains("frontdesk_metrics_unread 0"));
}
