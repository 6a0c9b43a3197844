//! A word to whoever waits.

use std::io::{IsTerminal, Write};
use std::sync::mpsc;
use std::time::Duration;

/// How long it may take before anything is said.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does `work`; if it takes long, says so on a terminal, and takes it back at the end.
pub(super) fn told<T>(work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, wait) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if wait.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _ = write!(std::io::stderr(), "checking ...");
                let _ = wait.recv();
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        });
        let result = work();
        drop(done);
        result
    })
}
