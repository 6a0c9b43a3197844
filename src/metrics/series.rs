//! Counters, histograms and gauges whose labels are named once, where they are registered.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelValue;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;

use super::values::Value;

/// Label by label, name and value.
pub(super) type Labels<const N: usize> = [(&'static str, Value); N];
pub(super) type Histograms<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;

impl EncodeLabelValue for Value {
    fn encode(&self, encoder: &mut prometheus_client::encoding::LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        EncodeLabelValue::encode(&self.as_str(), encoder)
    }
}

/// How often something happened, by `N` labels.
#[derive(Debug, Clone)]
pub struct Counts<const N: usize> {
    pub(super) names: [&'static str; N],
    pub(super) family: Family<Labels<N>, Counter>,
}

impl<const N: usize> Counts<N> {
    /// It happened once more.
    pub fn add(&self, values: [impl Into<Value>; N]) {
        self.family.get_or_create(&labels(self.names, values)).inc();
    }

    /// How often it happened so far.
    pub fn get(&self, values: [impl Into<Value>; N]) -> u64 {
        self.family.get_or_create(&labels(self.names, values)).get()
    }
}

/// How much each time, as a histogram, by `N` labels.
#[derive(Debug, Clone)]
pub struct Amounts<const N: usize> {
    pub(super) names: [&'static str; N],
    pub(super) family: Histograms<N>,
}

/// How much each time, without labels.
pub type Amount = Amounts<0>;

impl<const N: usize> Amounts<N> {
    /// It was so much this time.
    pub fn observe(&self, values: [&'static str; N], amount: f64) {
        self.family.get_or_create(&labels(self.names, values)).observe(amount);
    }
}

/// How much there is now.
#[derive(Debug, Clone, Default)]
pub struct Level(pub(super) Gauge<f64, AtomicU64>);

impl Level {
    /// There is so much.
    pub fn set(&self, amount: impl Amounting) {
        self.0.set(amount.amount());
    }

    /// How much there is.
    pub fn get(&self) -> f64 {
        self.0.get()
    }

    /// One more, until what is returned is dropped.
    #[must_use = "it counts for as long as this is held"]
    pub fn one(&self) -> One {
        self.0.inc();
        One(self.clone())
    }
}

/// One that counts in a [`Level`] until it is dropped.
#[derive(Debug)]
pub struct One(Level);

impl Drop for One {
    fn drop(&mut self) {
        self.0.0.dec();
    }
}

/// How much there is now, by `N` labels.
#[derive(Debug, Clone)]
pub struct Levels<const N: usize> {
    pub(super) names: [&'static str; N],
    pub(super) family: Family<Labels<N>, Gauge<f64, AtomicU64>>,
}

impl<const N: usize> Levels<N> {
    /// There is so much.
    pub fn set(&self, values: [impl Into<Value>; N], amount: impl Amounting) {
        self.family
            .get_or_create(&labels(self.names, values))
            .set(amount.amount());
    }
}

/// A number that a gauge can show. What is lost beyond 2^53 nobody sees in a gauge.
pub trait Amounting {
    /// As a gauge has it.
    fn amount(self) -> f64;
}

impl Amounting for f64 {
    fn amount(self) -> f64 {
        self
    }
}

impl Amounting for usize {
    #[expect(clippy::cast_precision_loss, reason = "see the trait")]
    fn amount(self) -> f64 {
        self as f64
    }
}

impl Amounting for u64 {
    #[expect(clippy::cast_precision_loss, reason = "see the trait")]
    fn amount(self) -> f64 {
        self as f64
    }
}

impl Amounting for bool {
    fn amount(self) -> f64 {
        f64::from(u8::from(self))
    }
}

fn labels<const N: usize>(names: [&'static str; N], values: [impl Into<Value>; N]) -> Labels<N> {
    let mut names = names.into_iter();
    values.map(|value| (names.next().unwrap_or_default(), value.into()))
}
