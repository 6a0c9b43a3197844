//! New files for editors: sound from the start, and not yet seen by visitors.

pub(super) mod answer;
pub(super) mod errand;

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

use super::{Stop, say};
use crate::accounts::contract::Policy;
use crate::clock::{SharedClock, SystemClock};
use crate::content::{self, Settings};
use crate::flaw::{Flaw, Severity};

/// What is written.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Answer,
    Errand,
}

/// Writes `text` to `file` below `root`, where nothing may be yet. If the content then has an error that it had not before
/// (such as a phrase that another file claims), the file is taken away again, and the errors are what went wrong.
pub(super) fn write(root: &Path, file: &str, text: &str, part: Part) -> Result<(), Stop> {
    let path = root.join(file);
    let before = errors(root);
    create(&path, text).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let name = match part {
                Part::Answer => "path",
                Part::Errand => "name",
            };
            Stop::refused(format_args!(
                "{} is there already: choose another {name}",
                path.display()
            ))
        }
        _ => Stop::failed(format_args!("{} can't be written: {error}", path.display())),
    })?;
    let told: Vec<String> = errors(root)
        .difference(&before)
        .map(|flaw| format!("  {flaw}"))
        .collect();
    if !told.is_empty() {
        fs::remove_file(&path).map_err(Stop::failed)?;
        return Err(Stop::refused(format_args!(
            "{file} would bring errors, so it was not made:\n{}",
            told.join("\n")
        )));
    }
    if !before.is_empty() {
        say("The content has errors elsewhere, and nothing new goes live before they are mended: frontdesk check\n");
    }
    Ok(())
}

/// The path of `file` as whoever works here would write it.
pub(super) fn shown(root: &Path, file: &str) -> String {
    if root == Path::new(".") {
        return file.to_owned();
    }
    root.join(file).display().to_string()
}

/// What keeps the content below `root` from going live. What texts mean is of no account for that: words will do, and are
/// there at once.
fn errors(root: &Path) -> BTreeSet<Flaw> {
    let clock: SharedClock = Arc::new(SystemClock);
    let (_, flaws) = content::check_with(root, &Policy::default(), &Settings::default(), &clock);
    flaws
        .into_iter()
        .filter(|flaw| flaw.severity == Severity::Error)
        .collect()
}

fn create(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// `lost-pin` as `Lost pin`.
fn in_words(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Whether `text` is made of lower-case letters, digits and hyphens.
fn is_slug(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=60).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with('-') && !text.ends_with('-')
}

/// `text` as a slug: what was probably meant.
fn slug(text: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_lowercase()
        } else {
            ' '
        }
    };
    let words: String = text.chars().map(plain).collect();
    let mut slug = words.split_whitespace().collect::<Vec<_>>().join("-");
    slug.truncate(60);
    slug.trim_end_matches('-').to_owned()
}

/// A text as YAML: plain where that is safe, else in quotes.
fn yaml(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " ?.,'()-".contains(letter);
    let safe = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(plain)
        && text.contains(' ')
        && text.trim() == text;
    if safe {
        return text.to_owned();
    }
    // A JSON string is a YAML one.
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_from_yaml_as_it_was() {
        for text in [
            "Is it so?",
            "yes",
            "12",
            "a: b # c",
            "- x",
            "\"quoted\" and 'so'",
            "¿Qué?",
            "{{ x }}",
            " edge ",
            "two\nlines",
        ] {
            let line = format!("k: {}\n", yaml(text));
            let back: std::collections::BTreeMap<String, String> = serde_saphyr::from_str(&line).unwrap();
            assert_eq!(back["k"], text, "{line}");
        }
    }

    #[test]
    fn a_slug_is_made_of_what_was_written() {
        assert!(is_slug("lost-pin-2") && !is_slug("Lost") && !is_slug("-a") && !is_slug("") && !is_slug("a/b"));
        assert_eq!(slug("Lost PIN (abroad)!"), "lost-pin-abroad");
        assert_eq!(in_words("lost-pin"), "Lost pin");
    }
}
