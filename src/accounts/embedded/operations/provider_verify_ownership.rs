//! `provider.verify_ownership`: an organization proves that an account is its own by its Tax ID and two recent claims of
//! two different members. Which part failed is never told, and an unknown Tax ID is refused like a wrong claim.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::accounts::contract::{Handle, Holds, Outcome};
use crate::accounts::embedded::attempts::{self, Attempt, Limit, MINUTE};
use crate::accounts::embedded::context::{self, Context};
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::grants::Purpose;
use crate::accounts::embedded::providers::{self, Claim, Organization};
use crate::accounts::embedded::sealed::{self, Opened};
use crate::accounts::embedded::{normalize, tokens};
use crate::clock::Millis;

/// The proof.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts::embedded) struct Proof {
    id_kind: IdKind,
    id: Handle,
    claims: Vec<ClaimProof>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum IdKind {
    TaxId,
    Ssn,
    ProviderPin,
}

impl IdKind {
    fn holds(self) -> Holds {
        match self {
            Self::TaxId => Holds::TaxId,
            Self::Ssn => Holds::Ssn,
            Self::ProviderPin => Holds::ProviderPin,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimProof {
    /// The ID of the claim, or of the member.
    reference: String,
    first_name: String,
    last_name: String,
    service_date: Date,
    billed: String,
}

/// `verified`, `not_verified` or `locked`. An ID whose handle has lapsed is not verified, and costs no try.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>, proof: Proof) -> Result<Outcome, Failure> {
    let figures = &context.service.policy.ownership;
    if proof.claims.len() != figures.claims as usize {
        return Err(Failure::Arguments("not as many claims as are asked for"));
    }
    match sealed::open(context, &proof.id, &[proof.id_kind.holds()]).await? {
        Some(id) => try_proof(context, &id, &proof.claims).await,
        None => {
            context
                .begin()
                .await?
                .finish("", context::with_left("not_verified", figures.tries))
                .await
        }
    }
}

async fn try_proof(context: &Context<'_>, id: &Opened, claims: &[ClaimProof]) -> Result<Outcome, Failure> {
    let service = context.service;
    let figures = &service.policy.ownership;
    let limit = Limit {
        kind: "ownership",
        tries: figures.tries,
        rest: Millis::from(figures.lock_hours) * 60 * MINUTE,
    };
    let subject = providers::id_lookup(&service.keys, id.holds, &id.secret);
    let attempt = attempts::count(&service.database, limit, &subject, context.network(), context.now).await?;
    let organization = providers::by_lookup(service, &subject).await?;
    let proved = all_match(context, organization.as_ref(), claims).await?;
    let who = organization
        .as_ref()
        .map(|organization| organization.id.clone())
        .unwrap_or_default();
    let verified = match (&attempt, organization) {
        (Attempt::Counted { .. }, Some(organization)) if proved => Some(organization),
        _ => None,
    };
    let has_account = providers::has_account(service, &who).await?;
    let managers = providers::managers(service, &who).await?;

    let mut act = context.begin().await?;
    act.burn(id, context.now).await?;
    let outcome = match (verified, attempt) {
        (Some(organization), _) => {
            attempts::succeeded(&mut act.transaction, limit, &subject, context.network()).await?;
            let grant = act.grant(context, Purpose::Ownership, &organization.id).await?;
            let receipt = tokens::reference(&service.entropy, "ORG");
            verified_outcome(&organization, grant, receipt, has_account, &managers)
        }
        (None, Attempt::Resting { until, .. } | Attempt::Counted { left: 0, until }) => context::locked(until),
        (None, Attempt::Counted { left, .. }) => context::with_left("not_verified", left),
    };
    act.finish(&who, outcome).await
}

fn verified_outcome(
    organization: &Organization,
    grant: String,
    receipt: String,
    has_account: bool,
    managers: &[String],
) -> Outcome {
    let names: Value = managers.iter().map(|name| json!({"name": name})).collect();
    let fields = [
        ("grant", grant.into()),
        ("receipt", receipt.into()),
        ("organization", organization.name.clone().into()),
        ("has_account", has_account.into()),
        ("managers", names),
    ];
    Outcome::new("verified", fields)
}

/// Whether every claim is one of the organization's, each of another patient. All are looked up, whatever the others are.
async fn all_match(
    context: &Context<'_>,
    organization: Option<&Organization>,
    claims: &[ClaimProof],
) -> Result<bool, Failure> {
    let service = context.service;
    let today = service.day(context.now);
    let mut patients = Vec::new();
    for claim in claims {
        let id = organization.map(|organization| organization.id.as_str());
        let on_file = providers::claims_on(service, id, claim.service_date).await?;
        let matching = on_file
            .into_iter()
            .filter(|filed| is_recent(filed, today, service.policy.ownership.claim_days) && claim.matches(filed));
        patients.push(matching.map(|filed| filed.patient).collect::<Vec<_>>());
    }
    Ok(organization.is_some() && different_patients(&patients, &mut Vec::new()))
}

/// A claim counts by the day on which it was submitted; the service may be older.
fn is_recent(filed: &Claim, today: Date, within_days: u32) -> bool {
    let days = (today - filed.submitted_on).get_days();
    (0..=i64::from(within_days)).contains(&i64::from(days))
}

/// Whether one patient can be picked from each list so that no two are the same.
fn different_patients(lists: &[Vec<String>], picked: &mut Vec<String>) -> bool {
    let Some((first, rest)) = lists.split_first() else {
        return true;
    };
    first.iter().any(|patient| {
        if picked.contains(patient) {
            return false;
        }
        picked.push(patient.clone());
        let fits = different_patients(rest, picked);
        picked.pop();
        fits
    })
}

impl ClaimProof {
    fn matches(&self, filed: &Claim) -> bool {
        let by_claim = normalize::claim_id(&self.reference) == normalize::claim_id(&filed.reference);
        let by_member = normalize::enrollee_id(&self.reference) == filed.enrollee_id;
        (by_claim || by_member)
            && normalize::name(&self.first_name) == normalize::name(&filed.first_name)
            && normalize::name(&self.last_name) == normalize::name(&filed.last_name)
            && self.service_date == filed.service_date
            && cents(&self.billed) == Some(filed.billed_cents)
    }
}

/// An amount of the contract, `1234.50`, in cents.
fn cents(amount: &str) -> Option<i64> {
    let (dollars, cents) = amount.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if dollars.is_empty() || dollars.len() > 12 || cents.len() != 2 || !digits(dollars) || !digits(cents) {
        return None;
    }
    Some(dollars.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent() {
        assert_eq!(cents("1234.50"), Some(123_450));
        assert_eq!(cents("0.07"), Some(7));
        for wrong in ["1234.5", "1234", "-1.00", "1,234.50", ".50", "1.+5", "9999999999999.00"] {
            assert_eq!(cents(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn two_claims_must_be_of_two_patients() {
        let lists = |lists: &[&[&str]]| -> Vec<Vec<String>> {
            lists
                .iter()
                .map(|list| list.iter().map(|patient| patient.to_string()).collect())
                .collect()
        };
        let found = |of: &[&[&str]]| different_patients(&lists(of), &mut Vec::new());
        assert!(found(&[&["a"], &["b"]]));
        assert!(!found(&[&["a"], &["a"]]));
        assert!(found(&[&["a", "b"], &["a"]]));
        assert!(!found(&[&["a"], &[]]));
    }
}
