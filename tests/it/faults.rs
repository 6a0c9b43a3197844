//! Kill -9 at random moments: what was acknowledged is there, once, in order, and what was asked is answered.
//!
//! 50 visitors write without pause while the server is killed and started again 20 times. Afterwards, for every visitor:
//! 1. every acknowledged message is in the log at the seq that was acknowledged;
//! 2. no message is there twice;
//! 3. the seqs have no gaps;
//! 4. what was shown equals what is stored;
//! 5. every message was answered.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::process::{Server, Visitor};

const VISITORS: usize = 50;
const ROUNDS: u64 = 20;

const QUESTIONS: &[&str] = &[
    "When will I receive my PIN?",
    "hello",
    "Can I change my User Name?",
    "what is the weather like on mars",
    "my ssn is 123-45-6789, is that ok?",
    "help",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_doubled_by_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let environment = [
        ("FRONTDESK_LIMITS__MESSAGES", "100000"),
        ("FRONTDESK_LOG__LEVEL", "warn"),
    ];
    let mut server = Server::start(&data, 0, &environment);
    let port = server.address.port();
    let stop = Arc::new(AtomicBool::new(false));
    let visitors: Vec<_> = (0..VISITORS)
        .map(|number| tokio::spawn(write_until(Arc::clone(&stop), server.address, number)))
        .collect();
    let mut random = 0x9e37_79b9_u64;
    for _ in 0..ROUNDS {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_millis(100 + (random >> 33) % 500)).await;
        server.kill();
        server = Server::start(&data, port, &environment);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.store(true, Ordering::SeqCst);
    let mut acknowledged = 0;
    for visitor in visitors {
        let visitor = visitor.await.expect("a visitor's task");
        acknowledged += visitor.acks.len();
        check(&visitor, &visitor.transcript().await);
    }
    println!("{ROUNDS} kills, {VISITORS} visitors, {acknowledged} acknowledged messages: none lost, none doubled");
    assert!(acknowledged > VISITORS * 2, "the visitors got to write: {acknowledged}");
}

async fn write_until(stop: Arc<AtomicBool>, address: std::net::SocketAddr, number: usize) -> Visitor {
    let mut visitor = Visitor::new(address, if number.is_multiple_of(2) { "member" } else { "provider" });
    visitor.reconnect().await;
    let turn = AtomicU16::new(0);
    let mut last = 0;
    while !stop.load(Ordering::SeqCst) {
        let turn = usize::from(turn.fetch_add(1, Ordering::SeqCst));
        last = visitor.say(QUESTIONS[(turn + number) % QUESTIONS.len()]).await;
    }
    visitor.wait_for(last, |_| true).await;
    visitor
}

fn check(visitor: &Visitor, stored: &[Value]) {
    assert!(visitor.disorder.is_empty(), "out of order: {:?}", visitor.disorder);
    let seqs: Vec<u64> = stored.iter().filter_map(|event| event["seq"].as_u64()).collect();
    assert_eq!(seqs, (1..=stored.len() as u64).collect::<Vec<_>>(), "seqs without gaps");
    let mut by_id: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for event in stored {
        if let Some(id) = event["id"].as_str() {
            by_id.entry(id).or_default().push(event["seq"].as_u64().unwrap());
        }
    }
    for (id, seq) in &visitor.acks {
        assert_eq!(
            by_id.get(id.as_str()),
            Some(&vec![*seq]),
            "{id} is stored once, at the seq acknowledged"
        );
    }
    assert!(by_id.values().all(|seqs| seqs.len() == 1), "no message is stored twice");
    for (seq, event) in &visitor.events {
        let stored = &stored[usize::try_from(*seq).unwrap() - 1];
        assert_eq!(event["body"], stored["body"], "seq {seq}: shown as stored");
    }
    let ours: Vec<usize> = (0..stored.len())
        .filter(|place| stored[*place]["from"]["kind"] == "visitor")
        .collect();
    for place in ours {
        let next = stored
            .get(place + 1)
            .unwrap_or_else(|| panic!("seq {} is not answered", place + 1));
        assert_eq!(next["from"]["kind"], "bot", "seq {} is answered", place + 1);
    }
}
