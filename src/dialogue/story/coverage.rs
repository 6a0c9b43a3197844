//! What of a flow the stories pass, and what none of them does.

use std::collections::BTreeSet;

use crate::conversation::FlowId;
use crate::dialogue::{FlowPart, Passed};
use crate::flows::model::{Flow, Step, StepKind};

/// How much of one flow is passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Which flow.
    pub flow: FlowId,
    /// Its steps.
    pub steps: Share,
    /// The ways out of its steps: outcomes, options, conditions that do not hold, a "no" before a call, endings.
    pub ways: Share,
    /// What no story passes, in the order of the file.
    pub gaps: Vec<Gap>,
}

/// Some of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How many are passed.
    pub passed: usize,
    /// How many there are.
    pub all: usize,
}

/// Something that no story passes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The line of the flow's file, from 1.
    pub line: u32,
    /// What it is, as in "the outcome `expired` of `check_code`".
    pub what: String,
}

impl Share {
    /// In hundredths, rounded down, so that only all is 100; all of nothing is all.
    pub fn percent(self) -> usize {
        (self.passed * 100).checked_div(self.all).unwrap_or(100)
    }

    fn add(&mut self, passed: bool) {
        self.all += 1;
        self.passed += usize::from(passed);
    }
}

impl Coverage {
    /// Holds what stories have passed against what there is in a flow.
    pub fn of(flow: &Flow, passed: &BTreeSet<Passed>) -> Self {
        let mut coverage = Self {
            flow: flow.id.clone(),
            steps: Share::default(),
            ways: Share::default(),
            gaps: Vec::new(),
        };
        for (part, line, what) in parts(flow) {
            let share = match part {
                FlowPart::Step(_) => &mut coverage.steps,
                _ => &mut coverage.ways,
            };
            let flow = flow.id.clone();
            let known = passed.contains(&Passed { flow, part });
            share.add(known);
            if !known {
                coverage.gaps.push(Gap { line, what });
            }
        }
        coverage.gaps.sort();
        coverage
    }
}

/// Everything in a flow that can be passed, with its line and what it is.
fn parts(flow: &Flow) -> Vec<(FlowPart, u32, String)> {
    let mut parts = Vec::new();
    for (place, step) in flow.steps.iter().enumerate() {
        let name = name(step);
        parts.push((FlowPart::Step(place), step.line, name.clone()));
        if let Some(when) = &step.when {
            let what = format!("{name}, skipped because `{}` does not hold", when.source());
            parts.push((FlowPart::Otherwise(place), step.line, what));
        }
        match &step.kind {
            StepKind::Call { confirm, on, lines, .. } => {
                for outcome in on.keys() {
                    let line = lines.get(outcome).copied().unwrap_or(step.line);
                    let what = format!("the outcome `{outcome}` of {name}");
                    parts.push((FlowPart::Outcome(place, outcome.clone()), line, what));
                }
                if confirm.is_some() {
                    let what = format!("a \"no\" to the question before {name}");
                    parts.push((FlowPart::No(place), step.line, what));
                }
            }
            StepKind::Choose { options, .. } => {
                for (number, option) in options.iter().enumerate() {
                    let what = format!("the option \"{}\" of {name}", option.label);
                    parts.push((FlowPart::Choice(place, number), option.line, what));
                }
            }
            _ => {}
        }
    }
    for (ending, at) in &flow.endings {
        parts.push((
            FlowPart::Ending(ending.clone()),
            at.line,
            format!("the ending `{ending}`"),
        ));
    }
    parts
}

/// What people call a step.
fn name(step: &Step) -> String {
    let kind = match &step.kind {
        StepKind::Say { .. } => "say",
        StepKind::Collect { .. } => "collect",
        StepKind::Call { operation, .. } => return format!("the call `{}` ({})", step.id, operation.name),
        StepKind::Choose { .. } => "choose",
        StepKind::Do { .. } => "do",
        StepKind::Receipt { .. } => "receipt",
        StepKind::Handoff { .. } => "handoff",
        StepKind::Pass => "goto",
    };
    format!("the {kind} `{}`", step.id)
}
