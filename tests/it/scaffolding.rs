//! `frontdesk faq new` and `frontdesk flows new`: sound files from the start, which visitors do not see yet.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::Arc;

use frontdesk::accounts::contract::Policy;
use frontdesk::clock::{ManualClock, SharedClock};
use frontdesk::content::{self, Snapshot};
use frontdesk::conversation::{Audience, EntryId, FlowId, Locale};
use frontdesk::dialogue::Library;
use frontdesk::schemas;

use crate::content::copy;

fn frontdesk(root: &Path, arguments: &[&str]) -> Output {
    crate::support::program()
        .args(arguments)
        .args(["--content", root.to_str().unwrap()])
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs it, and what the content is then: it has no flaw, but that an errand which nobody can start yet is named.
fn made(root: &Path, arguments: &[&str]) -> Snapshot {
    let output = frontdesk(root, arguments);
    assert!(output.status.success(), "{}", said(&output));
    let clock: SharedClock = Arc::new(ManualClock::new("2026-11-25T12:00:00Z".parse().unwrap()));
    let (snapshot, flaws) = content::check(root, &Policy::default(), &clock);
    let told = flaws.iter().map(ToString::to_string);
    let told: Vec<String> = told
        .filter(|flaw| !flaw.contains("no phrase starts this flow"))
        .collect();
    assert_eq!(told, Vec::<String>::new());
    snapshot.unwrap()
}

#[track_caller]
fn refused(root: &Path, arguments: &[&str], why: &str) {
    let output = frontdesk(root, arguments);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains(why), "{}", said(&output));
}

#[test]
fn a_new_answer_is_sound_and_served_once_its_draft_line_is_gone() {
    let content = copy();
    let root = content.path();
    let entry = EntryId::new("member/pin/pin-abroad").unwrap();
    let line = [
        "faq",
        "new",
        "member/pin/pin-abroad",
        "--question",
        "Is a PIN mailed: \"abroad\"?",
    ];
    let snapshot = made(root, &[line.as_slice(), &["--flow", "reissue-pin"]].concat());
    assert!(snapshot.answer(&entry, &Locale::default()).is_none());

    let file = root.join("faq/member/pin/pin-abroad.md");
    let text = fs::read_to_string(&file).unwrap();
    let facts = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap().0;
    let validator = &crate::schemas::validators()[schemas::ANSWER];
    assert_eq!(crate::schemas::against(validator, facts), [""; 0]);
    assert!(facts.contains("owner: web-support") && facts.contains("source: member-secured-services-help"));

    let ready: String = text
        .lines()
        .filter(|line| !line.starts_with("valid:"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&file, ready).unwrap();
    let other = ["faq", "new", "provider/users/one-more", "--also", "one more user"];
    let snapshot = made(root, &other);
    let answer = snapshot.answer(&entry, &Locale::default()).unwrap();
    assert_eq!(answer.question, "Is a PIN mailed: \"abroad\"?");
    refused(root, &line, "is there already");
}

#[test]
fn a_translation_begins_as_a_copy_with_the_same_facts() {
    let content = copy();
    let root = content.path();
    let snapshot = made(root, &["faq", "new", "member/pin/lost-pin", "--locale", "es"]);
    let spanish = Locale::new("es").unwrap();
    let entry = EntryId::new("member/pin/lost-pin").unwrap();
    assert!(snapshot.answer(&entry, &spanish).is_some());
    assert!(root.join("faq/member/pin/lost-pin.es.md").is_file());
    refused(
        root,
        &["faq", "new", "member/pin/lost-pin", "--locale", "es"],
        "is there already",
    );
    refused(
        root,
        &["faq", "new", "member/pin/never", "--locale", "es"],
        "to translate",
    );
    refused(
        root,
        &["faq", "new", "member/pin/lost-pin", "--locale", "!"],
        "is no language",
    );
}

#[test]
fn what_can_not_be_is_refused_with_a_remedy_and_leaves_nothing() {
    let content = copy();
    let root = content.path();
    refused(
        root,
        &["faq", "new", "member/pin/Lost Again"],
        "did you mean `member/pin/lost-again`?",
    );
    refused(root, &["faq", "new", "../../etc/x"], "audience/topic/slug");
    refused(root, &["flows", "new", "Change It"], "did you mean `change-it`?");
    refused(root, &["flows", "new", "safety"], "choose another");
    refused(root, &["flows", "new", "reissue-pin"], "is there already");
    let claimed = "how do i get a new pin";
    refused(root, &["faq", "new", "member/pin/twice", "--also", claimed], claimed);
    assert!(!root.join("faq/member/pin/twice.md").exists());
    refused(
        root,
        &["faq", "new", "member/pin/twice", "--flow", "nowhere"],
        "nowhere",
    );
    refused(
        root,
        &["faq", "new", "member/pin/twice", "--source", "hearsay"],
        "hearsay",
    );
    assert!(!root.join("faq/member/pin/twice.md").exists());
    refused(
        root,
        &["flows", "new", "again", "--start", "i lost my pin"],
        "i lost my pin",
    );
    assert!(!root.join("flows/again.yaml").exists());
}

#[test]
fn a_new_errand_is_sound_and_seen_once_it_has_a_phrase() {
    let content = copy();
    let root = content.path();
    let snapshot = made(root, &["flows", "new", "change-address"]);
    let id = FlowId::new("change-address").unwrap();
    assert!(snapshot.flow(&id).is_some());
    let seen = |snapshot: &Snapshot| {
        snapshot
            .errands(Audience::Provider)
            .iter()
            .any(|errand| errand.label == "See it: all")
    };
    let line = [
        "flows",
        "new",
        "see-all",
        "--audience",
        "provider",
        "--title",
        "See it: all",
    ];
    let snapshot = made(root, &[line.as_slice(), &["--start", "show me all of it"]].concat());
    assert!(seen(&snapshot));
    for name in ["change-address", "see-all"] {
        let text = fs::read_to_string(root.join(format!("flows/{name}.yaml"))).unwrap();
        assert!(text.starts_with(&schemas::first_line(schemas::FLOW, 1)));
        let validator = &crate::schemas::validators()[schemas::FLOW];
        assert_eq!(crate::schemas::against(validator, &text), [""; 0]);
    }
}

/// What stands in the comments of a new errand can be used as it is.
#[test]
fn the_examples_in_a_new_errand_are_sound_too() {
    let content = copy();
    let root = content.path();
    made(root, &["flows", "new", "change-address"]);
    let file = root.join("flows/change-address.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let keys = [
        "# start:",
        "#   - ",
        "# needs:",
        "# label:",
        "# endings:",
        "#   sorry:",
        "#     say:",
        "#     handoff:",
    ];
    let woken: String = text
        .lines()
        .map(|line| {
            let is_key = keys.iter().any(|key| line.starts_with(key));
            let step = line.strip_prefix("  # ").filter(|rest| {
                let bare = rest.trim_start();
                rest.starts_with("- ") || (rest.starts_with("  ") && bare.contains(':'))
            });
            match (step, is_key) {
                (Some(step), _) => format!("  {step}\n"),
                (None, true) => format!("{}\n", &line[2..]),
                (None, false) => format!("{line}\n"),
            }
        })
        .collect();
    fs::write(&file, woken).unwrap();
    made(root, &["flows", "new", "another"]);
}
