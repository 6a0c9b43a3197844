//! Checks of the files as texts, whatever is in them.

use std::collections::BTreeSet;

use super::assemble::{CONTACTS_FILE, SOURCES_FILE};
use super::files::Files;
use crate::faq::{self, Contacts};
use crate::flaw::{Code, Flaw};
use crate::index::{COMMON_FILE, OUTSIDE_FILE, STOPWORDS_FILE, SYNONYMS_FILE};

/// Puts what is wrong with the texts to `flaws`.
pub(super) fn check(files: &Files, flaws: &mut Vec<Flaw>) {
    for (file, text) in files.all() {
        if let Some(remedy) = misplaced(file) {
            flaws.push(Flaw::warning(
                Code::MisplacedFile,
                file,
                0,
                "nobody reads this file",
                remedy,
            ));
        }
        let shown = file.starts_with("flows/")
            || file.starts_with("templates/messages")
            || file.starts_with("templates/widget");
        for (line, text) in (1..).zip(text.lines()) {
            flaws.extend(marker(file, line, text));
            flaws.extend(strange(file, line, text));
            if shown && !text.trim_start().starts_with('#') {
                let instead = if file.starts_with("flows/") {
                    "{{ contacts.<name> }}"
                } else {
                    "{telephone}"
                };
                flaws.extend(faq::numbers(file, line, text, instead));
            }
        }
    }
}

/// What to do with a file that is read, but that nobody asks for.
fn misplaced(file: &str) -> Option<String> {
    let (folder, name) = file.split_once('/')?;
    let known = match folder {
        "faq" => name.ends_with(".md") || [CONTACTS_FILE, SOURCES_FILE].contains(&file),
        "flows" => name.ends_with(".yaml"),
        "index" => [SYNONYMS_FILE, STOPWORDS_FILE, COMMON_FILE, OUTSIDE_FILE].contains(&file),
        _ => {
            let words = (name.starts_with("messages.") || name.starts_with("widget.")) && name.ends_with(".yaml");
            words || name.contains('/')
        }
    };
    let remedy = match folder {
        "faq" => "an answer is faq/<audience>/<topic>/<slug>.md; beside them stand contacts.yaml and sources.yaml",
        "flows" => "an errand is flows/<name>.yaml",
        "index" => "the lists are synonyms.txt, stopwords.txt, common.txt and out-of-scope.txt",
        _ => "the fixed sentences are messages.<language>.yaml and widget.<language>.yaml",
    };
    (!known).then(|| format!("rename it or move it out: {remedy}"))
}

/// What version control leaves where two people changed the same lines.
fn marker(file: &str, line: u32, text: &str) -> Option<Flaw> {
    let marked = ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| text.starts_with(mark));
    marked.then(|| {
        let what = "two versions of the file stand here, one below the other";
        let remedy = "keep what is right, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`";
        Flaw::error(Code::ConflictMarker, file, line, what, remedy)
    })
}

/// Letters that nobody sees and that change how a text is shown or read.
fn strange(file: &str, line: u32, text: &str) -> Option<Flaw> {
    let strange = |letter: &char| {
        (letter.is_control() && *letter != '\t') || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = text.chars().find(strange)?;
    let what = format!(
        "the letter U+{:04X}, which nobody can see, stands in this line",
        u32::from(found)
    );
    Some(Flaw::error(Code::StrangeLetter, file, line, what, "type the line anew"))
}

/// The contacts whose numbers the fixed sentences give as `{telephone}`, to members and to providers.
const TELEPHONES: [&str; 2] = ["help_desk", "provider_customer_care"];

/// Contacts that must be there, if the list was read.
pub(super) fn missing_contacts(contacts: &Contacts) -> Vec<Flaw> {
    let missing = TELEPHONES.iter().filter(|name| !contacts.contacts.contains_key(**name));
    missing
        .map(|name| {
            let what = format!("there is no contact `{name}`, whose number the fixed sentences give as {{telephone}}");
            let remedy =
                format!("write `{name}: {{ name: ..., kind: telephone, value: ..., audience: ..., source: ... }}`");
            Flaw::error(Code::MissingKey, CONTACTS_FILE, 0, what, remedy)
        })
        .collect()
}

/// Contacts that no text names.
pub(super) fn unused_contacts(files: &Files, contacts: &Contacts) -> Vec<Flaw> {
    let mut used: BTreeSet<&str> = TELEPHONES.into();
    for (file, text) in files.all() {
        for part in text.split("contacts").skip(1) {
            let name = part
                .strip_prefix("_full")
                .unwrap_or(part)
                .strip_prefix('.')
                .unwrap_or_default();
            let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-');
            if file != CONTACTS_FILE {
                used.insert(name.get(..end.unwrap_or(name.len())).unwrap_or_default());
            }
        }
    }
    let unused = contacts
        .contacts
        .iter()
        .filter(|(name, _)| !used.contains(name.as_str()));
    unused
        .map(|(name, contact)| {
            let what = format!("no text names the contact `{name}`");
            let remedy = format!("write {{{{ contacts.{name} }}}} where it belongs, or remove it");
            Flaw::warning(Code::UnusedContact, CONTACTS_FILE, contact.line, what, remedy)
        })
        .collect()
}
