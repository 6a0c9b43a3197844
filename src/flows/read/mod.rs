//! A flow file to a [`RawFlow`]: what stands in it, each part with its line, targets still by name.
//!
//! Reading goes on after a flaw, so that all flaws of a file are told at once.

mod arguments;
mod call;
mod fields;
mod flow;
mod phrases;
mod raw;
mod receipt;
mod slots;
mod steps;

use super::template::{Expression, Template};

use crate::conversation::{FlowId, SlotName};
use crate::flaw::{Code, Flaw, Severity};
use crate::yaml::{self, Kind, Node};

pub(super) use fields::{Fields, did_you_mean};
pub(super) use raw::{
    Go, RawArgument, RawCall, RawEnding, RawFlow, RawKind, RawOption, RawOutcome, RawSlot, RawStep, RawTarget,
    RawValue, Site, Usage,
};

/// Collects the flaws of one file.
pub(super) struct Reader {
    file: String,
    /// What was found.
    pub flaws: Vec<Flaw>,
    /// Whether something was left out because it could not be read: what depends on the whole is not worth checking.
    pub gaps: bool,
}

impl Reader {
    pub(super) fn new(file: String) -> Self {
        Self {
            file,
            flaws: Vec::new(),
            gaps: false,
        }
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// A flaw that keeps the content from going live.
    pub(super) fn error(&mut self, code: Code, line: u32, what: impl Into<String>, remedy: impl Into<String>) {
        let flaw = Flaw::error(code, &self.file, line, what, remedy);
        self.flaws.push(flaw);
    }

    /// A flaw that is worth mending.
    pub(super) fn warning(&mut self, code: Code, line: u32, what: impl Into<String>, remedy: impl Into<String>) {
        let flaw = Flaw::warning(code, &self.file, line, what, remedy);
        self.flaws.push(flaw);
    }

    /// A flaw after which something is missing.
    pub(super) fn gap(&mut self, code: Code, line: u32, what: impl Into<String>, remedy: impl Into<String>) {
        self.gaps = true;
        self.error(code, line, what, remedy);
    }

    /// Whether anything keeps the content from going live.
    pub(super) fn failed(&self) -> bool {
        self.flaws.iter().any(|flaw| flaw.severity == Severity::Error)
    }

    /// The text of a node.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        match &node.kind {
            Kind::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            Kind::Text(_) | Kind::Null => {
                self.gap(
                    Code::FlowText,
                    node.line,
                    format!("{what} is empty"),
                    "write it, or leave the key out",
                );
                None
            }
            Kind::List(_) | Kind::Map(_) => {
                let remedy = "write a text; put it in quotes if it begins with `{` or `[`, as in \"{{ name }}\"";
                self.gap(
                    Code::FlowText,
                    node.line,
                    format!("{what} is {}, not a text", node.described()),
                    remedy,
                );
                None
            }
        }
    }

    /// A text without places for values.
    pub(super) fn plain(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = self.text(node, what)?;
        if text.contains("{{") || text.contains("{%") {
            self.error(
                Code::FlowText,
                node.line,
                format!("{what} can't hold values (`{{{{ }}}}`)"),
                "write plain words; values belong into `say`, `ask` and receipts",
            );
        }
        Some(text)
    }

    /// A template.
    pub(super) fn template(&mut self, node: &Node, what: &str) -> Option<Template> {
        let text = self.text(node, what)?;
        match Template::new(&text) {
            Ok(template) => Some(template),
            Err(error) => {
                let remedy =
                    "check the braces: `{{ name }}` for a value, `{% if name %} ... {% endif %}` for a condition";
                self.gap(
                    Code::BadTemplate,
                    node.line,
                    format!("{what} is not a template that can be read: {error}"),
                    remedy,
                );
                None
            }
        }
    }

    /// An expression.
    pub(super) fn expression(&mut self, node: &Node, what: &str) -> Option<Expression> {
        let text = self.text(node, what)?;
        match Expression::new(&text) {
            Ok(expression) => Some(expression),
            Err(error) => {
                let remedy = "write names of slots and outcomes, with `and`, `or`, `not`, `==`; a fixed text in quotes inside quotes, as in '\"text\"'";
                self.gap(
                    Code::BadTemplate,
                    node.line,
                    format!("{what} is not an expression that can be read: {error}"),
                    remedy,
                );
                None
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn truth(&mut self, node: &Node, what: &str) -> Option<bool> {
        match &node.kind {
            Kind::Text(text) if text == "true" => Some(true),
            Kind::Text(text) if text == "false" => Some(false),
            _ => {
                self.gap(
                    Code::WrongValue,
                    node.line,
                    format!("{what} must be `true` or `false`"),
                    "write `true`, or leave it out",
                );
                None
            }
        }
    }

    /// The items of a list.
    pub(super) fn list<'a>(&mut self, node: &'a Node, what: &str) -> &'a [Node] {
        if let Kind::List(items) = &node.kind {
            return items;
        }
        self.gap(
            Code::WrongValue,
            node.line,
            format!("{what} is {}, not a list", node.described()),
            "write a list: `[one, two]`, or a line for each item that begins with `- `",
        );
        &[]
    }
}

/// Reads one file.
pub(super) fn read(reader: &mut Reader, id: &FlowId, source: &str) -> Option<RawFlow> {
    match yaml::parse(reader.file(), source) {
        Ok(node) => flow::flow(reader, id, &node),
        Err(flaw) => {
            reader.gaps = true;
            reader.flaws.push(flaw);
            None
        }
    }
}

/// A slot's name, if it can be one: it must also be a name in expressions.
pub(super) fn slot_name(reader: &mut Reader, text: &str, line: u32) -> Option<SlotName> {
    let fits = is_name(text) && !RESERVED.contains(&text);
    match SlotName::new(text) {
        Ok(name) if fits => Some(name),
        _ => {
            reader.gap(
                Code::FlowName, line,
                format!("`{text}` can't be the name of a slot"),
                "use lower-case letters, digits and `_`, a letter first, as in `user_name`; `contacts`, `policy` and words of the template language are taken",
            );
            None
        }
    }
}

/// Names that mean something else in templates.
pub(super) const RESERVED: [&str; 20] = [
    "contacts", "policy", "next", "loop", "true", "false", "none", "and", "or", "not", "in", "is", "if", "else", "for",
    "self", "super", "caller", "set", "with",
];

/// Whether `text` is a name in expressions.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
