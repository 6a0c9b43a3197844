//! The demonstration: a made-up insurer with made-up people.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::pages::Pages;
use crate::accounts::embedded::{Embedded, demo};

/// What the portal shows.
pub struct Demo {
    /// Whose outbox is shown.
    pub(super) service: Arc<Embedded>,
    /// What there is to try.
    pub(super) people: demo::Demo,
    /// Where the insurer is.
    pub(super) time_zone: TimeZone,
    pub(super) pages: Pages,
}

impl Demo {
    /// The portal of `service`, with its templates compiled.
    pub fn new(service: Arc<Embedded>, people: demo::Demo, time_zone: TimeZone) -> Result<Self, minijinja::Error> {
        Ok(Self {
            service,
            people,
            time_zone,
            pages: Pages::new()?,
        })
    }
}
