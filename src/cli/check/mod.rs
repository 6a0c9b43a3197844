//! `frontdesk check`

mod report;
mod slow;
mod stories;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::{FAILED, Stop, offline};
use crate::accounts::contract::Policy;
use crate::app;
use crate::clock::{SharedClock, SystemClock};
use crate::content::{self, Settings};
use crate::flaw::{self, Flaw};
use report::Format;

pub(super) const EXAMPLES: &str = "\
Examples:
  frontdesk check                          every flaw of the content that is here
  frontdesk check --watch                  again on each save: what appeared, and what went
  frontdesk check --config frontdesk.toml  with the figures that are configured
  frontdesk check --format github --deny-warnings
                                           in a build: beside the lines
  frontdesk check --format json | jq '.flaws[].file'
  frontdesk check --stories                every story in tests/stories too
  frontdesk check --story \"lost pin\"       only the stories with these words
  frontdesk check --coverage               which steps and outcomes no story passes

Exit codes: 0, it can go live; 1, it can't; 2, it could not be checked. docs/checks.md lists the kinds of flaws.";

#[derive(Args)]
pub(super) struct Check {
    /// Folder that holds faq, flows, index and templates [default: here, or beside the program]
    #[arg(value_name = "DIR", conflicts_with = "content")]
    dir: Option<PathBuf>,
    /// The same
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
    /// Configuration file (TOML): the figures that texts quote, and from which probability on the index answers
    #[arg(long, value_name = "FILE", env = "FRONTDESK_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
    /// How flaws are told: for people, as one JSON document, or as annotations of GitHub Actions
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Check again on each save, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Let no warning pass
    #[arg(long)]
    deny_warnings: bool,
    #[command(flatten)]
    stories: stories::Wanted,
}

/// What is checked, and by which figures.
struct Subject {
    root: PathBuf,
    policy: Policy,
    settings: Settings,
    clock: SharedClock,
    deny_warnings: bool,
    stories: stories::Wanted,
}

/// What came out.
struct Outcome {
    /// Answers and errands; nothing where the content can't go live.
    size: Option<(usize, usize)>,
    flaws: Vec<Flaw>,
    /// What came of the stories; nothing where they were not played.
    stories: Option<stories::Ran>,
    /// Whether warnings count as errors.
    deny_warnings: bool,
}

impl Subject {
    fn check(&self) -> Outcome {
        let (snapshot, mut flaws) = content::check_with(&self.root, &self.policy, &self.settings, &self.clock);
        let stories = self.stories.run(self);
        flaws.extend(stories.iter().flat_map(stories::Ran::flaws));
        Outcome {
            size: snapshot.map(|snapshot| snapshot.size()),
            flaws,
            stories,
            deny_warnings: self.deny_warnings,
        }
    }
}

impl Outcome {
    /// Whether it may go live, as far as whoever asked is concerned.
    fn ready(&self) -> bool {
        let (errors, warnings) = flaw::counts(&self.flaws);
        errors == 0 && (warnings == 0 || !self.deny_warnings)
    }
}

/// Prints every flaw, then how many there are. Errors keep the content from going live; warnings do not.
pub(super) fn run(check: Check) -> Result<ExitCode, Stop> {
    let format = check.format;
    let watching = check.watch;
    let subject = subject(check)?;
    if watching {
        return watch::run(&subject, format);
    }
    let outcome = slow::told(|| subject.check());
    report::print(&outcome, &subject.root, format);
    Ok(if outcome.ready() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    })
}

fn subject(check: Check) -> Result<Subject, Stop> {
    let config = offline::config(check.config.as_deref(), check.dir.or(check.content))?;
    Ok(Subject {
        settings: app::understanding(&config).map_err(Stop::refused)?,
        root: config.content,
        policy: config.policy,
        clock: Arc::new(SystemClock),
        deny_warnings: check.deny_warnings,
        stories: check.stories,
    })
}
