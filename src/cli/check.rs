//! `frontdesk check`

use std::process::ExitCode;
use std::sync::Arc;

use super::{Check, FAILED, Stop, say};
use crate::accounts::contract::Policy;
use crate::clock::{SharedClock, SystemClock};
use crate::config::find_content;
use crate::content;
use crate::flaw::Severity;

/// Prints every flaw, then how many there are. Errors keep the content from going live; warnings do not.
pub(super) fn run(check: Check) -> Result<ExitCode, Stop> {
    let root = check.dir.unwrap_or_else(find_content);
    if !root.is_dir() {
        return Err(Stop::refused(format_args!("{} is not a folder", root.display())));
    }
    let clock: SharedClock = Arc::new(SystemClock);
    let (snapshot, flaws) = content::check(&root, &Policy::default(), &clock);
    for flaw in &flaws {
        let how_bad = match flaw.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        say(format_args!("{how_bad}: {flaw}"));
    }
    let errors = flaws.iter().filter(|flaw| flaw.severity == Severity::Error).count();
    let warnings = flaws.len() - errors;
    if let Some(snapshot) = snapshot {
        let (answers, flows) = snapshot.size();
        say(format_args!(
            "{answers} answers, {flows} errands, {warnings} warnings: ready to go live"
        ));
        return Ok(ExitCode::SUCCESS);
    }
    say(format_args!(
        "{errors} errors, {warnings} warnings: not ready to go live"
    ));
    Ok(ExitCode::from(FAILED))
}
