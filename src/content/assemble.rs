//! Files to a checked set of content, or to everything that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use minijinja::Value;

use super::files::Files;
use crate::accounts::contract::Policy;
use crate::conversation::{FlowId, Locale};
use crate::faq::{self, Contacts, Entry, Kept, Names};
use crate::flaw::{self, Code, Flaw, Severity};
use crate::flows::Flows;
use crate::flows::model::FlowSet;
use crate::flows::phrases::Phrases;
use crate::index::{COMMON_FILE, Index, OUTSIDE_FILE, STOPWORDS_FILE, SYNONYMS_FILE, Settings, Sources, Trigger};
use crate::messages::Messages;

pub(super) const CONTACTS_FILE: &str = "faq/contacts.yaml";
pub(super) const SOURCES_FILE: &str = "faq/sources.yaml";

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
/// lines. `policy`: the figures that texts quote; `now`: of the day by which answers are valid and due for review; `kept`:
/// the answers of the set before.
pub(super) fn assemble(
    files: &Files,
    policy: &Policy,
    settings: &Settings,
    now: Timestamp,
    kept: &mut Kept,
) -> (Option<Parts>, Vec<Flaw>) {
    let mut flaws = files.flaws.clone();
    let today = settings.zone().to_datetime(now).date();
    super::texts::check(files, &mut flaws);
    let known_sources = known_sources(files, &mut flaws);
    let contacts = contacts(files, known_sources.as_ref(), &mut flaws);
    let facts = super::facts::facts(&contacts, policy);
    let sources = flow_sources(files, &mut flaws);
    let flows = crate::flows::read(&sources, &facts);
    flaws.extend(flows.flaws.iter().cloned());
    let texts = answers(files);
    let errands: BTreeSet<FlowId> = sources.keys().cloned().collect();
    let names = Names {
        flows: &errands,
        sources: known_sources.as_ref(),
    };
    // The other facts, the policy, stay as they are while the program runs.
    kept.with_facts(files.text(CONTACTS_FILE).unwrap_or_default());
    let reading = faq::read(&texts, names, &|text| super::facts::fill(text, &facts), kept);
    let entries = reading.entries;
    flaws.extend(reading.flaws);
    flaws.extend(none_at_all(&texts));
    flaws.extend(faq::due(&entries, today));
    let (phrases, found) = phrases(files, &facts);
    flaws.extend(found);
    let messages = messages(files, &mut flaws);
    let index = index(files, &entries, &flows, settings, &mut flaws);
    if let Some(index) = &index {
        let known = super::cross::Known {
            entries: &entries,
            flows: &flows.set,
            sources: &sources,
            index,
            today,
            now,
        };
        flaws.extend(super::cross::check(&known, &flaws));
        // While answers are left out for their flaws, nobody can say which words are not needed, nor who fights with whom.
        if flaw::counts(&flaws).0 == 0 {
            flaws.extend(super::fights::check(&known));
            flaws.extend(index.unused_synonyms());
        }
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
    let mut flaws = Vec::new();
    let contacts = contacts(files, None, &mut flaws);
    let sources = flow_sources(files, &mut flaws);
    let mut flows = crate::flows::read(&sources, &super::facts::facts(&contacts, policy));
    flows.flaws.append(&mut flaws);
    flows.flaws.sort();
    flows
}

/// The names of the sources; nothing where nobody has written them down.
fn known_sources(files: &Files, flaws: &mut Vec<Flaw>) -> Option<BTreeSet<String>> {
    let (sources, found) = faq::sources(SOURCES_FILE, files.text(SOURCES_FILE)?);
    let readable = found.is_empty();
    flaws.extend(found);
    // Of a list with gaps nobody can say what is missing in it.
    readable.then(|| sources.into_keys().collect())
}

fn contacts(files: &Files, sources: Option<&BTreeSet<String>>, flaws: &mut Vec<Flaw>) -> Contacts {
    let Some(text) = files.text(CONTACTS_FILE) else {
        let remedy = "write down the telephone numbers and addresses";
        flaws.push(Flaw::error(
            Code::MissingFile,
            CONTACTS_FILE,
            0,
            "the file is missing",
            remedy,
        ));
        return Contacts::default();
    };
    let (contacts, found) = faq::contacts(CONTACTS_FILE, text, sources);
    if found.is_empty() {
        flaws.extend(super::texts::missing_contacts(&contacts));
    }
    flaws.extend(found);
    flaws.extend(super::texts::unused_contacts(files, &contacts));
    contacts
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
                Code::MisplacedFile,
                &format!("flows/{name}.yaml"),
                0,
                "the file's name is not the name of an errand",
                "put it into flows/ itself, and use letters, digits and hyphens",
            )),
        }
    }
    sources
}

/// The texts of the answers, by path below `faq/`.
fn answers(files: &Files) -> BTreeMap<String, String> {
    let texts = files.below("faq/", ".md");
    texts
        .map(|(name, text)| (format!("{name}.md"), text.to_owned()))
        .collect()
}

fn none_at_all(texts: &BTreeMap<String, String>) -> Option<Flaw> {
    let remedy = "write some, as faq/member/<topic>/<slug>.md";
    texts
        .is_empty()
        .then(|| Flaw::error(Code::MissingFile, "faq", 0, "there are no answers", remedy))
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
                Code::MisplacedFile,
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
            Code::MissingFile,
            &file,
            0,
            "the file is missing",
            "write the fixed sentences into it",
        ));
    }
    messages
}

fn index(files: &Files, entries: &[Entry], flows: &Flows, settings: &Settings, flaws: &mut Vec<Flaw>) -> Option<Index> {
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
        outside: text(OUTSIDE_FILE),
        progress: &super::embedding_progress,
    };
    match Index::build(sources, settings.clone()) {
        Ok((index, found)) => {
            flaws.extend(found);
            Some(index)
        }
        Err(error) => {
            flaws.push(Flaw::error(
                Code::IndexFailed,
                "index",
                0,
                error.to_string(),
                "make room in memory and save any file again",
            ));
            None
        }
    }
}
