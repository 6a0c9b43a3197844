//! The dialogue engine over the content that is live.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use lru::LruCache;

use super::engine::{Advanced, Engine, Mind, Moment};
use crate::accounts::contract::SessionId;
use crate::content::{Content, Snapshot};
use crate::conversation::{Answer, Audience, EntryId, FlowButton, FlowId, Locale};
use crate::dialogue::{self, Input, Library, Query, Refusal, SealedPrompt, State, Understanding, World};
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
    pinned: Arc<Pinned>,
}

impl LiveEngine {
    /// The engine over `content`; `zone` is where the insurer is, and decides what day it is.
    pub fn new(content: Arc<Content>, zone: TimeZone) -> Self {
        let versions = Mutex::new(LruCache::sparse(VERSIONS));
        Self {
            content,
            zone,
            pinned: Arc::new(Pinned { versions }),
        }
    }

    fn mind(&self, state: State) -> Arc<dyn Mind> {
        Arc::new(LiveMind {
            state,
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
    state: State,
    engine: LiveEngine,
}

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

    fn understand(&self, text: &str, private: bool, now: Timestamp) -> Understanding {
        let snapshot = self.engine.content.current();
        let query = Query {
            text,
            audience: self.state.audience,
            locale: &self.state.locale,
            signed_in: self.state.session().is_some(),
            now,
            recent: self.state.recent(),
        };
        if private {
            snapshot.understand(&query)
        } else {
            snapshot.understand_and_remember(&query)
        }
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
        serde_json::to_string(&self.state).ok()
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
