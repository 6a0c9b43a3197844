//! The process itself, under the names that Prometheus' own libraries use; on Linux.

use super::catalogue::Catalogue;
use super::series::{Level, Levels};
use crate::clock::Millis;

/// The process.
pub(super) struct Process {
    resident: Level,
    open_fds: Level,
    threads: Level,
}

impl Process {
    pub(super) fn new(c: &mut Catalogue, started: Millis) -> Self {
        let build: Levels<1> = c.levels(
            "frontdesk_build_info",
            ["version"],
            "1; the version of the program stands in the label.",
        );
        build.set([env!("CARGO_PKG_VERSION")], 1.0);
        let start = c.level(
            "process_start_time_seconds",
            "When the process started, in seconds since the Unix epoch.",
        );
        start.set(seconds(started));
        Self {
            resident: c.level("process_resident_memory_bytes", "Memory of the process that is in use."),
            open_fds: c.level("process_open_fds", "Files and sockets that are open."),
            threads: c.level("process_threads", "Threads of the process."),
        }
    }

    /// Reads what the operating system says now; where it does not say, the figures stay 0.
    pub(super) fn read(&self) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field = |name| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        if let Some(kib) = field("VmRSS:") {
            self.resident.set(kib * 1024);
        }
        if let Some(threads) = field("Threads:") {
            self.threads.set(threads);
        }
        if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
            self.open_fds.set(open.count());
        }
    }
}

/// Milliseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "a time in milliseconds is far below 2^53")]
pub(super) fn seconds(millis: Millis) -> f64 {
    millis as f64 / 1000.0
}
