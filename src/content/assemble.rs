//! Files to a checked set of content, or to everything that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use minijinja::value::Serde;
use minijinja::{Value, context};

use super::files::Files;
use crate::accounts::contract::Policy;
use crate::conversation::{FlowId, Locale};
use crate::faq::{self, Contacts, Entry};
use crate::flaw::{Flaw, Severity};
use crate::flows::Flows;
use crate::flows::model::FlowSet;
use crate::flows::phrases::Phrases;
use crate::flows::template::{Template, TemplateError};
use crate::index::{COMMON_FILE, Index, STOPWORDS_FILE, SYNONYMS_FILE, Sources, Thresholds, Trigger};
use crate::messages::Messages;

const CONTACTS_FILE: &str = "faq/contacts.yaml";

/// The files of `flows/` that hold phrases, not dialogues.
const PHRASE_FILES: [&str; 3] = ["safety", "small-talk", "commands"];

/// Everything that was read and checked.
pub(super) struct Parts {
    pub(super) entries: Vec<Entry>,
    pub(super) flows: FlowSet,
    pub(super) phrases: Phrases,
    pub(super) messages: BTreeMap<Locale, Messages>,
    pub(super) index: Index,
    pub(super) facts: Value,
}

/// Makes a set of `files`. Nothing where a flaw keeps it from going live; all flaws, warnings too, in the order of files and
/// lines. `policy`: the figures that texts quote; `today`: the day by which answers are valid and due for review.
pub(super) fn assemble(
    files: &Files,
    policy: &Policy,
    thresholds: Thresholds,
    today: Date,
) -> (Option<Parts>, Vec<Flaw>) {
    let mut flaws = files.flaws.clone();
    let (contacts, found) = contacts(files);
    flaws.extend(found);
    let facts = facts(&contacts, policy);
    let sources = flow_sources(files, &mut flaws);
    let flows = crate::flows::read(&sources, &facts);
    flaws.extend(flows.flaws.iter().cloned());
    let entries = entries(files, &sources, &facts, &mut flaws);
    flaws.extend(faq::due(&entries, today));
    let (phrases, found) = phrases(files, &facts);
    flaws.extend(found);
    let messages = messages(files, &mut flaws);
    let index = index(files, &entries, &flows, thresholds, &mut flaws);
    if let Some(index) = &index {
        let known = super::cross::Known {
            entries: &entries,
            flows: &flows.set,
            sources: &sources,
            index,
            today,
        };
        flaws.extend(super::cross::check(&known, &flaws));
    }
    flaws.sort();
    flaws.dedup();
    let fatal = flaws.iter().any(|flaw| flaw.severity == Severity::Error);
    let parts = index.filter(|_| !fatal).map(|index| Parts {
        entries,
        flows: flows.set,
        phrases,
        messages,
        index,
        facts,
    });
    (parts, flaws)
}

/// The errands alone, with what is wrong with them and with the facts that they quote.
pub(super) fn flows(files: &Files, policy: &Policy) -> Flows {
    let (contacts, mut flaws) = contacts(files);
    let sources = flow_sources(files, &mut flaws);
    let mut flows = crate::flows::read(&sources, &facts(&contacts, policy));
    flows.flaws.append(&mut flaws);
    flows.flaws.sort();
    flows
}

fn contacts(files: &Files) -> (Contacts, Vec<Flaw>) {
    match files.text(CONTACTS_FILE) {
        Some(text) => faq::contacts(CONTACTS_FILE, text),
        None => {
            let flaw = Flaw::error(
                CONTACTS_FILE,
                0,
                "the file is missing",
                "write down the telephone numbers and addresses",
            );
            (Contacts::default(), vec![flaw])
        }
    }
}

/// What texts may quote: `contacts.help_desk` (its value), `contacts_full.help_desk.name`, `policy.pin.digits`.
fn facts(contacts: &Contacts, policy: &Policy) -> Value {
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

fn flow_sources(files: &Files, flaws: &mut Vec<Flaw>) -> BTreeMap<FlowId, String> {
    let mut sources = BTreeMap::new();
    for (name, text) in files.below("flows/", ".yaml") {
        if PHRASE_FILES.contains(&name) {
            continue;
        }
        match FlowId::new(name) {
            Ok(id) if !name.contains('/') => {
                sources.insert(id, text.to_owned());
            }
            _ => flaws.push(Flaw::error(
                &format!("flows/{name}.yaml"),
                0,
                "the file's name is not the name of an errand",
                "put it into flows/ itself, and use letters, digits and hyphens",
            )),
        }
    }
    sources
}

fn entries(files: &Files, flows: &BTreeMap<FlowId, String>, facts: &Value, flaws: &mut Vec<Flaw>) -> Vec<Entry> {
    let texts = files.below("faq/", ".md");
    let texts = texts
        .map(|(name, text)| (format!("{name}.md"), text.to_owned()))
        .collect();
    let flows: BTreeSet<FlowId> = flows.keys().cloned().collect();
    let render = |text: &str| {
        let template = Template::new(text).map_err(|error| error.to_string())?;
        template
            .render(facts)
            .map_err(|error| why_not(&error, &template, facts))
    };
    let reading = faq::read(&texts, &flows, &render);
    if texts.is_empty() {
        flaws.push(Flaw::error(
            "faq",
            0,
            "there are no answers",
            "write some, as faq/member/<topic>/<slug>.md",
        ));
    }
    flaws.extend(reading.flaws);
    reading.entries
}

/// Why the facts can't be put into `template`: the names that nothing stands for, which the engine's own words leave out.
fn why_not(error: &TemplateError, template: &Template, facts: &Value) -> String {
    let unknown: BTreeSet<String> = template
        .names()
        .iter()
        .filter_map(|name| unknown_part(name, facts))
        .map(|part| format!("`{part}`"))
        .collect();
    if !error.undefined || unknown.is_empty() {
        return error.to_string();
    }
    let unknown: Vec<String> = unknown.into_iter().collect();
    format!("there is no {}", unknown.join(", no "))
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

fn phrases(files: &Files, facts: &Value) -> (Phrases, Vec<Flaw>) {
    let text = |name| files.text(name).unwrap_or_default();
    Phrases::read(
        text("flows/safety.yaml"),
        text("flows/small-talk.yaml"),
        text("flows/commands.yaml"),
        facts,
    )
}

/// The fixed sentences of each language; the default one must be there.
fn messages(files: &Files, flaws: &mut Vec<Flaw>) -> BTreeMap<Locale, Messages> {
    let mut messages = BTreeMap::new();
    for (name, text) in files.below("templates/messages.", ".yaml") {
        let file = format!("templates/messages.{name}.yaml");
        let Some(locale) = Locale::new(name) else {
            flaws.push(Flaw::error(
                &file,
                0,
                "the name does not say the language",
                "name it messages.en.yaml, or es, fr ...",
            ));
            continue;
        };
        let (read, found) = Messages::read(&file, text);
        flaws.extend(found);
        let widget = format!("templates/widget.{name}.yaml");
        let (read, found) = match files.text(&widget) {
            Some(words) => read.with_widget(&widget, words),
            None => (read, Vec::new()),
        };
        flaws.extend(found);
        messages.insert(locale, read);
    }
    let default = Locale::default();
    if !messages.contains_key(&default) {
        let file = format!("templates/messages.{}.yaml", default.as_str());
        flaws.push(Flaw::error(
            &file,
            0,
            "the file is missing",
            "write the fixed sentences into it",
        ));
    }
    messages
}

fn index(
    files: &Files,
    entries: &[Entry],
    flows: &Flows,
    thresholds: Thresholds,
    flaws: &mut Vec<Flaw>,
) -> Option<Index> {
    let triggers: Vec<Trigger> = flows
        .set
        .flows
        .values()
        .map(|closure| Trigger {
            flow: closure.flow.id.clone(),
            audience: closure.flow.audience,
            phrases: closure.flow.start.clone(),
        })
        .collect();
    let text = |name| files.text(name).unwrap_or_default();
    let sources = Sources {
        entries,
        triggers: &triggers,
        synonyms: text(SYNONYMS_FILE),
        stopwords: text(STOPWORDS_FILE),
        common: text(COMMON_FILE),
    };
    match Index::build(sources, thresholds) {
        Ok((index, found)) => {
            flaws.extend(found);
            Some(index)
        }
        Err(error) => {
            flaws.push(Flaw::error(
                "index",
                0,
                error.to_string(),
                "make room in memory and save any file again",
            ));
            None
        }
    }
}
