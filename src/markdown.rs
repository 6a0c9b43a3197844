//! Markdown (CommonMark and tables) to clean HTML and to plain words.
//!
//! Nothing that a person wrote reaches a page as markup: raw HTML is shown as text, images become their description, and
//! only links with a scheme of [`SCHEMES`] stay links. The tags are those of [`TAGS`], the attributes `href`, `rel` and
//! `start`.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

mod html;
mod links;
mod plain;

pub use html::html;
pub use links::{Link, bare_addresses, links};
pub use plain::plain;

/// The tags that [`html()`] writes.
pub const TAGS: [&str; 18] = [
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// What a link may begin with.
pub const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// Something that Markdown can hold and that is never shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its line in the text, from 1.
    pub line: u32,
    /// What it is.
    pub kind: FaultKind,
}

/// What can be wrong with a Markdown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Raw HTML.
    Html,
    /// An image.
    Image,
}

/// What a text begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstBlock {
    /// A paragraph, with its words.
    Paragraph(String),
    /// A heading.
    Heading,
    /// A list.
    List,
    /// A table.
    Table,
    /// Something else: code, a quotation, a rule.
    Other,
}

/// What `markdown` begins with, and on which line, from 1; nothing where it is empty.
pub fn first_block(markdown: &str) -> Option<(u32, FirstBlock)> {
    let mut events = parser(markdown).into_offset_iter();
    let (first, range) = events.next()?;
    let block = match first {
        Event::Start(Tag::Paragraph) => {
            let inside = events
                .map(|(event, _)| event)
                .take_while(|event| *event != Event::End(TagEnd::Paragraph));
            FirstBlock::Paragraph(inside.filter_map(words_of).collect())
        }
        Event::Start(Tag::Heading { .. }) => FirstBlock::Heading,
        Event::Start(Tag::List(_)) => FirstBlock::List,
        Event::Start(Tag::Table(_)) => FirstBlock::Table,
        _ => FirstBlock::Other,
    };
    Some((line_at(markdown, range.start), block))
}

/// The words of an event within a paragraph.
fn words_of(event: Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text.into_string()),
        Event::SoftBreak | Event::HardBreak => Some(" ".to_owned()),
        _ => None,
    }
}

/// What in `markdown` would be dropped or shown as text.
pub fn faults(markdown: &str) -> Vec<Fault> {
    let found = parser(markdown).into_offset_iter().filter_map(|(event, range)| {
        let kind = match event {
            Event::Html(_) | Event::InlineHtml(_) => FaultKind::Html,
            Event::Start(Tag::Image { .. }) => FaultKind::Image,
            _ => return None,
        };
        Some(Fault {
            line: line_at(markdown, range.start),
            kind,
        })
    });
    let mut faults: Vec<Fault> = found.collect();
    faults.dedup();
    faults
}

/// The line, from 1, on which the byte at `offset` stands.
fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count())
        .map_or(u32::MAX, |lines| lines.saturating_add(1))
}

/// Whether `markdown` is a paragraph of plain words in one line, in which nothing marks anything up and nothing has to be
/// written differently in HTML: so is most of what is said in a dialogue, and it needs no parser.
fn is_plain_line(markdown: &str) -> bool {
    let plain = |letter: char| {
        letter.is_alphanumeric()
            || matches!(
                letter,
                ' ' | ',' | '.' | ';' | ':' | '?' | '!' | '(' | ')' | '/' | '$' | '%' | '-'
            )
    };
    markdown.starts_with(char::is_alphabetic) && !markdown.ends_with(' ') && markdown.chars().all(plain)
}

fn parser(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
}

/// Whether `url` may be a link.
fn may_link(url: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    }) && !url.chars().any(|letter| letter.is_control() || letter.is_whitespace())
}

/// Whether the end tag closes something that stands on lines of its own.
fn is_block(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::List(_)
            | TagEnd::Table
    )
}

#[cfg(test)]
mod tests;
