//! The dialogue engine over the content that is live.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lru::LruCache;

use super::engine::{Advanced, Engine, Mind, Moment};
use crate::accounts::contract::SessionId;
use crate::content::{Content, Lookup, NotDone, Snapshot, Threads};
use crate::conversation::{Answer, Audience, EntryId, FlowButton, FlowId, Locale};
use crate::dialogue::{self, Input, Keeping, Library, Query, Refusal, SealedPrompt, State, Understanding, World};
use crate::flows::model::Closure;
use crate::flows::phrases::Phrases;
use crate::messages::Messages;
use crate::store::ContentVersion;

/// Versions of flows that are kept ready at most; an older one is made again from the store.
const VERSIONS: NonZeroUsize = NonZeroUsize::new(512).unwrap();

/// The dialogue engine over the content that is live.
#[derive(Clone)]
pub struct LiveEngine {
    content: Arc<Content>,
    zone: TimeZone,
    threads: Arc<Threads>,
    pinned: Arc<Pinned>,
}

impl LiveEngine {
    /// The engine over `content`; `zone` is where the insurer is, and decides what day it is; on `threads` questions are
    /// looked up.
    pub fn new(content: Arc<Content>, zone: TimeZone, threads: Arc<Threads>) -> Self {
        let versions = Mutex::new(LruCache::sparse(VERSIONS));
        Self {
            content,
            zone,
            threads,
            pinned: Arc::new(Pinned { versions }),
        }
    }

    fn mind(&self, state: State) -> Arc<dyn Mind> {
        Arc::new(LiveMind {
            state: Arc::new(state),
            engine: self.clone(),
        })
    }
}

impl Engine for LiveEngine {
    fn begin(&self, audience: Audience, locale: &Locale) -> Arc<dyn Mind> {
        self.mind(State::new(audience, locale.clone()))
    }

    fn recall(&self, state: &str) -> Option<Arc<dyn Mind>> {
        serde_json::from_str(state).ok().map(|state| self.mind(state))
    }

    fn knows(&self, version: &str) -> bool {
        self.pinned.get(version).is_some() || self.content.current().pinned(version).is_some()
    }

    fn sources(&self, version: &str) -> Option<ContentVersion> {
        let closure = self.pinned.get(version)?;
        Some(ContentVersion {
            version: version.into(),
            flow: closure.flow.id.clone(),
            sources: closure.sources.clone(),
        })
    }

    fn restore(&self, version: ContentVersion) {
        if let Some(closure) = self.content.restore(&version.flow, &version.sources) {
            self.pinned.keep(closure);
        }
    }
}

/// A state of the dialogue engine.
struct LiveMind {
    state: Arc<State>,
    engine: LiveEngine,
}

#[async_trait]
impl Mind for LiveMind {
    fn admit(&self, input: &Input) -> Result<(), Refusal> {
        dialogue::admit(&self.state, input)
    }

    fn advance(&self, input: Input, moment: &Moment<'_>) -> Advanced {
        let snapshot = self.engine.content.current();
        let shelf = Shelf {
            snapshot: &snapshot,
            pinned: &self.engine.pinned,
        };
        let world = World {
            conversation: moment.conversation,
            now: moment.now,
            today: self.engine.zone.to_datetime(moment.now).date(),
            bits: moment.bits,
            library: &shelf,
        };
        let turn = dialogue::advance(&self.state, input, &world);
        self.engine.pinned.keep_all(&turn.state, &snapshot);
        Advanced {
            mind: self.engine.mind(turn.state),
            effects: turn.effects,
            milestones: turn.milestones,
        }
    }

    async fn understand(&self, text: String, keeping: Keeping, now: Timestamp) -> Understanding {
        let (content, threads) = (&self.engine.content, &self.engine.threads);
        let asked = Asked {
            state: Arc::clone(&self.state),
            text: Arc::from(text),
            now,
        };
        let snapshot = content.current();
        if let Some(known) = snapshot.known(&asked.query(keeping)) {
            threads.count_known();
            return known;
        }
        let asks = asked.clone();
        // The thread has the set to itself: it is not for this one to take a large one apart, once another is live.
        let with_model = move || snapshot.understand(&asks.query(keeping));
        let content = Arc::clone(content);
        let by_words = move || content.current().glance(&asked.query(Keeping::Private));
        look_up(threads, with_model, by_words).await
    }

    fn audience(&self) -> Audience {
        self.state.audience
    }

    fn session(&self) -> Option<&SessionId> {
        self.state.session()
    }

    fn sealed_prompt(&self) -> Option<SealedPrompt> {
        self.state.sealed_prompt()
    }

    fn versions(&self) -> Vec<&str> {
        self.state.versions()
    }

    fn write_down(&self) -> Option<String> {
        serde_json::to_string(self.state.as_ref()).ok()
    }
}

/// What one of the threads makes of a question; where none is free, what a glance at its words makes of it. Where there is no
/// thread for that either, or one breaks off, it is unknown: a second look might break off too.
async fn look_up(
    threads: &Threads,
    with_model: impl FnOnce() -> Understanding + Send + 'static,
    by_words: impl FnOnce() -> Understanding + Send + 'static,
) -> Understanding {
    let looked_up = match threads.run(Lookup::Question, with_model).await {
        Err(NotDone::Full | NotDone::Late) => threads.run(Lookup::Glance, by_words).await,
        looked_up => looked_up,
    };
    looked_up.unwrap_or_default()
}

/// A question, as a thread of its own can hold it.
#[derive(Clone)]
struct Asked {
    state: Arc<State>,
    text: Arc<str>,
    now: Timestamp,
}

impl Asked {
    fn query(&self, keeping: Keeping) -> Query<'_> {
        Query {
            text: &self.text,
            audience: self.state.audience,
            locale: &self.state.locale,
            now: self.now,
            recent: self.state.recent(),
            keeping,
        }
    }
}

/// Versions of flows that runs began with, whether they are still live or not.
struct Pinned {
    versions: Mutex<LruCache<String, Arc<Closure>>>,
}

impl Pinned {
    fn get(&self, version: &str) -> Option<Arc<Closure>> {
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        versions.get(version).cloned()
    }

    fn keep(&self, closure: Arc<Closure>) {
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        versions.put(closure.version.clone(), closure);
    }

    /// Keeps what the runs of `state` are pinned to, before `snapshot` is replaced by the next one.
    fn keep_all(&self, state: &State, snapshot: &Snapshot) {
        for version in state.versions() {
            if self.get(version).is_none()
                && let Some(closure) = snapshot.pinned(version)
            {
                self.keep(closure);
            }
        }
    }
}

/// The live content with the versions that are kept besides.
struct Shelf<'a> {
    snapshot: &'a Snapshot,
    pinned: &'a Pinned,
}

impl Library for Shelf<'_> {
    fn messages(&self, locale: &Locale) -> &Messages {
        self.snapshot.messages(locale)
    }

    fn phrases(&self) -> &Phrases {
        self.snapshot.phrases()
    }

    fn flow(&self, id: &FlowId) -> Option<Arc<Closure>> {
        self.snapshot.flow(id)
    }

    fn pinned(&self, version: &str) -> Option<Arc<Closure>> {
        self.pinned.get(version).or_else(|| self.snapshot.pinned(version))
    }

    fn errands(&self, audience: Audience) -> Vec<FlowButton> {
        Library::errands(self.snapshot, audience)
    }

    fn answer(&self, id: &EntryId, locale: &Locale) -> Option<Answer> {
        self.snapshot.answer(id, locale)
    }

    fn facts(&self) -> &minijinja::Value {
        self.snapshot.facts()
    }

    fn html(&self, markdown: &str) -> String {
        self.snapshot.html(markdown)
    }

    fn plain(&self, markdown: &str) -> String {
        self.snapshot.plain(markdown)
    }
}

#[cfg(test)]
mod tests;
