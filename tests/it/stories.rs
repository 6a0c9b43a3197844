//! Every story in `tests/stories/` holds, and together they pass every part of every errand. What the pictures in
//! `docs/flows/` and the table in `docs/coverage.md` show is how it is: `UPDATE_FLOWS=1` writes them anew.

use std::fmt::Write;
use std::fs;
use std::sync::LazyLock;

use frontdesk::accounts::contract::Policy;
use frontdesk::content::{self, Played, Snapshot};
use frontdesk::dialogue::story::{Coverage, Stage, Story};
use frontdesk::dialogue::{Query, Understanding};
use frontdesk::flows::graph;

use crate::shipped::root;

/// The content that ships, with its index.
static CONTENT: LazyLock<Snapshot> = LazyLock::new(|| {
    content::check(root(), &Policy::default(), &content::story_clock())
        .0
        .expect("the content has no errors")
});

static PLAYED: LazyLock<Played> = LazyLock::new(|| CONTENT.play(&content::stories(root(), None)));

fn understand(query: &Query<'_>) -> Understanding {
    CONTENT.understand(query)
}

pub(crate) fn stage() -> Stage<'static> {
    CONTENT.stage(&understand)
}

#[test]
fn every_story_holds() {
    let failures: Vec<String> = PLAYED.flaws.iter().map(ToString::to_string).collect();
    assert!(PLAYED.held > 50, "{} stories", PLAYED.held);
    assert!(failures.is_empty(), "{} fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_stories_pass_every_part_of_every_errand() {
    let gaps = content::unpassed(&CONTENT.coverage(&PLAYED.passed));
    let gaps: Vec<String> = gaps.iter().map(ToString::to_string).collect();
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

#[test]
fn without_stories_every_part_is_named_with_its_line() {
    let coverage = CONTENT.coverage(&Default::default());
    let gaps = content::unpassed(&coverage);
    for one in &coverage {
        assert_eq!((one.steps.percent(), one.ways.percent()), (0, 0));
        assert_eq!(one.gaps.len(), one.steps.all + one.ways.all);
        let file = format!("flows/{}.yaml", one.flow);
        let text = fs::read_to_string(root().join(&file)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for gap in gaps.iter().filter(|gap| gap.file == file) {
            let line = lines[gap.line as usize - 1];
            if let Some((outcome, _)) = gap
                .what
                .strip_prefix("no story passes the outcome `")
                .and_then(|rest| rest.split_once('`'))
            {
                assert!(line.contains(&format!("{outcome}:")), "{gap} at {line}");
            }
        }
    }
    assert!(gaps.iter().any(|gap| gap.what.contains("the ending `locked`")));
    assert!(
        gaps.iter()
            .any(|gap| gap.what.contains("a \"no\" to the question before the call `reissue`"))
    );
    assert!(gaps.iter().any(|gap| gap.what.contains("the option \"Stop here\"")));
}

#[test]
fn a_story_that_does_not_hold_says_where_and_what_came_instead() {
    let stage = stage();
    let story = |turns: &str| Story::read("s.yaml", &format!("story: s\naudience: member\nturns:\n{turns}"));
    let played = |turns: &str| stage.play(&story(turns).unwrap()).unwrap_err();
    let failure = played("  - visitor: hello\n  - bot: { says: Good-bye }\n");
    assert_eq!(failure.line, 5);
    assert!(
        failure
            .what
            .starts_with("expected a line that says \"Good-bye\", but what came is a line \"Hello!"),
        "{}",
        failure.what
    );
    assert!(failure.remedy.contains("write that into the story"));
    assert!(played("  - choose: Nothing\n").what.contains("no button"));
    let failure = played("  - visitor: i lost my pin\n  - sign_in: ruth\n");
    assert!(failure.what.contains("gives no outcome"));
    assert!(failure.remedy.contains("`outcome:`"));
    let flaw = story("  - visitr: hello\n").unwrap_err();
    assert_eq!(flaw.line, 4);
}

/// What is written down must be how it is; with `UPDATE_FLOWS=1` it is written anew.
fn assert_written(file: &str, now: &str) {
    let path = root().join(file);
    if std::env::var_os("UPDATE_FLOWS").is_some() {
        fs::write(&path, now).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == now,
        "{file} shows what was: write it anew with UPDATE_FLOWS=1 cargo test --test it stories"
    );
}

#[test]
fn the_pictures_show_the_errands_as_they_are() {
    let flows = content::flows(root(), &Policy::default()).set.flows;
    for (id, closure) in &flows {
        assert_written(&format!("docs/flows/{id}.svg"), &graph::svg(&closure.flow));
    }
    let drawn = fs::read_dir(root().join("docs/flows")).unwrap();
    for file in drawn.map(|file| file.unwrap().path()) {
        let id = file.file_stem().unwrap().to_str().unwrap();
        let known = flows.keys().any(|flow| flow.as_str() == id);
        assert!(known || id == "README", "{} is of no errand", file.display());
    }
    let flows: Vec<_> = flows.values().map(|closure| &*closure.flow).collect();
    assert_written("docs/flows/README.md", &graph::index(&flows));
}

#[test]
fn the_table_shows_what_the_stories_pass() {
    let mut text = "# What the stories pass\n\nWritten by `UPDATE_FLOWS=1 cargo test --test it stories`; `frontdesk check --coverage` \
                    prints the same for any content. Ways are outcomes,\noptions, conditions that do not hold, a \"no\" before a \
                    call, and endings.\n\n| errand | stories | steps passed | ways passed |\n| --- | --: | --: | --: |\n"
        .to_owned();
    let coverage = CONTENT.coverage(&PLAYED.passed);
    for Coverage { flow, steps, ways, .. } in &coverage {
        let stories = PLAYED.by_flow.get(flow).copied().unwrap_or(0);
        let (steps_all, ways_all) = (steps.all, ways.all);
        let _ = writeln!(
            text,
            "| [{flow}](flows/{flow}.svg) | {stories} | {} of {steps_all} | {} of {ways_all} |",
            steps.passed, ways.passed
        );
    }
    assert_written("docs/coverage.md", &text);
}
