//! The threads on which texts are looked up: a model takes milliseconds for a text, which the async threads must not wait
//! for.
//!
//! There are as many as the machine has cores, and a line of those who wait for one, with an end. Whoever finds it full or
//! waits too long is told so, and answers without: a question is looked up by its words alone, a suggestion is not made.

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
}

impl Lookup {
    /// As it is counted.
    fn as_str(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Suggestion => "suggestion",
        }
    }

    /// How many may wait or be at work, for each thread.
    fn places(self) -> usize {
        match self {
            Self::Question => 64,
            Self::Suggestion => 8,
        }
    }

    /// How long one may wait for a thread. What is typed is old by then.
    fn patience(self) -> Duration {
        match self {
            Self::Question => Duration::from_millis(500),
            Self::Suggestion => Duration::from_millis(100),
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
    questions: Line,
    suggestions: Line,
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
    /// As many as `threads`.
    pub fn new(threads: NonZeroUsize, metrics: Arc<Metrics>) -> Self {
        let threads = threads.get();
        let line = |lookup: Lookup| Line::new(threads.saturating_mul(lookup.places()));
        Self {
            free: Arc::new(Semaphore::new(threads.min(Semaphore::MAX_PERMITS))),
            questions: line(Lookup::Question),
            suggestions: line(Lookup::Suggestion),
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
        let thread = timeout(lookup.patience(), Arc::clone(&self.free).acquire_owned()).await;
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
        for lookup in [Lookup::Question, Lookup::Suggestion] {
            let line = self.line(lookup);
            metrics.levels.lookups_waiting.set([lookup.as_str()], line.taken());
            metrics.levels.lookups_places.set([lookup.as_str()], line.most);
        }
        true
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::future::poll_fn;
    use std::pin::Pin;
    use std::sync::mpsc;
    use std::task::Poll;

    use super::*;

    pub(crate) fn one_thread() -> Arc<Threads> {
        Arc::new(Threads::new(NonZeroUsize::MIN, Arc::new(Metrics::new(0))))
    }

    /// Keeps a thread at work until what is returned is dropped.
    pub(crate) async fn occupied(threads: &Arc<Threads>) -> mpsc::Sender<()> {
        let (open, gate) = mpsc::channel::<()>();
        let (tell, begun) = tokio::sync::oneshot::channel();
        let threads = Arc::clone(threads);
        tokio::spawn(async move {
            let work = move || {
                tell.send(()).unwrap();
                gate.recv().unwrap_err();
            };
            threads.run(Lookup::Question, work).await
        });
        begun.await.unwrap();
        open
    }

    /// What there is now, without waiting for it.
    pub(crate) async fn now<T>(future: &mut Pin<Box<dyn Future<Output = T> + Send + '_>>) -> Poll<T> {
        poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
    }

    /// So many that stand in the line.
    pub(crate) async fn line(
        threads: &Arc<Threads>,
        lookup: Lookup,
        length: usize,
    ) -> Vec<Pin<Box<dyn Future<Output = Result<(), NotDone>> + Send + '_>>> {
        let mut line = Vec::new();
        for _ in 0..length {
            let mut waiting: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(threads.run(lookup, || ()));
            assert!(now(&mut waiting).await.is_pending(), "there is a place for it");
            line.push(waiting);
        }
        line
    }

    /// The metrics have this line.
    async fn told(threads: &Threads, line: &str) -> bool {
        threads.read(&threads.metrics).await;
        threads.metrics.gather().await.lines().any(|told| told == line)
    }

    #[tokio::test(start_paused = true)]
    async fn others_go_on_while_a_thread_works() {
        let threads = one_thread();
        let open = occupied(&threads).await;
        let others = tokio::spawn(async { 7 });
        assert_eq!(others.await.unwrap(), 7, "the async thread is free");
        assert!(told(&threads, "frontdesk_lookups_waiting{lookup=\"question\"} 1.0").await);
        drop(open);
        assert_eq!(threads.run(Lookup::Question, || 8).await, Ok(8));
        assert!(told(&threads, "frontdesk_lookups_waiting{lookup=\"question\"} 0.0").await);
        assert!(told(&threads, "frontdesk_lookup_wait_seconds_count{lookup=\"question\"} 2").await);
        assert!(told(&threads, "frontdesk_lookup_work_seconds_count{lookup=\"question\"} 2").await);
    }

    #[tokio::test(start_paused = true)]
    async fn the_line_has_an_end() {
        let threads = one_thread();
        let open = occupied(&threads).await;
        let line = line(&threads, Lookup::Question, Lookup::Question.places() - 1).await;
        assert_eq!(threads.run(Lookup::Question, || ()).await, Err(NotDone::Full));
        let suggestions = tests::line(&threads, Lookup::Suggestion, Lookup::Suggestion.places()).await;
        assert_eq!(threads.run(Lookup::Suggestion, || ()).await, Err(NotDone::Full));
        drop(open);
        for waiting in line.into_iter().chain(suggestions) {
            assert_eq!(waiting.await, Ok(()));
        }
        assert!(
            told(
                &threads,
                "frontdesk_lookups_total{lookup=\"question\",result=\"full\"} 1"
            )
            .await
        );
        assert_eq!(
            threads.run(Lookup::Question, || ()).await,
            Ok(()),
            "there is room again"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_long() {
        let threads = one_thread();
        let _open = occupied(&threads).await;
        for lookup in [Lookup::Suggestion, Lookup::Question] {
            let mut line = line(&threads, lookup, 1).await;
            tokio::time::advance(lookup.patience()).await;
            assert_eq!(line.remove(0).await, Err(NotDone::Late));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_goes_away_leaves_the_line_and_what_has_begun_keeps_its_thread() {
        let threads = one_thread();
        let (open, gate) = mpsc::channel::<()>();
        let mut begun: Pin<Box<dyn Future<Output = _> + Send>> =
            Box::pin(threads.run(Lookup::Question, move || gate.recv()));
        assert!(now(&mut begun).await.is_pending());
        drop(begun);
        drop(line(&threads, Lookup::Question, 20).await);
        assert_eq!((threads.questions.taken(), threads.free.available_permits()), (1, 0));
        drop(open);
        assert_eq!(threads.run(Lookup::Question, || ()).await, Ok(()));
        assert_eq!((threads.questions.taken(), threads.free.available_permits()), (0, 1));
    }

    #[tokio::test]
    async fn a_panic_takes_no_thread_along() {
        let threads = one_thread();
        let broken: Result<(), NotDone> = threads.run(Lookup::Question, || panic!("as planned")).await;
        assert_eq!(broken, Err(NotDone::Failed));
        assert_eq!((threads.questions.taken(), threads.free.available_permits()), (0, 1));
        assert_eq!(threads.run(Lookup::Question, || 1).await, Ok(1));
        assert!(
            told(
                &threads,
                "frontdesk_lookups_total{lookup=\"question\",result=\"failed\"} 1"
            )
            .await
        );
    }
}
