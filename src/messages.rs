//! The fixed sentences, per locale: everything a visitor reads that is neither an answer nor a dialogue's own text.
//!
//! Editors own them (`templates/messages.<locale>.yaml`); [`KEYS`] says which there must be. Pure: the caller hands in the
//! file's text.

use std::collections::BTreeMap;

/// The sentences of one locale: key to template, where `{name}` stands for a parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages {
    sentences: BTreeMap<String, String>,
}

impl Messages {
    /// The sentences as read.
    pub fn new(sentences: BTreeMap<String, String>) -> Self {
        Self { sentences }
    }

    /// The sentence called `key` with its parameters put in; the key itself where there is none (a check finds that
    /// before the content goes live).
    pub fn text(&self, key: &str, parameters: &[(&str, &str)]) -> String {
        let mut text = self.sentences.get(key).cloned().unwrap_or_else(|| key.to_owned());
        for (name, value) in parameters {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// All keys and sentences that begin with `prefix`.
    pub fn starting_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.sentences
            .range(prefix.to_owned()..)
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, text)| (key.as_str(), text.as_str()))
    }
}
