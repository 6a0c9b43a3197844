//! A flow as it stands in its file: each part with its line, targets by name.

use crate::accounts::contract::Operation;
use crate::conversation::{Audience, FlowId};
use crate::flows::model::{Ending, Slot, StepKind};
use crate::flows::template::{Expression, Template};

/// A flow as it stands in its file.
pub(in crate::flows) struct RawFlow {
    pub id: FlowId,
    pub title: String,
    pub label: String,
    pub audience: Audience,
    pub start: Vec<(String, u32)>,
    pub needs_sign_in: bool,
    pub slots: Vec<RawSlot>,
    pub steps: Vec<RawStep>,
    pub endings: Vec<RawEnding>,
}

/// A slot, and where its parts stand.
pub(in crate::flows) struct RawSlot {
    pub line: u32,
    pub slot: Slot,
    /// The templates that are rendered when it is asked for.
    pub sites: Vec<Site>,
}

/// An ending, and where it stands.
pub(in crate::flows) struct RawEnding {
    pub name: String,
    pub line: u32,
    pub ending: Ending,
    pub site: Site,
}

/// A step, its arrows still by name.
pub(in crate::flows) struct RawStep {
    pub line: u32,
    pub id: Option<String>,
    pub when: Option<Expression>,
    pub kind: RawKind,
    /// Where `goto` or `end` says to go afterwards.
    pub go: Option<Go>,
    /// The templates that it renders, besides those of the slots that it asks for.
    pub sites: Vec<Site>,
}

/// Where a step says to go.
pub(in crate::flows) enum Go {
    End,
    To(String, u32),
}

/// What a step does.
pub(in crate::flows) enum RawKind {
    /// What needs no arrows of its own.
    Simple(StepKind),
    Call(Box<RawCall>),
    Choose {
        ask: Template,
        options: Vec<RawOption>,
    },
}

/// A call, its arrows still by name.
pub(in crate::flows) struct RawCall {
    pub operation: &'static Operation,
    pub arguments: Vec<RawArgument>,
    /// Where `with` stands, or the call where there is none.
    pub with_line: u32,
    pub save_as: Option<String>,
    pub confirm: Option<Template>,
    pub on: Vec<RawOutcome>,
    /// Where `on` stands, or the call where there is none.
    pub on_line: u32,
}

/// One argument of a call, or one field of a record.
pub(in crate::flows) struct RawArgument {
    pub name: String,
    pub line: u32,
    pub value: RawValue,
}

/// The value of an argument.
pub(in crate::flows) enum RawValue {
    Expression(Expression, u32),
    List(Vec<RawValue>, u32),
    Record(Vec<RawArgument>, u32),
}

impl RawValue {
    pub(in crate::flows) fn line(&self) -> u32 {
        match self {
            Self::Expression(_, line) | Self::List(_, line) | Self::Record(_, line) => *line,
        }
    }
}

/// Where an outcome leads.
pub(in crate::flows) struct RawOutcome {
    pub name: String,
    pub line: u32,
    pub target: RawTarget,
}

/// Where an option leads.
pub(in crate::flows) struct RawOption {
    pub label: String,
    pub line: u32,
    pub target: RawTarget,
}

/// Where to go.
pub(in crate::flows) enum RawTarget {
    /// `next`, a step or an ending.
    Named(String, u32),
    /// Steps in place; then on behind the step that they belong to.
    Steps(Vec<RawStep>),
}

/// A place where a template is rendered or an expression is evaluated.
#[derive(Debug, Clone)]
pub(in crate::flows) struct Site {
    pub line: u32,
    pub usage: Usage,
    pub template: Template,
}

/// What a rendered text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::flows) enum Usage {
    /// It is said; the log forgets personal values when the run is over.
    Spoken,
    /// It stays: nothing personal may be in it.
    Receipt,
}
