//! The demonstration: a made-up insurer with made-up people.

use std::sync::Arc;

use crate::accounts::embedded::Embedded;
use crate::accounts::embedded::demo;

/// What the portal shows of the demonstration.
pub struct Demo {
    /// Whose outbox is shown.
    pub service: Arc<Embedded>,
    /// What there is to try.
    pub people: demo::Demo,
}
