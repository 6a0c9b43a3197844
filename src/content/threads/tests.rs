//! What holds for the threads and their lines, and what other tests need to hold one up.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::Poll;

use super::*;

pub(crate) fn one_thread() -> Arc<Threads> {
    Arc::new(Threads::new(NonZeroUsize::MIN, Arc::new(Metrics::new(0))))
}

/// Keeps a thread at work until what is returned is dropped.
pub(crate) async fn occupied(threads: &Arc<Threads>, lookup: Lookup) -> mpsc::Sender<()> {
    let (open, gate) = mpsc::channel::<()>();
    let (tell, begun) = tokio::sync::oneshot::channel();
    let threads = Arc::clone(threads);
    tokio::spawn(async move {
        let work = move || {
            tell.send(()).unwrap();
            gate.recv().unwrap_err();
        };
        threads.run(lookup, work).await
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
    let open = occupied(&threads, Lookup::Question).await;
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
    let open = occupied(&threads, Lookup::Question).await;
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
    let _open = occupied(&threads, Lookup::Question).await;
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
