//! Links in a text, and addresses that should be some.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{line_at, parser, words_of};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its line in the text, from 1.
    pub line: u32,
    /// Where it leads.
    pub url: String,
    /// Its words.
    pub words: String,
}

/// The links of `markdown`, also those that are never shown.
pub fn links(markdown: &str) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut inside = false;
    for (event, range) in parser(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                inside = true;
                links.push(Link {
                    line: line_at(markdown, range.start),
                    url: dest_url.into_string(),
                    words: String::new(),
                });
            }
            Event::End(TagEnd::Link) => inside = false,
            other => {
                if let (true, Some(link), Some(words)) = (inside, links.last_mut(), words_of(other)) {
                    link.words.push_str(&words);
                }
            }
        }
    }
    links
}

/// Addresses of pages that stand in `markdown` as words, each with its line, from 1: nobody can follow them.
pub fn bare_addresses(markdown: &str) -> Vec<(u32, String)> {
    let mut addresses = Vec::new();
    let mut inside = false;
    for (event, range) in parser(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. }) => inside = true,
            Event::End(TagEnd::Link) => inside = false,
            Event::Text(text) if !inside => {
                let words = text
                    .split_whitespace()
                    .map(|word| word.trim_matches(|letter| "().,;:<>\"'".contains(letter)));
                let found = words.filter(|word| {
                    ["https://", "http://", "www."]
                        .iter()
                        .any(|start| word.starts_with(start))
                });
                addresses.extend(found.map(|word| (line_at(markdown, range.start), word.to_owned())));
            }
            _ => {}
        }
    }
    addresses
}
