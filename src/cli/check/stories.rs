//! `frontdesk check --stories` and `--coverage`: the editors' stories, played on the content.

use clap::Args;
use serde::Serialize;

use super::Subject;
use crate::content::{self, Played, StoryFile};
use crate::dialogue::story::{Coverage, Share};
use crate::flaw::Flaw;

/// What to play, and what to tell of it.
#[derive(Args)]
pub(super) struct Wanted {
    /// Play the stories in tests/stories too: one that does not hold is an error
    #[arg(long)]
    stories: bool,
    /// Play only the stories whose file or first sentence has these words
    #[arg(long, value_name = "WORDS")]
    story: Option<String>,
    /// Play the stories, and tell which steps and outcomes none of them passes
    #[arg(long, conflicts_with = "story")]
    coverage: bool,
}

/// What came of it.
pub(super) struct Ran {
    played: Played,
    /// Nothing where it was not asked for, or a story fails: what it would have passed is not known.
    coverage: Option<Vec<Coverage>>,
}

/// The stories in the document of `--format json`.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    held: usize,
    failed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Vec<Errand<'a>>>,
}

#[derive(Serialize)]
struct Errand<'a> {
    errand: &'a str,
    steps: Counted,
    ways: Counted,
}

#[derive(Serialize)]
struct Counted {
    passed: usize,
    all: usize,
}

impl<'a> Errand<'a> {
    fn of(coverage: &'a Coverage) -> Self {
        let counted = |Share { passed, all }: Share| Counted { passed, all };
        Self {
            errand: coverage.flow.as_str(),
            steps: counted(coverage.steps),
            ways: counted(coverage.ways),
        }
    }
}

impl Wanted {
    /// Plays what is wanted on the content, if anything is and the content has no errors.
    pub(super) fn run(&self, subject: &Subject) -> Option<Ran> {
        let Subject {
            root, policy, settings, ..
        } = subject;
        if !self.stories && self.story.is_none() && !self.coverage {
            return None;
        }
        let (snapshot, _) = content::check_with(root, policy, settings, &content::story_clock());
        let snapshot = snapshot?;
        let stories: Vec<StoryFile> = content::stories(root, self.story.as_deref());
        let played = snapshot.play(&stories);
        let whole = self.coverage && played.flaws.is_empty();
        Some(Ran {
            coverage: whole.then(|| snapshot.coverage(&played.passed)),
            played,
        })
    }
}

impl Ran {
    /// The stories that do not hold, as errors, and what none of them passes, as warnings.
    pub(super) fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = self.played.flaws.clone();
        flaws.extend(content::unpassed(self.coverage.as_deref().unwrap_or_default()));
        flaws
    }

    /// For machines.
    pub(super) fn document(&self) -> Document<'_> {
        let coverage = self.coverage.as_deref();
        Document {
            held: self.played.held,
            failed: self.played.flaws.len(),
            coverage: coverage.map(|coverage| coverage.iter().map(Errand::of).collect()),
        }
    }

    /// The lines that follow the flaws: how much of each errand is passed, and how many stories hold.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = self.coverage.as_deref().map(table).unwrap_or_default();
        let (held, failed) = (self.played.held, self.played.flaws.len());
        lines.push(match (held, failed) {
            (0, 0) => "no stories".to_owned(),
            (1, 0) => "1 story holds".to_owned(),
            (held, 0) => format!("{held} stories hold"),
            (held, failed) => format!("{failed} of {} stories fail", held + failed),
        });
        lines
    }
}

/// One line for each errand.
fn table(coverage: &[Coverage]) -> Vec<String> {
    let widest = coverage
        .iter()
        .map(|one| one.flow.as_str().len())
        .max()
        .unwrap_or(0)
        .max(6);
    let mut lines = vec![format!(
        "{:widest$}  {:>13}  {:>13}",
        "ERRAND", "STEPS PASSED", "WAYS PASSED"
    )];
    let share = |share: Share| {
        format!(
            "{:>7} {:>3} %",
            format!("{}/{}", share.passed, share.all),
            share.percent()
        )
    };
    lines.extend(coverage.iter().map(|one| {
        format!(
            "{:widest$}  {:>13}  {:>13}",
            one.flow.as_str(),
            share(one.steps),
            share(one.ways)
        )
    }));
    lines
}
