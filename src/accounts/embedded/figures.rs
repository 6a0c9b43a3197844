//! What the account service knows about itself when an operator asks.

use async_trait::async_trait;

use super::Embedded;
use crate::metrics::{Metrics, Source};

#[async_trait]
impl Source for Embedded {
    async fn read(&self, metrics: &Metrics) -> bool {
        let levels = &metrics.levels;
        levels.hashing_waiting.set(self.hasher.waiting());
        levels.hashing_places.set(self.hasher.places());
        let unsent = "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND recipient IS NOT NULL";
        let unsent: Result<i64, _> = sqlx::query_scalar(unsent).fetch_one(self.database.read()).await;
        if let Ok(unsent) = unsent {
            levels.outbox_waiting.set(unsent.unsigned_abs());
        }
        unsent.is_ok()
    }
}
