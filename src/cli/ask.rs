//! `frontdesk ask`

use std::process::ExitCode;
use std::sync::Arc;

use super::{Ask, Stop, say};
use crate::accounts::contract::Policy;
use crate::clock::{SharedClock, SystemClock};
use crate::config::find_content;
use crate::content::{Content, Snapshot};
use crate::conversation::{Audience, Locale};
use crate::dialogue::{Band, Keeping, Library, Query, Subject};

/// What `--help` says besides.
pub(super) const HELP: &str = "\
\"answer\" is what visitors read at once; \"offer\" shows them the nearest as buttons; at \"unknown\" they are asked for other words. \
The percentage says how surely it is what was meant. Answers that are not valid yet are not found.

Examples:
  frontdesk ask \"i lost my pin\"
  frontdesk ask \"who can add users\" --audience provider";

/// Prints how sure the index is, what it would answer or offer, and the answer's text.
pub(super) fn run(ask: Ask) -> Result<ExitCode, Stop> {
    let root = ask.content.unwrap_or_else(find_content);
    if !root.is_dir() {
        return Err(Stop::refused(format_args!("{} is not a folder", root.display())));
    }
    let clock: SharedClock = Arc::new(SystemClock);
    let content = Content::load(&root, &Policy::default(), Arc::clone(&clock)).map_err(Stop::failed)?;
    let snapshot = content.current();
    let (audience, locale): (Audience, Locale) = (ask.audience.into(), Locale::default());
    let understanding = snapshot.understand(&Query {
        text: &ask.question,
        audience,
        locale: &locale,
        signed_in: false,
        now: clock.now(),
        recent: &[],
        keeping: Keeping::Forgotten,
    });
    say(match understanding.band {
        Band::Answer => "answer:",
        Band::Offer => "offer:",
        Band::Unknown if understanding.candidates.is_empty() => "unknown, and nothing comes near it",
        Band::Unknown => "unknown; nearest:",
    });
    for candidate in &understanding.candidates {
        let line = described(&snapshot, &candidate.subject, audience, &locale);
        say(format_args!("  {:>3.0} %  {line}", candidate.probability * 100.0));
    }
    if !understanding.besides.is_empty() {
        say("and besides:");
    }
    for candidate in &understanding.besides {
        let line = described(&snapshot, &candidate.subject, audience, &locale);
        say(format_args!("  {:>3.0} %  {line}", candidate.probability * 100.0));
    }
    let best = understanding.candidates.first().map(|candidate| &candidate.subject);
    if let (Band::Answer, Some(Subject::Entry(entry))) = (understanding.band, best)
        && let Some(answer) = snapshot.answer(entry, &locale)
    {
        say(format_args!("\n{}", answer.text));
    }
    Ok(ExitCode::SUCCESS)
}

/// A candidate as a line: its kind, its id, and the question or label that a visitor would see.
fn described(snapshot: &Snapshot, subject: &Subject, audience: Audience, locale: &Locale) -> String {
    match subject {
        Subject::Entry(entry) => {
            let question = snapshot.answer(entry, locale).map(|answer| answer.question);
            format!("faq/{entry}  {}", question.unwrap_or_default())
        }
        Subject::Flow(flow) => {
            let errands = snapshot.errands(audience);
            let label = errands
                .iter()
                .find(|errand| errand.id == *flow)
                .map(|errand| errand.label.as_str());
            format!("flows/{flow}  {}", label.unwrap_or_default())
        }
    }
}
