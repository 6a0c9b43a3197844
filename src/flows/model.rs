//! A dialogue as the engine walks it: steps in one list, every arrow explicit.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::slots::SlotType;
use super::template::{Expression, Template};
use crate::accounts::contract::{Class, Holds, Operation};
use crate::conversation::{Audience, Choice, FlowId, SlotName};

/// A flow with all flows that it calls: what a run is pinned to. `version` is the hash (SHA-256, hex) over their sources.
#[derive(Debug)]
pub struct Closure {
    /// Names this version, in states and in the store.
    pub version: String,
    /// The flow itself.
    pub flow: Arc<Flow>,
    /// The flows that it calls, directly or through others.
    pub called: BTreeMap<FlowId, Arc<Flow>>,
    /// The files it was made from, by flow, so that it can be made again after a restart.
    pub sources: BTreeMap<FlowId, String>,
}

impl Closure {
    /// The flow called `id`, if it belongs to this closure.
    pub fn get(&self, id: &FlowId) -> Option<&Arc<Flow>> {
        if *id == self.flow.id {
            Some(&self.flow)
        } else {
            self.called.get(id)
        }
    }
}

/// All flows that are live, by id.
#[derive(Debug, Default)]
pub struct FlowSet {
    /// Each with what it calls.
    pub flows: BTreeMap<FlowId, Arc<Closure>>,
}

/// One dialogue.
#[derive(Debug)]
pub struct Flow {
    /// The file's name without its ending.
    pub id: FlowId,
    /// What it gets done, as in "Get a new PIN".
    pub title: String,
    /// The words of the button that starts it.
    pub label: String,
    /// Whom it is for.
    pub audience: Audience,
    /// How people ask for it; indexed beside the answers.
    pub start: Vec<String>,
    /// Whether the visitor must be signed in before the first step.
    pub needs_sign_in: bool,
    /// What it asks, in the order of the file.
    pub slots: IndexMap<SlotName, Slot>,
    /// The steps; the first is where it starts.
    pub steps: Vec<Step>,
    /// Where it can end, by name.
    pub endings: BTreeMap<String, Ending>,
}

/// A way to end.
#[derive(Debug)]
pub struct Ending {
    /// The line of the file, from 1.
    pub line: u32,
    /// What is said.
    pub say: Template,
    /// Whether a person is offered.
    pub handoff: bool,
}

/// One step.
#[derive(Debug)]
pub struct Step {
    /// Unique in its flow and stable while the file does not change: the `id` given, else the path, as in `3.on.too_soon.0`.
    /// Idempotency keys are made with it.
    pub id: String,
    /// The line of the file, from 1.
    pub line: u32,
    /// The step is done only where this holds.
    pub when: Option<Expression>,
    /// Where to go when `when` does not hold.
    pub otherwise: Target,
    /// Where to go when the step is done (a call goes by its outcome, a choice by its option).
    pub next: Target,
    /// What to do.
    pub kind: StepKind,
}

/// Where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The step at this place in [`Flow::steps`].
    Step(usize),
    /// An ending, by name.
    Ending(String),
    /// The end of the flow: the errand is done, or goes back to the flow that called it.
    End,
}

/// What a step does.
#[derive(Debug)]
pub enum StepKind {
    /// Says something.
    Say {
        /// The words (Markdown).
        text: Template,
    },
    /// Asks for one or more slots on one card.
    Collect {
        /// The slots, in the order of the card.
        slots: Vec<SlotName>,
        /// The question.
        ask: Template,
        /// The card's heading.
        title: Option<Template>,
        /// How often it may be asked (after wrong answers, or when a loop comes back to it) before ways out are offered.
        attempts: u32,
    },
    /// Calls the account service.
    Call {
        /// What.
        operation: &'static Operation,
        /// With what: argument by argument.
        arguments: Vec<(String, Argument)>,
        /// Under which name later templates find the outcome's fields.
        save_as: Option<String>,
        /// A yes/no question before the call; "no" cancels the errand.
        confirm: Option<Template>,
        /// Where to go, by outcome: every declared one and `unavailable`.
        on: BTreeMap<String, Target>,
        /// The line of the file, by outcome.
        lines: BTreeMap<String, u32>,
    },
    /// Asks which way to go.
    Choose {
        /// The question.
        ask: Template,
        /// The ways, in order.
        options: Vec<ChooseOption>,
    },
    /// Passes through another flow and comes back.
    Do {
        /// Which.
        flow: FlowId,
    },
    /// Shows a receipt.
    Receipt {
        /// What was done.
        title: Template,
        /// What to quote; the engine makes one where this is missing.
        reference: Option<Template>,
        /// What changed.
        lines: Vec<(Template, Template)>,
        /// What happens next.
        next: Option<Template>,
        /// What to do if it was somebody else; the fixed sentence where this is missing.
        not_you: Option<Template>,
    },
    /// Hands over to a person.
    Handoff {
        /// What is said.
        text: Template,
    },
    /// Does nothing: a `goto`, an `end`, or a place where ways meet.
    Pass,
}

/// One way of a choice.
#[derive(Debug)]
pub struct ChooseOption {
    /// What the visitor reads.
    pub label: String,
    /// The line of the file, from 1.
    pub line: u32,
    /// Where it leads.
    pub target: Target,
}

/// The value of a call's argument.
#[derive(Debug)]
pub enum Argument {
    /// A slot or something computed from slots and outcomes.
    Expression(Expression),
    /// A fixed text.
    Text(String),
    /// A list of values.
    List(Vec<Argument>),
    /// A record of values.
    Record(Vec<(String, Argument)>),
}

/// Something a prompt fills.
#[derive(Debug)]
pub struct Slot {
    /// Its name.
    pub name: SlotName,
    /// How it is typed and read.
    pub kind: SlotType,
    /// What may be done with it.
    pub class: Class,
    /// What stands above its field.
    pub label: Template,
    /// Why it is asked.
    pub why: Option<Template>,
    /// What is wanted.
    pub hint: Option<Template>,
    /// An example.
    pub example: Option<String>,
    /// What a sealed slot holds.
    pub holds: Option<Holds>,
    /// The options of a choice.
    pub choices: Vec<Choice>,
    /// Whether it may be left empty.
    pub optional: bool,
}
