//! What every store promises; one suite, stamped onto each.
//!
//! 1. A turn is kept as a whole or not at all, also over a restart.
//! 2. A message is handled once, however often and by however many it is sent.
//! 3. A turn that was worked out against an old version writes nothing, and costs the others of its batch nothing.
//! 4. Events have seqs from 1 without gaps.
//! 5. Personal values are gone from the files once their run is forgotten.

mod erasing;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use frontdesk::conversation::{Body, FlowId};
use frontdesk::store::sqlite::SqliteStore;
use frontdesk::store::{
    Committed, ContentVersion, DueTimer, OpenCall, PAGE, StartedCall, Store, StoreError, TimerChange,
};
use futures_util::future::join_all;
use tempfile::TempDir;

use crate::support::{Turns, conversation, message};

/// A store that can be closed and opened again.
trait Backend: Sized {
    fn new() -> Self;
    async fn open(&self) -> Arc<dyn Store>;
}

struct Sqlite {
    folder: TempDir,
}

impl Sqlite {
    fn path(&self) -> PathBuf {
        self.folder.path().join("data/chat.db")
    }
}

impl Backend for Sqlite {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(SqliteStore::open(&self.path()).await.unwrap())
    }
}

/// Stamps the suite onto one backend.
macro_rules! suite {
    ($name:ident, $backend:ty, [$($test:ident),* $(,)?]) => {
        mod $name {
            use super::*;
            $(
                #[tokio::test]
                async fn $test() {
                    super::$test(<$backend>::new()).await;
                }
            )*
        }
    };
}

suite!(
    sqlite,
    Sqlite,
    [
        a_turn_is_kept_over_a_restart,
        a_message_is_handled_once,
        a_message_sent_by_many_at_once_is_handled_once,
        an_old_version_writes_nothing,
        losers_cost_their_batch_nothing,
        two_turns_of_one_conversation_may_wait_together,
        seqs_have_no_gaps_when_many_write,
        events_come_in_pages,
        timers_are_set_moved_and_stopped,
        due_timers_are_read_in_pages,
        a_call_is_open_until_its_outcome_is_kept,
        a_step_tried_again_uses_its_key_again,
        forgetting_rewrites_the_events_of_one_run,
        versions_of_flows_are_kept,
        a_token_and_a_subject_are_set_by_the_turn_that_says_so,
        deleting_leaves_nothing,
        a_closed_store_is_not_available,
    ]
);

async fn texts(store: &Arc<dyn Store>, name: &str) -> Vec<(u64, String)> {
    let events = store.events_after(&conversation(name), 0).await.unwrap();
    let text = |body| match body {
        Body::Text { text, .. } => text,
        other => panic!("{other:?}"),
    };
    events.into_iter().map(|event| (event.seq, text(event.body))).collect()
}

async fn a_turn_is_kept_over_a_restart(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    assert!(store.load(turns.conversation()).await.unwrap().is_none());
    assert_eq!(store.commit(turns.say("m1", "hello")).await, Ok(Committed::Done));
    let mut second = turns.say("m2", "again");
    second.state = r#"{"step": 2}"#.into();
    assert_eq!(store.commit(second).await, Ok(Committed::Done));
    store.shutdown().await;

    let store = backend.open().await;
    let kept = store.load(&conversation("c")).await.unwrap().unwrap();
    assert_eq!((kept.version, kept.last_seq), (2, 4));
    assert_eq!(kept.state, r#"{"step": 2}"#);
    assert_eq!(kept.token_hash, [7; 32]);
    let expected = [(1, "hello"), (2, "hello"), (3, "again"), (4, "again")];
    assert_eq!(
        texts(&store, "c").await,
        expected.map(|(seq, text)| (seq, text.to_owned()))
    );
    let first = store.event(&conversation("c"), 1).await.unwrap().unwrap();
    assert_eq!(first.id, Some(message("m1")));
    assert_eq!(first.at, 1_000);
    assert!(store.event(&conversation("c"), 5).await.unwrap().is_none());
}

async fn a_message_is_handled_once(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    store.commit(turns.say("m1", "one")).await.unwrap();
    store.commit(turns.say("m2", "two")).await.unwrap();
    let again = turns.say("m1", "one");
    assert_eq!(store.commit(again).await, Ok(Committed::Duplicate { seq: 1 }));
    assert_eq!(store.load(&conversation("c")).await.unwrap().unwrap().version, 2);
    assert_eq!(texts(&store, "c").await.len(), 4);
    assert_eq!(store.message(&conversation("c"), &message("m2")).await, Ok(Some(3)));
    assert_eq!(store.message(&conversation("c"), &message("m3")).await, Ok(None));
    let elsewhere = Turns::of("d").say("m1", "one");
    assert_eq!(store.commit(elsewhere).await, Ok(Committed::Done));
}

async fn a_message_sent_by_many_at_once_is_handled_once(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    store.commit(turns.say("m0", "zero")).await.unwrap();
    let same: Vec<_> = (0..10).map(|_| store.commit(turns.clone().say("m1", "one"))).collect();
    let verdicts: Vec<_> = join_all(same).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(
        verdicts.iter().filter(|verdict| **verdict == Committed::Done).count(),
        1
    );
    assert_eq!(
        verdicts
            .iter()
            .filter(|verdict| **verdict == Committed::Duplicate { seq: 3 })
            .count(),
        9
    );
    let first: Vec<_> = (0..10)
        .map(|_| store.commit(Turns::of("new").say("m1", "one")))
        .collect();
    let verdicts: Vec<_> = join_all(first).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(
        verdicts.iter().filter(|verdict| **verdict == Committed::Done).count(),
        1
    );
    assert_eq!(texts(&store, "new").await.len(), 2);
}

async fn an_old_version_writes_nothing(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    store.commit(turns.say("m1", "one")).await.unwrap();
    let mut late = turns.clone();
    store.commit(turns.say("m2", "two")).await.unwrap();
    let mut lost = late.say("m3", "three");
    lost.timers.push(TimerChange::Set {
        kind: "idle".into(),
        at: 5,
    });
    lost.started_call = Some(call("k"));
    lost.subject = Some("someone".into());
    assert_eq!(store.commit(lost).await, Ok(Committed::Conflict));
    assert_eq!(
        store.commit(Turns::of("c").say("m4", "four")).await,
        Ok(Committed::Conflict)
    );
    let mut unknown = Turns::of("unknown");
    unknown.silent();
    assert_eq!(store.commit(unknown.say("m1", "one")).await, Ok(Committed::Conflict));
    assert_eq!(texts(&store, "c").await.len(), 4);
    assert_eq!(store.load(&conversation("c")).await.unwrap().unwrap().subject, None);
    assert!(store.due_timers(9, None, 10).await.unwrap().is_empty());
    assert!(store.open_calls(9_999, 10).await.unwrap().is_empty());
}

async fn losers_cost_their_batch_nothing(backend: impl Backend) {
    let store = backend.open().await;
    let mut all: Vec<Turns> = (0..40).map(|n| Turns::of(&format!("c{n}"))).collect();
    let first: Vec<_> = all
        .iter_mut()
        .map(|turns| store.commit(turns.say("m1", "one")))
        .collect();
    assert!(
        join_all(first)
            .await
            .into_iter()
            .all(|verdict| verdict == Ok(Committed::Done))
    );
    let second = all.iter_mut().enumerate().map(|(n, turns)| match n % 4 {
        0 => store.commit(turns.say("m1", "one")),
        1 => {
            turns.silent();
            store.commit(turns.say("m2", "two"))
        }
        _ => store.commit(turns.say("m2", "two")),
    });
    for (n, verdict) in join_all(second).await.into_iter().enumerate() {
        let expected = match n % 4 {
            0 => Committed::Duplicate { seq: 1 },
            1 => Committed::Conflict,
            _ => Committed::Done,
        };
        assert_eq!(verdict, Ok(expected), "turn {n}");
        let lines = texts(&store, &format!("c{n}")).await.len();
        assert_eq!(lines, if n % 4 > 1 { 4 } else { 2 }, "turn {n}");
    }
}

async fn two_turns_of_one_conversation_may_wait_together(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    let waiting: Vec<_> = (0..100)
        .map(|n| store.commit(turns.say(&format!("m{n}"), "x")))
        .collect();
    assert!(
        join_all(waiting)
            .await
            .into_iter()
            .all(|verdict| verdict == Ok(Committed::Done))
    );
    assert_eq!(texts(&store, "c").await.len(), 200);
}

async fn seqs_have_no_gaps_when_many_write(backend: impl Backend) {
    let store = backend.open().await;
    let visitors = (0..50).map(|n| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut turns = Turns::of(&format!("c{n}"));
            for m in 0..20 {
                assert_eq!(
                    store.commit(turns.say(&format!("m{m}"), "x")).await,
                    Ok(Committed::Done)
                );
            }
        })
    });
    for visitor in join_all(visitors).await {
        visitor.unwrap();
    }
    for n in 0..50 {
        let seqs: Vec<u64> = texts(&store, &format!("c{n}"))
            .await
            .into_iter()
            .map(|(seq, _)| seq)
            .collect();
        assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
    }
}

async fn events_come_in_pages(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    for n in 0..PAGE {
        store.commit(turns.say(&format!("m{n}"), "x")).await.unwrap();
    }
    let seqs = async |after| -> Vec<u64> {
        let events = store.events_after(&conversation("c"), after).await.unwrap();
        events.into_iter().map(|event| event.seq).collect()
    };
    let page = PAGE as u64;
    assert_eq!(seqs(0).await, (1..=page).collect::<Vec<_>>());
    assert_eq!(seqs(page).await, (page + 1..=2 * page).collect::<Vec<_>>());
    assert_eq!(seqs(2 * page - 3).await, (2 * page - 2..=2 * page).collect::<Vec<_>>());
    assert!(seqs(2 * page).await.is_empty());
}

async fn timers_are_set_moved_and_stopped(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    let set = |at| TimerChange::Set {
        kind: "idle".into(),
        at,
    };
    let mut commit = turns.say("m1", "one");
    commit.timers = vec![
        set(50),
        TimerChange::Set {
            kind: "other".into(),
            at: 70,
        },
    ];
    store.commit(commit).await.unwrap();
    assert_eq!(store.timer(&conversation("c"), "idle").await, Ok(Some(50)));
    let mut commit = turns.silent();
    commit.timers = vec![
        TimerChange::Stop { kind: "other".into() },
        TimerChange::Stop { kind: "idle".into() },
        set(60),
    ];
    store.commit(commit).await.unwrap();
    store.shutdown().await;

    let store = backend.open().await;
    assert!(store.due_timers(59, None, 10).await.unwrap().is_empty());
    let due = store.due_timers(60, None, 10).await.unwrap();
    assert_eq!(
        due,
        [DueTimer {
            at: 60,
            conversation: conversation("c"),
            kind: "idle".into()
        }]
    );
    let mut commit = turns.silent();
    commit.timers = vec![set(99), TimerChange::Stop { kind: "idle".into() }];
    store.commit(commit).await.unwrap();
    assert_eq!(store.timer(&conversation("c"), "idle").await, Ok(None));
    assert!(store.due_timers(i64::MAX, None, 10).await.unwrap().is_empty());
}

async fn due_timers_are_read_in_pages(backend: impl Backend) {
    let store = backend.open().await;
    for n in 0..10_i64 {
        let mut commit = Turns::of(&format!("c{n}")).silent();
        commit.timers = vec![TimerChange::Set {
            kind: "idle".into(),
            at: n / 3,
        }];
        store.commit(commit).await.unwrap();
    }
    let mut read: Vec<DueTimer> = Vec::new();
    loop {
        let page = store.due_timers(2, read.last(), 4).await.unwrap();
        if page.is_empty() {
            break;
        }
        read.extend(page);
    }
    assert_eq!(read.len(), 9);
    assert!(read.is_sorted());
}

fn call(key: &str) -> StartedCall {
    StartedCall {
        key: key.into(),
        operation: "member.reissue_pin".into(),
        arguments: "{}".into(),
        context: "{}".into(),
    }
}

async fn a_call_is_open_until_its_outcome_is_kept(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    let mut commit = turns.say("m1", "a new PIN, please");
    commit.started_call = Some(call("c/1/0/1"));
    store.commit(commit).await.unwrap();
    store.shutdown().await;

    let store = backend.open().await;
    assert!(
        store.open_calls(1_000, 10).await.unwrap().is_empty(),
        "started at 1,000, not before"
    );
    let open = store.open_calls(1_001, 10).await.unwrap();
    assert!(
        open == [OpenCall {
            conversation: conversation("c"),
            call: call("c/1/0/1")
        }]
    );
    let mut commit = turns.silent();
    commit.finished_call = Some("c/1/0/1".into());
    store.commit(commit).await.unwrap();
    assert!(store.open_calls(1_001, 10).await.unwrap().is_empty());
}

async fn a_step_tried_again_uses_its_key_again(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    let mut commit = turns.say("m1", "a new PIN, please");
    commit.started_call = Some(call("k"));
    store.commit(commit).await.unwrap();
    let mut commit = turns.say("m2", "try again");
    commit.finished_call = Some("k".into());
    commit.started_call = Some(call("k"));
    assert_eq!(store.commit(commit).await, Ok(Committed::Done));
    assert_eq!(store.open_calls(9_999, 10).await.unwrap().len(), 1);
}

async fn forgetting_rewrites_the_events_of_one_run(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    store.commit(turns.confide("m1", "Rosalind", 1)).await.unwrap();
    store.commit(turns.confide("m2", "Franklin", 2)).await.unwrap();
    let mut last = turns.confide("m3", "1920-07-25", 1);
    last.forget = vec![1];
    store.commit(last).await.unwrap();
    let lines: Vec<String> = texts(&store, "c").await.into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        lines,
        ["provided", "provided", "Franklin", "Franklin", "provided", "provided"]
    );
    let first = store.event(&conversation("c"), 1).await.unwrap().unwrap();
    assert_eq!((first.seq, first.at, first.id), (1, 1_000, Some(message("m1"))));
}

async fn versions_of_flows_are_kept(backend: impl Backend) {
    let store = backend.open().await;
    let flow = FlowId::new("reissue-pin").unwrap();
    let version = ContentVersion {
        version: "ab12".into(),
        flow: flow.clone(),
        sources: BTreeMap::from([(flow, "title: A new PIN\n".to_owned())]),
    };
    let mut turns = Turns::of("c");
    for _ in 0..2 {
        let mut commit = turns.silent();
        commit.versions = vec![version.clone()];
        store.commit(commit).await.unwrap();
    }
    assert_eq!(store.content_version("ab12").await, Ok(Some(version)));
    assert_eq!(store.content_version("ab13").await, Ok(None));
}

async fn a_token_and_a_subject_are_set_by_the_turn_that_says_so(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    store.commit(turns.say("m1", "one")).await.unwrap();
    let mut commit = turns.silent();
    commit.token_hash = Some([9; 32]);
    commit.subject = Some("member-17".into());
    store.commit(commit).await.unwrap();
    store.commit(turns.say("m2", "two")).await.unwrap();
    let kept = store.load(&conversation("c")).await.unwrap().unwrap();
    assert_eq!((kept.token_hash, kept.subject.as_deref()), ([9; 32], Some("member-17")));
}

async fn deleting_leaves_nothing(backend: impl Backend) {
    let store = backend.open().await;
    let mut turns = Turns::of("c");
    let mut commit = turns.confide("m1", "Rosalind", 1);
    commit.timers = vec![TimerChange::Set {
        kind: "idle".into(),
        at: 5,
    }];
    commit.started_call = Some(call("k"));
    store.commit(commit).await.unwrap();
    store.commit(Turns::of("other").say("m1", "stays")).await.unwrap();
    store.delete(&conversation("c")).await.unwrap();
    assert!(store.load(&conversation("c")).await.unwrap().is_none());
    assert!(texts(&store, "c").await.is_empty());
    assert!(store.due_timers(9, None, 10).await.unwrap().is_empty());
    assert!(store.open_calls(9_999, 10).await.unwrap().is_empty());
    assert_eq!(store.commit(turns.say("m2", "two")).await, Ok(Committed::Conflict));
    assert_eq!(texts(&store, "other").await.len(), 2);
}

async fn a_closed_store_is_not_available(backend: impl Backend) {
    let store = backend.open().await;
    assert_eq!(store.ping().await, Ok(()));
    let waiting = join_all((0..5).map(|n| store.commit(Turns::of(&format!("c{n}")).say("m", "x"))));
    let (verdicts, ()) = tokio::join!(waiting, store.shutdown());
    assert!(
        verdicts.into_iter().all(|verdict| verdict == Ok(Committed::Done)),
        "what waits is written first"
    );
    let mut turns = Turns::of("c");
    assert_eq!(store.commit(turns.say("m1", "one")).await, Err(StoreError::Unavailable));
    assert_eq!(store.ping().await, Err(StoreError::Unavailable));
    store.shutdown().await;
}
