//! Everything that can be told about a flow without running it.

use std::collections::BTreeMap;

use minijinja::Value;

use super::set::Draft;
use crate::conversation::FlowId;

/// Checks all flows; flaws go to the reader of their file.
pub(super) fn check(drafts: &mut [Draft], sources: &BTreeMap<FlowId, String>, facts: &Value) {
    let _ = (drafts, sources, facts);
}
