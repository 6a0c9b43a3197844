//! The demonstration: a made-up insurer with made-up people.

use std::sync::Arc;

use jiff::tz::TimeZone;
use minijinja::{Value, context};

use super::pages::Pages;
use crate::accounts::embedded::Embedded;
use crate::accounts::embedded::demo::{self, DemoClaim, DemoOwnership};
use crate::conversation::Audience;

/// What the portal shows.
pub struct Demo {
    /// Whose outbox is shown.
    pub(super) service: Arc<Embedded>,
    /// Where the insurer is.
    pub(super) time_zone: TimeZone,
    pub(super) pages: Pages,
    people: demo::Demo,
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

    /// Whom one can sign in as on a page.
    pub(super) fn people(&self, audience: Audience) -> Vec<Value> {
        let people = self.people.people.iter();
        people
            .filter(|each| each.audience == audience.as_str())
            .map(|each| {
                context! {
                    name => each.name.as_str(), user_name => each.user_name, password => each.password,
                    notes => each.notes,
                }
            })
            .collect()
    }

    /// What organizations can be proved with on a page.
    pub(super) fn ownership(&self, audience: Audience) -> Vec<Value> {
        match audience {
            Audience::Member => Vec::new(),
            Audience::Provider => self.people.ownership.iter().map(organization).collect(),
        }
    }
}

fn organization(ownership: &DemoOwnership) -> Value {
    context! {
        organization => ownership.organization.as_str(),
        id_kind => kind_of_id(ownership.id_kind),
        id => ownership.id,
        has_account => ownership.has_account,
        claims => ownership.claims.iter().map(claim).collect::<Vec<_>>(),
    }
}

fn claim(claim: &DemoClaim) -> Value {
    context! {
        reference => claim.reference.as_str(),
        member_id => claim.member_id.as_str(),
        first_name => claim.first_name.as_str(),
        last_name => claim.last_name.as_str(),
        service_date => claim.service_date.strftime("%B %-d, %Y").to_string(),
        billed => claim.billed.as_str(),
    }
}

fn kind_of_id(kind: &str) -> &str {
    match kind {
        "tax_id" => "Tax ID",
        "ssn" => "SSN",
        "provider_pin" => "Provider PIN",
        other => other,
    }
}
