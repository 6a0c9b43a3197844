//! `contacts.yaml`: every telephone and fax number and every address, in one place.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::checks::unknown_source;
use super::keys::CONTACT;
use super::mapping::{Mapping, Named};
use crate::conversation::Audience;
use crate::flaw::{Code, Flaw};

/// All contacts, by the name that texts use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contacts {
    /// By name, as in `help_desk`.
    pub contacts: BTreeMap<String, Contact>,
}

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// Its line in the file, from 1.
    #[serde(skip)]
    pub line: u32,
}

/// How somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

/// The kinds as they are written.
const KINDS: [(&str, ContactKind); 5] = [
    ("telephone", ContactKind::Telephone),
    ("fax", ContactKind::Fax),
    ("email", ContactKind::Email),
    ("post", ContactKind::Post),
    ("place", ContactKind::Place),
];

/// Reads `contacts.yaml`, which stands at `file`. `sources`: those that contacts can name; nothing where nobody has written
/// them down.
pub fn contacts(file: &str, text: &str, sources: Option<&BTreeSet<String>>) -> (Contacts, Vec<Flaw>) {
    let mut mapping = Mapping::new(file);
    let named = mapping.read(text, "contacts", &CONTACT);
    let contacts = named.iter().filter_map(|named| {
        let contact = contact(&mut mapping, named, sources)?;
        Some((named.name.clone(), contact))
    });
    let contacts = Contacts {
        contacts: contacts.collect(),
    };
    (contacts, mapping.flaws)
}

fn contact(mapping: &mut Mapping<'_>, named: &Named, sources: Option<&BTreeSet<String>>) -> Option<Contact> {
    let text = |key| named.text(key).unwrap_or_default();
    let ((kind, kind_line), (audience, audience_line)) = (text("kind"), text("audience"));
    let found = KINDS.iter().find(|(name, _)| *name == kind).map(|(_, kind)| *kind);
    if found.is_none() {
        let names = KINDS.map(|(name, _)| name).join(", ");
        mapping.flaw(
            Code::WrongValue,
            kind_line,
            format!("there is no kind `{kind}`"),
            format!("write one of {names}"),
        );
    }
    let whom = match audience {
        "member" => Some(Audience::Member),
        "provider" => Some(Audience::Provider),
        _ => {
            let what = format!("there is no audience `{audience}`");
            mapping.flaw(Code::WrongValue, audience_line, what, "write `member` or `provider`");
            None
        }
    };
    let (source, source_line) = text("source");
    if let Some(sources) = sources.filter(|sources| !sources.contains(source) && !source.is_empty()) {
        let flaw = unknown_source(mapping.file, source_line, source, sources);
        mapping.flaws.push(flaw);
    }
    let (kind, (value, value_line)) = (found?, text("value"));
    if !has_kind(value, kind) {
        let remedy = "write a telephone number with its area code, an e-mail address, or words";
        let what = format!("`{}` has no value of its kind", named.name);
        mapping.flaw(Code::BadContact, value_line, what, remedy);
    }
    Some(Contact {
        name: text("name").0.to_owned(),
        kind,
        value: value.to_owned(),
        audience: whom?,
        source: source.to_owned(),
        line: named.line,
    })
}

fn has_kind(value: &str, kind: ContactKind) -> bool {
    match kind {
        ContactKind::Telephone | ContactKind::Fax => super::numbers::telephones(value).len() == 1,
        ContactKind::Email => super::numbers::addresses(value).len() == 1,
        ContactKind::Post | ContactKind::Place => !value.is_empty(),
    }
}
