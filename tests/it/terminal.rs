//! `frontdesk chat` against the real program: by pipes, as a script would use it.
//!
//! 1. Each of the three errands is done to its receipt, and no secret is printed.
//! 2. What is typed while the server is down is sent once when it is back, and the conversation goes on.
//! 3. A conversation that was kept is resumed by another start; without `--keep` nothing is kept.
//! 4. What can't be done is said, with what to do.

use std::path::Path;

use crate::process::{Server, Terminal};
use crate::secrets::claim;

/// Parts of Omar's security questions, with his answers.
const ANSWERS: &[(&str, &str)] = &[("school", "Lincoln"), ("job", "Dearborn"), ("book", "Sinbad")];
const PASSWORD: &str = "Quartz7Meadow";

fn chat(server: &Server, arguments: &[&str], folder: &Path) -> Terminal {
    let url = format!("http://{}", server.address);
    Terminal::start(&[["--url", &url].as_slice(), arguments].concat(), folder)
}

#[test]
fn a_password_is_reset_field_by_field() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("data"), 0, &[]);
    let mut terminal = chat(&server, &[], folder.path());
    terminal.types(&["i forgot my password", "omarhaddad"]);
    for place in ["(1 of 2)", "(2 of 2)"] {
        let printed = terminal.wait_for(place);
        let question = printed.lines().last().unwrap().to_owned();
        let known = ANSWERS.iter().find(|(word, _)| question.contains(word));
        terminal.types(&[known.unwrap_or_else(|| panic!("{question}")).1]);
    }
    terminal.wait_for("goes straight to the account service");
    terminal.types(&["abc1", "/why", PASSWORD]);
    terminal.wait_for("Password changed");
    terminal.types(&["/quit"]);
    let (status, printed, complaints) = terminal.end();
    assert!(status.success(), "{complaints}");
    for secret in [PASSWORD, "abc1", "Lincoln", "Dearborn", "Sinbad"] {
        assert!(
            !printed.contains(secret) && !complaints.contains(secret),
            "{secret} in:\n{printed}"
        );
    }
    insta::assert_snapshot!("a_password_is_reset", lasting(&printed));
}

/// A text however it was wrapped.
fn flat(printed: &str) -> String {
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A transcript without what differs from time to time: the receipt's number, and which two questions were asked.
fn lasting(printed: &str) -> String {
    let question = |line: &str| ANSWERS.iter().any(|(word, _)| line.contains(word));
    let lines = printed.lines().map(|line| match line.split_once("Reference: ") {
        Some((before, _)) => format!("{before}Reference: ..."),
        None if question(line) && line.contains("(1 of 2)") => "      ... (1 of 2)".into(),
        None if question(line) && line.contains("(2 of 2)") => "      ... (2 of 2)".into(),
        None if question(line) => "      ...".into(),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_pin_is_mailed_after_a_sign_in_in_the_middle() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("data"), 0, &[]);
    let mut terminal = chat(&server, &[], folder.path());
    // All at once: each line waits until the desk has answered the one before.
    terminal.types(&[
        "i lost my pin",
        "1",
        "rmiller42",
        "wrong-Password1",
        "/sign-in rmiller42",
        "Harbor7Lane",
    ]);
    terminal.types(&["how long does it take?", "yes", "yes"]);
    let (status, printed, complaints) = terminal.end();
    assert!(status.success(), "{complaints}{printed}");
    let places = [
        "Please sign in first",
        "do not fit",
        "Signed in as R",
        "Is that still right?",
        "three to five business days",
        "Mail a new PIN now?",
        "| New PIN on its way",
    ];
    let flat = flat(&printed);
    let mut rest = flat.as_str();
    for words in places {
        let at = rest
            .find(words)
            .unwrap_or_else(|| panic!("{words:?} is missing in:\n{printed}"));
        rest = &rest[at..];
    }
    assert!(!printed.contains("Harbor7Lane") && !printed.contains("wrong-Password1"));
    assert!(!folder.path().join("frontdesk").exists(), "nothing is kept unasked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ownership_is_proved_with_two_claims() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("data"), 0, &[]);
    let claims = [claim(&server, "CLM-100417").await, claim(&server, "CLM-100433").await];
    let mut terminal = chat(&server, &["--audience", "provider"], folder.path());
    terminal.types(&["is our clinic already registered", "1"]);
    for claim in &claims {
        terminal.types(&claim.each_ref().map(String::as_str));
    }
    terminal.types(&["382014471", "1"]);
    let (status, printed, complaints) = terminal.end();
    assert!(status.success(), "{complaints}{printed}");
    assert!(printed.contains("| Ownership verified"), "{printed}");
    assert!(printed.contains("Patient's last name (3 of 5)"), "{printed}");
    assert!(!printed.contains("382014471") && !printed.contains("38-2014471"));
}

#[test]
fn what_is_typed_while_the_server_is_down_is_sent_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data, 0, &[]);
    let mut terminal = chat(&server, &["--keep"], folder.path());
    terminal.types(&["what is a pin"]);
    terminal.wait_for("You:  what is a pin");
    let port = server.kill();
    terminal.types(&["i forgot my password"]);
    terminal.wait_for("The connection is gone");
    let server = Server::start(&data, port, &[]);
    terminal.wait_for("What is your user name?");
    let (status, printed, complaints) = terminal.end();
    assert!(status.success(), "{complaints}");
    assert_eq!(printed.matches("You:  i forgot my password").count(), 1, "{printed}");

    let mut resumed = chat(&server, &["--resume"], folder.path());
    resumed.wait_for("You:  what is a pin");
    resumed.wait_for("What is your user name?");
    resumed.types(&["/cancel", "/start-over"]);
    resumed.wait_for("A new conversation begins");
    let (_, printed, _) = resumed.end();
    assert!(flat(&printed).contains("Nothing more will be done"), "{printed}");
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let complaint = |arguments: &[&str]| {
        let (status, _, complaints) = Terminal::start(arguments, folder.path()).end();
        (status.code(), complaints)
    };
    let (code, said) = complaint(&["--url", "http://127.0.0.1:1"]);
    assert!(code == Some(1) && said.contains("start it with `frontdesk`"), "{said}");
    let (code, said) = complaint(&["--url", "https://desk.example"]);
    assert!(code == Some(2) && said.contains("plain HTTP only"), "{said}");
    let server = Server::start(&folder.path().join("data"), 0, &[]);
    let (status, _, said) = chat(&server, &["--resume"], folder.path()).end();
    assert!(
        status.code() == Some(1) && said.contains("begin one with --keep"),
        "{said}"
    );
    let mut terminal = chat(&server, &[], folder.path());
    terminal.types(&["/print /nowhere/chat.txt", "/bakc", "/edit", "/good", "/9"]);
    let (status, printed, _) = terminal.end();
    assert!(status.success());
    for words in [
        "was not written",
        "There is no /bakc",
        "Nothing was filled in",
        "no answer yet",
        "no choice 9",
    ] {
        assert!(printed.contains(words), "{words:?} is missing in:\n{printed}");
    }
}
