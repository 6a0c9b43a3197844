//! The threads on which texts are looked up: a model takes milliseconds for a text, which the async threads must not wait
//! for.
//!
//! There are as many as the machine has cores, and a line of those who wait for one, with an end. Whoever finds it full or
//! waits too long is told so, and does without: a question gets a glance, by its words alone, a suggestion is not made. One
//! more thread is there for glances, with a line of its own; whoever finds that full is told that nothing was understood.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout};
use tracing::Span;

use crate::metrics::{Metrics, Source};

/// Who wants a text to be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// A visitor has asked.
    Question,
    /// A visitor is typing: suggestions wait in a short line of their own, so that they hold up no question for long.
    Suggestion,
    /// A visitor has asked, and there was no thread for his question.
    Glance,
}

impl Lookup {
    /// All of them.
    const ALL: [Self; 3] = [Self::Question, Self::Suggestion, Self::Glance];

    /// As it is counted.
    fn as_str(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Suggestion => "suggestion",
            Self::Glance => "glance",
        }
    }

    /// How many may wait or be at work, for each thread that is there for them.
    fn places(self) -> usize {
        match self {
            Self::Question | Self::Glance => 64,
            Self::Suggestion => 8,
        }
    }

    /// How long one may wait for a thread.
    fn patience(self) -> Duration {
        match self {
            Self::Question | Self::Suggestion | Self::Glance => Duration::from_millis(500),
        }
    }
}

/// Why something was not looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// Too many wait already.
    #[error("too many texts wait to be looked up")]
    Full,
    /// No thread was free in time.
    #[error("no thread was free in time")]
    Late,
    /// It broke off: a defect of the program, or the end of the runtime.
    #[error("it broke off")]
    Failed,
}

impl NotDone {
    /// As it is counted.
    fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Late => "late",
            Self::Failed => "failed",
        }
    }
}

/// The threads on which texts are looked up.
pub struct Threads {
    free: Arc<Semaphore>,
    free_for_glances: Arc<Semaphore>,
    questions: Line,
    suggestions: Line,
    glances: Line,
    metrics: Arc<Metrics>,
}

/// Those who wait for a thread or have one.
struct Line {
    places: Arc<Semaphore>,
    /// How many there are.
    most: usize,
}

impl std::fmt::Debug for Threads {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Threads")
            .field("free", &self.free.available_permits())
            .finish_non_exhaustive()
    }
}

impl Threads {
    /// As many as `threads`, and one for glances.
    pub fn new(threads: NonZeroUsize, metrics: Arc<Metrics>) -> Self {
        let threads = threads.get();
        let line = |lookup: Lookup| Line::new(threads.saturating_mul(lookup.places()));
        Self {
            free: Arc::new(Semaphore::new(threads.min(Semaphore::MAX_PERMITS))),
            free_for_glances: Arc::new(Semaphore::new(1)),
            questions: line(Lookup::Question),
            suggestions: line(Lookup::Suggestion),
            glances: Line::new(Lookup::Glance.places()),
            metrics,
        }
    }

    /// Does `work` on one of the threads. Who stops waiting leaves the line; work that has begun keeps its thread and its
    /// place until it ends, also when nobody waits for it any more.
    ///
    /// # Errors
    /// Where there was no place or no thread for it, or it broke off.
    pub async fn run<T: Send + 'static>(
        &self,
        lookup: Lookup,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let done = self.try_run(lookup, work).await;
        let result = match &done {
            Ok(_) => "done",
            Err(not) => not.as_str(),
        };
        self.metrics.lookups.add([lookup.as_str(), result]);
        done
    }

    /// Counts a question that needed no thread, because what it means was known.
    pub fn count_known(&self) {
        self.metrics.lookups.add([Lookup::Question.as_str(), "known"]);
    }

    /// How many such questions there were.
    #[cfg(test)]
    pub(crate) fn known(&self) -> u64 {
        self.metrics.lookups.get([Lookup::Question.as_str(), "known"])
    }

    async fn try_run<T: Send + 'static>(
        &self,
        lookup: Lookup,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let held = self.thread(lookup).await?;
        let (span, metrics) = (Span::current(), Arc::clone(&self.metrics));
        let working = spawn_blocking(move || {
            let _held = held;
            let begun = Instant::now();
            let done = span.in_scope(work);
            let worked = begun.elapsed().as_secs_f64();
            metrics.lookup_work_seconds.observe([lookup.as_str()], worked);
            done
        });
        working.await.map_err(|stopped| {
            // Not what it says: that may quote the text.
            tracing::error!(
                lookup = lookup.as_str(),
                panicked = stopped.is_panic(),
                "a text was not looked up, the thread broke off"
            );
            NotDone::Failed
        })
    }

    /// A place and a thread, held until both are dropped.
    async fn thread(&self, lookup: Lookup) -> Result<[OwnedSemaphorePermit; 2], NotDone> {
        let begun = Instant::now();
        let place = Arc::clone(&self.line(lookup).places).try_acquire_owned();
        let place = place.map_err(|_| NotDone::Full)?;
        let free = match lookup {
            Lookup::Question | Lookup::Suggestion => &self.free,
            Lookup::Glance => &self.free_for_glances,
        };
        let thread = timeout(lookup.patience(), Arc::clone(free).acquire_owned()).await;
        let waited = begun.elapsed().as_secs_f64();
        self.metrics.lookup_wait_seconds.observe([lookup.as_str()], waited);
        match thread {
            Ok(Ok(thread)) => Ok([place, thread]),
            _ => Err(NotDone::Late),
        }
    }

    fn line(&self, lookup: Lookup) -> &Line {
        match lookup {
            Lookup::Question => &self.questions,
            Lookup::Suggestion => &self.suggestions,
            Lookup::Glance => &self.glances,
        }
    }
}

impl Line {
    fn new(most: usize) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(most)),
            most,
        }
    }

    fn taken(&self) -> usize {
        self.most - self.places.available_permits()
    }
}

#[async_trait]
impl Source for Threads {
    async fn read(&self, metrics: &Metrics) -> bool {
        for lookup in Lookup::ALL {
            let line = self.line(lookup);
            metrics.levels.lookups_waiting.set([lookup.as_str()], line.taken());
            metrics.levels.lookups_places.set([lookup.as_str()], line.most);
        }
        true
    }
}

#[cfg(test)]
pub(crate) mod tests;
