//! What the content knows about itself when an operator asks.

use async_trait::async_trait;

use super::Content;
use crate::flaw::Severity;
use crate::metrics::{Metrics, Source};

#[async_trait]
impl Source for Content {
    async fn read(&self, metrics: &Metrics) -> bool {
        let (snapshot, flaws, levels) = (self.current(), self.last_flaws(), &metrics.levels);
        let count = |severity| flaws.iter().filter(|flaw| flaw.severity == severity).count();
        let errors = count(Severity::Error);
        let (entries, flows) = snapshot.size();
        levels.content_live.set(errors == 0);
        levels.content_flaws.set(["error"], errors);
        levels.content_flaws.set(["warning"], count(Severity::Warning));
        levels.content_loaded.set(snapshot.made_at().unsigned_abs() / 1000);
        levels.content_entries.set(entries);
        levels.content_flows.set(flows);
        true
    }
}
