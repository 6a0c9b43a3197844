//! `frontdesk story record`: a conversation in the terminal becomes a story that holds.
//!
//! 1. What was recorded is played by the same stage as the stories that ship, and holds.
//! 2. Secrets are made up: what was typed stands nowhere.
//! 3. A file that is there is not written over unasked; a call that nobody answered leaves no turn.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use frontdesk::dialogue::story::Story;

use crate::shipped::root;
use crate::stories::stage;

/// Records what is typed.
fn record(file: &Path, arguments: &[&str], lines: &[&str]) -> Output {
    let mut child = crate::support::program()
        .args(["story", "record"])
        .arg(file)
        .arg("--content")
        .arg(root())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    // Who refuses to write over a file reads nothing.
    let _ = keyboard.write_all((lines.join("\n") + "\n").as_bytes());
    drop(keyboard);
    child.wait_with_output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// The text of a story that was written, once it has been played.
fn played(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let story = Story::read("recorded.yaml", &text).unwrap_or_else(|flaw| panic!("{flaw}\n{text}"));
    if let Err(failure) = stage().play(&story) {
        panic!("line {}: {}\n{text}", failure.line, failure.what);
    }
    text
}

#[test]
fn a_recorded_errand_holds_and_has_no_secret_that_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stories/reset.yaml");
    let lines = [
        "A member resets the password, with a question in between",
        "i forgot my password",
        "ruthmiller",
        "code_mailed",
        "990017",
        "1",
        "Fluffy-The-Typed",
        "/ask what is a pin",
        "Main-Street-Typed",
        "1",
        "/why",
        "Typed7Password",
        "1",
        "/quit",
    ];
    let output = record(&file, &[], &lines);
    assert!(output.status.success(), "{}", printed(&output));
    assert!(
        printed(&output).contains("is written, and holds."),
        "{}",
        printed(&output)
    );
    let text = played(&file);
    assert!(!text.contains("Typed") && !text.contains("990017"), "{text}");
    insta::assert_snapshot!("a_recorded_errand", text);

    let again = record(&file, &[], &["Another", "hello"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(printed(&again).contains("--force"), "{}", printed(&again));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    assert!(
        record(&file, &["--force", "--title", "Another"], &["hello"])
            .status
            .success()
    );
    assert!(played(&file).contains("\nstory: \"Another\"\n"));
}

#[test]
fn signing_in_choosing_waiting_and_loading_anew_are_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pin.yaml");
    let lines = [
        "i lost my pin",
        "1",
        "ruth",
        "anything",
        "found",
        "/reload",
        "/1",
        "is there a fee?",
        "/cancel",
        "/pass 61m",
        "what can you do",
        "1",
        "found",
        "yes",
        "2",
    ];
    let output = record(&file, &["--title", "A member tries twice"], &lines);
    assert!(output.status.success(), "{}", printed(&output));
    let text = played(&file);
    for turn in [
        "- sign_in: \"ruth\"",
        "- pass: \"61m\"",
        "- reload: true",
        "- choose: ",
        "- calls: { member.mailing_address: \"found\" }",
    ] {
        assert!(text.contains(turn), "{turn} is missing in:\n{text}");
    }
    assert!(!text.contains("anything"), "{text}");
}

#[test]
fn a_provider_is_recorded_from_the_first_question_to_the_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ownership.yaml");
    let lines = [
        "is our clinic already registered",
        "1",
        "CLM20261105001",
        "Ann",
        "Lee",
        "11/5/2026",
        "182.50",
        "CLM20261112007",
        "Omar",
        "Haddad",
        "11/12/2026",
        "1,240.00",
        "987654321",
        "yes",
        "verified",
        "not-read",
    ];
    let output = record(
        &file,
        &["--audience", "provider", "--title", "A clinic proves it"],
        &lines,
    );
    assert!(output.status.success(), "{}", printed(&output));
    let text = played(&file);
    assert!(
        text.contains("audience: provider") && text.contains("- bot: { receipt: \"Ownership verified\" }"),
        "{text}"
    );
    assert!(!text.contains("987654321"), "{text}");
}

#[test]
fn a_call_without_an_outcome_leaves_no_turn() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("open.yaml");
    let output = record(
        &file,
        &["--title", "Left early"],
        &["i forgot my password", "ruthmiller", "nonsense"],
    );
    assert!(output.status.success(), "{}", printed(&output));
    assert!(printed(&output).matches("member.begin_recovery is called").count() == 2);
    assert!(!played(&file).contains("ruthmiller"));
    let nothing = record(&folder.path().join("nothing.yaml"), &["--title", "Nothing"], &[]);
    assert!(printed(&nothing).contains("nothing was said"), "{}", printed(&nothing));
    assert!(!folder.path().join("nothing.yaml").exists());
}
