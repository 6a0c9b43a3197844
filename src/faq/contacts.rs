//! `contacts.yaml`: every telephone and fax number and every address, in one place.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conversation::Audience;
use crate::flaw::Flaw;

/// All contacts, by the name that texts use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    /// By name, as in `help_desk`.
    pub contacts: BTreeMap<String, Contact>,
}

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Who is reached.
    pub name: String,
    /// How.
    pub kind: ContactKind,
    /// The number, the address, or where it is to be found: what texts show.
    pub value: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Where it is stated.
    pub source: String,
}

/// How somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// By telephone.
    Telephone,
    /// By fax.
    Fax,
    /// By e-mail.
    Email,
    /// By post.
    Post,
    /// As the words say, as in "the number on the back of your ID card".
    Place,
}

/// Reads `contacts.yaml`, which stands at `file`.
pub fn contacts(file: &str, text: &str) -> (Contacts, Vec<Flaw>) {
    let contacts: Contacts = match serde_saphyr::from_str(text) {
        Ok(contacts) => contacts,
        Err(error) => {
            let line = error
                .location()
                .map_or(0, |location| u32::try_from(location.line()).unwrap_or(0));
            let what = error.without_snippet().to_string();
            let remedy = "each contact has name, kind, value, audience and source";
            return (Contacts::default(), vec![Flaw::error(file, line, what, remedy)]);
        }
    };
    let flaws = contacts.contacts.iter().filter_map(|(name, contact)| {
        let wrong = match contact.kind {
            ContactKind::Telephone | ContactKind::Fax => super::numbers::telephones(&contact.value).is_empty(),
            ContactKind::Email => super::numbers::addresses(&contact.value).is_empty(),
            ContactKind::Post | ContactKind::Place => contact.value.trim().is_empty(),
        };
        wrong.then(|| {
            let what = format!("`{name}` has no value of its kind");
            Flaw::error(
                file,
                line_of(text, name),
                what,
                "write a telephone number with its area code, an e-mail address, or words",
            )
        })
    });
    let flaws = flaws.collect();
    (contacts, flaws)
}

/// The line on which the key `name` stands; 0 where it can't be found.
fn line_of(text: &str, name: &str) -> u32 {
    let key = format!("{name}:");
    let found = text.lines().position(|line| line.trim_start().starts_with(&key));
    found.and_then(|index| u32::try_from(index + 1).ok()).unwrap_or(0)
}
