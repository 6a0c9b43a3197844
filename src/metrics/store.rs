//! What the store counts as it writes.

use super::catalogue::Catalogue;
use super::series::{Amount, Counts};

/// What the store counts as it writes. The default is seen by nobody.
#[derive(Debug, Clone)]
pub struct StoreMetrics {
    /// Turns of one transaction.
    pub batch: Amount,
    /// Seconds of one transaction, its fsync included.
    pub commit_seconds: Amount,
    /// Seconds of erasing what was deleted.
    pub erase_seconds: Amount,
    /// Turns by `result`.
    pub turns: Counts<1>,
}

impl StoreMetrics {
    pub(super) fn new(c: &mut Catalogue) -> Self {
        Self {
            batch: c.sizes(
                "frontdesk_store_batch_turns",
                "Turns that were committed in one transaction.",
            ),
            commit_seconds: c.seconds(
                "frontdesk_store_commit_seconds",
                [],
                "Seconds of one transaction of the store, its fsync included.",
            ),
            erase_seconds: c.seconds(
                "frontdesk_store_erase_seconds",
                [],
                "Seconds in which the store erased what was forgotten; no turn is written meanwhile.",
            ),
            turns: c.counts(
                "frontdesk_store_turns",
                ["result"],
                "Turns by what the store made of them; after a `conflict` the turn is worked out again.",
            ),
        }
    }
}

impl Default for StoreMetrics {
    fn default() -> Self {
        Self::new(&mut Catalogue::default())
    }
}
