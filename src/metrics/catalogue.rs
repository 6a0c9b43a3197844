//! Registers everything, and remembers what it is called and what it means.

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::series::{Amounts, Counts, Histograms, Level, Levels};

/// One metric, as it is documented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The name as queries have it: with `_total` for a counter.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its labels.
    pub labels: Vec<&'static str>,
    /// What it means.
    pub help: &'static str,
}

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only rises.
    Counter,
    /// Rises and falls.
    Gauge,
    /// `_bucket`, `_sum` and `_count` of amounts.
    Histogram,
}

impl Kind {
    /// As it stands in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// Where everything is registered.
#[derive(Default)]
pub(super) struct Catalogue {
    pub(super) registry: Registry,
    pub(super) described: Vec<Described>,
}

impl Catalogue {
    fn describe(&mut self, name: String, kind: Kind, labels: &[&'static str], help: &'static str) {
        self.described.push(Described {
            name,
            kind,
            labels: labels.to_vec(),
            help,
        });
    }

    /// Counters by labels.
    pub(super) fn counts<const N: usize>(
        &mut self,
        name: &'static str,
        names: [&'static str; N],
        help: &'static str,
    ) -> Counts<N> {
        let family = Family::default();
        self.describe(format!("{name}_total"), Kind::Counter, &names, help);
        self.registry.register(name, without_stop(help), family.clone());
        Counts { names, family }
    }

    /// Histograms of seconds, by labels: from 50 microseconds to 13 seconds.
    pub(super) fn seconds<const N: usize>(
        &mut self,
        name: &'static str,
        names: [&'static str; N],
        help: &'static str,
    ) -> Amounts<N> {
        const BOUNDS: [f64; 14] = [
            0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0,
        ];
        self.amounts(name, names, || Histogram::new(BOUNDS), help)
    }

    /// A histogram of small numbers: 1 to 64.
    pub(super) fn sizes(&mut self, name: &'static str, help: &'static str) -> Amounts<0> {
        const BOUNDS: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
        self.amounts(name, [], || Histogram::new(BOUNDS), help)
    }

    fn amounts<const N: usize>(
        &mut self,
        name: &'static str,
        names: [&'static str; N],
        make: fn() -> Histogram,
        help: &'static str,
    ) -> Amounts<N> {
        let family = Histograms::new_with_constructor(make);
        self.describe(name.into(), Kind::Histogram, &names, help);
        self.registry.register(name, without_stop(help), family.clone());
        Amounts { names, family }
    }

    /// A gauge.
    pub(super) fn level(&mut self, name: &'static str, help: &'static str) -> Level {
        let level = Level::default();
        self.describe(name.into(), Kind::Gauge, &[], help);
        self.registry.register(name, without_stop(help), level.0.clone());
        level
    }

    /// Gauges by labels.
    pub(super) fn levels<const N: usize>(
        &mut self,
        name: &'static str,
        names: [&'static str; N],
        help: &'static str,
    ) -> Levels<N> {
        let family = Family::default();
        self.describe(name.into(), Kind::Gauge, &names, help);
        self.registry.register(name, without_stop(help), family.clone());
        Levels { names, family }
    }
}

/// The library adds a full stop of its own.
fn without_stop(help: &'static str) -> &'static str {
    help.strip_suffix('.').unwrap_or(help)
}
