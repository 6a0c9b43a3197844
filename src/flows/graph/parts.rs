//! What is drawn: the boxes and arrows of a flow.
//!
//! A step that only goes elsewhere (`goto`, `end`) is no box: its arrow leads straight on. A step with `when` is two: the
//! condition and what is done. Endings are drawn wherever they are reached, so that no arrow crosses the whole drawing to
//! get to one; their words stand once, at the foot.

use super::words::shown;
use crate::accounts::contract::Class;
use crate::conversation::Audience;
use crate::flows::template::Template;

/// A drawing, before anything has its place.
#[derive(Debug)]
pub(super) struct Graph {
    pub id: String,
    pub title: String,
    pub audience: Audience,
    pub needs_sign_in: bool,
    /// The first box is where it starts.
    pub boxes: Vec<Part>,
    pub arrows: Vec<Arrow>,
    /// The endings by name, with what is said there and whether a person is offered.
    pub endings: Vec<(String, String, bool)>,
}

/// One box.
#[derive(Debug)]
pub(super) struct Part {
    pub kind: PartKind,
    /// The step's id, where the file gives one; the name of an ending.
    pub name: Option<String>,
    /// What it says, asks, calls or tests.
    pub text: String,
    /// What stands below that: slots of a card, lines of a receipt, the question before a call.
    pub rows: Vec<Row>,
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PartKind {
    Start,
    SignIn,
    Say,
    Collect,
    Call,
    When,
    Choose,
    Do,
    Receipt,
    Handoff,
    /// A named ending.
    Ending,
    /// The errand is done.
    Done,
}

/// A line below the text of a box.
#[derive(Debug)]
pub(super) struct Row {
    pub text: String,
    pub class: Class,
}

/// An arrow.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arrow {
    pub from: usize,
    pub to: usize,
    /// The outcome, option, yes or no.
    pub label: Option<String>,
    /// Whether it is what is hoped for: the first of its box.
    pub main: bool,
}

impl PartKind {
    /// What stands above a box of this kind.
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::SignIn => "sign-in",
            Self::Say => "says",
            Self::Collect => "asks",
            Self::Call => "calls",
            Self::When => "if",
            Self::Choose => "choice",
            Self::Do => "does",
            Self::Receipt => "receipt",
            Self::Handoff => "hands over",
            Self::Ending => "ends",
            Self::Done => "done",
        }
    }
}

impl Part {
    /// A box without name and rows.
    pub fn new(kind: PartKind, text: String) -> Self {
        Self {
            kind,
            name: None,
            text,
            rows: Vec::new(),
        }
    }
}

impl Row {
    /// A row of what anybody may see: words, and a template's behind them.
    pub fn open(before: &str, template: &Template) -> Self {
        Self {
            text: format!("{before}{}", shown(template.source())),
            class: Class::Open,
        }
    }
}
