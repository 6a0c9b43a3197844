//! Somebody who keeps asking.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tokio::time::Instant;

/// Questions that are due a second.
const RATE: u32 = 100;

/// Asks question after question until `over` says so, evenly, whether the one before was answered in time or not. How long
/// each took since it was due, in milliseconds: who stalls can't hide it.
pub fn ask_until(over: &AtomicBool, mut ask: impl FnMut(usize)) -> Vec<f64> {
    let begun = Instant::now();
    let mut times = Vec::new();
    for number in 0_u32.. {
        let due = begun + Duration::from_secs(1) * number / RATE;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if over.load(Ordering::Relaxed) {
            break;
        }
        ask(number as usize);
        times.push(due.elapsed().as_secs_f64() * 1e3);
    }
    times
}

/// What `work` returns, and how long each question took meanwhile.
pub fn ask_while<T>(ask: impl FnMut(usize) + Send, work: impl FnOnce() -> T) -> (T, Vec<f64>) {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let asker = scope.spawn(|| ask_until(&over, ask));
        let done = work();
        over.store(true, Ordering::Relaxed);
        (done, asker.join().unwrap_or_default())
    })
}

/// How long each question takes while nothing else happens for `span`.
pub fn at_rest(ask: impl FnMut(usize) + Send, span: Duration) -> Vec<f64> {
    ask_while(ask, || thread::sleep(span)).1
}
