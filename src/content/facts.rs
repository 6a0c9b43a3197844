//! What texts may quote, and putting it in.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::{Serde, ValueKind};
use minijinja::{Value, context};

use crate::accounts::contract::Policy;
use crate::faq::{Contacts, Filled, Misfit};
use crate::flows::template::Template;

/// How alike a wrong name and a right one are (normalized Levenshtein) when the one was probably meant with the other.
const ALIKE: f64 = 0.7;

/// What texts may quote: `contacts.help_desk` (its value), `contacts_full.help_desk.name`, `policy.pin.digits`.
pub(super) fn facts(contacts: &Contacts, policy: &Policy) -> Value {
    let values: BTreeMap<String, String> = contacts
        .contacts
        .iter()
        .map(|(name, contact)| (name.clone(), contact.value.clone()))
        .collect();
    context! {
        contacts => values,
        contacts_full => Value::from(Serde(&contacts.contacts)),
        policy => Value::from(Serde(policy)),
    }
}

/// `text` with the facts put in, or everything that keeps them from it.
pub(super) fn fill(text: &str, facts: &Value) -> Result<Filled, Vec<Misfit>> {
    let braces = "check the braces: `{{ name }}` for a value, `{% if name %} ... {% endif %}` for a condition";
    let misfit = |error: &crate::flows::template::TemplateError, remedy: &str| Misfit {
        line: error.line.max(1),
        what: error.to_string(),
        remedy: remedy.to_owned(),
    };
    let template = Template::new(text).map_err(|error| vec![misfit(&error, braces)])?;
    let names = template.names();
    let unknown: BTreeSet<&str> = names.iter().filter_map(|name| unknown_part(name, facts)).collect();
    if !unknown.is_empty() {
        return Err(unknown.into_iter().map(|name| no_such(name, text, facts)).collect());
    }
    match template.render(facts) {
        Ok(text) => Ok(Filled { text, names }),
        Err(error) => {
            let remedy = "use a name of faq/contacts.yaml or a figure of the policy, and a filter that can take it";
            Err(vec![misfit(&error, remedy)])
        }
    }
}

fn no_such(name: &str, text: &str, facts: &Value) -> Misfit {
    let line = text.lines().position(|line| line.contains(name)).unwrap_or(0);
    let mut known = Vec::new();
    all_names("", facts, 0, &mut known);
    let likeness = |known: &String| strsim::normalized_levenshtein(known, name);
    let nearest = known
        .into_iter()
        .max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
    let remedy = match nearest {
        Some(nearest) if likeness(&nearest) >= ALIKE => format!("did you mean `{nearest}`?"),
        _ => "use a name of faq/contacts.yaml or a figure of the policy".to_owned(),
    };
    Misfit {
        line: u32::try_from(line + 1).unwrap_or(1),
        what: format!("there is no `{name}`"),
        remedy,
    }
}

/// Up to where `name` leads to nothing: `policy.pni` of `policy.pni.digits`.
fn unknown_part<'a>(name: &'a str, facts: &Value) -> Option<&'a str> {
    let ends = name.match_indices('.').map(|(end, _)| end).chain([name.len()]);
    let mut value = facts.clone();
    let mut start = 0;
    for end in ends {
        value = value.get_attr(name.get(start..end)?).unwrap_or_default();
        if value.is_undefined() {
            return name.get(..end);
        }
        start = end + 1;
    }
    None
}

/// Every name that stands for something, as in `policy.pin.digits`, and the groups: `policy.pin`.
fn all_names(prefix: &str, value: &Value, depth: usize, names: &mut Vec<String>) {
    if value.kind() != ValueKind::Map || depth > 4 {
        return;
    }
    for key in value.try_iter().into_iter().flatten() {
        let name = if prefix.is_empty() {
            key.to_string()
        } else {
            format!("{prefix}.{key}")
        };
        all_names(&name, &value.get_item(&key).unwrap_or_default(), depth + 1, names);
        names.push(name);
    }
}
