//! How the embedded service is set up.

use std::path::PathBuf;

use jiff::tz::{Offset, TimeZone};

use super::hashing::HashingCost;
use super::keys::Keys;
use crate::accounts::contract::Policy;

/// What a member must show before a password is reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRecovery {
    /// A code by e-mail where an address is on record, then security questions.
    #[default]
    CodeAndQuestions,
    /// Security questions only: the documented older practice.
    Questions,
}

/// Everything that the embedded service needs to know.
#[derive(Debug, Clone)]
pub struct EmbeddedConfig {
    /// The database file; its folder must exist.
    pub database: PathBuf,
    /// The keys.
    pub keys: Keys,
    /// The figures.
    pub policy: Policy,
    /// What a member must show before a password is reset.
    pub member_recovery: MemberRecovery,
    /// Where the insurer is: decides which day a letter is posted on.
    pub time_zone: TimeZone,
    /// How many hashes are made at once.
    pub hashing_threads: usize,
    /// What one hash costs.
    pub hashing_cost: HashingCost,
    /// Whether the outbox may be read.
    pub demo: bool,
}

impl EmbeddedConfig {
    /// The defaults: documented figures, two hashing threads, Eastern time, no demonstration.
    pub fn new(database: PathBuf, keys: Keys) -> Self {
        Self {
            database,
            keys,
            policy: Policy::default(),
            member_recovery: MemberRecovery::default(),
            time_zone: eastern_time(),
            hashing_threads: 2,
            hashing_cost: HashingCost::default(),
            demo: false,
        }
    }
}

/// Eastern time; without summer time on a machine that knows no time zones.
fn eastern_time() -> TimeZone {
    TimeZone::get("America/New_York").unwrap_or_else(|_| TimeZone::fixed(Offset::constant(-5)))
}
