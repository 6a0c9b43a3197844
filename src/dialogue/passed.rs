//! Which parts of a flow a turn has passed: what stories are measured by.

use crate::conversation::FlowId;

/// A part of a flow that was passed, in the version that the run is pinned to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passed {
    /// Which flow.
    pub flow: FlowId,
    /// Which part of it.
    pub part: FlowPart,
}

/// A part of a flow. Steps and options are named by their places in `flows::model`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlowPart {
    /// A step was come to, and its `when` held.
    Step(usize),
    /// A step was come to, and its `when` did not hold.
    Otherwise(usize),
    /// The call of a step had this outcome.
    Outcome(usize, String),
    /// The question before the call of a step was answered with no.
    No(usize),
    /// This option of a choice was taken.
    Choice(usize, usize),
    /// This ending was reached.
    Ending(String),
}
