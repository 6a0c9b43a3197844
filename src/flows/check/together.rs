//! What flows are to each other: who passes through whom, and which phrase starts which.

use std::collections::BTreeMap;

use crate::conversation::{Audience, FlowId};
use crate::flaw;
use crate::flows::model::StepKind;
use crate::flows::read::did_you_mean;
use crate::flows::set::{Draft, called};

pub(super) fn check(drafts: &mut [Draft], sources: &BTreeMap<FlowId, String>) {
    phrases(drafts);
    passages(drafts, sources);
    circles(drafts);
    unstartable(drafts);
}

/// A phrase that starts two flows of one audience.
fn phrases(drafts: &mut [Draft]) {
    let mut first: BTreeMap<(Audience, String), String> = BTreeMap::new();
    for (reader, compiled) in drafts.iter_mut() {
        for (phrase, line) in &compiled.start {
            let key = (compiled.flow.audience, phrase.clone());
            if let Some(other) = first.get(&key) {
                let what = format!("the phrase `{phrase}` starts `{other}` too");
                reader.error(
                    flaw::Code::PhraseClaimed,
                    *line,
                    what,
                    "keep it where it belongs and remove it from the other",
                );
            } else {
                first.insert(key, compiled.flow.id.to_string());
            }
        }
    }
}

/// `do` of a flow that there is not, or that is for others.
fn passages(drafts: &mut [Draft], sources: &BTreeMap<FlowId, String>) {
    let facts: BTreeMap<_, _> = drafts
        .iter()
        .map(|(_, compiled)| {
            let flow = &compiled.flow;
            (flow.id.clone(), (flow.audience, flow.needs_sign_in))
        })
        .collect();
    for (reader, compiled) in drafts.iter_mut() {
        for step in &compiled.flow.steps {
            let StepKind::Do { flow } = &step.kind else { continue };
            if !sources.contains_key(flow) {
                let remedy = did_you_mean(flow.as_str(), sources.keys().map(FlowId::as_str));
                reader.error(
                    flaw::Code::BrokenLink,
                    step.line,
                    format!("there is no flow `{flow}`"),
                    remedy,
                );
                continue;
            }
            let Some((audience, needs_sign_in)) = facts.get(flow) else {
                continue;
            };
            if *audience != compiled.flow.audience {
                let what = format!("`{flow}` is for the audience `{audience}`");
                reader.error(
                    flaw::Code::FlowTogether,
                    step.line,
                    what,
                    format!("pass only through flows for `{}`", compiled.flow.audience),
                );
            }
            if *needs_sign_in && !compiled.flow.needs_sign_in {
                let what = format!("`{flow}` needs the visitor to be signed in");
                reader.error(
                    flaw::Code::FlowSignIn,
                    step.line,
                    what,
                    "add `needs: [signed_in]` at the top of this file",
                );
            }
        }
    }
}

/// Flows that pass through themselves.
fn circles(drafts: &mut [Draft]) {
    let calls: BTreeMap<FlowId, Vec<FlowId>> = drafts
        .iter()
        .map(|(_, compiled)| (compiled.flow.id.clone(), called(&compiled.flow).collect()))
        .collect();
    for (reader, compiled) in drafts.iter_mut() {
        for step in &compiled.flow.steps {
            let StepKind::Do { flow } = &step.kind else { continue };
            if leads_to(flow, &compiled.flow.id, &calls) {
                let what = format!("`{flow}` comes back to this flow, which would go round for ever");
                reader.error(
                    flaw::Code::FlowTogether,
                    step.line,
                    what,
                    "use `goto` within one flow, or end it",
                );
            }
        }
    }
}

fn leads_to(from: &FlowId, to: &FlowId, calls: &BTreeMap<FlowId, Vec<FlowId>>) -> bool {
    let mut seen = Vec::new();
    let mut waiting = vec![from];
    while let Some(flow) = waiting.pop() {
        if flow == to {
            return true;
        }
        if !seen.contains(&flow) {
            seen.push(flow);
            waiting.extend(calls.get(flow).into_iter().flatten());
        }
    }
    false
}

/// Flows that neither a phrase nor another flow starts.
fn unstartable(drafts: &mut [Draft]) {
    let passed: Vec<FlowId> = drafts.iter().flat_map(|(_, compiled)| called(&compiled.flow)).collect();
    for (reader, compiled) in drafts.iter_mut() {
        if compiled.start.is_empty() && !passed.contains(&compiled.flow.id) && !reader.gaps {
            let what = "no phrase starts this flow, and no other flow passes through it";
            reader.warning(
                flaw::Code::FlowTogether,
                0,
                what,
                "add `start:` with the words that people use",
            );
        }
    }
}
