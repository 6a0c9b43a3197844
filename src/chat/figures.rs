//! What the chat knows about itself when an operator asks.

use async_trait::async_trait;

use super::Chat;
use crate::metrics::{Metrics, Source};

#[async_trait]
impl Source for Chat {
    async fn read(&self, metrics: &Metrics) -> bool {
        let (core, levels) = (self.core(), &metrics.levels);
        let (followed, waiting) = core.hub.depth();
        levels.hub_conversations.set(followed);
        levels.hub_waiting.set(waiting);
        levels.unborn.set(core.unborn.len());
        levels.tasks.set(core.tasks.len());
        let now = core.clock.millis();
        let Ok(backlog) = core.store.backlog(now).await else {
            return false;
        };
        let oldest = backlog.oldest_call.map_or(0, |started| (now - started).max(0) / 1000);
        levels.store_queue.set(backlog.queue);
        levels.calls_open.set(backlog.open_calls);
        levels.calls_oldest.set(oldest.unsigned_abs());
        levels.timers_due.set(backlog.timers_due);
        true
    }
}
