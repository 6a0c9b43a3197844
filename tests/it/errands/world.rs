//! The real parts on real files: a process's worth of Frontdesk that can be opened again, and the ways in which it fails.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_trait::async_trait;
use frontdesk::accounts::contract::{
    AccountService, Call, CallContext, IdempotencyKey, Network, Outcome, Policy, SessionId,
};
use frontdesk::accounts::embedded::{Embedded, EmbeddedConfig, HashingCost, Keys, demo};
use frontdesk::chat::{Chat, ChatParts, FaultPoint, Faults, Limits, LiveEngine};
use frontdesk::clock::{ManualClock, SeededEntropy, SharedClock, SharedEntropy};
use frontdesk::content::{Content, Threads};
use frontdesk::metrics::Metrics;
use frontdesk::store::sqlite::SqliteStore;
use serde_json::json;

/// One process's worth of Frontdesk on a folder that outlives it.
pub struct Desk {
    pub chat: Arc<Chat>,
    pub embedded: Arc<Embedded>,
    pub metrics: Arc<Metrics>,
}

/// Lets the power fail once, at one point, when it is armed.
pub struct PowerCut {
    pub point: FaultPoint,
    pub armed: AtomicBool,
    pub struck: AtomicBool,
}

impl PowerCut {
    pub fn at(point: FaultPoint) -> Arc<Self> {
        Arc::new(Self {
            point,
            armed: AtomicBool::new(false),
            struck: AtomicBool::new(false),
        })
    }
}

/// The hook that a `Chat` takes.
pub struct Hook(Arc<PowerCut>);

impl Faults for Hook {
    fn strikes(&self, point: FaultPoint) -> bool {
        let gone = self.0.struck.load(Ordering::SeqCst);
        let strikes = gone || (point == self.0.point && self.0.armed.load(Ordering::SeqCst));
        self.0.struck.fetch_or(strikes, Ordering::SeqCst);
        strikes
    }
}

/// An account service that carries out calls and loses or bends some answers.
pub struct Unreliable {
    pub inner: Arc<Embedded>,
    pub operation: &'static str,
    pub lost: AtomicU32,
    pub bends_to: Option<Outcome>,
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

pub async fn embedded(folder: &Path, clock: &SharedClock, entropy: &SharedEntropy) -> Arc<Embedded> {
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
pub fn content() -> Arc<Content> {
    static CONTENT: LazyLock<Arc<Content>> = LazyLock::new(|| {
        let clock: SharedClock = Arc::new(ManualClock::new(noon()));
        Content::load(Path::new(env!("CARGO_MANIFEST_DIR")), &Policy::default(), clock).unwrap()
    });
    Arc::clone(&CONTENT)
}

pub fn noon() -> jiff::Timestamp {
    "2026-11-25T17:00:00Z".parse().unwrap()
}

pub struct World {
    pub folder: tempfile::TempDir,
    pub clock: Arc<ManualClock>,
    pub entropy: SharedEntropy,
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Arc::new(ManualClock::new(noon())),
            entropy: Arc::new(SeededEntropy::new(seed)),
        }
    }

    pub async fn open(
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
        let metrics = Arc::new(Metrics::new(0));
        let threads = Threads::new(NonZeroUsize::MIN, Arc::clone(&metrics));
        let chat = Chat::start(ChatParts {
            store: Arc::new(store),
            accounts: wrap(Arc::clone(&embedded)),
            engine: Arc::new(LiveEngine::new(content(), jiff::tz::TimeZone::UTC, Arc::new(threads))),
            clock,
            entropy: Arc::clone(&self.entropy),
            limits,
            metrics: Arc::clone(&metrics),
            faults: match cut {
                Some(cut) => Arc::new(Hook(Arc::clone(cut))),
                None => Arc::new(frontdesk::chat::NoFaults),
            },
        });
        Desk {
            chat,
            embedded,
            metrics,
        }
    }

    pub async fn open_plain(&self) -> Desk {
        self.open(None, |embedded| embedded).await
    }
}

impl Desk {
    pub async fn sign_in(&self, user_name: &str, password: &str) -> SessionId {
        self.try_sign_in(user_name, password).await.expect("the right password")
    }

    pub async fn try_sign_in(&self, user_name: &str, password: &str) -> Option<SessionId> {
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

    pub async fn letters(&self, subject: &str) -> usize {
        self.embedded
            .demo_outbox()
            .await
            .iter()
            .filter(|item| item.subject.contains(subject))
            .count()
    }

    pub async fn close(self) {
        self.chat.shutdown().await;
        self.embedded.close().await;
    }
}
