//! `frontdesk ask`

use std::process::ExitCode;
use std::sync::Arc;

use super::{Ask, Stop, offline, say};
use crate::app;
use crate::clock::{SharedClock, SystemClock};
use crate::content::{Content, Snapshot};
use crate::conversation::{Audience, Locale};
use crate::dialogue::{self, Band, Candidate, Keeping, Library, Query, Subject, Understanding};
use crate::flows::phrases::Command;

mod after;
mod explain;

/// What `--help` says besides.
pub(super) const HELP: &str = "\
\"answer\" is what visitors read at once; \"offer\" shows them the nearest as buttons; at \"unknown\" they are asked for other words. \
The percentage says how surely it is what was meant. Answers that are not valid yet are not found.

Examples:
  frontdesk ask \"i lost my pin\"
  frontdesk ask \"who can add users\" --audience provider
  frontdesk ask --explain \"wher do i put my pinn\"
  frontdesk ask \"how long does that take?\" --after member/pin/lost-pin
  frontdesk ask \"what are the rules?\" --after flow:reset-password";

/// Prints how sure the index is, what it would answer or offer, and the answer's text, or else why.
pub(super) fn run(ask: Ask) -> Result<ExitCode, Stop> {
    let config = offline::config(ask.config.as_deref(), ask.content.clone())?;
    let settings = app::understanding(&config).map_err(Stop::refused)?;
    let clock: SharedClock = Arc::new(SystemClock);
    let content = Content::load_with(&config.content, &config.policy, settings, Arc::clone(&clock));
    let snapshot = content.map_err(Stop::failed)?.current();
    let (audience, locale): (Audience, Locale) = (ask.audience.into(), Locale::default());
    let after = ask.after.iter().map(|named| after::subject(&snapshot, named));
    let recent = after.collect::<Result<Vec<Subject>, Stop>>()?;
    let query = Query {
        text: &ask.question,
        audience,
        locale: &locale,
        now: clock.now(),
        recent: &recent,
        // As in the chat.
        keeping: if dialogue::may_hold_secret(&ask.question) {
            Keeping::Private
        } else {
            Keeping::Forgotten
        },
    };
    let teller = Teller {
        snapshot: &snapshot,
        audience,
        locale: &locale,
    };
    teller.heard_before(&ask.question);
    if ask.explain {
        explain::tell(&teller, &snapshot.explain(&query).map_err(Stop::failed)?);
    } else {
        teller.tell(&snapshot.try_understand(&query).map_err(Stop::failed)?);
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether the chat hears it only where it has asked something.
fn waits(command: Command) -> bool {
    matches!(command, Command::Yes | Command::No | Command::SignIn)
}

/// Tells what was understood.
pub(super) struct Teller<'a> {
    snapshot: &'a Snapshot,
    audience: Audience,
    locale: &'a Locale,
}

impl Teller<'_> {
    /// What the chat hears in the words before the index is asked: then it is no question there.
    fn heard_before(&self, question: &str) {
        let phrases = Library::phrases(self.snapshot);
        let heard = if let Some(reply) = phrases.safety(question) {
            format!(
                "a safety phrase (`{}` of flows/safety.yaml), which outranks everything",
                reply.id
            )
        } else if let Some(command) = phrases.command(question).filter(|command| !waits(*command)) {
            let name = serde_json::to_value(command).unwrap_or_default();
            format!(
                "the command `{}` of flows/commands.yaml",
                name.as_str().unwrap_or_default()
            )
        } else if let Some(reply) = phrases.small_talk(question) {
            format!("small talk (`{}` of flows/small-talk.yaml)", reply.id)
        } else {
            return;
        };
        say(format_args!(
            "In the chat this is {heard}. As a question it would be:\n"
        ));
    }

    fn tell(&self, understanding: &Understanding) {
        self.outcome(understanding);
        let best = understanding.candidates.first().map(|candidate| &candidate.subject);
        if let (Band::Answer, Some(Subject::Entry(entry))) = (understanding.band, best)
            && let Some(answer) = self.snapshot.answer(entry, self.locale)
        {
            say(format_args!("\n{}", answer.text));
        }
    }

    /// The band and the candidates, each with its probability.
    pub(super) fn outcome(&self, understanding: &Understanding) {
        say(match understanding.band {
            Band::Answer => "answer:",
            Band::Offer => "offer:",
            Band::Unknown if understanding.candidates.is_empty() => "unknown, and nothing comes near it",
            Band::Unknown => "unknown; nearest:",
        });
        self.candidates(&understanding.candidates);
        if !understanding.besides.is_empty() {
            say("and besides:");
            self.candidates(&understanding.besides);
        }
    }

    fn candidates(&self, candidates: &[Candidate]) {
        for candidate in candidates {
            let line = self.described(&candidate.subject);
            say(format_args!("  {:>3.0} %  {line}", candidate.probability * 100.0));
        }
    }

    /// A candidate as a line: its kind, its id, and the question or label that a visitor would see.
    pub(super) fn described(&self, subject: &Subject) -> String {
        match subject {
            Subject::Entry(entry) => {
                let question = self.snapshot.answer(entry, self.locale).map(|answer| answer.question);
                format!("{}  {}", id(subject), question.unwrap_or_default())
            }
            Subject::Flow(flow) => {
                let errands = self.snapshot.errands(self.audience);
                let label = errands
                    .iter()
                    .find(|errand| errand.id == *flow)
                    .map(|errand| errand.label.as_str());
                format!("{}  {}", id(subject), label.unwrap_or_default())
            }
        }
    }
}

/// A subject by its file, without the ending.
fn id(subject: &Subject) -> String {
    match subject {
        Subject::Entry(entry) => format!("faq/{entry}"),
        Subject::Flow(flow) => format!("flows/{flow}"),
    }
}
