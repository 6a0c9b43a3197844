//! One errand is done once, whatever breaks in between: the real dialogue, store and account service on real files, and
//! a power that fails wherever it can.
//!
//! 1. A crash at each point of the turn that mails a PIN, 20 times each: one letter, one receipt.
//! 2. A call that was carried out and not answered: one letter.
//! 3. A service that answers a repeated call otherwise than the first time: one letter, and the visitor gets one ending.
//! 4. The same errand done twice on purpose: two letters.
//! 5. A crash at each point of the turn that changes a password, 20 times each: one change, one notice.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_trait::async_trait;
use frontdesk::accounts::contract::{
    AccountService, Call, CallContext, IdempotencyKey, Network, Outcome, Policy, SessionId,
};
use frontdesk::accounts::embedded::{Embedded, EmbeddedConfig, HashingCost, Keys, demo};
use frontdesk::chat::{
    Chat, ChatError, ChatParts, Command, Delivery, FaultPoint, Faults, Hello, Limits, LiveEngine, Opened, Origin,
    Posted,
};
use frontdesk::clock::{ManualClock, SeededEntropy, SharedClock, SharedEntropy};
use frontdesk::content::Content;
use frontdesk::conversation::{Audience, Body, ConversationId, Event, Locale, MessageId};
use frontdesk::store::sqlite::SqliteStore;
use serde_json::json;

/// Crashes at each point.
const TIMES: u64 = 20;

/// One process's worth of Frontdesk on a folder that outlives it.
struct Desk {
    chat: Arc<Chat>,
    embedded: Arc<Embedded>,
}

/// Lets the power fail once, at one point, when it is armed.
struct PowerCut {
    point: FaultPoint,
    armed: AtomicBool,
    struck: AtomicBool,
}

impl PowerCut {
    fn at(point: FaultPoint) -> Arc<Self> {
        Arc::new(Self {
            point,
            armed: AtomicBool::new(false),
            struck: AtomicBool::new(false),
        })
    }
}

/// The hook that a `Chat` takes.
struct Hook(Arc<PowerCut>);

impl Faults for Hook {
    fn strikes(&self, point: FaultPoint) -> bool {
        let gone = self.0.struck.load(Ordering::SeqCst);
        let strikes = gone || (point == self.0.point && self.0.armed.load(Ordering::SeqCst));
        self.0.struck.fetch_or(strikes, Ordering::SeqCst);
        strikes
    }
}

/// An account service that carries out calls and loses or bends some answers.
struct Unreliable {
    inner: Arc<Embedded>,
    operation: &'static str,
    lost: AtomicU32,
    bends_to: Option<Outcome>,
}

#[async_trait]
impl AccountService for Unreliable {
    async fn call(&self, call: Call) -> Outcome {
        let meant = call.operation == self.operation;
        let outcome = self.inner.call(call).await;
        let lose = |left: u32| left.checked_sub(1);
        if meant && self.lost.fetch_update(Ordering::SeqCst, Ordering::SeqCst, lose).is_ok() {
            return Outcome::unavailable();
        }
        match &self.bends_to {
            Some(bent) if meant => bent.clone(),
            _ => outcome,
        }
    }
}

async fn embedded(folder: &Path, clock: &SharedClock, entropy: &SharedEntropy) -> Arc<Embedded> {
    let keys = Keys::read_or_create(&folder.join("master.key"), entropy).unwrap();
    let mut config = EmbeddedConfig::new(folder.join("accounts.db"), keys);
    config.hashing_cost = HashingCost {
        memory_kib: 8,
        passes: 1,
    };
    config.demo = true;
    let embedded = Embedded::open(config, Arc::clone(clock), Arc::clone(entropy))
        .await
        .unwrap();
    demo::fill(&embedded).await.unwrap();
    embedded
}

/// The content, read once for all tests of this file.
fn content() -> Arc<Content> {
    static CONTENT: LazyLock<Arc<Content>> = LazyLock::new(|| {
        let clock: SharedClock = Arc::new(ManualClock::new(noon()));
        Content::load(Path::new(env!("CARGO_MANIFEST_DIR")), &Policy::default(), clock).unwrap()
    });
    Arc::clone(&CONTENT)
}

fn noon() -> jiff::Timestamp {
    "2026-11-25T17:00:00Z".parse().unwrap()
}

struct World {
    folder: tempfile::TempDir,
    clock: Arc<ManualClock>,
    entropy: SharedEntropy,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Arc::new(ManualClock::new(noon())),
            entropy: Arc::new(SeededEntropy::new(seed)),
        }
    }

    async fn open(
        &self,
        cut: Option<&Arc<PowerCut>>,
        wrap: impl FnOnce(Arc<Embedded>) -> Arc<dyn AccountService>,
    ) -> Desk {
        let clock: SharedClock = self.clock.clone();
        let embedded = embedded(self.folder.path(), &clock, &self.entropy).await;
        let store = SqliteStore::open(&self.folder.path().join("chat.db")).await.unwrap();
        let limits = Limits {
            call_pause: Duration::from_millis(1),
            messages: 1_000,
            ..Limits::default()
        };
        let chat = Chat::start(ChatParts {
            store: Arc::new(store),
            accounts: wrap(Arc::clone(&embedded)),
            engine: Arc::new(LiveEngine::new(content(), jiff::tz::TimeZone::UTC)),
            clock,
            entropy: Arc::clone(&self.entropy),
            limits,
            faults: match cut {
                Some(cut) => Arc::new(Hook(Arc::clone(cut))),
                None => Arc::new(frontdesk::chat::NoFaults),
            },
        });
        Desk { chat, embedded }
    }

    async fn open_plain(&self) -> Desk {
        self.open(None, |embedded| embedded).await
    }
}

impl Desk {
    async fn sign_in(&self, user_name: &str, password: &str) -> SessionId {
        self.try_sign_in(user_name, password).await.expect("the right password")
    }

    async fn try_sign_in(&self, user_name: &str, password: &str) -> Option<SessionId> {
        let bind = format!("test-sign-in-{user_name}-{password}");
        let call = |operation: &str, key: &str, arguments: serde_json::Value| Call {
            key: IdempotencyKey::from_text(format!("{bind}/{key}/{}", ulid::Ulid::generate())),
            operation: operation.into(),
            arguments: arguments.as_object().cloned().unwrap_or_default(),
            context: CallContext {
                conversation: bind.clone(),
                session: None,
                network: Network("127.0.0.1".into()),
            },
        };
        let sealed = json!({ "holds": "password", "bind": bind, "secret": password });
        let kept = self.embedded.call(call("sealed.deposit", "deposit", sealed)).await;
        let handle = kept.text("handle").expect("a handle");
        let who = json!({ "audience": "member", "user_name": user_name, "password": handle });
        let outcome = self.embedded.call(call("session.sign_in", "sign-in", who)).await;
        outcome.text("session").map(|session| SessionId(session.to_owned()))
    }

    async fn letters(&self, subject: &str) -> usize {
        self.embedded
            .demo_outbox()
            .await
            .iter()
            .filter(|item| item.subject.contains(subject))
            .count()
    }

    async fn close(self) {
        self.chat.shutdown().await;
        self.embedded.close().await;
    }
}

/// A visitor inside the process.
struct Talk {
    opened: Opened,
    events: Vec<Arc<Event>>,
    sent: u32,
    session: Option<SessionId>,
}

impl Talk {
    async fn begin(desk: &Desk, session: Option<SessionId>) -> Self {
        let hello = Hello {
            audience: Audience::Member,
            locale: Locale::default(),
            resume: None,
            session: session.clone(),
            origin: Origin::default(),
        };
        Self {
            opened: desk.chat.open(hello).await.unwrap(),
            events: Vec::new(),
            sent: 0,
            session,
        }
    }

    /// Follows the same conversation at another process.
    async fn resume(&mut self, desk: &Desk) {
        let last = self.events.last().map_or(0, |event| event.seq);
        let hello = Hello {
            audience: Audience::Member,
            locale: Locale::default(),
            resume: Some((self.conversation(), self.opened.token.clone(), last)),
            session: self.session.clone(),
            origin: Origin::default(),
        };
        self.opened = desk.chat.open(hello).await.unwrap();
    }

    fn conversation(&self) -> ConversationId {
        self.opened.conversation.clone()
    }

    fn next_id(&mut self) -> MessageId {
        self.sent += 1;
        MessageId::new(format!("m-{}", self.sent)).unwrap()
    }

    async fn say(&mut self, desk: &Desk, text: &str) {
        let id = self.next_id();
        let command = Command::Say { text: text.into() };
        desk.chat
            .handle(&self.conversation(), id, command, &Origin::default())
            .await
            .unwrap();
    }

    /// Says something that the power may cut short; it is sent again, under its id, at the next process.
    async fn say_into_the_dark(&mut self, desk: &Desk, text: &str) -> (MessageId, Result<(), ChatError>) {
        let id = self.next_id();
        let command = Command::Say { text: text.into() };
        let result = desk
            .chat
            .handle(&self.conversation(), id.clone(), command, &Origin::default())
            .await;
        (id, result.map(drop))
    }

    async fn say_again(&self, desk: &Desk, id: MessageId, text: &str) {
        let command = Command::Say { text: text.into() };
        desk.chat
            .handle(&self.conversation(), id, command, &Origin::default())
            .await
            .unwrap();
    }

    /// Waits for an event that fits.
    async fn wait_for(&mut self, what: &str, fits: impl Fn(&Body) -> bool) -> Arc<Event> {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.opened.subscription.next());
            match next.await {
                Ok(Some(Delivery::Event(event))) => {
                    assert_eq!(
                        event.seq,
                        self.events.last().map_or(0, |event| event.seq) + 1,
                        "in order, once"
                    );
                    self.events.push(Arc::clone(&event));
                    if fits(&event.body) {
                        return event;
                    }
                }
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => panic!("waited for {what}; came: {:#?}", self.events),
            }
        }
    }

    async fn prompt(&mut self, question: &str) -> Arc<Event> {
        self.wait_for(
            question,
            |body| matches!(body, Body::Prompt(prompt) if prompt.text.contains(question)),
        )
        .await
    }

    async fn receipt(&mut self) -> Arc<Event> {
        self.wait_for("a receipt", |body| matches!(body, Body::Receipt(_)))
            .await
    }

    /// Up to the question whose "yes" mails a letter.
    async fn up_to_the_letter(&mut self, desk: &Desk) {
        self.say(desk, "i lost my pin").await;
        self.prompt("still right").await;
        self.say(desk, "yes").await;
        self.prompt("old one stops working").await;
    }
}

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
        world.clock.advance(Duration::from_hours(25));
    }
    desk.close().await;
}

/// What the demonstration's Omar answers.
const ANSWERS: &[(&str, &str)] = &[("school", "Lincoln"), ("job", "Dearborn"), ("book", "Sinbad")];

impl Talk {
    /// Posts a secret for each field of the open prompt: the values to fill it with.
    async fn seal(&self, desk: &Desk, prompt: &Event, secret: impl Fn(&str) -> String) -> Command {
        let Body::Prompt(prompt) = &prompt.body else {
            panic!("a prompt")
        };
        let mut values = BTreeMap::new();
        for field in &prompt.fields {
            let (secret, origin) = (secret(&field.label), Origin::default());
            let (conversation, token) = (self.conversation(), self.opened.token.clone());
            let posted = desk
                .chat
                .deposit(&conversation, &token, &prompt.prompt, &field.slot, secret, &origin)
                .await;
            let Ok(Posted::Kept { handle }) = posted else {
                panic!("kept")
            };
            values.insert(field.slot.clone(), handle);
        }
        Command::Fill {
            prompt: prompt.prompt.clone(),
            values,
        }
    }

    /// Up to the card whose filling changes the password.
    async fn up_to_the_password(&mut self, desk: &Desk) -> Command {
        self.say(desk, "i forgot my password").await;
        self.prompt("user name").await;
        self.say(desk, "omarhaddad").await;
        let questions = self.prompt("security questions").await;
        let answer = |label: &str| {
            let known = ANSWERS.iter().find(|(word, _)| label.contains(word));
            known.unwrap_or_else(|| panic!("{label}")).1.to_owned()
        };
        let answers = self.seal(desk, &questions, answer).await;
        let id = self.next_id();
        desk.chat
            .handle(&self.conversation(), id, answers, &Origin::default())
            .await
            .unwrap();
        let password = self.prompt("new password").await;
        self.seal(desk, &password, |_| "Orchard8Window".to_owned()).await
    }
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
