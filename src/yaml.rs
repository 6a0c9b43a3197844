//! YAML as a tree in which every node knows its line, so that all flaws of a file can be told at once, each at its place.
//!
//! The files are small and plain: no anchors, aliases, merge keys or tags, and all sizes are bounded.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Location, Options, Spanned};

use crate::flaw::{Code, Flaw};

pub mod shape;

/// The longest file that is read, in bytes.
pub const LONGEST_FILE: usize = 64 * 1024;

/// How deep lists and mappings may lie in each other.
const DEEPEST: usize = 32;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its line, from 1.
    pub line: u32,
    /// What it is.
    pub kind: Kind,
}

/// What a node is. Numbers and truth values are texts here, exactly as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing: `~`, `null`, or a key without a value.
    Null,
    /// A text, a number or a truth value.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file; a key may stand in it twice.
    Map(Vec<Entry>),
}

/// One line of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The key's line, from 1.
    pub line: u32,
    /// What stands behind it.
    pub value: Node,
}

impl Node {
    /// What it is, in words, for flaws.
    pub fn described(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}

/// The tree of one file. `file` is the path that the flaw names.
///
/// # Errors
/// One flaw, for a file that is too long, or is not YAML of the plain kind that is read here.
pub fn parse(file: &str, text: &str) -> Result<Node, Flaw> {
    if text.len() > LONGEST_FILE {
        let what = format!(
            "the file has {} bytes; {LONGEST_FILE} are the most that is read",
            text.len()
        );
        return Err(Flaw::error(
            Code::FileTooLarge,
            file,
            0,
            what,
            "split it into smaller files",
        ));
    }
    let tree: Spanned<Raw> =
        serde_saphyr::from_str_with_options(text, options()).map_err(|error| flaw_of(file, &error))?;
    Ok(locate(tree, text))
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_aliases: 0,
            max_anchors: 0,
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_documents: 1,
            max_nodes: LONGEST_FILE,
            max_events: 4 * LONGEST_FILE,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

fn flaw_of(file: &str, error: &serde_saphyr::Error) -> Flaw {
    use serde_saphyr::budget::BudgetBreach;
    let line = error.location().map_or(0, line_of);
    let (what, remedy) = match error.without_snippet() {
        serde_saphyr::Error::Budget { breach, .. } => match breach {
            BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } => (
                "anchors (`&name`) and aliases (`*name`) are not read".into(),
                "write the text out where it belongs, or put it in quotes if `&` or `*` is part of it",
            ),
            _ => ("the file is nested too deeply or too large".into(), "make it simpler"),
        },
        other => (
            format!("this is not readable as YAML: {}", first_line(&other.to_string())),
            YAML_REMEDY,
        ),
    };
    Flaw::error(Code::NotYaml, file, line, what, remedy)
}

const YAML_REMEDY: &str = "check the indentation and the line before; put a text with `: `, ` #`, or a leading `{`, `[`, `*`, `&`, `!`, `%` or `@` in quotes";

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

fn line_of(location: Location) -> u32 {
    u32::try_from(location.line()).unwrap_or(u32::MAX)
}

/// A node as the deserializer sees it: what is in it has places, it does not know its own.
enum Raw {
    Null,
    Text(String),
    /// A number or truth value: its text stands in the file.
    Literal(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

/// Moves the places into the nodes, and takes numbers back as they were written (`1.50`, not 1.5).
fn locate(raw: Spanned<Raw>, text: &str) -> Node {
    let line = line_of(raw.referenced);
    let kind = match raw.value {
        Raw::Null => Kind::Null,
        Raw::Text(value) => Kind::Text(value),
        Raw::Literal(value) => Kind::Text(as_written(raw.referenced, text).unwrap_or(value)),
        Raw::List(items) => Kind::List(items.into_iter().map(|item| locate(item, text)).collect()),
        Raw::Map(entries) => Kind::Map(
            entries
                .into_iter()
                .map(|(key, value)| Entry {
                    line: line_of(key.referenced),
                    key: key.value,
                    value: locate(value, text),
                })
                .collect(),
        ),
    };
    Node { line, kind }
}

fn as_written(location: Location, text: &str) -> Option<String> {
    let span = location.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let length = usize::try_from(span.byte_len()?).ok()?;
    let written = text.get(start..start.checked_add(length)?)?.trim();
    (!written.is_empty() && !written.contains(char::is_whitespace)).then(|| written.to_owned())
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text, a list or a mapping")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = access.next_key::<Spanned<String>>()? {
            if key.value.len() > 200 {
                return Err(A::Error::custom("a key is longer than 200 characters"));
            }
            entries.push((key, access.next_value()?));
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Node {
        parse("flows/x.yaml", text).unwrap()
    }

    #[test]
    fn every_node_and_key_knows_its_line() {
        let node = tree("# c\ntitle: A\nsteps:\n  - say: >-\n      long\n      text\n  - { end: true }\n");
        let Kind::Map(entries) = node.kind else { panic!() };
        assert_eq!((entries[0].key.as_str(), entries[0].line), ("title", 2));
        assert_eq!(entries[1].line, 3);
        let Kind::List(steps) = &entries[1].value.kind else {
            panic!()
        };
        assert_eq!(steps[0].line, 4);
        let Kind::Map(say) = &steps[0].kind else { panic!() };
        assert_eq!((say[0].line, say[0].value.line), (4, 5));
        assert_eq!(say[0].value.kind, Kind::Text("long text".into()));
        assert_eq!(steps[1].line, 7);
    }

    #[test]
    fn numbers_stay_as_they_were_written() {
        let node = tree("[182.50, 007, no, true, 1e3, ~, 11/5/2026]");
        let Kind::List(items) = node.kind else { panic!() };
        let texts: Vec<_> = items
            .iter()
            .map(|item| match &item.kind {
                Kind::Text(text) => text.as_str(),
                _ => item.described(),
            })
            .collect();
        assert_eq!(texts, ["182.50", "007", "no", "true", "1e3", "nothing", "11/5/2026"]);
    }

    #[test]
    fn what_is_not_plain_yaml_is_one_flaw_with_its_line() {
        let flaw = |text: &str| parse("flows/x.yaml", text).unwrap_err();
        assert_eq!(flaw("a: 1\nb: [1\nc: 2\n").severity, crate::flaw::Severity::Error);
        assert!(flaw("a: &x 1\nb: *x\n").what.contains("anchors"));
        assert_eq!(flaw("a: &x 1\nb: *x\n").line, 1);
        assert!(flaw(&"[".repeat(5_000)).what.len() < 200);
        assert!(flaw(&"a".repeat(LONGEST_FILE + 1)).what.contains("bytes"));
        assert!(flaw("a: 1\n---\nb: 2\n").line > 0);
        assert!(flaw("a: !secret 1\n").line > 0);
    }

    #[test]
    fn a_key_may_stand_twice_in_the_tree() {
        let Kind::Map(entries) = tree("a: 1\na: 2\n<<: 3\n").kind else {
            panic!()
        };
        assert_eq!(entries.len(), 3);
    }
}
