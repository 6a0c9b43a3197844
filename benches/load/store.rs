//! The store alone: the commits that a chat makes of a script, recorded once and then made over and over, without sockets,
//! dialogue or index. A process of its own, like the servers.

use std::num::NonZeroUsize;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use frontdesk::accounts::contract::{AccountService, Call, Outcome, Policy};
use frontdesk::chat::{Chat, ChatParts, Command as Message, Hello, Limits, LiveEngine, NoFaults, Opened, Origin};
use frontdesk::clock::{Millis, SeededEntropy, SystemClock};
use frontdesk::content::{Content, Threads};
use frontdesk::conversation::{Audience, ConversationId, Event, Locale, MessageId, PromptId, Seq, SlotName};
use frontdesk::metrics::Metrics;
use frontdesk::store::sqlite::SqliteStore;
use frontdesk::store::{
    Backlog, Base, Commit, Committed, ContentVersion, DueTimer, NewEvent, OpenCall, Store, StoreError,
    StoredConversation,
};

use crate::drive::{self, Measured, Span, Turns};
use crate::machine::{self, SERVER};
use crate::visitor::FIELDS;
use crate::{Result, questions, say, seconds};

/// What is to be measured.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Whose commits: those of the form, or of known questions.
    pub script: Commits,
    /// Conversations at a time.
    pub conversations: usize,
    /// Turns a second; nothing for as many as there can be.
    pub rate: Option<f64>,
    /// How long.
    pub span: Span,
}

/// Whose commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Commits {
    /// Those of an errand's cards.
    Form,
    /// Those of known questions.
    Questions,
}

/// Measures in a process of its own, on the servers' processor.
pub fn measure(load: Load, content: &Path) -> Result<Measured> {
    let mut command = Command::new(std::env::current_exe()?);
    let script = match load.script {
        Commits::Form => "form",
        Commits::Questions => "questions",
    };
    command
        .args(["store", "--commits", script, "--conversations"])
        .arg(load.conversations.to_string())
        .args(["--warm", &load.span.warm.as_secs_f64().to_string()])
        .args(["--measured", &load.span.measured.as_secs_f64().to_string()])
        .arg("--content")
        .arg(content);
    if let Some(rate) = load.rate {
        command.args(["--rate", &rate.to_string()]);
    }
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = machine::on(SERVER, || Ok(command.output()?))?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The other end of [`measure`].
pub async fn serve(load: Load, content: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let turns = record(load.script, content, &folder.path().join("recorded.db")).await?;
    let store = Arc::new(SqliteStore::open(&folder.path().join("chat.db")).await?);
    let all = (0..load.conversations).map(|number| Conversation::new(&store, &turns, number));
    let all: Vec<Conversation> = all.collect::<Result<_>>()?;
    let cpu = || machine::cpu_time(std::process::id());
    let (measured, _) = match load.rate {
        Some(rate) => drive::open(all, rate, load.span, cpu).await?,
        None => drive::closed(all, load.span, cpu).await?,
    };
    say(serde_json::to_string(&measured)?);
    Ok(())
}

/// `--warm` and `--measured` as a span.
pub fn span(warm: f64, measured: f64) -> Span {
    Span {
        warm: seconds(warm),
        measured: seconds(measured),
    }
}

/// The commits of one conversation: the first makes it, the others are made round and round.
async fn record(script: Commits, content: &Path, path: &Path) -> Result<Arc<Vec<Commit>>> {
    let recorder = Arc::new(Recorder {
        store: SqliteStore::open(path).await?,
        commits: Mutex::default(),
    });
    let clock = Arc::new(SystemClock);
    let messages = match script {
        Commits::Form => form()?,
        Commits::Questions => questions::known(content)?.into_iter().map(say_it).collect(),
    };
    let content = Content::load(content, &Policy::default(), clock.clone())?;
    let metrics = Arc::new(Metrics::new(0));
    let threads = Arc::new(Threads::new(NonZeroUsize::MIN, Arc::clone(&metrics)));
    let chat = Chat::start(ChatParts {
        store: recorder.clone(),
        accounts: Arc::new(NoService),
        engine: Arc::new(LiveEngine::new(content, jiff::tz::TimeZone::UTC, threads)),
        clock,
        entropy: Arc::new(SeededEntropy::new(1)),
        limits: Limits {
            messages: 1_000_000,
            ..Limits::default()
        },
        faults: Arc::new(NoFaults),
        metrics,
    });

    let hello = Hello {
        audience: match script {
            Commits::Form => Audience::Provider,
            Commits::Questions => Audience::Member,
        },
        locale: Locale::default(),
        resume: None,
        session: None,
        origin: Origin::default(),
    };
    let Opened { conversation, .. } = chat.open(hello).await?;
    for (number, message) in messages.into_iter().enumerate() {
        let id = MessageId::new(format!("m{number}"))?;
        chat.handle(&conversation, id, message, &Origin::default()).await?;
    }
    chat.shutdown().await;
    let commits = recorder.commits.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(Arc::new(commits))
}

fn say_it(text: String) -> Message {
    Message::Say { text }
}

/// The frames of `Script::Form`: to the first card and once round.
fn form() -> Result<Vec<Message>> {
    let fill = |prompt: &str, values: &[(&str, &str)]| -> Result<Message> {
        let values = values
            .iter()
            .map(|(slot, value)| Ok((SlotName::new(slot)?, (*value).to_owned())));
        Ok(Message::Fill {
            prompt: PromptId::new(prompt)?,
            values: values.collect::<Result<_>>()?,
        })
    };
    Ok(vec![
        say_it("verify ownership".into()),
        fill("p1", &FIELDS[..1])?,
        fill("p2", &FIELDS[1..])?,
        say_it("back".into()),
        say_it("back".into()),
    ])
}

/// A conversation without anybody in it: makes the recorded commits under a name of its own.
struct Conversation {
    store: Arc<SqliteStore>,
    recorded: Arc<Vec<Commit>>,
    id: ConversationId,
    version: u64,
    last_seq: Seq,
}

impl Conversation {
    fn new(store: &Arc<SqliteStore>, recorded: &Arc<Vec<Commit>>, number: usize) -> Result<Self> {
        Ok(Self {
            store: Arc::clone(store),
            recorded: Arc::clone(recorded),
            id: ConversationId::new(format!("01JD8Z6M1Q{number:016}"))?,
            version: 0,
            last_seq: 0,
        })
    }

    /// The next of the recorded commits, as it would be here.
    fn next_commit(&mut self) -> Result<Commit> {
        let rounds = self.recorded.len() - 1;
        let place = match usize::try_from(self.version)? {
            0 => 0,
            turn => 1 + (turn - 1) % rounds,
        };
        let mut commit = self.recorded[place].clone();
        let message = MessageId::new(format!("m{}", self.version))?;
        for new in &mut commit.events {
            self.last_seq += 1;
            let event = Event {
                seq: self.last_seq,
                id: new.event.id.as_ref().map(|_| message.clone()),
                ..Event::clone(&new.event)
            };
            *new = NewEvent {
                event: Arc::new(event),
                afterwards: new.afterwards.clone(),
            };
        }
        commit.conversation = self.id.clone();
        commit.message = Some(message);
        commit.last_seq = self.last_seq;
        if self.version > 0 {
            commit.base = Base::Version(self.version);
        }
        self.version += 1;
        Ok(commit)
    }
}

impl Turns for Conversation {
    async fn turn(&mut self) -> Result<()> {
        let commit = self.next_commit()?;
        match self.store.commit(commit).await? {
            Committed::Done => Ok(()),
            other => Err(format!("a commit came to {other:?}").into()),
        }
    }
}

/// Errands are not carried out here.
struct NoService;

#[async_trait]
impl AccountService for NoService {
    async fn call(&self, _: Call) -> Outcome {
        Outcome::unavailable()
    }
}

/// A store that keeps what is committed.
struct Recorder {
    store: SqliteStore,
    commits: Mutex<Vec<Commit>>,
}

type Kept<T> = std::result::Result<T, StoreError>;

#[async_trait]
impl Store for Recorder {
    async fn commit(&self, commit: Commit) -> Kept<Committed> {
        self.commits
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(commit.clone());
        self.store.commit(commit).await
    }

    async fn load(&self, conversation: &ConversationId) -> Kept<Option<StoredConversation>> {
        self.store.load(conversation).await
    }

    async fn events_after(&self, conversation: &ConversationId, seq: Seq) -> Kept<Vec<Event>> {
        self.store.events_after(conversation, seq).await
    }

    async fn event(&self, conversation: &ConversationId, seq: Seq) -> Kept<Option<Event>> {
        self.store.event(conversation, seq).await
    }

    async fn message(&self, conversation: &ConversationId, message: &MessageId) -> Kept<Option<Seq>> {
        self.store.message(conversation, message).await
    }

    async fn open_calls(&self, before: Millis, limit: usize) -> Kept<Vec<OpenCall>> {
        self.store.open_calls(before, limit).await
    }

    async fn due_timers(&self, now: Millis, last: Option<&DueTimer>, limit: usize) -> Kept<Vec<DueTimer>> {
        self.store.due_timers(now, last, limit).await
    }

    async fn timer(&self, conversation: &ConversationId, kind: &str) -> Kept<Option<Millis>> {
        self.store.timer(conversation, kind).await
    }

    async fn content_version(&self, version: &str) -> Kept<Option<ContentVersion>> {
        self.store.content_version(version).await
    }

    async fn delete(&self, conversation: &ConversationId) -> Kept<()> {
        self.store.delete(conversation).await
    }

    async fn backlog(&self, now: Millis) -> Kept<Backlog> {
        self.store.backlog(now).await
    }

    async fn ping(&self) -> Kept<()> {
        self.store.ping().await
    }

    async fn shutdown(&self) {
        self.store.shutdown().await;
    }
}
