//! How much of everything there may be (invariant 7).

use std::num::NonZeroUsize;
use std::time::Duration;

/// The chat's limits, with the defaults of wire.md where it states them.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Messages of one conversation within [`Limits::window`].
    pub messages: usize,
    /// The time in which messages are counted.
    pub window: Duration,
    /// Deliveries that may wait for one follower before it is dropped and must resume.
    pub queue: usize,
    /// Conversations that are kept in memory.
    pub cached: NonZeroUsize,
    /// Conversations that were opened and in which nothing has been said.
    pub unborn: NonZeroUsize,
    /// How long one of those may be resumed.
    pub unborn_for: Duration,
    /// How long a call may take before the visitor is shown that something is going on.
    pub call_shown: Duration,
    /// How long one call of the account service may take.
    pub call_timeout: Duration,
    /// How often a call is made before `unavailable` is its outcome.
    pub call_tries: u32,
    /// The pause before the second try; it grows by itself with each further one.
    pub call_pause: Duration,
    /// Calls that may follow each other without a word of the visitor.
    pub calls_in_a_row: u32,
    /// How long a call may be open before the sweeper makes it again.
    pub call_open: Duration,
    /// How often the sweeper looks.
    pub sweep_every: Duration,
    /// How often timers are looked at.
    pub ring_every: Duration,
    /// How long a shutdown waits for turns that are under way.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            messages: 20,
            window: Duration::from_secs(10),
            queue: 64,
            cached: const { NonZeroUsize::new(10_000).unwrap() },
            unborn: const { NonZeroUsize::new(100_000).unwrap() },
            unborn_for: Duration::from_hours(24),
            call_shown: Duration::from_millis(400),
            call_timeout: Duration::from_secs(10),
            call_tries: 3,
            call_pause: Duration::from_millis(250),
            calls_in_a_row: 10,
            call_open: Duration::from_secs(15),
            sweep_every: Duration::from_secs(5),
            ring_every: Duration::from_secs(1),
            shutdown: Duration::from_secs(10),
        }
    }
}

/// A duration as the clock counts: milliseconds.
pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
