//! HTTP and WebSocket: what a visitor's browser talks to. The contract is wire.md; [`protocol`] has its frames, [`codes`]
//! its errors.
//!
//! Handlers are short: they read the request, ask the chat, the content or the account service, and write the answer.

mod api;
mod assets;
mod bounds;
pub mod codes;
mod cookies;
mod demo;
mod figures;
mod guard;
mod headers;
mod health;
mod identity;
mod network;
mod origin;
mod pages;
mod portal;
mod problem;
pub mod protocol;
mod routes;
pub mod secret;
mod sent;
pub mod server;
mod session;
mod socket;
mod upgrade;
mod wrong_turn;

use std::path::PathBuf;
use std::sync::Arc;

use http::HeaderMap;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::contract::{AccountService, Network, SessionId};
use crate::chat::Chat;
use crate::clock::{SharedClock, SharedEntropy};
use crate::config::Range;
use crate::content::{Content, Threads};
use crate::metrics::Metrics;

pub use bounds::{Bounds, PerNetwork};
pub use demo::Demo;
pub use figures::metrics_router;
pub use identity::Identity;
pub use routes::router;

/// What the web can be set to.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Pages elsewhere that may use the chat, as origins: `https://www.example.org`.
    pub allowed_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Range>,
    /// The origin that browsers see, where a proxy changes it.
    pub public_origin: Option<String>,
    /// Whether cookies are for HTTPS only: always, but for a demonstration on the loopback address.
    pub secure_cookies: bool,
    /// A folder of the widget's modules to serve as they are, instead of what is built in.
    pub widget: Option<PathBuf>,
    /// What clients must keep to.
    pub limits: protocol::Limits,
    /// Who sees the metrics at the common address.
    pub metrics_for: Vec<Range>,
}

/// Everything that handlers need.
pub struct Web {
    /// The conversations.
    pub chat: Arc<Chat>,
    /// The content that is live.
    pub content: Arc<Content>,
    /// Where suggestions are looked up.
    pub threads: Arc<Threads>,
    /// Who is who.
    pub accounts: Arc<dyn AccountService>,
    /// Signs and checks identity tokens.
    pub identity: Identity,
    /// See there.
    pub settings: Settings,
    /// The demonstration, if this is one.
    pub demo: Option<Demo>,
    /// The time.
    pub clock: SharedClock,
    /// Random bits.
    pub entropy: SharedEntropy,
    /// Cancelled when the node goes down.
    pub draining: CancellationToken,
    /// The WebSockets that are open.
    pub sockets: TaskTracker,
    /// Where it counts.
    pub metrics: Arc<Metrics>,
    /// What each network may do.
    pub bounds: Arc<Bounds>,
}

impl Web {
    /// The network that a request is counted under.
    fn network(&self, peer: server::Peer, headers: &HeaderMap) -> Network {
        network::network(peer.0, headers, &self.settings.trusted_proxies)
    }

    /// Which page a request comes from.
    fn page(&self, headers: &HeaderMap) -> origin::Page {
        origin::page(headers, &self.settings)
    }

    /// The session that an identity token vouches for now.
    fn session_of(&self, token: &str) -> Result<SessionId, identity::BadIdentity> {
        self.identity.check(token, self.clock.now())
    }

    /// A random text that nobody can guess: 32 hex digits.
    fn random(&self) -> String {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        hex::encode(bytes)
    }
}
