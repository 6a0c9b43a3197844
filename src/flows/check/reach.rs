//! What the walk shows of the graph: loops that would never ask, steps and endings that no way leads to.

use std::collections::BTreeSet;

use super::walk::Found;
use crate::flaw;
use crate::flows::compile::Compiled;
use crate::flows::model::{Flow, Step, StepKind, Target};
use crate::flows::read::Reader;

/// Where a step leads once it is done.
fn after(step: &Step) -> Vec<&Target> {
    match &step.kind {
        StepKind::Call { on, .. } => on.values().collect(),
        StepKind::Choose { options, .. } => options.iter().map(|option| &option.target).collect(),
        _ => vec![&step.next],
    }
}

fn place(target: &Target) -> Option<usize> {
    match target {
        Target::Step(place) => Some(*place),
        Target::Ending(_) | Target::End => None,
    }
}

/// Tells what the walk found, and what it did not find.
pub(super) fn report(reader: &mut Reader, compiled: &Compiled, found: Found) {
    for (line, what, remedy) in found.flaws {
        reader.error(flaw::Code::FlowValue, line, what, remedy);
    }
    if !found.complete {
        reader.error(
            flaw::Code::FlowWay,
            0,
            "the flow has more ways through it than can be checked",
            "move a part of it into a flow of its own (`do:`)",
        );
        return;
    }
    for line in found.endless {
        reader.error(
            flaw::Code::FlowWay,
            line,
            "the steps from here on can repeat for ever: no `collect` stands in the loop",
            "lead the loop through a `collect`, whose `attempts` limit it, or to an ending",
        );
    }
    for place in first_unreached(&compiled.flow, &found.reached) {
        let line = compiled.flow.steps[place].line;
        reader.error(
            flaw::Code::FlowWay,
            line,
            "no way leads to this step",
            "remove it, or lead a `goto` or an outcome to it",
        );
    }
    for place in found.reached.difference(&found.done) {
        let line = compiled.flow.steps[*place].line;
        reader.error(
            flaw::Code::FlowWay,
            line,
            "`when` never holds here",
            "correct it (the values of a choice stand before its labels), or remove the step",
        );
    }
    for (name, (line, _)) in &compiled.endings {
        if !found.endings.contains(name) {
            let what = format!("no way leads to the ending `{name}`");
            reader.warning(flaw::Code::FlowWay, *line, what, "remove it, or lead an outcome to it");
        }
    }
}

/// The steps that are not reached, without those that only they lead to.
fn first_unreached(flow: &Flow, reached: &BTreeSet<usize>) -> BTreeSet<usize> {
    let unreached: BTreeSet<_> = (0..flow.steps.len()).filter(|place| !reached.contains(place)).collect();
    let led_to: BTreeSet<_> = unreached
        .iter()
        .flat_map(|from| {
            let step = &flow.steps[*from];
            let targets = after(step).into_iter().chain([&step.otherwise]);
            targets.filter_map(place).filter(move |to| to != from)
        })
        .collect();
    let first: BTreeSet<_> = unreached.difference(&led_to).copied().collect();
    match unreached.first() {
        Some(one) if first.is_empty() => BTreeSet::from([*one]),
        _ => first,
    }
}
