//! Puts the parts together: the only place that knows which store, which account service and which engine there is.

pub mod backup;

use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinError;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::contract::AccountService;
use crate::accounts::embedded::demo::{self, Demo};
use crate::accounts::embedded::{Embedded, EmbeddedConfig, Failure, Keys, KeysError, OpenError};
use crate::chat::{self, Chat, ChatParts, LiveEngine, NoFaults};
use crate::clock::{SharedClock, SharedEntropy, SystemClock, SystemEntropy};
use crate::config::{Config, ConfigError, IndexConfig, IndexModel};
use crate::content::{self, Content, Flaws, Threads, Thresholds, WatchError, WatchGuard};
use crate::embedding::{Embedder, EmbeddingError};
use crate::metrics::{CountedAccounts, Metrics, Source};
use crate::store::sqlite::{OpenError as StoreOpenError, SqliteStore};
use crate::web::protocol::Limits;
use crate::web::server::Door;
use crate::web::{self, Bounds, Identity, PerNetwork, Settings, Web};

/// What the data folder holds.
const CHAT: &str = "chat.db";
const ACCOUNTS: &str = "accounts.db";
const KEY: &str = "master.key";

/// How long visitors' connections may take to end when the node goes down, and then the calls that are out: together less
/// than the 10 seconds after which a supervisor kills.
const CONNECTIONS_WITHIN: Duration = Duration::from_secs(6);
const CALLS_WITHIN: Duration = Duration::from_secs(3);

/// Connections at once to the metrics' own address.
const METRICS_CONNECTIONS: usize = 32;

/// Frontdesk, ready to serve.
pub struct App {
    web: Arc<Web>,
    chat: Arc<Chat>,
    accounts: Arc<Embedded>,
    max_connections: usize,
    /// Where the metrics have an address of their own.
    metrics: Option<TcpListener>,
    demo: Option<Demo>,
    _watching: WatchGuard,
    _lock: File,
}

/// Why it can't be put together.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The data folder can't be made.
    #[error("the data folder {path} can't be used: {source}; choose another with --data")]
    Data {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process has it: two would each show visitors only half of what is said.
    #[error("the data folder {path} is in use by another Frontdesk; stop that one, or choose another with --data")]
    InUse {
        /// Which.
        path: PathBuf,
    },
    /// There are accounts, but not the key that they can be read with; a new one would read none of them.
    #[error("the data folder {path} holds {ACCOUNTS} but not its {KEY}: put the key back from where you keep it")]
    KeyMissing {
        /// Which.
        path: PathBuf,
    },
    /// See there.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// See there.
    #[error(transparent)]
    Accounts(#[from] OpenError),
    /// What is configured does not go together.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The content has flaws.
    #[error("{0}\nmend them, or name another folder with --content")]
    Content(#[from] Flaws),
    /// The sentence model can't be used.
    #[error(transparent)]
    Embedding(#[from] EmbeddingError),
    /// Its folder can't be watched.
    #[error(transparent)]
    Watch(#[from] WatchError),
    /// The chat's database can't be opened.
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    /// The demonstration's people can't be written.
    #[error("the demonstration's people can't be made up: {0}")]
    Demo(#[from] Failure),
    /// The metrics' address can't be had.
    #[error("can't listen on {address} for the metrics: {source}; choose another as metrics.listen")]
    Metrics {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// A page's template is wrong.
    #[error("a page's template is wrong: {0}")]
    Pages(#[from] minijinja::Error),
}

/// What the machine gives: handed in, so that tests can give something else.
#[derive(Clone)]
pub struct Machine {
    /// The time.
    pub clock: SharedClock,
    /// Random bits.
    pub entropy: SharedEntropy,
}

impl Machine {
    /// This machine.
    pub fn real() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        }
    }
}

/// Opens everything that `config` names.
pub async fn build(config: Config) -> Result<App, BuildError> {
    build_on(Machine::real(), config).await
}

/// The same with a clock and random bits of one's own.
pub async fn build_on(machine: Machine, config: Config) -> Result<App, BuildError> {
    make_folder(&config.data)?;
    let lock = lock(&config.data)?;
    let key = config.data.join(KEY);
    if config.data.join(ACCOUNTS).exists() && !key.exists() {
        return Err(BuildError::KeyMissing { path: config.data });
    }
    let keys = Keys::read_or_create(&key, &machine.entropy)?;
    let identity = Identity::new(&*keys.derive("identity"));
    let accounts = Embedded::open(
        accounts_config(&config, keys),
        machine.clock.clone(),
        machine.entropy.clone(),
    )
    .await?;
    let people = match config.demo {
        true => Some(demo::fill(&accounts).await?),
        false => None,
    };
    let portal = people
        .clone()
        .map(|people| web::Demo::new(accounts.clone(), people, config.time_zone.clone()));
    let content = content(&config, machine.clock.clone()).await?;
    // Without this, changed files would go live only at the next start.
    let watching = content.watch()?;
    let metrics = Arc::new(Metrics::new(machine.clock.millis()));
    let threads = Arc::new(Threads::new(config.index.threads, Arc::clone(&metrics)));
    let counted: Arc<dyn AccountService> = Arc::new(CountedAccounts::new(accounts.clone(), Arc::clone(&metrics)));
    let store = SqliteStore::open_counted(&config.data.join(CHAT), metrics.store.clone()).await?;
    let chat = Chat::start(ChatParts {
        store: Arc::new(store),
        accounts: Arc::clone(&counted),
        metrics: Arc::clone(&metrics),
        engine: Arc::new(LiveEngine::new(
            Arc::clone(&content),
            config.time_zone.clone(),
            Arc::clone(&threads),
        )),
        clock: machine.clock.clone(),
        entropy: machine.entropy.clone(),
        limits: chat::Limits {
            messages: config.limits.messages as usize,
            window: Duration::from_secs(config.limits.per_seconds.into()),
            shutdown: CALLS_WITHIN,
            ..chat::Limits::default()
        },
        faults: Arc::new(NoFaults),
    });
    let sources: [Arc<dyn Source>; 4] = [chat.clone(), content.clone(), threads.clone(), accounts.clone()];
    for source in sources {
        metrics.watch(&source);
    }
    let web = Web {
        chat: Arc::clone(&chat),
        content,
        threads,
        accounts: counted,
        bounds: Arc::new(Bounds::new(per_network(&config))),
        metrics,
        identity,
        settings: settings(&config),
        demo: portal.transpose()?,
        clock: machine.clock,
        entropy: machine.entropy,
        draining: CancellationToken::new(),
        sockets: TaskTracker::new(),
    };
    Ok(App {
        web: Arc::new(web),
        chat,
        accounts,
        max_connections: config.web.max_connections,
        metrics: listen_for_metrics(config.metrics.listen).await?,
        demo: people,
        _watching: watching,
        _lock: lock,
    })
}

/// Takes the data folder for this process; the operating system gives it free when the process ends, however it ends.
fn lock(data: &Path) -> Result<File, BuildError> {
    let path = data.join("lock");
    let unusable = |source| BuildError::Data {
        path: data.to_owned(),
        source,
    };
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(path)
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BuildError::InUse { path: data.to_owned() }),
        Err(TryLockError::Error(source)) => Err(unusable(source)),
    }
}

/// What one network may do.
fn per_network(config: &Config) -> PerNetwork {
    PerNetwork {
        connections: config.web.max_connections_per_network,
        hellos: config.limits.hellos_per_minute,
        sign_ins: config.limits.sign_ins_per_minute,
    }
}

async fn listen_for_metrics(address: Option<SocketAddr>) -> Result<Option<TcpListener>, BuildError> {
    let Some(address) = address else { return Ok(None) };
    let listener = TcpListener::bind(address).await;
    listener
        .map(Some)
        .map_err(|source| BuildError::Metrics { address, source })
}

fn make_folder(path: &Path) -> Result<(), BuildError> {
    std::fs::create_dir_all(path).map_err(|source| BuildError::Data {
        path: path.to_owned(),
        source,
    })
}

/// The probabilities that are set, and the index's own for the others: only here are both known, to be compared.
fn thresholds(config: &IndexConfig) -> Result<Thresholds, ConfigError> {
    let usual = Thresholds::default();
    let answer = config.answer.unwrap_or(usual.answer);
    let offer = config.offer.unwrap_or(usual.offer);
    if offer > answer {
        let said = |set: Option<f32>| if set.is_some() { "" } else { ", its default" };
        let (by_answer, by_offer) = (said(config.answer), said(config.offer));
        return Err(ConfigError::Value {
            key: "index.offer",
            remedy: format!(
                "must not be above index.answer: {offer}{by_offer} is above {answer}{by_answer}; set both, or lower \
                 index.offer"
            ),
        });
    }
    Ok(Thresholds { answer, offer })
}

/// How questions are understood.
///
/// # Errors
/// Where what is configured does not go together, or the model that is built in is damaged.
pub fn understanding(config: &Config) -> Result<content::Settings, BuildError> {
    let settings = content::Settings::new(thresholds(&config.index)?, embedder(&config.index)?);
    Ok(settings.in_zone(config.time_zone.clone()))
}

/// The sentence model, if there is to be one. It is loaded when the first text needs it.
///
/// # Errors
/// Where what is built in is damaged.
fn embedder(config: &IndexConfig) -> Result<Option<Embedder>, EmbeddingError> {
    match config.model {
        IndexModel::Minilm => Embedder::shipped(config.vectors.clone()).map(Some),
        IndexModel::None => Ok(None),
    }
}

/// Reads and checks the content, on a thread that may wait for files; and loads the model meanwhile, so that no visitor has
/// to wait for it.
async fn content(config: &Config, clock: SharedClock) -> Result<Arc<Content>, BuildError> {
    let (root, policy) = (config.content.clone(), config.policy.clone());
    let understanding = understanding(config)?;
    let embedder = understanding.embedder.clone();
    let warming = tokio::task::spawn_blocking(move || embedder.map_or(Ok(()), |embedder| embedder.warm_up()));
    let loading = tokio::task::spawn_blocking(move || Content::load_with(&root, &policy, understanding, clock));
    let content = ended(loading.await)?;
    ended(warming.await)?;
    Ok(content)
}

/// What a task came to; its panic goes on here.
fn ended<T>(task: Result<T, JoinError>) -> T {
    task.unwrap_or_else(|stopped| std::panic::resume_unwind(stopped.into_panic()))
}

fn accounts_config(config: &Config, keys: Keys) -> EmbeddedConfig {
    EmbeddedConfig {
        policy: config.policy.clone(),
        time_zone: config.time_zone.clone(),
        demo: config.demo,
        ..EmbeddedConfig::new(config.data.join(ACCOUNTS), keys)
    }
}

fn settings(config: &Config) -> Settings {
    let public_is_plain = config
        .web
        .public_origin
        .as_ref()
        .is_none_or(|origin| origin.starts_with("http:"));
    let only_this_machine = config.demo && config.listen.ip().is_loopback() && public_is_plain;
    Settings {
        allowed_origins: config.web.allowed_origins.clone(),
        trusted_proxies: config.web.trusted_proxies.clone(),
        widget: config.web.widget.clone(),
        public_origin: config.web.public_origin.clone(),
        secure_cookies: !only_this_machine,
        metrics_for: match config.metrics.listen {
            Some(_) => Vec::new(),
            None => config.metrics.allow.clone(),
        },
        limits: Limits {
            frame_bytes: config.limits.frame,
            text_chars: config.limits.text,
            messages: config.limits.messages,
            per_seconds: config.limits.per_seconds,
        },
    }
}

impl App {
    /// What there is to try, if this is the demonstration.
    pub fn demo(&self) -> Option<&Demo> {
        self.demo.as_ref()
    }

    /// Where the metrics are, if they have an address of their own.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.local_addr().ok()
    }

    fn door(&self, most: usize) -> Door {
        Door {
            most,
            bounds: Arc::clone(&self.web.bounds),
            trusted: self.web.settings.trusted_proxies.clone(),
            metrics: Arc::clone(&self.web.metrics),
        }
    }

    /// Serves on `listener` until `stop`; then says goodbye to everyone, finishes what is under way, and closes the
    /// databases, in 10 seconds at the longest.
    pub async fn serve(mut self, listener: TcpListener, stop: CancellationToken) {
        let metrics = self.metrics.take();
        let routes = web::router(Arc::clone(&self.web));
        let measuring = self.serve_metrics(metrics, stop.clone());
        let draining = async {
            stop.cancelled().await;
            self.web.draining.cancel();
            self.web.sockets.close();
            if timeout(CONNECTIONS_WITHIN, self.web.sockets.wait()).await.is_err() {
                tracing::warn!("some conversations were still at work");
            }
        };
        let serving = web::server::serve(
            listener,
            routes,
            self.door(self.max_connections),
            stop.clone(),
            CONNECTIONS_WITHIN,
        );
        tokio::join!(serving, draining, measuring);
        self.chat.shutdown().await;
        self.accounts.close().await;
    }

    async fn serve_metrics(&self, listener: Option<TcpListener>, stop: CancellationToken) {
        let Some(listener) = listener else { return };
        let routes = web::metrics_router(Arc::clone(&self.web.metrics));
        web::server::serve(listener, routes, self.door(METRICS_CONNECTIONS), stop, CALLS_WITHIN).await;
    }
}
