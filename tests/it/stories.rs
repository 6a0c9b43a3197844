//! Every story in `tests/stories/` holds.

use std::fs;
use std::sync::{Arc, LazyLock};

use frontdesk::accounts::contract::Policy;
use frontdesk::clock::{ManualClock, SharedClock};
use frontdesk::content::{self, Snapshot};
use frontdesk::dialogue::story::{Stage, Story};
use jiff::tz::TimeZone;

use crate::shipped::root;

const BEGINS: &str = "2026-11-25T15:00:00Z";

/// The content that ships, with its index.
static CONTENT: LazyLock<Snapshot> = LazyLock::new(|| {
    let clock: SharedClock = Arc::new(ManualClock::new(BEGINS.parse().unwrap()));
    content::check(root(), &Policy::default(), &clock)
        .0
        .expect("the content has no errors")
});

/// The stage on which every story is played.
pub fn stage() -> Stage<'static> {
    Stage {
        library: &*CONTENT,
        understand: &|query| CONTENT.understand(query),
        begins: BEGINS.parse().unwrap(),
        zone: TimeZone::UTC,
    }
}

#[test]
fn every_story_holds() {
    let stage = stage();
    let mut failures = Vec::new();
    let mut played = 0;
    for entry in fs::read_dir(root().join("tests/stories")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let told = match Story::read(&name, &fs::read_to_string(&path).unwrap()) {
            Ok(story) => stage
                .play(&story)
                .err()
                .map(|failure| format!("{name}:{}: {}", failure.line, failure.what)),
            Err(flaw) => Some(flaw.to_string()),
        };
        failures.extend(told);
        played += 1;
    }
    failures.sort();
    assert!(played > 50, "{played} stories");
    assert!(
        failures.is_empty(),
        "{} of {played} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn a_story_that_does_not_hold_says_where_and_what_came_instead() {
    let stage = stage();
    let story = |turns: &str| Story::read("s.yaml", &format!("story: s\naudience: member\nturns:\n{turns}"));
    let played = |turns: &str| stage.play(&story(turns).unwrap()).unwrap_err();
    let failure = played("  - visitor: hello\n  - bot: { says: Good-bye }\n");
    assert_eq!(failure.line, 5);
    assert!(failure.what.contains("Good-bye") && failure.what.contains("Hello!"));
    assert!(played("  - choose: Nothing\n").what.contains("no button"));
    assert!(
        played("  - visitor: i lost my pin\n  - sign_in: ruth\n")
            .what
            .contains("gives no outcome")
    );
    let flaw = story("  - visitr: hello\n").unwrap_err();
    assert_eq!(flaw.line, 4);
}
