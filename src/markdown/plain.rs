//! Markdown to plain words, complete on their own: for screen readers, transcripts and other channels.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{is_block, is_plain_line, may_link, parser};

/// `markdown` as plain text: paragraphs parted by an empty line, one line per list item (`- ` or its number) and per row
/// of a table, links as `words (address)`.
pub fn plain(markdown: &str) -> String {
    if is_plain_line(markdown) {
        return markdown.to_owned();
    }
    parsed(markdown)
}

pub(super) fn parsed(markdown: &str) -> String {
    let mut writer = Writer::default();
    for event in parser(markdown) {
        writer.event(event);
    }
    writer.out.trim().to_owned()
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The open lists: the number of the next item, or nothing for bullets.
    lists: Vec<Option<u64>>,
    /// The open links: address, and where their words begin.
    links: Vec<(String, usize)>,
    first_cell: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) | Event::Code(text) => {
                self.out.push_str(&text)
            }
            Event::SoftBreak => self.out.push(' '),
            Event::HardBreak => self.new_line(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(first) => {
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::Link { dest_url, .. } => self.links.push((dest_url.into_string(), self.out.len())),
            Tag::TableHead | Tag::TableRow => {
                self.new_line();
                self.first_cell = true;
            }
            Tag::TableCell if self.first_cell => self.first_cell = false,
            Tag::TableCell => self.out.push_str(" | "),
            Tag::Paragraph | Tag::Heading { .. } if self.lists.is_empty() => self.paragraph(),
            Tag::CodeBlock(_) | Tag::Table(_) | Tag::BlockQuote(_) => self.paragraph(),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.new_line();
        let depth = self.lists.len().saturating_sub(1);
        self.out.push_str(&"  ".repeat(depth.min(8)));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.out.push_str(&format!("{number}. "));
                *number = number.saturating_add(1);
            }
            _ => self.out.push_str("- "),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link => self.end_link(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.paragraph();
                }
            }
            TagEnd::Paragraph if !self.lists.is_empty() => self.out.push(' '),
            tag if is_block(tag) && self.lists.is_empty() => self.paragraph(),
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let Some((url, start)) = self.links.pop() else { return };
        let words = self.out.get(start..).unwrap_or_default();
        let address = url
            .strip_prefix("mailto:")
            .or_else(|| url.strip_prefix("tel:"))
            .unwrap_or(&url);
        if may_link(&url) && words != address {
            let address = format!(" ({address})");
            self.out.push_str(&address);
        }
    }

    fn new_line(&mut self) {
        self.trim_spaces();
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn paragraph(&mut self) {
        self.new_line();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn trim_spaces(&mut self) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
    }
}
