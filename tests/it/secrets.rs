//! Secrets never enter the conversation, and personal values leave it (house.md, invariant 1).
//!
//! A member sets a new password and a provider proves that an account is theirs, on the real program with its log at trace
//! level. What they typed into sealed fields, and what they typed into the chat although they should not have, is planted;
//! afterwards every file, log line and frame is searched for it.
//!
//! 1. No secret stands in any database file (write-ahead log, freed pages and idempotency rows included), log or frame.
//! 2. Secrets typed into the composer, while a sealed prompt is open or unasked, are not kept either.
//! 3. Once a run is over, no personal value of it stands in the conversations' database, and a client that resumes is
//!    shown the rewritten lines.
//! 4. Personal values never stand in the log.
//! 5. The search would find them: a planted word that is no secret is found.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::{Server, Visitor, request};

/// The new password.
const PASSWORD: &str = "Quartz7Meadow-Planted";
/// What the member has typed wherever they should not.
const TYPED_OPENLY: &[&str] = &[
    "536-22-8741",
    "4111 1111 1111 1111",
    "Heron4Planted",
    "Walnut-In-The-Composer-9",
];
/// The answers that the demonstration's member has given.
const ANSWERS: &[(&str, &str)] = &[("pet", "Biscuit"), ("born", "Toledo"), ("car", "Chevrolet")];
const TAX_ID: &str = "382014471";
/// A word that is kept: the search must find it.
const KEPT: &str = "quokka";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planted_secrets_are_found_nowhere_and_personal_values_are_gone_after_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(
        &data,
        0,
        &[
            ("FRONTDESK_LOG__LEVEL", "trace"),
            ("FRONTDESK_LIMITS__MESSAGES", "1000"),
        ],
    );
    let mut bystander = Visitor::welcomed(server.address, "member").await;
    bystander.say("hello").await;

    let (member, code) = reset_password(&server).await;
    let (provider, personal) = verify_ownership(&server).await;

    let mut secrets: Vec<String> = TYPED_OPENLY.iter().map(|text| (*text).to_owned()).collect();
    secrets.extend([
        PASSWORD.to_owned(),
        TAX_ID.to_owned(),
        "38-2014471".to_owned(),
        code,
        member.token.clone(),
    ]);
    secrets.extend(ANSWERS.iter().map(|(_, answer)| (*answer).to_owned()));
    let frames = [&member, &provider, &bystander]
        .map(|visitor| visitor.frames.join("\n"))
        .concat();
    let frames = frames.replace(&member.token, "");
    find_none("a frame", frames.as_bytes(), &secrets);
    find_none("the log", server.log().as_bytes(), &secrets);
    find_none("the log", server.log().as_bytes(), &personal);

    wait_until_rewritten(&data, &personal).await;
    for (name, bytes) in database_files(&data) {
        find_none(&name, &bytes, &secrets);
        if name.starts_with("chat.db") {
            find_none(&name, &bytes, &personal);
        }
    }
    let everything: Vec<u8> = database_files(&data).into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert!(holds(&everything, KEPT), "the search finds what is there");
    assert!(server.log().len() > 1_000, "the log was at work");

    for visitor in [&member, &provider] {
        let transcript = Value::from(visitor.transcript().await).to_string();
        find_none("a transcript", transcript.as_bytes(), &personal);
        assert!(transcript.contains("provided"), "{transcript}");
    }
}

/// A member with a weakness for typing secrets sets a new password. Gives the code that was mailed, too.
async fn reset_password(server: &Server) -> (Visitor, String) {
    let mut visitor = Visitor::welcomed(server.address, "member").await;
    visitor.say(&format!("what is a {KEPT}?")).await;
    visitor.say(&format!("my ssn is {}", TYPED_OPENLY[0])).await;
    visitor.say(&format!("i pay with {}", TYPED_OPENLY[1])).await;
    visitor.say(&format!("my password is {}", TYPED_OPENLY[2])).await;
    let said = visitor.say("i forgot my password").await;
    visitor
        .wait_for(said, |body| body["fields"][0]["slot"] == "user_name")
        .await;
    let said = visitor.say("rmiller42").await;
    let prompt = visitor.wait_for(said, |body| body["fields"][0]["slot"] == "code").await;
    let said = visitor.say(TYPED_OPENLY[3]).await;
    visitor.wait_for_kind(said, "prompt").await;
    let code = mailed_code(server).await;
    let said = fill_sealed(&mut visitor, &prompt, &|_| code.clone()).await;

    let prompt = visitor
        .wait_for(said, |body| body["fields"][0]["slot"] == "answer_1")
        .await;
    let said = fill_sealed(&mut visitor, &prompt, &|label| answer_to(label)).await;

    let prompt = visitor
        .wait_for(said, |body| body["fields"][0]["slot"] == "password")
        .await;
    let refused = visitor.post_sealed(id_of(&prompt), "user_name", "x").await;
    assert_eq!(refused.status / 100, 4, "only a sealed slot takes a secret");
    let said = fill_sealed(&mut visitor, &prompt, &|_| PASSWORD.to_owned()).await;
    visitor.wait_for_kind(said, "receipt").await;
    (visitor, code)
}

/// A provider proves that an account is theirs. Gives the personal values of both visitors, too.
async fn verify_ownership(server: &Server) -> (Visitor, Vec<String>) {
    let claims = [claim(server, "CLM-100417").await, claim(server, "CLM-100433").await];
    let mut visitor = Visitor::welcomed(server.address, "provider").await;
    let said = visitor.say("is our clinic already registered").await;
    visitor
        .wait_for(said, |body| {
            body["fields"][0]["slot"] == "id_kind" || body["choices"][0]["id"] == "tax_id"
        })
        .await;
    let mut said = visitor.say("tax id").await;
    for (number, claim) in claims.iter().enumerate() {
        let slot = |name: &str| format!("claim_{}_{name}", number + 1);
        let prompt = visitor
            .wait_for(said, |body| body["fields"][0]["slot"] == json!(slot("reference")))
            .await;
        let values: serde_json::Map<String, Value> = ["reference", "first_name", "last_name", "service_date", "billed"]
            .iter()
            .zip(claim)
            .map(|(name, value)| (slot(name), json!(value)))
            .collect();
        said = visitor.fill(id_of(&prompt), Value::Object(values)).await;
    }
    let prompt = visitor
        .wait_for(said, |body| body["fields"][0]["slot"] == "tax_id")
        .await;
    let said = fill_sealed(&mut visitor, &prompt, &|_| TAX_ID.to_owned()).await;
    visitor.wait_for_kind(said, "prompt").await;
    let said = visitor.say("yes").await;
    visitor.wait_for_kind(said, "receipt").await;
    let personal = [
        "CLM100417",
        "CLM-100417",
        "Torres",
        "$184.50",
        "184.50",
        "$92.75",
        "rmiller42",
    ];
    (visitor, personal.map(str::to_owned).to_vec())
}

fn id_of(prompt: &Value) -> &str {
    prompt["body"]["prompt"].as_str().expect("a prompt")
}

/// Posts a secret for each sealed field of a prompt and fills it with the handles.
async fn fill_sealed(visitor: &mut Visitor, prompt: &Value, secret: &dyn Fn(&str) -> String) -> u64 {
    let mut values = serde_json::Map::new();
    for field in prompt["body"]["fields"].as_array().expect("fields") {
        let (slot, label) = (field["slot"].as_str().unwrap(), field["label"].as_str().unwrap());
        values.insert(
            slot.to_owned(),
            json!(visitor.seal(id_of(prompt), slot, &secret(label)).await),
        );
    }
    visitor.fill(id_of(prompt), Value::Object(values)).await
}

fn answer_to(question: &str) -> String {
    let known = ANSWERS.iter().find(|(word, _)| question.contains(word));
    known.unwrap_or_else(|| panic!("no answer to {question}")).1.to_owned()
}

/// A page without its markup, line by line.
async fn page(server: &Server, path: &str) -> Vec<String> {
    let reply = request(server.address, "GET", path, &[], "").await.unwrap();
    let mut text = String::new();
    let mut inside = false;
    for letter in reply.body.chars() {
        match letter {
            '<' => (inside, _) = (true, text.push('\n')),
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

async fn mailed_code(server: &Server) -> String {
    let words = page(server, "/demo/outbox").await.join(" ");
    let digits = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = words.split(|letter: char| !letter.is_alphanumeric()).find(digits);
    code.unwrap_or_else(|| panic!("no code in {words}")).to_owned()
}

/// Reference, first name, last name, service date and amount of a claim of the demonstration.
pub async fn claim(server: &Server, reference: &str) -> [String; 5] {
    let lines = page(server, "/provider").await;
    let at = lines
        .iter()
        .position(|line| line == reference)
        .unwrap_or_else(|| panic!("no {reference} in {lines:?}"));
    let row = &lines[at + 1..];
    let date = row
        .iter()
        .position(|cell| cell.contains(", 20"))
        .expect("a service date");
    let (first, last) = row[date - 1].split_once(' ').expect("first and last name");
    let billed = row[date + 1].trim_start_matches('$').to_owned();
    [
        reference.to_owned(),
        first.to_owned(),
        last.to_owned(),
        row[date].clone(),
        billed,
    ]
}

fn database_files(data: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.is_file());
    files
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap_or_default(),
            )
        })
        .collect()
}

/// The rewriting of freed pages follows the end of the run within a moment.
async fn wait_until_rewritten(data: &Path, personal: &[String]) {
    for _ in 0..100 {
        let files = database_files(data);
        let left = |(name, bytes): &(String, Vec<u8>)| {
            name.starts_with("chat.db") && personal.iter().any(|value| holds(bytes, value))
        };
        if !files.iter().any(left) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Whether `bytes` hold `text`, in any case; digits must not be part of a longer number.
fn holds(bytes: &[u8], text: &str) -> bool {
    let number = text.bytes().all(|byte| byte.is_ascii_digit());
    let digit_at = |at: Option<usize>| number && at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    bytes.windows(text.len()).enumerate().any(|(at, window)| {
        window.eq_ignore_ascii_case(text.as_bytes()) && !digit_at(at.checked_sub(1)) && !digit_at(Some(at + text.len()))
    })
}

#[track_caller]
fn find_none(place: &str, bytes: &[u8], values: &[String]) {
    for value in values {
        assert!(!holds(bytes, value), "{place} holds {value}");
    }
}
