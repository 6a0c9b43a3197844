//! A translation says in other words what its original says, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::Known;
use crate::conversation::{EntryId, Locale};
use crate::faq::Entry;
use crate::flaw::{Code, Flaw};

pub(super) fn check(entries: &[Entry], known: &Known<'_>, flaws: &mut Vec<Flaw>) {
    let default = Locale::default();
    let originals: BTreeMap<&EntryId, &Entry> = entries
        .iter()
        .filter(|entry| entry.locale == default)
        .map(|entry| (&entry.id, entry))
        .collect();
    for entry in entries.iter().filter(|entry| entry.locale != default) {
        if !known.originals.contains(&entry.id) {
            let what = format!("there is no faq/{}.md that this would translate", entry.id);
            let remedy = "write the original, or name the translation like its original";
            flaws.push(Flaw::error(Code::TranslationAlone, &entry.file, 0, what, remedy));
        }
        if let Some(original) = originals.get(&entry.id) {
            differences(entry, original, flaws);
        }
    }
}

fn differences(entry: &Entry, original: &Entry, flaws: &mut Vec<Flaw>) {
    let mut tell = |differs: bool, line: u32, what: &str, remedy: String| {
        if differs {
            let what = format!("{what} than {}", original.file);
            flaws.push(Flaw::error(Code::TranslationDiffers, &entry.file, line, what, remedy));
        }
    };
    let flow = |entry: &Entry| {
        entry
            .flow
            .as_ref()
            .map_or_else(|| "no `flow`".to_owned(), |flow| format!("`flow: {flow}`"))
    };
    tell(
        entry.flow != original.flow,
        entry.lines.flow,
        "it leads to another errand",
        format!("the original has {}: write the same here", flow(original)),
    );
    tell(
        (entry.valid.from, entry.valid.until) != (original.valid.from, original.valid.until),
        entry.valid.line,
        "it is served on other days",
        format!(
            "write the same `valid` as on line {} of the original, or none",
            original.valid.line
        ),
    );
    tell(
        entry.source != original.source,
        entry.lines.source,
        "it has another source",
        format!("write `source: {}`", original.source),
    );
    let missing = names(original.quotes.difference(&entry.quotes));
    tell(
        !missing.is_empty(),
        entry.lines.body,
        "it quotes fewer facts",
        format!("put {missing} in where it belongs"),
    );
    let added = names(entry.quotes.difference(&original.quotes));
    tell(
        !added.is_empty(),
        entry.lines.body,
        "it quotes more facts",
        format!("leave {added} out, or put it into the original too"),
    );
}

fn names<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let names: BTreeSet<String> = names.map(|name| format!("{{{{ {name} }}}}")).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}
