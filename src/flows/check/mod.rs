//! Everything that can be told about a flow without running it.
//!
//! First what can be seen part by part: outcomes, arguments, names, secrets. Then the flow is walked
//! ([`walk`]): every way through it, with sample values, so that each text is rendered with exactly what is filled there.

mod arguments;
mod compute;
mod guards;
mod loops;
mod names;
mod outcomes;
mod reach;
mod secrets;
mod together;
mod values;
mod variables;
mod walk;

use crate::flaw;
use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;

use super::compile::Compiled;
use super::model::StepKind;
use super::read::{Reader, Site, Usage};
use super::set::Draft;
use super::template::{Expression, Template};
use crate::accounts::contract::Who;
use crate::conversation::FlowId;

use variables::Variables;

/// Checks all flows; flaws go to the reader of their file.
pub(super) fn check(drafts: &mut [Draft], sources: &BTreeMap<FlowId, String>, facts: &Value) {
    for (reader, compiled) in drafts.iter_mut() {
        check_one(reader, compiled, facts);
    }
    together::check(drafts, sources);
}

fn check_one(reader: &mut Reader, compiled: &Compiled, facts: &Value) {
    outcomes::check(reader, compiled);
    arguments::check(reader, compiled);
    sign_in(reader, compiled);
    if reader.gaps {
        return;
    }
    let variables = Variables::new(reader, compiled);
    secrets::check(reader, compiled, &variables);
    names::unused(reader, compiled);
    if names::check(reader, compiled, &variables, facts) {
        let found = walk::walk(compiled, variables, facts);
        reach::report(reader, compiled, found);
    }
}

/// Operations for people who are signed in, in flows that do not ask for it.
fn sign_in(reader: &mut Reader, compiled: &Compiled) {
    for step in &compiled.flow.steps {
        let StepKind::Call { operation, .. } = &step.kind else {
            continue;
        };
        if operation.who == Who::SignedIn && !compiled.flow.needs_sign_in {
            let what = format!("`{}` can be called only for someone who is signed in", operation.name);
            reader.error(
                flaw::Code::FlowSignIn,
                step.line,
                what,
                "add `needs: [signed_in]` at the top of the file",
            );
        }
    }
}

/// Something that is rendered or computed, and where.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    pub line: u32,
    pub code: Code<'a>,
}

/// A template or an expression.
#[derive(Clone, Copy)]
pub(super) enum Code<'a> {
    /// A condition.
    When(&'a Expression),
    /// The value of an argument.
    Argument(&'a Expression),
    /// A text.
    Text(&'a Template, Usage),
}

impl<'a> Use<'a> {
    pub(super) fn names(&self) -> BTreeSet<String> {
        match self.code {
            Code::When(expression) | Code::Argument(expression) => expression.names(),
            Code::Text(template, _) => template.names(),
        }
    }

    pub(super) fn source(&self) -> &'a str {
        match self.code {
            Code::When(expression) | Code::Argument(expression) => expression.source(),
            Code::Text(template, _) => template.source(),
        }
    }
}

impl<'a> From<&'a Site> for Use<'a> {
    fn from(site: &'a Site) -> Self {
        Self {
            line: site.line,
            code: Code::Text(&site.template, site.usage),
        }
    }
}

/// All uses of values in a flow, in the order of the file.
pub(super) fn uses(compiled: &Compiled) -> Vec<Use<'_>> {
    let mut uses: Vec<Use<'_>> = Vec::new();
    for (step, notes) in compiled.flow.steps.iter().zip(&compiled.notes) {
        uses.extend(step.when.iter().map(|when| Use {
            line: step.line,
            code: Code::When(when),
        }));
        uses.extend(notes.sites.iter().map(Use::from));
        if let Some(call) = &notes.call {
            for argument in &call.arguments {
                arguments::expressions(&argument.value, &mut uses);
            }
        }
    }
    uses.extend(compiled.slots.values().flat_map(|(_, sites)| sites).map(Use::from));
    uses.extend(compiled.endings.values().map(|(_, site)| Use::from(site)));
    uses
}
