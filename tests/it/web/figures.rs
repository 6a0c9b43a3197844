//! `/metrics`: who sees it, and what never stands in it.
//!
//! 1. This machine sees it, nobody behind a proxy does; an address of its own is for whoever can reach it.
//! 2. After a long random script every label has a value from a known set, and nothing that a visitor typed is there.
//! 3. An errand is counted when it begins and when it is over.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::accounts::contract::{OPERATIONS, UNAVAILABLE};
use frontdesk::clock::{Entropy, SeededEntropy};
use frontdesk::dialogue::Reached;
use frontdesk::web::codes::Code;
use serde_json::{Value, json};

use super::app::{Here, JSON, Raw, here, resume};
use crate::process::request;

/// What visitors type here: none of it may come out again.
const PLANTED: &[&str] = &[
    "rmiller42",
    "Harbor7Lane",
    "Rosalind",
    "536-22-8741",
    "quokka",
    "CLM-100417",
    "1980-02-14",
    "192.0.2.77",
];

const SAID: &[&str] = &[
    "hello",
    "i forgot my password",
    "i lost my pin",
    "is our clinic already registered",
    "cancel",
    "start over",
    "back",
    "why",
    "when does my pin arrive?",
    "what is a quokka",
    "my name is Rosalind, born 1980-02-14",
    "rmiller42",
    "536-22-8741",
    "CLM-100417",
    "talk to a person",
    "yes",
    "no",
    "1",
];

async fn gathered(here: &Here) -> String {
    let reply = request(here.address, "GET", "/metrics", &[], "").await.unwrap();
    assert_eq!(reply.status, 200);
    let kind = reply.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    reply.body
}

#[tokio::test]
async fn this_machine_sees_them_and_nobody_behind_a_proxy() {
    let open = here(&[]).await;
    assert!(gathered(&open).await.ends_with("# EOF\n"));
    for header in [("x-forwarded-for", "127.0.0.1"), ("via", "1.1 proxy")] {
        let reply = request(open.address, "GET", "/metrics", &[header], "").await.unwrap();
        assert_eq!(reply.status, 404, "{header:?}");
    }
    let proxied = here(&[("FRONTDESK_WEB__PUBLIC_URL", "https://chat.plan.example")]).await;
    let reply = request(proxied.address, "GET", "/metrics", &[], "").await.unwrap();
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn they_can_have_an_address_of_their_own() {
    let here = here(&[("FRONTDESK_METRICS__LISTEN", "127.0.0.1:0")]).await;
    let own = here.metrics.expect("an address");
    let reply = request(own, "GET", "/metrics", &[("via", "1.1 proxy")], "")
        .await
        .unwrap();
    assert!(reply.body.contains("frontdesk_build_info"));
    for (address, path) in [(here.address, "/metrics"), (own, "/healthz"), (own, "/ws")] {
        let reply = request(address, "GET", path, &[], "").await.unwrap();
        assert_eq!(reply.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_errand_counts_when_it_begins_and_when_it_is_over() {
    let here = here(&[]).await;
    let (mut raw, _) = Raw::welcomed(here.address, hello("member")).await;
    raw.say("1", "i forgot my password").await;
    raw.say("2", "cancel").await;
    raw.say("3", "i forgot my password").await;
    let text = gathered(&here).await;
    for (event, count) in [("begun", 2), ("cancelled", 1)] {
        let line = format!("frontdesk_errands_total{{flow=\"reset-password\",event=\"{event}\"}} {count}");
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(text.contains("frontdesk_questions_total{audience=\"member\",band=\"flow\"} "));
    assert!(text.contains("frontdesk_sockets_open 1.0\n"));
    assert!(text.contains("frontdesk_content_live 1.0\n"));
    assert!(text.contains("frontdesk_metrics_unread 0.0\n"));
}

fn hello(audience: &str) -> Value {
    json!({"type": "hello", "audience": audience})
}

/// One of `all`.
fn one<'a, T: ?Sized>(random: &SeededEntropy, all: &[&'a T]) -> &'a T {
    let number = usize::try_from(random.bits() % all.len() as u64).unwrap();
    all[number]
}

/// A random frame of a client, good or bad.
fn frame(random: &SeededEntropy, id: usize, seq: u64, prompt: &Value) -> String {
    let id = format!("m{id}");
    let typed = one(random, SAID);
    match random.bits() % 10 {
        0 => json!({"type": "choose", "id": id, "seq": seq, "choice": one(random, &["cancel", "back", "yes", "Rosalind"])}),
        1 => json!({"type": "fill", "id": id, "prompt": prompt, "values": {"user_name": typed}}),
        2 => json!({"type": "fill", "id": id, "prompt": "p99", "values": {"Rosalind": typed}}),
        3 => json!({"type": "rate", "id": id, "seq": seq, "helpful": random.bits().is_multiple_of(2), "comment": typed}),
        4 => json!({"type": typed, "id": id, "quokka": typed}),
        5 => json!({"type": "say", "id": "m1", "text": typed}),
        _ => json!({"type": "say", "id": id, "text": typed}),
    }
    .to_string()
}

/// A visitor who sends random frames and reads what comes.
async fn visit(here: &Here, random: &SeededEntropy, audience: &str, frames: usize) {
    let (mut raw, welcome) = Raw::welcomed(here.address, hello(audience)).await;
    let (mut seq, mut prompt) = (1, json!("p1"));
    for number in 0..frames {
        raw.send(frame(random, number, seq, &prompt)).await;
        loop {
            let answer = raw.json().await;
            match answer["type"].as_str() {
                Some("ack" | "error") => break,
                Some("event") => {
                    seq = answer["seq"].as_u64().unwrap();
                    if answer["body"]["kind"] == "prompt" {
                        prompt = answer["body"]["prompt"].clone();
                    }
                }
                _ => {}
            }
        }
    }
    let secret = json!({
        "conversation": welcome["conversation"], "token": welcome["token"], "prompt": prompt, "slot": "password",
        "secret": "Harbor7Lane",
    });
    request(here.address, "POST", "/api/sealed", &[JSON], secret.to_string())
        .await
        .unwrap();
    raw.send(json!({"type": "leave", "id": "bye", "what": "conversation"}).to_string())
        .await;
    let (mut back, _) = Raw::welcomed(here.address, resume(&welcome, 0)).await;
    back.frame("event").await;
}

/// What does not come to a welcome, and what is no WebSocket.
async fn knock(here: &Here) {
    let mut foreign = Raw::connect(here.address, Some("https://quokka.example")).await;
    assert_eq!(foreign.close_code().await, 4403);
    let mut rude = Raw::connect(here.address, None).await;
    rude.send(json!({"type": "Rosalind"}).to_string()).await;
    rude.send(json!({"type": "say", "id": "1", "text": "Rosalind"}).to_string())
        .await;
    assert_eq!(rude.close_code().await, 4408);
    for (user_name, password) in [("rmiller42", "Harbor7Lane"), ("Rosalind", "quokka")] {
        let body = json!({"audience": "member", "user_name": user_name, "password": password});
        request(here.address, "POST", "/session", &[JSON], body.to_string())
            .await
            .unwrap();
    }
    for path in ["/quokka?name=Rosalind", "/api/suggest?q=Rosalind&audience=member"] {
        let headers = [("x-forwarded-for", "192.0.2.77")];
        request(here.address, "GET", path, &headers, "").await.unwrap();
    }
}

#[tokio::test]
async fn every_label_has_a_value_from_a_known_set_and_nothing_typed_is_there() {
    let here = here(&[("FRONTDESK_LIMITS__MESSAGES", "100000")]).await;
    let random = SeededEntropy::new(11);
    for audience in ["member", "provider", "member"] {
        visit(&here, &random, audience, 150).await;
    }
    knock(&here).await;
    let text = gathered(&here).await;
    for planted in PLANTED {
        assert!(!text.contains(planted), "{planted}\n{text}");
    }
    let known = known();
    let samples: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    for (name, value) in samples.iter().flat_map(|sample| labels(sample)) {
        let values = known.get(name).unwrap_or_else(|| panic!("a new label: {name}"));
        assert!(values.contains(value), "{name}={value}");
    }
    assert!(samples.len() < 1_500, "{} series", samples.len());
    for happened in [
        "{input=\"rate\",result=\"committed\"}",
        "{helpful=\"yes\"}",
        "{reason=\"bad_origin\"}",
    ] {
        assert!(text.contains(happened), "{happened}\n{text}");
    }
}

/// The labels of one sample.
fn labels(sample: &str) -> Vec<(&str, &str)> {
    let Some((_, rest)) = sample.split_once('{') else {
        return Vec::new();
    };
    let (inside, _) = rest.rsplit_once('}').unwrap();
    let pairs = inside.split("\",").map(|pair| pair.trim_end_matches('"'));
    pairs.map(|pair| pair.split_once("=\"").unwrap()).collect()
}

/// Every label with every value that it may have.
fn known() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let codes = Code::ALL.map(Code::as_str);
    let operations = OPERATIONS.iter().map(|operation| operation.name).chain(["unknown"]);
    let outcomes = OPERATIONS
        .iter()
        .flat_map(|operation| operation.outcomes.iter().map(|outcome| outcome.name));
    let set = |words: &'static str| words.split_whitespace().collect::<BTreeSet<_>>();
    let mut known = BTreeMap::from([
        ("input", set("say choose fill rate leave outcome sign_in timer")),
        (
            "result",
            set(
                "committed duplicate nothing kept malformed done conflict signed_in code_mailed refused wrong expired locked other \
                 known full late failed",
            ),
        ),
        ("lookup", set("glance question suggestion")),
        ("step", set("load understand advance call commit publish")),
        ("audience", set("member provider")),
        ("band", set("answer offer unknown flow")),
        ("flow", set("reset-password reissue-pin verify-ownership other")),
        ("event", Reached::ALL.map(Reached::as_str).into()),
        ("operation", operations.collect()),
        (
            "outcome",
            outcomes.chain([UNAVAILABLE, "unknown", "unanswered"]).collect(),
        ),
        ("helpful", set("yes no")),
        ("resumed", set("yes no")),
        ("reason", set("gone restarting node_full network_full")),
        ("code", codes.into()),
        ("status", set("1xx 2xx 3xx 4xx 5xx")),
        ("severity", set("error warning")),
        ("version", set(env!("CARGO_PKG_VERSION"))),
    ]);
    known.entry("result").or_default().extend(codes);
    known.entry("reason").or_default().extend(codes);
    known
        .entry("reason")
        .or_default()
        .extend(["too slow", "no sign of life"]);
    known.insert("le", ["0.00005 0.0001 0.00025 0.0005 0.001 0.0025 0.005 0.01 0.05 0.1 0.5 1.0 2.0 4.0 5.0 8.0 10.0 16.0 32.0 64.0 +Inf"].into_iter().flat_map(str::split_whitespace).collect());
    known
}
