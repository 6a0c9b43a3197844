//! `sources.yaml`: the documents that the facts come from.

use std::collections::BTreeMap;

use super::keys::SOURCE;
use super::mapping::Mapping;
use crate::flaw::Flaw;

/// All sources, by the name that answers and contacts use.
pub type Sources = BTreeMap<String, Source>;

/// A document that facts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub title: String,
    /// Where it is to be found, for whoever looks after the answers.
    pub place: Option<String>,
}

/// Reads `sources.yaml`, which stands at `file`.
pub fn sources(file: &str, text: &str) -> (Sources, Vec<Flaw>) {
    let mut mapping = Mapping::new(file);
    let named = mapping.read(text, "sources", &SOURCE);
    let sources = named.into_iter().map(|named| {
        let text = |key| named.text(key).map(|(text, _)| text.to_owned());
        let source = Source {
            title: text("title").unwrap_or_default(),
            place: text("place"),
        };
        (named.name.clone(), source)
    });
    (sources.collect(), mapping.flaws)
}
