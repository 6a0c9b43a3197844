//! All flow files to a [`FlowSet`], and one version of a flow again from its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::Value;
use sha2::{Digest, Sha256};

use super::compile::{Compiled, compile};
use super::model::{Closure, Flow, FlowSet, StepKind};
use super::read::Reader;
use super::{check, read as raw};
use crate::conversation::FlowId;
use crate::flaw::Flaw;

/// What came of reading all flow files.
#[derive(Debug, Default)]
pub struct Flows {
    /// The flows that can go live.
    pub set: FlowSet,
    /// Everything that is wrong, in the order of files and lines. If one is an error, the set is not complete and should
    /// not go live.
    pub flaws: Vec<Flaw>,
}

/// Reads and checks all flows. `sources`: the text of `flows/<id>.yaml` by id; `facts`: `contacts` and `policy`, which
/// templates may quote.
pub fn read(sources: &BTreeMap<FlowId, String>, facts: &Value) -> Flows {
    let mut flaws = Vec::new();
    let mut sound = BTreeMap::new();
    let mut drafts = Vec::new();
    for (id, source) in sources {
        let mut reader = Reader::new(format!("flows/{id}.yaml"));
        if let Some(raw) = raw::read(&mut reader, id, source) {
            let compiled = compile(&mut reader, raw);
            drafts.push((reader, compiled));
        } else {
            flaws.append(&mut reader.flaws);
        }
    }
    check::check(&mut drafts, sources, facts);
    for (reader, compiled) in drafts {
        if !reader.failed() {
            sound.insert(compiled.flow.id.clone(), Arc::new(compiled.flow));
        }
        flaws.extend(reader.flaws);
    }
    let flows = sound
        .keys()
        .filter_map(|id| Some((id.clone(), Arc::new(close(id, &sound, sources)?))))
        .collect();
    flaws.sort();
    flaws.dedup();
    Flows {
        set: FlowSet { flows },
        flaws,
    }
}

/// Makes a version of `flow` again from its sources (after a restart), checked like a new one; nothing if it no longer
/// passes, for instance because it quotes a contact that is gone.
pub fn closure(flow: &FlowId, sources: &BTreeMap<FlowId, String>, facts: &Value) -> Option<Closure> {
    let mut flows = read(sources, facts).set.flows;
    flows.remove(flow).and_then(Arc::into_inner)
}

/// A flow with everything that it calls; nothing where one of those is missing.
fn close(id: &FlowId, flows: &BTreeMap<FlowId, Arc<Flow>>, sources: &BTreeMap<FlowId, String>) -> Option<Closure> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![id.clone()];
    while let Some(id) = waiting.pop() {
        let flow = flows.get(&id)?;
        if reached.insert(id) {
            waiting.extend(called(flow));
        }
    }
    let sources: BTreeMap<_, _> = reached
        .iter()
        .filter_map(|id| Some((id.clone(), sources.get(id)?.clone())))
        .collect();
    let mut called = BTreeMap::new();
    for other in reached.into_iter().filter(|other| other != id) {
        called.insert(other.clone(), Arc::clone(flows.get(&other)?));
    }
    Some(Closure {
        version: version(id, &sources),
        flow: Arc::clone(flows.get(id)?),
        called,
        sources,
    })
}

/// The flows that `flow` calls itself.
pub(super) fn called(flow: &Flow) -> impl Iterator<Item = FlowId> {
    flow.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Do { flow } => Some(flow.clone()),
        _ => None,
    })
}

/// SHA-256 (hex) over the flow's id and all ids and sources; lengths stand before texts, so that no two closures share
/// one input.
fn version(id: &FlowId, sources: &BTreeMap<FlowId, String>) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(id.as_str());
    for (id, source) in sources {
        add(id.as_str());
        add(source);
    }
    hex::encode(hash.finalize())
}

/// A reader with what was made of its file.
pub(super) type Draft = (Reader, Compiled);
