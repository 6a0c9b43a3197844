//! Parts of the program that are asked for their figures when somebody wants to know.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::timeout;

use super::Metrics;

/// How long one part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// A part of the program that knows figures which nobody counts as they change.
#[async_trait]
pub trait Source: Send + Sync + 'static {
    /// Sets its figures in `metrics`; false where it can't be had now.
    async fn read(&self, metrics: &Metrics) -> bool;
}

/// All of them. Held weakly: counting keeps nothing alive.
#[derive(Default)]
pub(super) struct Sources {
    all: Mutex<Vec<Weak<dyn Source>>>,
    /// One reading at a time, however many ask.
    reading: tokio::sync::Mutex<()>,
}

impl Sources {
    pub(super) fn add(&self, source: &Arc<dyn Source>) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Arc::downgrade(source));
    }

    /// Asks each; gives the number of those that did not answer.
    pub(super) async fn read(&self, metrics: &Metrics) -> usize {
        let _one = self.reading.lock().await;
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut unread = 0;
        for source in all.iter().filter_map(Weak::upgrade) {
            let answered = timeout(PATIENCE, source.read(metrics)).await;
            unread += usize::from(!answered.unwrap_or(false));
        }
        unread
    }
}
