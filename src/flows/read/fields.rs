//! The keys of a mapping: each taken once, the rest told with the key that was probably meant.

use super::Reader;
use crate::flaw::Code;
use crate::yaml::shape::Shape;
use crate::yaml::{Entry, Kind, Node};

/// A mapping whose keys are taken one by one.
pub(in crate::flows) struct Fields<'a> {
    /// Which keys it can have.
    shape: &'static Shape,
    /// Where it stands.
    pub(in crate::flows) line: u32,
    entries: Vec<&'a Entry>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The keys of `node`; a flaw if it is no mapping, or has a key twice.
    pub(in crate::flows) fn new(reader: &mut Reader, node: &'a Node, shape: &'static Shape) -> Option<Self> {
        let what = shape.what;
        let Kind::Map(all) = &node.kind else {
            reader.gap(
                Code::WrongValue,
                node.line,
                format!("{what} is {}, not a mapping", node.described()),
                "write `key: value` lines",
            );
            return None;
        };
        let mut entries: Vec<&Entry> = Vec::new();
        for entry in all {
            if let Some(first) = entries.iter().find(|other| other.key == entry.key) {
                let what = format!("`{}` stands twice in {what}, first in line {}", entry.key, first.line);
                reader.error(Code::DuplicateKey, entry.line, what, "remove one of them");
            } else {
                entries.push(entry);
            }
        }
        Some(Self {
            shape,
            line: entries.first().map_or(node.line, |entry| entry.line),
            entries,
            known: Vec::new(),
        })
    }

    /// Whether `key` stands in it.
    pub(in crate::flows) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// The entry called `key`, which is taken out. A key that is not in the table is never read.
    pub(in crate::flows) fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        if !self.shape.has(key) {
            return None;
        }
        self.known.push(key);
        let place = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(place))
    }

    /// What stands behind `key`, which is taken out.
    pub(in crate::flows) fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// What stands behind `key`; a flaw where it is missing.
    pub(in crate::flows) fn need(&mut self, reader: &mut Reader, key: &'static str) -> Option<&'a Node> {
        let node = self.take(key);
        if node.is_none() {
            reader.gap(
                Code::MissingKey,
                self.line,
                format!("{} has no `{key}`", self.shape.what),
                format!("add `{key}: ...`"),
            );
        }
        node
    }

    /// Tells the keys that nobody took.
    pub(in crate::flows) fn finish(self, reader: &mut Reader) {
        for entry in &self.entries {
            let what = format!("{} has no key `{}`", self.shape.what, entry.key);
            reader.error(
                Code::UnknownKey,
                entry.line,
                what,
                did_you_mean(&entry.key, self.known.iter().copied()),
            );
        }
    }
}

/// A remedy that names the nearest of the names that there are, or all of them.
pub(in crate::flows) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    let nearest = known
        .iter()
        .filter(|_| name.len() <= 100)
        .map(|other| (strsim::osa_distance(name, other), *other))
        .min()
        .filter(|(distance, other)| 2 * *distance < other.len().max(name.len()));
    match nearest {
        Some((_, other)) => format!("did you mean `{other}`?"),
        None if known.is_empty() => "remove it".into(),
        None => {
            let more = if known.len() > 12 { " ..." } else { "" };
            let names: Vec<_> = known.iter().take(12).map(|other| format!("`{other}`")).collect();
            format!("use one of {}{more}", names.join(", "))
        }
    }
}
