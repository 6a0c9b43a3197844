//! Looks out for changes in the content folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use super::Content;
use super::files::FOLDERS;

/// How long a file must be left alone before it is read: editors save in several steps.
const QUIET: Duration = Duration::from_millis(150);

/// Why changes can't be seen.
#[derive(Debug, thiserror::Error)]
#[error("the content folder can't be watched: {0}")]
pub struct WatchError(#[from] notify::Error);

/// Changes are seen as long as this is held.
#[must_use = "changes are seen as long as this is held"]
pub struct WatchGuard {
    _watching: Arc<Mutex<Watching>>,
}

type Watcher = Debouncer<RecommendedWatcher, RecommendedCache>;

struct Watching {
    root: PathBuf,
    watcher: Option<Watcher>,
    /// The content folders that are watched.
    folders: BTreeSet<PathBuf>,
}

impl Content {
    /// Reads the files again whenever one of them changes, at the latest a second after the last save. A folder that is
    /// removed and made again is seen too.
    ///
    /// # Errors
    /// Where the operating system refuses, for instance because too much is watched already.
    pub fn watch(self: &Arc<Self>) -> Result<WatchGuard, WatchError> {
        let content = Arc::downgrade(self);
        let guard = watch(&self.root, move || {
            if let Some(content) = content.upgrade() {
                content.reload();
            }
        })?;
        // What changed between the first reading and now.
        self.reload();
        Ok(guard)
    }
}

/// Calls `changed`, on a thread of its own, whenever content below `root` has changed and then been left alone for a moment.
///
/// # Errors
/// Where the operating system refuses, for instance because too much is watched already.
pub fn watch(root: &Path, changed: impl Fn() + Send + 'static) -> Result<WatchGuard, WatchError> {
    let watching = Arc::new(Mutex::new(Watching {
        // Events come with real paths.
        root: root.canonicalize().map_err(notify::Error::io)?,
        watcher: None,
        folders: BTreeSet::new(),
    }));
    let held = Arc::downgrade(&watching);
    let mut watcher = new_debouncer(QUIET, None, move |result| {
        if concerns(&held, result) {
            changed();
        }
    })?;
    let mut locked = watching.lock().unwrap_or_else(PoisonError::into_inner);
    watcher.watch(&locked.root, RecursiveMode::NonRecursive)?;
    locked.watcher = Some(watcher);
    locked.watch_folders(&BTreeSet::new())?;
    drop(locked);
    Ok(WatchGuard { _watching: watching })
}

impl Watching {
    /// Watches the content folders that are there, anew those that were `touched` themselves (removed, made or renamed).
    fn watch_folders(&mut self, touched: &BTreeSet<PathBuf>) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else {
            return Ok(());
        };
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            let known = self.folders.contains(&folder);
            if known && (touched.contains(&folder) || !folder.is_dir()) {
                // It fails where the folder is gone, and the watch with it.
                watcher.unwatch(&folder).ok();
                self.folders.remove(&folder);
            }
            if !self.folders.contains(&folder) && folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
                self.folders.insert(folder);
            }
        }
        Ok(())
    }

    fn is_content(&self, path: &Path) -> bool {
        FOLDERS.iter().any(|folder| path.starts_with(self.root.join(folder)))
    }
}

/// Whether the content may have changed. Called by the watcher's own thread, once things have been quiet for a while.
fn concerns(watching: &Weak<Mutex<Watching>>, result: DebounceEventResult) -> bool {
    let Some(watching) = watching.upgrade() else {
        return false;
    };
    match result {
        Ok(events) => {
            let mut watching = watching.lock().unwrap_or_else(PoisonError::into_inner);
            let events = events.iter().filter(|event| !event.kind.is_access());
            let paths: BTreeSet<PathBuf> = events.flat_map(|event| event.paths.iter().cloned()).collect();
            let lost_track = paths.is_empty();
            if !lost_track && !paths.iter().any(|path| watching.is_content(path)) {
                return false;
            }
            if let Err(error) = watching.watch_folders(&paths) {
                tracing::warn!(%error, "a content folder can't be watched");
            }
        }
        Err(errors) => {
            for error in errors {
                tracing::warn!(%error, "changes of the content may have been missed");
            }
        }
    }
    true
}
