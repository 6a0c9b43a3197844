//! One passage through a flow.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{OpenPrompt, SlotValue};
use crate::accounts::contract::{Class, IdempotencyKey};
use crate::conversation::{FlowId, SlotName};
use crate::dialogue::Reached;

/// How many prompts back one can go.
const LONGEST_TRAIL: usize = 64;

/// A run. Its number is never used again in its conversation.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::dialogue) struct Run {
    pub number: u32,
    pub flow: FlowId,
    /// The closure that it is pinned to.
    pub version: String,
    /// Where it stands: the flow itself, then the flows that were entered by `do`.
    pub frames: Vec<Frame>,
    /// What is known, by flow: a flow sees only its own names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scopes: BTreeMap<FlowId, Scope>,
    /// The calls that were made, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<String, CallRecord>,
    /// How often each card was asked, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub asked: BTreeMap<String, u32>,
    /// The `say` steps that were passed, by path.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub told: BTreeSet<String>,
    /// The prompts that were answered, oldest first: the way back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<Vec<Frame>>,
    /// A corrected slot is being carried forward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<Replay>,
    /// What it has come to already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came_to: Option<CameTo>,
    pub doing: Doing,
}

/// What an errand has come to before it is over; a receipt outranks a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::dialogue) enum CameTo {
    /// The visitor was sent to a person.
    Person,
    /// A receipt was given.
    Receipt,
}

impl From<CameTo> for Reached {
    fn from(came_to: CameTo) -> Self {
        match came_to {
            CameTo::Person => Self::HandedOver,
            CameTo::Receipt => Self::Receipt,
        }
    }
}

/// What a flow knows.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub(in crate::dialogue) struct Scope {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub slots: BTreeMap<SlotName, SlotValue>,
    /// The fields of outcomes, by the name under which the flow keeps them. A later outcome adds to an earlier one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outcomes: BTreeMap<String, BTreeMap<String, Saved>>,
}

/// A place in a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::dialogue) struct Frame {
    pub flow: FlowId,
    pub at: usize,
}

/// One field of an outcome.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::dialogue) struct Saved {
    pub value: Value,
    pub class: Class,
}

/// What became of the calls at one step.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::dialogue) struct CallRecord {
    /// Rises after a definite outcome, and when the arguments differ.
    pub attempt: u32,
    /// The hash of the last attempt's arguments.
    pub digest: String,
    /// The last definite outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<String>,
}

/// The way from a corrected slot back to the prompt at which it was corrected: what is filled is not asked again, what
/// was said is not said again, and a call is made again only if its arguments have changed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::dialogue) struct Replay {
    pub target: Vec<Frame>,
    pub prompt: Box<OpenPrompt>,
    /// Steps after which the run goes on in the ordinary way.
    pub left: u32,
}

/// What a run waits for.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::dialogue) enum Doing {
    /// Nothing: it goes on.
    Walking,
    /// An answer.
    Prompt(Box<OpenPrompt>),
    /// An outcome.
    Call { key: IdempotencyKey },
    /// The visitor's sign-in.
    SignIn,
}

impl Run {
    /// A run at the beginning of a flow.
    pub fn new(number: u32, flow: FlowId, version: String) -> Self {
        Self {
            number,
            frames: vec![Frame {
                flow: flow.clone(),
                at: 0,
            }],
            flow,
            version,
            scopes: BTreeMap::new(),
            calls: BTreeMap::new(),
            asked: BTreeMap::new(),
            told: BTreeSet::new(),
            trail: Vec::new(),
            replay: None,
            came_to: None,
            doing: Doing::Walking,
        }
    }

    /// The flow in which the run stands.
    fn flow_now(&self) -> &FlowId {
        self.frames.last().map_or(&self.flow, |frame| &frame.flow)
    }

    /// What the flow knows in which the run stands.
    pub fn scope(&self) -> Option<&Scope> {
        self.scopes.get(self.flow_now())
    }

    /// The same, to be added to.
    pub fn scope_mut(&mut self) -> &mut Scope {
        let flow = self.flow_now().clone();
        self.scopes.entry(flow).or_default()
    }

    /// What the flow in which the run stands holds in a slot.
    pub fn slot(&self, name: &SlotName) -> Option<&SlotValue> {
        self.scope()?.slots.get(name)
    }

    /// All slots of all flows that were passed through.
    pub fn all_slots(&self) -> impl Iterator<Item = (&SlotName, &SlotValue)> {
        self.scopes.values().flat_map(|scope| &scope.slots)
    }

    /// Notes that the prompt at which the run stands was answered.
    pub fn leave_mark(&mut self) {
        if self.trail.len() >= LONGEST_TRAIL {
            self.trail.remove(0);
        }
        self.trail.push(self.frames.clone());
    }
}
