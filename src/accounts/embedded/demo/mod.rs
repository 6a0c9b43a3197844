//! Demonstration data: made-up members, organizations and claims with dates relative to today, and what to try with them.

mod insert;
mod people;

use jiff::ToSpan;
use jiff::civil::Date;
use sqlx::Row;

use super::failure::Failure;
use super::{Embedded, providers};
use crate::clock::Millis;
use people::{INSURED, PRACTICES, REGISTERED, WORKERS};

/// What there is to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// Whom to sign in as.
    pub people: Vec<DemoPerson>,
    /// What organizations can prove.
    pub ownership: Vec<DemoOwnership>,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// `member` or `provider`.
    pub audience: &'static str,
    /// First and last name.
    pub name: String,
    /// The user name.
    pub user_name: &'static str,
    /// The password, as long as nobody has changed it.
    pub password: &'static str,
    /// What can be tried with this account, and the security answers.
    pub notes: &'static str,
}

/// An organization with what it takes to prove that an account is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoOwnership {
    /// Its name.
    pub organization: String,
    /// `tax_id`, `ssn` or `provider_pin`.
    pub id_kind: &'static str,
    /// The number.
    pub id: &'static str,
    /// Whether it has an account.
    pub has_account: bool,
    /// Claims that count; any two of different patients will do.
    pub claims: Vec<DemoClaim>,
}

/// A claim as an organization knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoClaim {
    /// The claim's ID.
    pub reference: String,
    /// The member's ID, which serves as well.
    pub member_id: String,
    /// The patient's first name.
    pub first_name: String,
    /// The patient's last name.
    pub last_name: String,
    /// The day of the service.
    pub service_date: Date,
    /// The total billed amount, as in `184.50`.
    pub billed: String,
}

/// Fills an empty database; does nothing to one that holds members. Gives what there is to try.
pub async fn fill(service: &Embedded) -> Result<Demo, Failure> {
    let now = service.clock.millis();
    if is_empty(service).await? {
        insert::everything(service, now).await?;
        service.learn_distribution().await?;
    }
    Ok(Demo {
        people: demo_people(),
        ownership: ownership(service, now).await?,
    })
}

async fn is_empty(service: &Embedded) -> Result<bool, Failure> {
    let row = sqlx::query("SELECT COUNT(*) AS members FROM members")
        .fetch_one(service.database.read())
        .await?;
    Ok(row.try_get::<i64, _>("members")? == 0)
}

fn demo_people() -> Vec<DemoPerson> {
    let members = REGISTERED.iter().map(|member| DemoPerson {
        audience: "member",
        name: INSURED
            .iter()
            .find(|insured| insured.id == member.id)
            .map(|insured| format!("{} {}", insured.first_name, insured.last_name))
            .unwrap_or_default(),
        user_name: member.user_name,
        password: member.password,
        notes: member.notes,
    });
    let workers = WORKERS.iter().map(|worker| DemoPerson {
        audience: "provider",
        name: worker.name.to_owned(),
        user_name: worker.user_name,
        password: worker.password,
        notes: worker.notes,
    });
    members.chain(workers).collect()
}

/// What organizations can prove today, from the database: the dates are those of the day on which it was filled.
async fn ownership(service: &Embedded, now: Millis) -> Result<Vec<DemoOwnership>, Failure> {
    let oldest = service
        .day(now)
        .saturating_sub(i64::from(service.policy.ownership.claim_days).days());
    let mut found = Vec::new();
    for practice in &PRACTICES {
        let rows = sqlx::query(
            "SELECT reference, patient, enrollee_id, first_name, last_name, service_date, billed_cents, submitted_on \
             FROM claims JOIN members ON members.id = claims.patient \
             WHERE organization = $1 AND submitted_on >= $2 ORDER BY reference",
        )
        .bind(practice.id)
        .bind(oldest.to_string())
        .fetch_all(service.database.read())
        .await?;
        let claims = rows
            .iter()
            .map(|row| Ok(demo_claim(providers::claim(row)?)))
            .collect::<Result<_, Failure>>()?;
        let has_account = providers::has_account(service, practice.id).await?;
        for (id_kind, id) in practice.ids.iter().copied().take(1) {
            let claims = Vec::clone(&claims);
            found.push(DemoOwnership {
                organization: practice.name.to_owned(),
                id_kind,
                id,
                has_account,
                claims,
            });
        }
    }
    Ok(found)
}

fn demo_claim(claim: providers::Claim) -> DemoClaim {
    DemoClaim {
        billed: format!("{}.{:02}", claim.billed_cents / 100, claim.billed_cents % 100),
        reference: claim.reference,
        member_id: claim.enrollee_id,
        first_name: claim.first_name,
        last_name: claim.last_name,
        service_date: claim.service_date,
    }
}
