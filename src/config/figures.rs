//! The figures of the account service: whether it could keep to them.

use super::{ConfigError, value};
use crate::accounts::contract::Policy;

/// More than any figure can sensibly be, and little enough to count days with.
const MOST: i64 = 10_000;

/// Those that may be nothing at all. Any other would open a door (no claims to prove) or close one for good (no tries).
const MAY_BE_ZERO: [&str; 5] = [
    "pin.from_business_days",
    "pin.by_business_days",
    "pin.hours_between",
    "provider_password.max_age_days",
    "provider_password.warn_days",
];

/// The figures, if the service could keep to them.
pub(super) fn checked(policy: Policy) -> Result<Policy, ConfigError> {
    let groups = toml::Table::try_from(&policy).unwrap_or_default();
    for (group, figures) in &groups {
        let figures = figures.as_table().into_iter().flatten();
        for (name, figure) in figures.filter_map(|(name, figure)| Some((name, figure.as_integer()?))) {
            in_range(&format!("{group}.{name}"), figure)?;
        }
    }
    if policy.security_questions.ask > policy.security_questions.count {
        return Err(wrong(
            "security_questions.ask must not be above security_questions.count",
        ));
    }
    if policy.pin.from_business_days > policy.pin.by_business_days {
        return Err(wrong("pin.from_business_days must not be above pin.by_business_days"));
    }
    Ok(policy)
}

fn in_range(name: &str, figure: i64) -> Result<(), ConfigError> {
    let least = i64::from(!MAY_BE_ZERO.contains(&name));
    if (least..=MOST).contains(&figure) {
        return Ok(());
    }
    Err(wrong(format!("{name} must be {least} to {MOST}, not {figure}")))
}

fn wrong(remedy: impl Into<String>) -> ConfigError {
    value("accounts.policy", remedy)
}
