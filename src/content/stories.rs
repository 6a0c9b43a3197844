//! The editors' stories: reads them, plays them on a set of content, and tells what no story passes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Snapshot;
use crate::clock::{ManualClock, SharedClock};
use crate::conversation::FlowId;
use crate::dialogue::story::{Coverage, Stage, Story};
use crate::dialogue::{Passed, Query, Understanding};
use crate::flaw::{Code, Flaw};

/// Where the stories lie, below the content folder.
const FOLDER: &str = "tests/stories";

/// When every story begins: 2026-11-25, three in the afternoon, UTC.
pub const STORIES_BEGIN: Timestamp = Timestamp::constant(1_795_618_800, 0);

/// A file with a story.
#[derive(Debug)]
pub struct StoryFile {
    /// Its path below the content folder.
    pub path: String,
    /// The story, or why it can't be read.
    pub story: Result<Story, Flaw>,
}

/// What came of playing stories.
#[derive(Debug, Default)]
pub struct Played {
    /// How many hold.
    pub held: usize,
    /// What is wrong with the others: one flaw each.
    pub flaws: Vec<Flaw>,
    /// What was passed in flows, by those that hold.
    pub passed: BTreeSet<Passed>,
    /// How many stories pass through each flow.
    pub by_flow: BTreeMap<FlowId, usize>,
}

/// The stories below the content folder `root`, in the order of their names. `only`: those whose path or first sentence has
/// these words, in any case.
pub fn stories(root: &Path, only: Option<&str>) -> Vec<StoryFile> {
    let wanted = only.map(str::to_lowercase);
    let mut stories = Vec::new();
    for name in names(root) {
        let path = format!("{FOLDER}/{name}");
        let text = fs::read_to_string(root.join(&path));
        let story = match text {
            Ok(text) => Story::read(&path, &text),
            Err(error) => Err(unreadable(&path, &error)),
        };
        let told = story
            .as_ref()
            .map(|story| story.story.to_lowercase())
            .unwrap_or_default();
        let fits = |wanted: &String| path.to_lowercase().contains(wanted) || told.contains(wanted);
        if wanted.as_ref().is_none_or(fits) {
            stories.push(StoryFile { path, story });
        }
    }
    stories
}

/// The names of the files in the folder, sorted; none where there is no folder.
fn names(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join(FOLDER)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".yaml") && !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

fn unreadable(path: &str, error: &std::io::Error) -> Flaw {
    let what = format!("the file can't be read: {error}");
    Flaw::error(
        Code::UnreadableFile,
        path,
        0,
        what,
        "see to it that it is a text in UTF-8 and may be read",
    )
}

/// The clock of a set that stories are played on: it stands where they begin, so that what is answered does not depend on
/// the day.
pub fn story_clock() -> SharedClock {
    Arc::new(ManualClock::new(STORIES_BEGIN))
}

impl Snapshot {
    /// The stage of a story on this set.
    pub fn stage<'a>(&'a self, understand: &'a dyn Fn(&Query<'_>) -> Understanding) -> Stage<'a> {
        Stage {
            library: self,
            understand,
            begins: STORIES_BEGIN,
            zone: TimeZone::UTC,
        }
    }

    /// Plays stories on this set, which should have been made with [`story_clock`].
    pub fn play(&self, stories: &[StoryFile]) -> Played {
        let understand = |query: &Query<'_>| self.understand(query);
        let stage = self.stage(&understand);
        let mut played = Played::default();
        for StoryFile { path, story } in stories {
            match story {
                Err(flaw) => played.flaws.push(flaw.clone()),
                Ok(story) => match stage.play(story) {
                    Ok(passed) => played.note(passed),
                    Err(failure) => {
                        let flaw = Flaw::error(Code::StoryFails, path, failure.line, failure.what, failure.remedy);
                        played.flaws.push(flaw);
                    }
                },
            }
        }
        played
    }

    /// How much of each flow is passed, by id.
    pub fn coverage(&self, passed: &BTreeSet<Passed>) -> Vec<Coverage> {
        let flows = self.flows.flows.values();
        flows.map(|closure| Coverage::of(&closure.flow, passed)).collect()
    }
}

impl Played {
    fn note(&mut self, passed: BTreeSet<Passed>) {
        self.held += 1;
        let flows: BTreeSet<&FlowId> = passed.iter().map(|passed| &passed.flow).collect();
        for flow in flows {
            *self.by_flow.entry(flow.clone()).or_default() += 1;
        }
        self.passed.extend(passed);
    }
}

/// What no story passes, as warnings.
pub fn unpassed(coverage: &[Coverage]) -> Vec<Flaw> {
    let gaps = coverage
        .iter()
        .flat_map(|coverage| coverage.gaps.iter().map(move |gap| (coverage, gap)));
    gaps.map(|(coverage, gap)| {
        let file = format!("flows/{}.yaml", coverage.flow);
        let what = format!("no story passes {}", gap.what);
        Flaw::warning(
            Code::Unpassed,
            &file,
            gap.line,
            what,
            "write a story in tests/stories that does",
        )
    })
    .collect()
}
