//! Organizations, their users and their claims as they stand in the database.

use jiff::ToSpan;
use jiff::civil::Date;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use super::Embedded;
use super::failure::Failure;
use super::keys::Keys;
use crate::accounts::contract::Holds;
use crate::clock::Millis;

/// Somebody who works for an organization and has an account.
#[derive(FromRow)]
pub(super) struct ProviderUser {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) password_hash: String,
    pub(super) password_changed_at: Millis,
    pub(super) last_used_at: Millis,
}

impl ProviderUser {
    /// Days until the password expires, none or fewer if it has; nothing if passwords never do.
    pub(super) fn days_left(&self, service: &Embedded, now: Millis) -> Option<i64> {
        let figures = &service.policy.provider_password;
        let age = service.day(now) - service.day(self.password_changed_at);
        (figures.max_age_days > 0).then(|| i64::from(figures.max_age_days) - i64::from(age.get_days()))
    }

    /// Whether nobody has used the account for so long that it is disabled.
    pub(super) fn is_disabled(&self, service: &Embedded, now: Millis) -> bool {
        let months = i64::from(service.policy.account.disabled_after_months);
        service.day(self.last_used_at).saturating_add(months.months()) < service.day(now)
    }
}

/// An organization that bills under a Tax ID.
#[derive(FromRow)]
pub(super) struct Organization {
    pub(super) id: String,
    pub(super) name: String,
}

/// A claim that an organization has submitted, with its patient.
pub(super) struct Claim {
    pub(super) reference: String,
    /// The id of the patient: two claims of one number on the card may still be of two persons.
    pub(super) patient: String,
    /// The number on the patient's ID card.
    pub(super) enrollee_id: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) service_date: Date,
    pub(super) billed_cents: i64,
    pub(super) submitted_on: Date,
}

/// Under what a Tax ID, SSN or provider PIN is found. A Tax ID may be an SSN: both are one kind.
pub(super) fn id_lookup(keys: &Keys, holds: Holds, value: &str) -> String {
    keys.lookup(id_kind(holds), value)
}

/// The kind of an organization's ID as it stands in the database.
pub(super) fn id_kind(holds: Holds) -> &'static str {
    if holds == Holds::ProviderPin {
        "provider_pin"
    } else {
        "tin"
    }
}

/// The provider user with this user name, in its normalized form.
pub(super) async fn by_user_name(service: &Embedded, key: &str) -> Result<Option<ProviderUser>, Failure> {
    let row = sqlx::query("SELECT * FROM provider_users WHERE user_name_key = $1")
        .bind(key)
        .fetch_optional(service.database.read())
        .await?;
    Ok(row.as_ref().map(ProviderUser::from_row).transpose()?)
}

/// The provider user with this id.
pub(super) async fn by_id(service: &Embedded, id: &str) -> Result<ProviderUser, Failure> {
    let row = sqlx::query("SELECT * FROM provider_users WHERE id = $1")
        .bind(id)
        .fetch_optional(service.database.read())
        .await?;
    Ok(ProviderUser::from_row(&row.ok_or(Failure::Stored("provider user"))?)?)
}

/// The organization with an ID that is found under `lookup`.
pub(super) async fn by_lookup(service: &Embedded, lookup: &str) -> Result<Option<Organization>, Failure> {
    let row = sqlx::query(
        "SELECT id, name FROM organizations WHERE id = (SELECT organization FROM organization_ids WHERE lookup = $1)",
    )
    .bind(lookup)
    .fetch_optional(service.database.read())
    .await?;
    Ok(row.as_ref().map(Organization::from_row).transpose()?)
}

/// The names of an organization's account managers.
pub(super) async fn managers(service: &Embedded, organization: &str) -> Result<Vec<String>, Failure> {
    let rows =
        sqlx::query("SELECT name FROM provider_users WHERE organization = $1 AND role = 'manager' ORDER BY name")
            .bind(organization)
            .fetch_all(service.database.read())
            .await?;
    Ok(rows.iter().map(|row| row.try_get("name")).collect::<Result<_, _>>()?)
}

/// Whether an organization has an account: somebody who works for it is registered, manager or not.
pub(super) async fn has_account(service: &Embedded, organization: &str) -> Result<bool, Failure> {
    let row = sqlx::query("SELECT EXISTS (SELECT 1 FROM provider_users WHERE organization = $1) AS registered")
        .bind(organization)
        .fetch_one(service.database.read())
        .await?;
    Ok(row.try_get::<i64, _>("registered")? != 0)
}

/// The claims of an organization for a service on `day`; of no organization, none.
pub(super) async fn claims_on(
    service: &Embedded,
    organization: Option<&str>,
    day: Date,
) -> Result<Vec<Claim>, Failure> {
    let rows = sqlx::query(
        "SELECT reference, patient, enrollee_id, first_name, last_name, service_date, billed_cents, submitted_on \
         FROM claims JOIN members ON members.id = claims.patient WHERE organization = $1 AND service_date = $2",
    )
    .bind(organization.unwrap_or_default())
    .bind(day.to_string())
    .fetch_all(service.database.read())
    .await?;
    rows.iter().map(claim).collect()
}

/// Reads a claim that was joined with its patient.
pub(super) fn claim(row: &SqliteRow) -> Result<Claim, Failure> {
    let day = |column| {
        row.try_get::<String, _>(column)?
            .parse::<Date>()
            .map_err(|_| Failure::Stored("day"))
    };
    Ok(Claim {
        reference: row.try_get("reference")?,
        patient: row.try_get("patient")?,
        enrollee_id: row.try_get("enrollee_id")?,
        first_name: row.try_get("first_name")?,
        last_name: row.try_get("last_name")?,
        service_date: day("service_date")?,
        billed_cents: row.try_get("billed_cents")?,
        submitted_on: day("submitted_on")?,
    })
}
