//! `frontdesk check`

mod stories;

use std::process::ExitCode;
use std::sync::Arc;

use super::{Check, FAILED, Stop, say};
use crate::accounts::contract::Policy;
use crate::clock::{SharedClock, SystemClock};
use crate::config::find_content;
use crate::content;
use crate::flaw::Severity;
pub(in crate::cli) use stories::Wanted;

/// Prints every flaw, then how many there are. Errors keep the content from going live; warnings do not.
pub(super) fn run(check: Check) -> Result<ExitCode, Stop> {
    let root = check.dir.unwrap_or_else(find_content);
    if !root.is_dir() {
        return Err(Stop::refused(format_args!("{} is not a folder", root.display())));
    }
    let clock: SharedClock = Arc::new(SystemClock);
    let (snapshot, mut flaws) = content::check(&root, &Policy::default(), &clock);
    let ran = check.stories.run(&root, &Policy::default());
    flaws.extend(ran.iter().flat_map(stories::Ran::flaws));
    for flaw in &flaws {
        let how_bad = match flaw.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        say(format_args!("{how_bad}: {flaw}"));
    }
    let errors = flaws.iter().filter(|flaw| flaw.severity == Severity::Error).count();
    let warnings = flaws.len() - errors;
    ran.iter().flat_map(stories::Ran::lines).for_each(say);
    if let Some(snapshot) = snapshot.filter(|_| errors == 0) {
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
