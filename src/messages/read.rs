//! A messages file to sentences, and its flaws.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_saphyr::Spanned;

use super::{KEYS, Messages};
use crate::flaw::{Code, Flaw};

/// The longest file that is read, in bytes.
const LONGEST_FILE: usize = 256 * 1024;

/// How deep groups may lie in each other.
const DEEPEST: usize = 8;

/// May stand in any sentence.
const EVERYWHERE: &str = "telephone";

/// A sentence and its line.
struct Sentence {
    text: String,
    line: u32,
}

impl Messages {
    /// The sentences of a file, and everything that is wrong with it: keys that are missing, unknown or empty, parameters
    /// that are missing or unknown. `file` is the path that the flaws name.
    pub fn read(file: &str, text: &str) -> (Self, Vec<Flaw>) {
        let mut reader = Reader {
            file,
            flaws: Vec::new(),
            sentences: BTreeMap::new(),
        };
        if text.len() > LONGEST_FILE {
            let what = format!(
                "the file has {} bytes; {LONGEST_FILE} are the most that is read",
                text.len()
            );
            reader
                .flaws
                .push(Flaw::error(Code::FileTooLarge, file, 0, what, "make it shorter"));
            return (Self::default(), reader.flaws);
        }
        match serde_saphyr::from_str::<Group>(text) {
            Ok(group) => {
                reader.flatten("", group, 0);
                reader.check();
            }
            Err(error) => reader.flaws.push(unreadable(file, &error)),
        }
        let sentences = reader.sentences.into_iter().map(|(key, sentence)| (key, sentence.text));
        (Self::new(sentences.collect()), reader.flaws)
    }

    /// These sentences and those of the widget's own file, all of whose keys begin with `widget.`.
    pub fn with_widget(mut self, file: &str, text: &str) -> (Self, Vec<Flaw>) {
        let mut reader = Reader {
            file,
            flaws: Vec::new(),
            sentences: BTreeMap::new(),
        };
        match serde_saphyr::from_str::<Group>(text) {
            Ok(group) => reader.flatten("", group, 0),
            Err(error) => reader.flaws.push(unreadable(file, &error)),
        }
        let mut flaws = reader.flaws;
        for (key, sentence) in reader.sentences {
            if key.starts_with("widget.") {
                self.sentences.insert(key, sentence.text);
            } else {
                let what = format!("`{key}` is not of the widget");
                flaws.push(Flaw::error(
                    Code::UnknownSentence,
                    file,
                    sentence.line,
                    what,
                    "put it below `widget:`",
                ));
            }
        }
        (self, flaws)
    }
}

fn unreadable(file: &str, error: &serde_saphyr::Error) -> Flaw {
    let line = error
        .location()
        .map_or(0, |place| u32::try_from(place.line()).unwrap_or(0));
    let message = error.without_snippet().to_string();
    let what = format!(
        "this is not readable as YAML: {}",
        message.lines().next().unwrap_or_default()
    );
    Flaw::error(
        Code::NotYaml,
        file,
        line,
        what,
        "check the indentation and the quotes on this line and the one before",
    )
}

struct Reader<'a> {
    file: &'a str,
    flaws: Vec<Flaw>,
    sentences: BTreeMap<String, Sentence>,
}

impl Reader<'_> {
    fn flaw(&mut self, line: u32, what: String, remedy: String) {
        self.flaws
            .push(Flaw::error(Code::BadSentence, self.file, line, what, remedy));
    }

    /// `a: { b: text }` becomes `a.b`.
    fn flatten(&mut self, prefix: &str, group: Group, depth: usize) {
        for (name, entry) in group.0 {
            let line = u32::try_from(name.referenced.line()).unwrap_or(0);
            let name = name.value;
            let key = if prefix.is_empty() {
                name
            } else {
                format!("{prefix}.{name}")
            };
            match entry {
                Entry::Group(group) if depth < DEEPEST => self.flatten(&key, group, depth + 1),
                Entry::Group(_) => self.flaw(line, format!("`{key}` is nested too deeply"), "use fewer levels".into()),
                Entry::Text(text) if text.trim().is_empty() => {
                    self.flaw(line, format!("`{key}` is empty"), "write the sentence".into());
                }
                Entry::Text(text) => {
                    let text = text.trim_end().to_owned();
                    if self.sentences.insert(key.clone(), Sentence { text, line }).is_some() {
                        self.flaw(
                            line,
                            format!("`{key}` stands here twice"),
                            "leave one of them out".into(),
                        );
                    }
                }
            }
        }
    }

    fn check(&mut self) {
        let known: BTreeMap<&str, &[&str]> = KEYS.iter().copied().collect();
        let mut flaws = Vec::new();
        for (key, parameters) in &known {
            match self.sentences.get(*key) {
                Some(sentence) => flaws.extend(self.check_parameters(key, sentence, parameters)),
                None => {
                    let what = format!("there is no `{key}`");
                    flaws.push(Flaw::error(
                        Code::MissingSentence,
                        self.file,
                        0,
                        what,
                        format!("add it{}", naming(parameters)),
                    ));
                }
            }
        }
        for (key, sentence) in &self.sentences {
            if !known.contains_key(key.as_str()) && !key.starts_with("widget.") {
                let what = format!("nothing uses a sentence called `{key}`");
                let remedy =
                    nearest(key).map_or_else(|| "leave it out".into(), |near| format!("did you mean `{near}`?"));
                flaws.push(Flaw::error(
                    Code::UnknownSentence,
                    self.file,
                    sentence.line,
                    what,
                    remedy,
                ));
            }
        }
        self.flaws.extend(flaws);
        self.flaws.sort();
    }

    fn check_parameters(&self, key: &str, sentence: &Sentence, parameters: &[&str]) -> Vec<Flaw> {
        let used = places(&sentence.text);
        let missing = parameters.iter().filter(|name| !used.contains(*name)).map(|name| {
            let remedy = format!("write {{{name}}} where it belongs");
            Flaw::error(
                Code::BadSentence,
                self.file,
                sentence.line,
                format!("`{key}` does not say {{{name}}}"),
                remedy,
            )
        });
        let unknown = used
            .iter()
            .filter(|name| !parameters.contains(name) && **name != EVERYWHERE)
            .map(|name| {
                let what = format!("`{key}` has no parameter called {{{name}}}");
                Flaw::error(
                    Code::BadSentence,
                    self.file,
                    sentence.line,
                    what,
                    format!("leave it out{}", naming(parameters)),
                )
            });
        missing.chain(unknown).collect()
    }
}

/// "; it says {a} and {b}"
fn naming(parameters: &[&str]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let names: Vec<String> = parameters.iter().map(|name| format!("{{{name}}}")).collect();
    format!("; it says {}", names.join(" and "))
}

/// The known key that looks most like `key`.
fn nearest(key: &str) -> Option<&'static str> {
    let alike = |known: &str| strsim::normalized_levenshtein(known, key);
    KEYS.iter()
        .map(|(known, _)| *known)
        .filter(|known| alike(known) >= 0.75)
        .max_by(|left, right| alike(left).total_cmp(&alike(right)))
}

/// The names in braces.
fn places(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
        .collect()
}

/// A mapping, in the order of the file; a key may stand in it twice.
struct Group(Vec<(Spanned<String>, Entry)>);

enum Entry {
    Text(String),
    Group(Group),
}

impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Entry::deserialize(deserializer)? {
            Entry::Group(group) => Ok(group),
            Entry::Text(_) => Err(D::Error::custom("a messages file is a mapping of names to sentences")),
        }
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Entry;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("a sentence, or a group of sentences")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Entry, E> {
                Ok(Entry::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entry::Group(Group(entries)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
