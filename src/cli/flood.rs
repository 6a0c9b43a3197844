//! Keeps a flood out of the log: of each line of the program so many are written a minute, however often it happens, so
//! that nobody fills the disk by knocking. What is asked for at debug and trace level is written all the same.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tracing::callsite::Identifier;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use crate::clock::{Millis, SharedClock};

/// Lines of one kind in a minute.
const MOST: u32 = 100;
const MINUTE: Millis = 60_000;

/// Leaves lines out of the log.
pub(super) struct Flood {
    clock: SharedClock,
    kinds: Mutex<HashMap<Identifier, Minute>>,
}

/// How often a line was to be written in this minute.
#[derive(Clone, Copy)]
struct Minute {
    began: Millis,
    count: u32,
}

/// What to do with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Write,
    /// It is the first after so many that were left out.
    WriteAfter(u32),
    /// It is the first to be left out.
    Begin,
    LeaveOut,
}

impl Flood {
    pub(super) fn new(clock: SharedClock) -> Self {
        Self {
            clock,
            kinds: Mutex::default(),
        }
    }

    fn judge(&self, kind: Identifier) -> Verdict {
        let now = self.clock.millis();
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = kinds.entry(kind).or_insert(Minute { began: now, count: 0 });
        let before = *minute;
        if now - before.began >= MINUTE {
            *minute = Minute { began: now, count: 1 };
            return match before.count.saturating_sub(MOST) {
                0 => Verdict::Write,
                left_out => Verdict::WriteAfter(left_out),
            };
        }
        minute.count = before.count.saturating_add(1);
        match minute.count {
            count if count <= MOST => Verdict::Write,
            count if count == MOST + 1 => Verdict::Begin,
            _ => Verdict::LeaveOut,
        }
    }
}

impl<S: Subscriber> Layer<S> for Flood {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let line = event.metadata();
        if *line.level() > Level::INFO {
            return true;
        }
        match self.judge(line.callsite()) {
            Verdict::Write => true,
            Verdict::WriteAfter(left_out) => {
                tracing::warn!(left_out, line = line.name(), "lines were left out of the log");
                true
            }
            Verdict::Begin => {
                tracing::warn!(
                    line = line.name(),
                    "too many lines of one kind: more are left out for up to a minute"
                );
                false
            }
            Verdict::LeaveOut => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;
    use std::time::Duration;

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;
    use crate::clock::ManualClock;

    /// A log in memory.
    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn knock(times: u32) {
        for _ in 0..times {
            tracing::info!("a connection was refused");
        }
    }

    #[test]
    fn of_a_flood_so_much_is_written_and_everything_else_is() {
        let clock = Arc::new(ManualClock::new("2026-11-25T12:00:00Z".parse().unwrap()));
        let (memory, flood) = (Memory::default(), Flood::new(Arc::clone(&clock) as _));
        let writer = memory.clone();
        let log = tracing_subscriber::fmt::layer().with_writer(move || writer.clone());
        let written = |text: &str| {
            let bytes = memory.0.lock().unwrap().clone();
            String::from_utf8(bytes).unwrap().matches(text).count()
        };
        tracing::subscriber::with_default(tracing_subscriber::registry().with(flood).with(log), || {
            knock(10_000);
            tracing::error!("the store failed");
            assert_eq!((written("refused"), written("store failed")), (100, 1));
            clock.advance(Duration::from_secs(60));
            knock(1);
            assert_eq!(written("refused"), 101);
        });
    }

    #[test]
    fn it_is_told_when_lines_are_left_out_and_how_many() {
        let clock = Arc::new(ManualClock::new("2026-11-25T12:00:00Z".parse().unwrap()));
        let flood = Flood::new(Arc::clone(&clock) as _);
        let kind = tracing::callsite!(name: "line", kind: tracing::metadata::Kind::EVENT, fields: );
        let judge = || flood.judge(tracing::Callsite::metadata(kind).callsite());
        let judged: Vec<_> = (0..103).map(|_| judge()).collect();
        assert!(judged[..100].iter().all(|verdict| *verdict == Verdict::Write));
        assert_eq!(judged[100..], [Verdict::Begin, Verdict::LeaveOut, Verdict::LeaveOut]);
        clock.advance(Duration::from_secs(60));
        assert_eq!(judge(), Verdict::WriteAfter(3));
        assert_eq!(judge(), Verdict::Write);
    }
}
