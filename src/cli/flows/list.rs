//! `frontdesk flows list`

use std::path::Path;
use std::process::ExitCode;

use super::super::{Stop, say};
use crate::accounts::contract::Policy;
use crate::content;
use crate::flaw::Severity;
use crate::flows::model::Flow;

/// Prints one line for each errand; those that are not sound at the end, with how to find out why.
pub(super) fn run(root: &Path) -> Result<ExitCode, Stop> {
    let flows = content::flows(root, &Policy::default());
    let rows: Vec<[String; 5]> = flows.set.flows.values().map(|closure| row(&closure.flow)).collect();
    let head = ["ID", "FOR", "SIGN-IN", "STEPS", "TITLE"].map(str::to_owned);
    let mut widths = [0; 5];
    for row in rows.iter().chain([&head]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    for [id, audience, needs, steps, title] in [&head].into_iter().chain(&rows) {
        say(format_args!(
            "{id:0$}  {audience:1$}  {needs:2$}  {steps:>3$}  {title}",
            widths[0], widths[1], widths[2], widths[3]
        ));
    }
    let mut unsound: Vec<&str> = flows
        .flaws
        .iter()
        .filter(|flaw| flaw.severity == Severity::Error)
        .map(|flaw| flaw.file.as_str())
        .collect();
    unsound.dedup();
    for file in unsound {
        say(format_args!("{file} has errors: frontdesk check names them"));
    }
    Ok(ExitCode::SUCCESS)
}

fn row(flow: &Flow) -> [String; 5] {
    [
        flow.id.to_string(),
        flow.audience.as_str().to_owned(),
        if flow.needs_sign_in { "yes" } else { "no" }.to_owned(),
        flow.steps.len().to_string(),
        flow.title.clone(),
    ]
}
