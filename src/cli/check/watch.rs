//! `frontdesk check --watch`: again on each save.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::mpsc;

use super::report::{self, Colours, Format};
use super::stories::Ran;
use super::{Outcome, Stop, Subject};
use crate::cli::say;
use crate::content;
use crate::flaw::{Code, Flaw};

/// Clears the screen and goes to its top.
const CLEAR: &str = "\x1b[H\x1b[2J\x1b[3J";

/// Checks, and checks again whenever a file is saved, until the process is ended.
pub(super) fn run(subject: &Subject, format: Format) -> Result<ExitCode, Stop> {
    let (changed, changes) = mpsc::channel();
    let watching = content::watch(&subject.root, move || {
        // Nobody hears it only when all is over.
        let _ = changed.send(());
    });
    let _guard = watching.map_err(Stop::failed)?;
    let mut before: Option<Outcome> = None;
    loop {
        let outcome = subject.check();
        let same = |before: &Outcome| before.flaws == outcome.flaws && before.size == outcome.size;
        if before.as_ref().is_some_and(same) {
            // One save may be seen more than once.
        } else if format == Format::Text {
            tell(before.as_ref(), &outcome, subject);
        } else {
            report::print(&outcome, &subject.root, format);
        }
        before = Some(outcome);
        if changes.recv().is_err() {
            return Ok(ExitCode::SUCCESS);
        }
        // What was saved meanwhile is read in the same go.
        while changes.try_recv().is_ok() {}
    }
}

fn tell(before: Option<&Outcome>, now: &Outcome, subject: &Subject) {
    let colours = Colours::of_the_terminal();
    if std::io::stdout().is_terminal() {
        say(CLEAR);
    }
    let known = before.map(|before| counts(&before.flaws));
    let mut left = known.clone().unwrap_or_default();
    for flaw in &now.flaws {
        let old = left
            .get_mut(&kind(flaw))
            .filter(|count| **count > 0)
            .map(|count| *count -= 1);
        let mark = if known.is_some() && old.is_none() {
            colours.paint("1", "new: ")
        } else {
            String::new()
        };
        say(format_args!("{mark}{}", report::text(flaw, &subject.root, colours)));
    }
    for flaw in before.map_or(&[][..], |before| &before.flaws) {
        if let Some(count) = left.get_mut(&kind(flaw)).filter(|count| **count > 0) {
            *count -= 1;
            let mended = colours.paint("1;32", "mended:");
            say(format_args!("{mended} {}: {}", flaw.file, flaw.what));
        }
    }
    now.stories.iter().flat_map(Ran::lines).for_each(say);
    say(report::summary(now, colours));
    say("Waiting for the next save; stop with Ctrl-C.");
}

/// What makes two flaws the same one: lines move while one writes.
type Kind<'a> = (&'a str, Code, &'a str);

fn kind(flaw: &Flaw) -> Kind<'_> {
    (&flaw.file, flaw.code, &flaw.what)
}

fn counts(flaws: &[Flaw]) -> BTreeMap<Kind<'_>, usize> {
    let mut counts = BTreeMap::new();
    for flaw in flaws {
        *counts.entry(kind(flaw)).or_insert(0) += 1;
    }
    counts
}
