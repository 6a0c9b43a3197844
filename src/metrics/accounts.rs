//! Counts the calls of an account service, whoever makes them.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::time::Instant;

use super::Metrics;
use crate::accounts::contract::{AccountService, Call, Outcome, UNAVAILABLE, operation};

/// An account service whose calls are counted: by operation and outcome, both as the contract names them.
pub struct CountedAccounts {
    service: Arc<dyn AccountService>,
    metrics: Arc<Metrics>,
}

impl CountedAccounts {
    /// Counts the calls of `service`.
    pub fn new(service: Arc<dyn AccountService>, metrics: Arc<Metrics>) -> Self {
        Self { service, metrics }
    }
}

#[async_trait]
impl AccountService for CountedAccounts {
    async fn call(&self, call: Call) -> Outcome {
        let mut counting = Counting {
            metrics: &self.metrics,
            operation: operation(&call.operation).map_or("unknown", |operation| operation.name),
            outcome: "unanswered",
            begun: Instant::now(),
        };
        let outcome = self.service.call(call).await;
        counting.outcome = named(counting.operation, &outcome.name);
        outcome
    }
}

/// The outcome as the contract names it.
fn named(of: &str, outcome: &str) -> &'static str {
    if outcome == UNAVAILABLE {
        return UNAVAILABLE;
    }
    let outcomes = operation(of).map_or(&[][..], |operation| operation.outcomes);
    let known = outcomes.iter().find(|known| known.name == outcome);
    known.map_or("unknown", |known| known.name)
}

/// Counts a call when it is dropped: also one that its caller has given up.
struct Counting<'a> {
    metrics: &'a Metrics,
    operation: &'static str,
    outcome: &'static str,
    begun: Instant,
}

impl Drop for Counting<'_> {
    fn drop(&mut self) {
        self.metrics.calls.add([self.operation, self.outcome]);
        let took = self.begun.elapsed().as_secs_f64();
        self.metrics.call_seconds.observe([self.operation], took);
    }
}
