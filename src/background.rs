//! Work that nobody waits for second by second: it gives way to those who ask.

use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// How much less urgent it is to the system: with 5 it gets a quarter of a core that a question could use.
#[cfg(target_os = "linux")]
const GIVING_WAY: i32 = 5;

/// How long is waited for those who still use what is let go, and how often is looked.
const PATIENCE: Duration = Duration::from_mins(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Does `work`, and all that it does side by side, on as many threads as there are cores, which give way. Where the system
/// gives no threads for that, it is done at once and is as urgent as anything else; the next work tries again.
///
/// `work` must not hold a lock over what it does side by side that other work takes too: a thread that waits for the one may
/// be given the other meanwhile. Take it before.
pub fn run<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    static THREADS: OnceLock<ThreadPool> = OnceLock::new();
    let made = || match threads() {
        Ok(made) => Some(THREADS.get_or_init(|| made)),
        Err(error) => {
            tracing::warn!(%error, "new content is as urgent as questions: let the service have more threads");
            None
        }
    };
    match THREADS.get().or_else(made) {
        Some(threads) => threads.install(work),
        None => work(),
    }
}

/// Makes this thread less urgent. On Linux priorities are those of threads; elsewhere it would be the whole process.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    // Where it is not allowed, this work is as urgent as questions.
    let _ = rustix::process::nice(GIVING_WAY);
}

/// Frees `old` as soon as nobody else uses it, on a thread that gives way: else whoever lets go of it last would stand still
/// for as long as that takes, a tenth of a second for a large content. Where somebody keeps it for [`PATIENCE`], it is theirs.
pub fn let_go<T: Send + Sync + 'static>(old: Arc<T>) {
    let wait = move || {
        give_way();
        let looks = PATIENCE.as_millis() / BETWEEN_LOOKS.as_millis();
        for _ in 0..looks {
            if Arc::strong_count(&old) == 1 {
                break;
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    };
    // Without a thread it is freed at once, or by whoever uses it.
    drop(thread::Builder::new().name("letting-go".into()).spawn(wait));
}

fn threads() -> Result<ThreadPool, ThreadPoolBuildError> {
    let threads = ThreadPoolBuilder::new()
        .thread_name(|number| format!("background-{number}"))
        .start_handler(|_| give_way());
    threads.build()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Tells which thread frees it.
    struct Tells(mpsc::Sender<Option<String>>);

    impl Drop for Tells {
        fn drop(&mut self) {
            let name = thread::current().name().map(str::to_owned);
            self.0.send(name).unwrap();
        }
    }

    #[test]
    fn what_is_let_go_while_somebody_uses_it_is_not_theirs_to_free() {
        let (tell, told) = mpsc::channel();
        let old = Arc::new(Tells(tell));
        let used = Arc::clone(&old);
        let_go(old);
        assert!(told.try_recv().is_err(), "it is still used");
        drop(used);
        assert_eq!(told.recv().unwrap().as_deref(), Some("letting-go"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn work_is_done_on_threads_that_give_way() {
        let urgency = || rustix::process::getpriority_process(None).unwrap();
        let own = urgency();
        assert_eq!(run(urgency), (own + GIVING_WAY).min(19));
        assert_eq!(urgency(), own, "whoever waits stays as urgent");
    }
}
