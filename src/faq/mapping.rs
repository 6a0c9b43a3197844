//! Files that are mappings of named things, `contacts.yaml` and `sources.yaml`: every flaw at once, each with its line.

use crate::flaw::{Code, Flaw};
use crate::yaml::shape::Shape;
use crate::yaml::{self, Entry, Kind, Node};

/// Characters at most in a value.
const LONGEST_VALUE: usize = 500;

/// Collects the flaws of one file.
pub(super) struct Mapping<'a> {
    pub(super) file: &'a str,
    pub(super) flaws: Vec<Flaw>,
}

/// One named thing: its name, its line, and the texts by key, each with its line.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) line: u32,
    texts: Vec<(String, String, u32)>,
}

impl Named {
    /// The text of `key` and its line.
    pub(super) fn text(&self, key: &str) -> Option<(&str, u32)> {
        self.texts
            .iter()
            .find(|(name, ..)| name == key)
            .map(|(_, text, line)| (text.as_str(), *line))
    }
}

impl<'a> Mapping<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self {
            file,
            flaws: Vec::new(),
        }
    }

    pub(super) fn flaw(&mut self, code: Code, line: u32, what: impl Into<String>, remedy: impl Into<String>) {
        self.flaws.push(Flaw::error(code, self.file, line, what, remedy));
    }

    /// The things below `top`, the only key of the file, each of the shape `shape`. One that lacks a key that it needs is
    /// left out.
    pub(super) fn read(&mut self, text: &str, top: &str, shape: &Shape) -> Vec<Named> {
        let node = match yaml::parse(self.file, text) {
            Ok(node) => node,
            Err(flaw) => {
                self.flaws.push(flaw);
                return Vec::new();
            }
        };
        let remedy = format!("write `{top}:` and below it a name for each");
        let mut things = None;
        for entry in self.entries(node, "the file", &remedy) {
            if entry.key == top {
                things = Some(entry.value);
            } else {
                let what = format!("there is no key `{}`", entry.key);
                self.flaw(
                    Code::UnknownKey,
                    entry.line,
                    what,
                    format!("the only key at the margin is `{top}`"),
                );
            }
        }
        let Some(things) = things else {
            self.flaw(Code::MissingKey, 1, format!("`{top}` is missing"), remedy);
            return Vec::new();
        };
        let entries = self.entries(things, &format!("`{top}`"), &remedy);
        entries
            .into_iter()
            .filter_map(|entry| self.named(entry, shape))
            .collect()
    }

    /// The entries of a mapping, without those whose key stands twice.
    fn entries(&mut self, node: Node, whose: &str, remedy: &str) -> Vec<Entry> {
        let what = format!("{whose} is {}, not a mapping", node.described());
        let Kind::Map(all) = node.kind else {
            self.flaw(Code::WrongValue, node.line, what, remedy);
            return Vec::new();
        };
        let mut entries: Vec<Entry> = Vec::new();
        for entry in all {
            if let Some(first) = entries.iter().find(|first| first.key == entry.key) {
                let what = format!("`{}` stands twice, first on line {}", entry.key, first.line);
                self.flaw(Code::DuplicateKey, entry.line, what, "keep one");
            } else {
                entries.push(entry);
            }
        }
        entries
    }

    fn named(&mut self, entry: Entry, shape: &Shape) -> Option<Named> {
        let keys: Vec<&str> = shape.keys.iter().map(|key| key.name).collect();
        let required = shape.keys.iter().filter(|key| key.needed).map(|key| key.name);
        let remedy = format!("write `{{ {}: ... }}`", keys.join(": ..., "));
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
        if entry.key.is_empty() || !entry.key.bytes().all(fits) {
            let what = format!("`{}` can't be a name", entry.key);
            self.flaw(
                Code::WrongValue,
                entry.line,
                what,
                "use lower-case letters, digits, `_` and `-`",
            );
        }
        let mut named = Named {
            name: entry.key,
            line: entry.line,
            texts: Vec::new(),
        };
        for pair in self.entries(entry.value, &format!("`{}`", named.name), &remedy) {
            self.pair(&mut named, pair, &keys);
        }
        let mut complete = true;
        for key in required.filter(|key| named.text(key).is_none()) {
            complete = false;
            let what = format!("`{}` has no `{key}`", named.name);
            self.flaw(Code::MissingKey, named.line, what, format!("write `{key}: ...`"));
        }
        complete.then_some(named)
    }

    fn pair(&mut self, named: &mut Named, pair: Entry, keys: &[&str]) {
        if !keys.contains(&pair.key.as_str()) {
            let near = keys.iter().find(|known| strsim::osa_distance(known, &pair.key) <= 2);
            let remedy = near.map_or_else(
                || format!("the keys are {}", keys.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            self.flaw(
                Code::UnknownKey,
                pair.line,
                format!("there is no key `{}`", pair.key),
                remedy,
            );
            return;
        }
        match pair.value.kind {
            Kind::Text(text) if !text.trim().is_empty() && text.chars().count() <= LONGEST_VALUE => {
                named.texts.push((pair.key, text.trim().to_owned(), pair.value.line));
            }
            // It counts as there, so that it is told once.
            _ => {
                let what = format!("`{}` is not a text of at most {LONGEST_VALUE} characters", pair.key);
                self.flaw(Code::WrongValue, pair.value.line, what, "write some words");
                named.texts.push((pair.key, String::new(), pair.value.line));
            }
        }
    }
}
