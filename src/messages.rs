//! The fixed sentences, per locale: everything a visitor reads that is neither an answer nor a dialogue's own text.
//!
//! Editors own them (`templates/messages.<locale>.yaml`); [`KEYS`] says which there must be. Pure: the caller hands in the
//! file's text.

mod keys;
mod read;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use keys::KEYS;

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
    /// before the content goes live). A value that is put in is not looked at for parameters again.
    pub fn text(&self, key: &str, parameters: &[(&str, &str)]) -> String {
        let Some(sentence) = self.sentences.get(key) else {
            return key.to_owned();
        };
        let mut text = String::with_capacity(sentence.len());
        let mut left = sentence.as_str();
        while let Some(start) = left.find('{') {
            let (before, from) = left.split_at(start);
            text.push_str(before);
            let place = from.find('}').map(|end| (&from[1..end], &from[end + 1..]));
            let value = place.and_then(|(name, after)| {
                let (_, value) = parameters.iter().rev().find(|(known, _)| *known == name)?;
                Some((*value, after))
            });
            left = match value {
                Some((value, after)) => {
                    text.push_str(value);
                    after
                }
                None => {
                    text.push('{');
                    &from[1..]
                }
            };
        }
        text.push_str(left);
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
