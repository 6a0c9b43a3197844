//! How many messages one connection may send: at most so many within so many seconds, by the injected clock.

use std::collections::VecDeque;

use crate::clock::Millis;

/// The messages of one connection within the last seconds.
#[derive(Debug)]
pub(super) struct Limiter {
    most: usize,
    within: Millis,
    /// When the last messages came; as long as `most` at the longest.
    recent: VecDeque<Millis>,
}

impl Limiter {
    /// At most `messages` within `per_seconds`.
    pub(super) fn new(messages: u32, per_seconds: u32) -> Self {
        Self {
            most: messages as usize,
            within: Millis::from(per_seconds) * 1000,
            recent: VecDeque::new(),
        }
    }

    /// Counts a message that comes at `now`; or says in how many seconds one may be sent again.
    pub(super) fn admit(&mut self, now: Millis) -> Result<(), u32> {
        // A clock that was set back must not shut anyone out for long: what lies ahead of it is forgotten.
        self.recent.retain(|at| *at <= now && now - *at < self.within);
        if self.recent.len() < self.most {
            self.recent.push_back(now);
            return Ok(());
        }
        let free_at = self.recent.front().map_or(now, |oldest| oldest + self.within);
        let seconds = (free_at - now).max(1).unsigned_abs().div_ceil(1000);
        Err(u32::try_from(seconds).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_21st_message_within_10_seconds_waits() {
        let mut limiter = Limiter::new(20, 10);
        for n in 0..20 {
            assert_eq!(limiter.admit(n * 100), Ok(()));
        }
        assert_eq!(limiter.admit(2000), Err(8));
        assert_eq!(limiter.admit(9999), Err(1));
        assert_eq!(limiter.admit(10_000), Ok(()));
        assert_eq!(limiter.admit(10_000), Err(1));
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out() {
        let mut limiter = Limiter::new(1, 10);
        assert_eq!(limiter.admit(1_000_000), Ok(()));
        assert_eq!(limiter.admit(0), Ok(()));
    }
}
