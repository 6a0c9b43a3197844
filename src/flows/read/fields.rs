//! The keys of a mapping: each taken once, the rest told with the key that was probably meant.

use super::Reader;
use crate::flaw::Code;
use crate::yaml::shape::Shape;
use crate::yaml::{Entry, Kind, Node};

/// A key as it stands, or, where that is a slip, the key that was meant.
struct Meant<'a> {
    key: &'a str,
    entry: &'a Entry,
}

/// A mapping whose keys are taken one by one.
pub(in crate::flows) struct Fields<'a> {
    /// Which keys it can have.
    shape: &'static Shape,
    /// Where it stands.
    pub(in crate::flows) line: u32,
    entries: Vec<Meant<'a>>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The keys of `node`; a flaw if it is no mapping, or has a key twice. A slip is told, and then read as the key that was
    /// meant, so that one slip is one flaw.
    pub(in crate::flows) fn new(reader: &mut Reader, node: &'a Node, shape: &'static Shape) -> Option<Self> {
        let what = shape.what;
        let Kind::Map(all) = &node.kind else {
            reader.gap(
                Code::WrongValue,
                node.line,
                format!("{what} is {}, not a mapping", node.described()),
                format!("write {} below it", lines_of(shape)),
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
            entries: meant(reader, &entries, shape),
            known: Vec::new(),
        })
    }

    /// Whether `key` stands in it.
    pub(in crate::flows) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|meant| meant.key == key)
    }

    /// The entry called `key`, which is taken out. A key that is not in the table is never read.
    pub(in crate::flows) fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        if !self.shape.has(key) {
            return None;
        }
        self.known.push(key);
        let place = self.entries.iter().position(|meant| meant.key == key)?;
        Some(self.entries.remove(place).entry)
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
        for Meant { entry, .. } in &self.entries {
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

/// The entries with the keys that were meant, where one letter or two are wrong and the right key is not there.
fn meant<'a>(reader: &mut Reader, entries: &[&'a Entry], shape: &'static Shape) -> Vec<Meant<'a>> {
    let mut all: Vec<Meant<'a>> = Vec::new();
    for entry in entries {
        let taken =
            |key: &str| entries.iter().any(|other| other.key == key) || all.iter().any(|other| other.key == key);
        let slip = (!shape.has(&entry.key)).then(|| shape.nearest(&entry.key)).flatten();
        let key = match slip.filter(|key| !taken(key)) {
            Some(key) => {
                let what = format!("{} has no key `{}`", shape.what, entry.key);
                reader.error(Code::UnknownKey, entry.line, what, format!("did you mean `{key}`?"));
                key
            }
            None => &entry.key,
        };
        all.push(Meant { key, entry });
    }
    all
}

/// What a mapping must have, as in "`ask: ...` and `options: ...`".
fn lines_of(shape: &Shape) -> String {
    let needed: Vec<_> = shape.keys.iter().filter(|key| key.needed).collect();
    if needed.is_empty() {
        return "`key: value` lines".to_owned();
    }
    let lines: Vec<_> = needed.iter().map(|key| format!("`{}: ...`", key.name)).collect();
    lines.join(" and ")
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
