//! `frontdesk flows graph`, `flows list`, `check --stories` and `check --coverage`, started as editors start them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;

use crate::shipped::root;

fn frontdesk(content: &Path, arguments: &[&str]) -> Output {
    let mut command = crate::support::program();
    command.args(arguments).arg("--content").arg(content);
    command.stdin(Stdio::null()).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// The content that ships, with other stories.
fn content(stories: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["faq", "flows", "index", "templates"] {
        symlink(root().join(part), folder.path().join(part)).unwrap();
    }
    fs::create_dir_all(folder.path().join("tests/stories")).unwrap();
    for (name, text) in stories {
        fs::write(folder.path().join("tests/stories").join(name), text).unwrap();
    }
    folder
}

const HOLDS: &str = "story: Greeted\naudience: member\nturns:\n  - visitor: hello\n  - bot: { says: Hello! }\n";
const FAILS: &str = "story: Sent away\naudience: member\nturns:\n  - visitor: hello\n  - bot: { says: Go away }\n";
const STOPPED: &str = "story: No PIN after all\naudience: member\nsigned_in: ruth\nturns:\n  - outcome: { operation: \
                       member.mailing_address, outcome: { outcome: found, masked: \"12 E Street\" } }\n  - visitor: i lost my pin\n  \
                       - bot: { prompt: address_ok }\n  - visitor: \"yes\"\n  - bot: { prompt: confirm }\n  - visitor: \"no\"\n";

#[test]
fn a_story_that_fails_is_told_with_place_and_remedy_in_every_format() {
    let content = content(&[("a.yaml", HOLDS), ("b.yaml", FAILS), ("c.yaml", "story: [")]);
    let told = frontdesk(content.path(), &["check", "--stories"]);
    let text = printed(&told);
    assert_eq!(told.status.code(), Some(1), "{text}");
    assert!(
        text.contains("error[story-fails]")
            && text.contains("tests/stories/b.yaml:5: expected a line that says \"Go away\""),
        "{text}"
    );
    assert!(
        text.contains("-> if what came is right, write that into the story"),
        "{text}"
    );
    assert!(
        text.contains("error[bad-story]") && text.contains("2 of 3 stories fail"),
        "{text}"
    );
    let github = printed(&frontdesk(
        content.path(),
        &["check", "--stories", "--format", "github"],
    ));
    assert!(
        github.contains("tests/stories/b.yaml,line=5,title=story-fails::expected"),
        "{github}"
    );
    let json = frontdesk(content.path(), &["check", "--stories", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(document["stories"], serde_json::json!({ "held": 1, "failed": 2 }));
    assert_eq!(document["ready"], false);
}

#[test]
fn one_story_can_be_played_alone() {
    let content = content(&[("a.yaml", HOLDS), ("b.yaml", FAILS)]);
    for words in ["A.yaml", "greeted"] {
        let told = frontdesk(content.path(), &["check", "--story", words]);
        assert_eq!(told.status.code(), Some(0), "{}", printed(&told));
        assert!(printed(&told).contains("1 story holds"), "{}", printed(&told));
    }
    let none = printed(&frontdesk(content.path(), &["check", "--story", "nothing like it"]));
    assert!(none.contains("no stories"), "{none}");
}

#[test]
fn what_no_story_passes_is_named_with_its_line() {
    let content = content(&[("stopped.yaml", STOPPED)]);
    let told = frontdesk(content.path(), &["check", "--coverage"]);
    let text = printed(&told);
    assert_eq!(told.status.code(), Some(0), "{text}");
    assert!(text.contains("warning[unpassed]"), "{text}");
    assert!(
        text.contains("no story passes the outcome `too_soon` of the call `reissue` (member.reissue_pin)"),
        "{text}"
    );
    assert!(
        !text.contains("a \"no\" to the question before the call `reissue`"),
        "{text}"
    );
    let row = text.lines().find(|line| line.starts_with("reissue-pin")).unwrap();
    assert!(row.contains("3/6  50 %"), "{row}");
    let denied = frontdesk(content.path(), &["check", "--coverage", "--deny-warnings"]);
    assert_eq!(denied.status.code(), Some(1));
}

#[test]
fn an_errand_is_drawn_to_a_file_or_to_whoever_asks() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pin.svg");
    let drawn = frontdesk(
        root(),
        &["flows", "graph", "reissue-pin", "--out", file.to_str().unwrap()],
    );
    assert_eq!(drawn.status.code(), Some(0), "{}", printed(&drawn));
    let picture = fs::read_to_string(&file).unwrap();
    assert_eq!(
        picture,
        fs::read_to_string(root().join("docs/flows/reissue-pin.svg")).unwrap()
    );
    let text = frontdesk(root(), &["flows", "graph", "reissue-pin", "--format", "mermaid"]);
    assert!(printed(&text).starts_with("---\ntitle: \"Get a new PIN\"\n---\nflowchart TD\n"));
    let all = folder.path().join("all");
    let drawn = frontdesk(root(), &["flows", "graph", "--all", "--out", all.to_str().unwrap()]);
    assert_eq!(printed(&drawn).lines().count(), fs::read_dir(&all).unwrap().count());
}

#[test]
fn what_cannot_be_drawn_is_said_with_why() {
    let unknown = frontdesk(root(), &["flows", "graph", "reissue-pni"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        printed(&unknown).contains("there is no errand `reissue-pni`; there are: reissue-pin, "),
        "{}",
        printed(&unknown)
    );
    let content = tempfile::tempdir().unwrap();
    fs::create_dir(content.path().join("flows")).unwrap();
    fs::write(content.path().join("flows/odd.yaml"), "title: Odd\naudience: nobody\n").unwrap();
    let flawed = frontdesk(content.path(), &["flows", "graph", "odd"]);
    assert_eq!(flawed.status.code(), Some(1));
    assert!(
        printed(&flawed).contains("not drawn: flows/odd.yaml:"),
        "{}",
        printed(&flawed)
    );
    let listed = printed(&frontdesk(content.path(), &["flows", "list"]));
    assert!(listed.contains("flows/odd.yaml has errors"), "{listed}");
}

#[test]
fn errands_are_listed() {
    let listed = printed(&frontdesk(root(), &["flows", "list"]));
    let row = listed.lines().find(|line| line.starts_with("reissue-pin")).unwrap();
    assert_eq!(
        row.split_whitespace().collect::<Vec<_>>()[..4],
        ["reissue-pin", "member", "yes", "6"],
        "{listed}"
    );
}
