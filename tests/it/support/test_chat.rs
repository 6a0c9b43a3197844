//! A chat with everything around it, and the clients that use it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use frontdesk::accounts::contract::{Network, SessionId};
use frontdesk::chat::{
    Ack, Chat, ChatError, ChatParts, Command, Delivery, Engine, FaultPoint, Faults, Hello, Limits, NoFaults, Opened,
    Origin, Subscription,
};
use frontdesk::clock::{ManualClock, SeededEntropy};
use frontdesk::conversation::{Audience, Body, ConversationId, Event, Locale, Seq};
use frontdesk::store::Store;
use frontdesk::store::sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::sync::Notify;

use super::message;
use super::script::Script;
use super::scripted_accounts::ScriptedAccounts;

/// A chat with a scripted engine and a scripted account service over a real store, on a clock that stands still.
pub struct TestChat {
    pub chat: Arc<Chat>,
    pub store: Arc<dyn Store>,
    pub accounts: Arc<ScriptedAccounts>,
    pub clock: Arc<ManualClock>,
    pub folder: TempDir,
}

impl TestChat {
    pub async fn new() -> Self {
        Self::with(Script::default(), Arc::new(NoFaults), limits()).await
    }

    pub async fn with(engine: impl Engine, faults: Arc<dyn Faults>, limits: Limits) -> Self {
        let clock = ManualClock::new("2026-11-25T12:00:00Z".parse().unwrap());
        Self::over(
            tempfile::tempdir().unwrap(),
            Arc::new(clock),
            Arc::default(),
            engine,
            faults,
            limits,
        )
        .await
    }

    async fn over(
        folder: TempDir,
        clock: Arc<ManualClock>,
        accounts: Arc<ScriptedAccounts>,
        engine: impl Engine,
        faults: Arc<dyn Faults>,
        limits: Limits,
    ) -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("chat.db")).await.unwrap());
        let chat = Chat::start(ChatParts {
            store: Arc::clone(&store),
            accounts: Arc::clone(&accounts) as _,
            engine: Arc::new(engine),
            clock: Arc::clone(&clock) as _,
            entropy: Arc::new(SeededEntropy::new(7)),
            limits,
            metrics: Arc::new(frontdesk::metrics::Metrics::new(0)),
            faults,
        });
        Self {
            chat,
            store,
            accounts,
            clock,
            folder,
        }
    }

    /// What a process finds that starts after this one has died just now: the files as they are, nothing of the memory.
    pub async fn after_a_crash(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_all(self.folder.path(), folder.path());
        let (clock, accounts) = (Arc::clone(&self.clock), Arc::clone(&self.accounts));
        Self::over(folder, clock, accounts, Script::default(), Arc::new(NoFaults), limits()).await
    }

    /// Ends this process in order and starts the next.
    pub async fn restarted(self, engine: Script) -> Self {
        self.chat.shutdown().await;
        Self::over(
            self.folder,
            self.clock,
            self.accounts,
            engine,
            Arc::new(NoFaults),
            limits(),
        )
        .await
    }

    /// A visitor who opens a conversation.
    pub async fn visitor(&self) -> Visitor {
        Visitor::of(self.chat.open(hello()).await.unwrap(), &self.chat)
    }
}

/// Limits under which nothing happens by itself, and nothing waits.
pub fn limits() -> Limits {
    Limits {
        messages: 10_000,
        call_pause: Duration::ZERO,
        sweep_every: Duration::from_hours(1),
        ring_every: Duration::from_hours(1),
        ..Limits::default()
    }
}

fn copy_all(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// A member's first frame.
pub fn hello() -> Hello {
    Hello {
        audience: Audience::Member,
        locale: Locale::default(),
        resume: None,
        session: None,
        origin: Origin::default(),
    }
}

/// Somebody who follows one conversation.
pub struct Visitor {
    chat: Arc<Chat>,
    pub conversation: ConversationId,
    pub token: String,
    pub subscription: Subscription,
    pub resumed: bool,
    /// The newest event that the server said there is.
    pub newest: Seq,
}

impl Visitor {
    pub fn of(opened: Opened, chat: &Arc<Chat>) -> Self {
        Self {
            chat: Arc::clone(chat),
            conversation: opened.conversation,
            token: opened.token,
            subscription: opened.subscription,
            resumed: opened.resumed,
            newest: opened.seq,
        }
    }

    /// Another client of the same conversation, on `app`, that has seen the events up to `seen`.
    pub async fn again(&self, app: &TestChat, seen: Seq, session: Option<&str>) -> Result<Self, ChatError> {
        let hello = Hello {
            resume: Some((self.conversation.clone(), self.token.clone(), seen)),
            session: session.map(|session| SessionId(session.into())),
            ..hello()
        };
        app.chat.open(hello).await.map(|opened| Self::of(opened, &app.chat))
    }

    pub async fn say(&self, id: &str, text: &str) -> Result<Ack, ChatError> {
        self.send(id, Command::Say { text: text.into() }).await
    }

    pub async fn send(&self, id: &str, command: Command) -> Result<Ack, ChatError> {
        let origin = Origin {
            network: Network("192.0.2.7".into()),
        };
        self.chat
            .handle(&self.conversation, message(id), command, &origin)
            .await
    }

    pub async fn identify(&self, session: &str) -> Result<String, ChatError> {
        let session = SessionId(session.into());
        self.chat
            .identify(
                &self.conversation,
                session,
                self.subscription.follower(),
                &Origin::default(),
            )
            .await
    }

    /// The next event.
    pub async fn next(&mut self) -> Arc<Event> {
        loop {
            match self.subscription.next().await {
                Some(Delivery::Event(event)) => return event,
                Some(Delivery::Typing(_)) => {}
                Some(Delivery::Lagged) => panic!("lagged"),
                None => panic!("closed"),
            }
        }
    }

    /// The texts of the next events.
    pub async fn texts<const N: usize>(&mut self) -> [String; N] {
        let mut texts = [const { String::new() }; N];
        for text in &mut texts {
            *text = shown(&self.next().await.body);
        }
        texts
    }

    /// Reads on until an event begins with `text`.
    pub async fn until(&mut self, text: &str) -> Vec<Arc<Event>> {
        let mut events = Vec::new();
        loop {
            let event = self.next().await;
            let found = shown(&event.body).starts_with(text);
            events.push(event);
            if found {
                return events;
            }
        }
    }
}

/// What a body shows, in a few words.
pub fn shown(body: &Body) -> String {
    match body {
        Body::Text { text, .. } => text.clone(),
        Body::Chose { label } => format!("[{label}]"),
        Body::Offer(offer) => offer.text.clone(),
        Body::SignedIn { name, .. } => format!("signed in: {name}"),
        other => panic!("{other:?}"),
    }
}

/// Lets the process die once, at one point.
pub struct StrikeOnce {
    point: FaultPoint,
    armed: AtomicBool,
    struck: Notify,
}

impl StrikeOnce {
    /// Strikes at `point`, once it is armed.
    pub fn at(point: FaultPoint) -> Arc<Self> {
        Arc::new(Self {
            point,
            armed: AtomicBool::new(false),
            struck: Notify::new(),
        })
    }

    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// Waits until it has struck.
    pub async fn struck(&self) {
        self.struck.notified().await;
    }
}

impl Faults for StrikeOnce {
    fn strikes(&self, point: FaultPoint) -> bool {
        let strikes = point == self.point && self.armed.swap(false, Ordering::SeqCst);
        if strikes {
            self.struck.notify_one();
        }
        strikes
    }
}
