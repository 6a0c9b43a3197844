//! The content that is live: reads the folders, checks, watches, and swaps whole sets.
//!
//! A set that has a flaw never goes live; the last good one stays, and the flaws are there to be read
//! ([`Content::last_flaws`]).

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tokio::sync::watch;

use crate::accounts::contract::Policy;
use crate::background;
use crate::clock::SharedClock;
use crate::conversation::FlowId;
use crate::faq::Kept;
use crate::flaw::{self, Flaw, Severity};
use crate::flows::Flows;
use crate::flows::model::Closure;

mod assemble;
mod cross;
mod facts;
mod fights;
mod figures;
mod files;
mod snapshot;
mod stories;
mod texts;
mod threads;
mod understood;
mod versions;
mod watching;

pub use crate::index::{Settings, Suggestion, Thresholds};
pub use snapshot::Snapshot;
pub use stories::{Played, STORIES_BEGIN, StoryFile, stories, story_clock, unpassed};
#[cfg(test)]
pub(crate) use threads::tests::{occupied, one_thread};
pub use threads::{Lookup, NotDone, Threads};
pub use watching::{WatchError, WatchGuard, watch};

use files::Files;
use versions::Versions;

/// The folders, with the set of their last good state.
pub struct Content {
    root: PathBuf,
    policy: Policy,
    settings: Settings,
    clock: SharedClock,
    versions: Arc<Versions>,
    current: ArcSwap<Snapshot>,
    flaws: ArcSwap<Vec<Flaw>>,
    /// What was read last, so that a save without a change swaps nothing. Locked while the folders are read, so that two
    /// readings never overtake each other.
    last: Mutex<Last>,
    readings: watch::Sender<u64>,
}

/// What was read last.
struct Last {
    digest: [u8; 32],
    answers: Kept,
}

/// Everything that keeps content from going live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaws(pub Vec<Flaw>);

impl fmt::Display for Flaws {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.0.iter().filter(|flaw| flaw.severity == Severity::Error);
        let count = flaw::counted(errors.clone().count(), "flaw");
        write!(out, "the content has {count}")?;
        errors.clone().try_for_each(|flaw| write!(out, "\n{flaw}"))
    }
}

impl std::error::Error for Flaws {}

/// Reads and checks the content below `root` without keeping it: the set, if it could go live, and all flaws, warnings too.
pub fn check(root: &Path, policy: &Policy, clock: &SharedClock) -> (Option<Snapshot>, Vec<Flaw>) {
    check_with(root, policy, &usual(), clock)
}

/// The same with settings of one's own.
pub fn check_with(
    root: &Path,
    policy: &Policy,
    settings: &Settings,
    clock: &SharedClock,
) -> (Option<Snapshot>, Vec<Flaw>) {
    let versions = Arc::new(Versions::new());
    make(
        &Files::read(root),
        policy,
        settings,
        clock,
        &versions,
        &mut Kept::default(),
    )
}

/// Reads and checks the errands alone, without the answers and the index: those that are sound, and the flaws of all.
pub fn flows(root: &Path, policy: &Policy) -> Flows {
    assemble::flows(&Files::read(root), policy)
}

/// The usual settings; words alone where the model is damaged.
fn usual() -> Settings {
    Settings::shipped().unwrap_or_else(|error| {
        tracing::error!(%error, "questions are understood by their words alone");
        Settings::default()
    })
}

fn make(
    files: &Files,
    policy: &Policy,
    settings: &Settings,
    clock: &SharedClock,
    versions: &Arc<Versions>,
    answers: &mut Kept,
) -> (Option<Snapshot>, Vec<Flaw>) {
    let (parts, flaws) = assemble::assemble(files, policy, settings, clock.now(), answers);
    let snapshot = parts.map(|parts| {
        let zone = settings.zone().clone();
        Snapshot::new(parts, Arc::clone(versions), Arc::clone(clock), zone)
    });
    (snapshot, flaws)
}

impl Content {
    /// Reads the content below `root`: its folders `faq`, `flows`, `index` and `templates`. `policy`: the figures that texts
    /// quote. Reads files: not for an async thread.
    ///
    /// # Errors
    /// All flaws, if one of them keeps the content from going live.
    pub fn load(root: &Path, policy: &Policy, clock: SharedClock) -> Result<Arc<Self>, Flaws> {
        Self::load_with(root, policy, usual(), clock)
    }

    /// The same with settings of one's own.
    ///
    /// # Errors
    /// All flaws, if one of them keeps the content from going live.
    pub fn load_with(root: &Path, policy: &Policy, settings: Settings, clock: SharedClock) -> Result<Arc<Self>, Flaws> {
        let versions = Arc::new(Versions::new());
        let files = Files::read(root);
        let mut answers = Kept::default();
        let (snapshot, flaws) = make(&files, policy, &settings, &clock, &versions, &mut answers);
        let Some(snapshot) = snapshot else {
            return Err(Flaws(flaws));
        };
        tell(&snapshot, &flaws);
        Ok(Arc::new(Self {
            root: root.to_owned(),
            policy: policy.clone(),
            settings,
            clock,
            versions,
            current: ArcSwap::from_pointee(snapshot),
            flaws: ArcSwap::from_pointee(flaws),
            last: Mutex::new(Last {
                digest: files.digest(),
                answers,
            }),
            readings: watch::Sender::new(1),
        }))
    }

    /// The set that is live now.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// What is wrong with the files as they were read last. If one of the flaws is an error, what is live is older than the
    /// files.
    pub fn last_flaws(&self) -> Arc<Vec<Flaw>> {
        self.flaws.load_full()
    }

    /// Counts the readings that found something changed, good or bad, for whoever wants to know of each.
    pub fn readings(&self) -> watch::Receiver<u64> {
        self.readings.subscribe()
    }

    /// Reads the files again. If they have changed and are sound, they are live when this returns. Reads files: not for an
    /// async thread.
    pub fn reload(&self) {
        // Held outside of the pool: a worker of it that waits may be given another reading.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let last = &mut *last;
        background::run(|| self.read_again(last));
    }

    fn read_again(&self, last: &mut Last) {
        let files = Files::read(&self.root);
        let read = files.digest();
        if last.digest == read {
            return;
        }
        last.digest = read;
        let answers = &mut last.answers;
        let (snapshot, flaws) = make(
            &files,
            &self.policy,
            &self.settings,
            &self.clock,
            &self.versions,
            answers,
        );
        match snapshot {
            Some(snapshot) => {
                tell(&snapshot, &flaws);
                background::let_go(self.current.swap(Arc::new(snapshot)));
            }
            None => refuse(&flaws),
        }
        self.flaws.store(Arc::new(flaws));
        self.readings.send_modify(|readings| *readings += 1);
    }

    /// Makes a version of a flow again from its sources (after a restart), so that a run finishes on the version it began
    /// with. `sources`: file text by flow id; `flow`: the one that the run is of. From then on `Library::pinned` finds it.
    /// Nothing where the sources no longer pass the checks.
    pub fn restore(&self, flow: &FlowId, sources: &BTreeMap<FlowId, String>) -> Option<Arc<Closure>> {
        let closure = crate::flows::closure(flow, sources, self.current().facts())?;
        let closure = Arc::new(closure);
        self.versions.keep(&closure);
        Some(closure)
    }
}

/// Flaws that stand in a line of the log at most; `frontdesk check` lists all.
const LOGGED: usize = 200;

/// One line in the log for each set that does not.
fn refuse(flaws: &[Flaw]) {
    let errors = flaws.iter().filter(|flaw| flaw.severity == Severity::Error);
    let (count, first) = (errors.clone().count(), errors.take(LOGGED));
    let first: String = first.map(|flaw| format!("\n{flaw}")).collect();
    tracing::warn!(errors = count, %first, "the content was changed, but stays as it was; `frontdesk check` lists every flaw");
}

/// Texts from which on whoever waits is told how many of them are embedded.
const MANY: usize = 2_000;

/// Tells in the log how far the embedding of many new texts is, a few times.
fn embedding_progress(done: usize, all: usize) {
    if all >= MANY && done.is_multiple_of((all / 20).max(1)) {
        tracing::info!(done, all, "new texts are embedded");
    }
}

/// One line in the log for each set that goes live.
fn tell(snapshot: &Snapshot, flaws: &[Flaw]) {
    let (answers, flows) = snapshot.size();
    tracing::info!(answers, flows, warnings = flaws.len(), "content is live");
}
