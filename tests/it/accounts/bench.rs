//! A service on a temporary folder with the demonstration's people, a virtual clock and cheap hashes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use frontdesk::accounts::contract::{
    self, AccountService, Call, CallContext, IdempotencyKey, Kind, Network, Outcome, SessionId,
};
use frontdesk::accounts::embedded::demo::{self, Demo};
use frontdesk::accounts::embedded::{Embedded, EmbeddedConfig, HashingCost, Keys};
use frontdesk::clock::{ManualClock, SeededEntropy};
use frontdesk::mail::{Channel, OutboxItem};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

pub struct Bench {
    pub service: Arc<Embedded>,
    pub clock: Arc<ManualClock>,
    pub demo: Demo,
    pub config: EmbeddedConfig,
    pub folder: tempfile::TempDir,
    next_key: AtomicU32,
}

/// Somebody at a screen: a conversation, a network, perhaps a session.
#[derive(Clone)]
pub struct Visitor {
    pub conversation: String,
    pub network: String,
    pub session: Option<String>,
}

pub fn visitor(conversation: &str, network: &str) -> Visitor {
    Visitor {
        conversation: conversation.into(),
        network: network.into(),
        session: None,
    }
}

impl Bench {
    /// Monday, November 23, 2026, ten in the morning where the insurer is.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut EmbeddedConfig)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = EmbeddedConfig::new(folder.path().join("accounts.db"), Keys::from_master([3; 32]));
        config.hashing_cost = HashingCost {
            memory_kib: 8,
            passes: 1,
        };
        config.demo = true;
        change(&mut config);
        let clock = Arc::new(ManualClock::new("2026-11-23T15:00:00Z".parse().unwrap()));
        let service = open(&config, &clock, 1).await;
        let demo = demo::fill(&service).await.unwrap();
        Self {
            service,
            clock,
            demo,
            config,
            folder,
            next_key: AtomicU32::new(0),
        }
    }

    /// Closes the database and opens it again, as after a restart.
    pub async fn reopen(&mut self) {
        self.service.close().await;
        self.service = open(&self.config, &self.clock, 2).await;
    }

    pub fn advance_minutes(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(60 * minutes));
    }

    /// Calls under a key of its own.
    pub async fn call(&self, from: &Visitor, operation: &str, arguments: Value) -> Outcome {
        let outcome = self.service.call(self.new_call(from, operation, arguments)).await;
        keeps_the_contract(operation, &outcome);
        outcome
    }

    pub fn new_call(&self, from: &Visitor, operation: &str, arguments: Value) -> Call {
        let attempt = self.next_key.fetch_add(1, Ordering::SeqCst);
        let Value::Object(arguments) = arguments else {
            panic!("arguments are an object")
        };
        Call {
            key: IdempotencyKey::new(&from.conversation, 1, operation, attempt),
            operation: operation.into(),
            arguments,
            context: CallContext {
                conversation: from.conversation.clone(),
                session: from.session.clone().map(SessionId),
                network: Network(from.network.clone()),
            },
        }
    }

    pub async fn seal(&self, from: &Visitor, holds: &str, secret: &str) -> String {
        let arguments = json!({"holds": holds, "bind": from.conversation, "secret": secret});
        let kept = self.call(from, "sealed.deposit", arguments).await;
        assert_eq!(kept.name, "kept", "{:?}", kept.fields);
        kept.text("handle").unwrap().to_owned()
    }

    pub async fn begin_recovery(&self, from: &Visitor, user_name: &str) -> Outcome {
        self.call(from, "member.begin_recovery", json!({"user_name": user_name}))
            .await
    }

    pub async fn check_code(&self, from: &Visitor, recovery: &str, code: &str) -> Outcome {
        let code = self.seal(from, "code", code).await;
        self.call(from, "member.check_code", json!({"recovery": recovery, "code": code}))
            .await
    }

    /// Answers the questions of `asked` by `answer`.
    pub async fn answer(
        &self,
        from: &Visitor,
        recovery: &str,
        asked: &Outcome,
        answer: impl Fn(&str) -> String,
    ) -> Outcome {
        let mut answers = Vec::new();
        for question in asked.fields["questions"].as_array().unwrap() {
            let id = question["id"].as_str().unwrap();
            let handle = self.seal(from, "security_answer", &answer(id)).await;
            answers.push(json!({"question": id, "answer": handle}));
        }
        self.call(from, "member.answer", json!({"recovery": recovery, "answers": answers}))
            .await
    }

    pub async fn reset(&self, from: &Visitor, grant: &str, password: &str) -> Outcome {
        let password = self.seal(from, "password", password).await;
        self.call(
            from,
            "member.reset_password",
            json!({"grant": grant, "password": password}),
        )
        .await
    }

    pub async fn sign_in(&self, from: &Visitor, audience: &str, user_name: &str, password: &str) -> Outcome {
        let password = self.seal(from, "password", password).await;
        let arguments = json!({"audience": audience, "user_name": user_name, "password": password});
        self.call(from, "session.sign_in", arguments).await
    }

    pub async fn confirm(&self, from: &Visitor, pending: &str, code: &str) -> Outcome {
        let code = self.seal(from, "code", code).await;
        self.call(from, "session.confirm", json!({"pending": pending, "code": code}))
            .await
    }

    /// A member who is signed in.
    pub async fn signed_in(&self, user_name: &str, password: &str) -> Visitor {
        let mut from = visitor(&format!("portal-{user_name}"), "192.0.2.7");
        let outcome = self.sign_in(&from, "member", user_name, password).await;
        assert_eq!(outcome.name, "signed_in");
        from.session = outcome.text("session").map(str::to_owned);
        from
    }

    /// Walks Ruth to the grant for a new password.
    pub async fn ruths_grant(&self, from: &Visitor) -> String {
        let begun = self.begin_recovery(from, "rmiller42").await;
        let recovery = begun.text("recovery").unwrap();
        let asked = self.check_code(from, recovery, &self.newest_code().await).await;
        assert_eq!(asked.name, "questions", "{:?}", asked.fields);
        let verified = self.answer(from, recovery, &asked, ruths_answer).await;
        verified.text("grant").unwrap().to_owned()
    }

    /// The number of six digits in the newest e-mail.
    pub async fn newest_code(&self) -> String {
        number_of(6, &self.service.demo_outbox().await[0])
    }

    pub async fn letters(&self) -> Vec<OutboxItem> {
        let items = self.service.demo_outbox().await;
        items
            .into_iter()
            .filter(|item| item.channel == Channel::Letter)
            .collect()
    }

    /// The database, past the service.
    pub async fn database(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(&self.config.database);
        SqlitePool::connect_with(options).await.unwrap()
    }
}

async fn open(config: &EmbeddedConfig, clock: &Arc<ManualClock>, seed: u64) -> Arc<Embedded> {
    Embedded::open(config.clone(), clock.clone(), Arc::new(SeededEntropy::new(seed)))
        .await
        .unwrap()
}

/// Fails if an outcome is not one that the contract declares, with all its fields and no others.
fn keeps_the_contract(operation: &str, outcome: &Outcome) {
    let Some(operation) = contract::operation(operation) else {
        return;
    };
    let declared = operation
        .outcome(&outcome.name)
        .unwrap_or_else(|| panic!("{}", outcome.name));
    for (name, value) in &outcome.fields {
        let field = declared
            .iter()
            .find(|field| field.name == name)
            .unwrap_or_else(|| panic!("{name}"));
        assert!(is_of_kind(value, field.kind), "{}.{name}", outcome.name);
    }
    for field in declared.iter().filter(|field| field.name != "expires_in_days") {
        assert!(
            outcome.fields.contains_key(field.name),
            "{} lacks {}",
            outcome.name,
            field.name
        );
    }
}

fn is_of_kind(value: &Value, kind: Kind) -> bool {
    let text = value.as_str();
    match kind {
        Kind::Text | Kind::Token => text.is_some(),
        Kind::Integer => value.is_u64(),
        Kind::Boolean => value.is_boolean(),
        Kind::Date => text.is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok()),
        Kind::Instant => text.is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
        Kind::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
        Kind::List(fields) => value.as_array().is_some_and(|items| {
            items
                .iter()
                .all(|item| fields.iter().all(|field| is_of_kind(&item[field.name], field.kind)))
        }),
        Kind::Money | Kind::Handle(_) => false,
    }
}

pub fn ruths_answer(question: &str) -> String {
    match question {
        "first_pet" => "biscuit ",
        "birth_city" => "TOLEDO",
        _ => "Chévrolet",
    }
    .into()
}

pub fn omars_answer(question: &str) -> String {
    match question {
        "first_school" => "Lincoln",
        "first_job" => "Dearborn",
        _ => "Sinbad",
    }
    .into()
}

/// The first number of `digits` digits in a message.
pub fn number_of(digits: usize, item: &OutboxItem) -> String {
    item.text
        .split(|character: char| !character.is_ascii_digit())
        .find(|run| run.len() == digits)
        .unwrap()
        .to_owned()
}

pub fn left(outcome: &Outcome) -> Option<u64> {
    outcome.fields.get("left").and_then(Value::as_u64)
}
