//! `frontdesk ask`, started as anyone starts it.

use std::process::Output;

/// What it prints, asked `question` with more arguments; it must be well.
fn told(question: &str, arguments: &[&str]) -> String {
    let output = ask(question, arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""), "{question}");
    String::from_utf8(output.stdout).unwrap()
}

fn ask(question: &str, arguments: &[&str]) -> Output {
    crate::support::program()
        .args(["ask", question, "--content", env!("CARGO_MANIFEST_DIR")])
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn what_is_clear_is_answered_with_its_text() {
    let told = told("what is a pin", &[]);
    let mut lines = told.lines();
    assert_eq!(lines.next(), Some("answer:"));
    assert!(
        lines
            .next()
            .is_some_and(|line| line.starts_with("  100 %  faq/member/pin/what-is-a-pin  What is a PIN")),
        "{told}"
    );
    assert!(lines.count() > 1, "the text follows: {told}");
}

#[test]
fn what_is_close_is_offered_and_what_is_strange_is_unknown() {
    assert!(told("pin", &[]).starts_with("offer:\n"));
    assert!(told("purple walrus sandwich", &[]).starts_with("unknown"));
}

#[test]
fn what_the_chat_hears_before_it_asks_is_told() {
    let first = |text| told(text, &[]).lines().next().unwrap().to_owned();
    assert_eq!(
        first("ok, a real person please"),
        "In the chat this is the command `agent` of flows/commands.yaml. As a question it would be:"
    );
    assert!(first("i want to kill myself").contains("a safety phrase (`crisis` of flows/safety.yaml)"));
    assert!(
        first("ok").contains("small talk (`ok`"),
        "a yes only where something is open"
    );
    assert!(first("hello").contains("small talk (`hello` of flows/small-talk.yaml)"));
}

#[test]
fn of_two_questions_both_are_told() {
    let told = told("how do i reset my password, and when does my pin come", &[]);
    let (first, besides) = told.split_once("and besides:\n").unwrap();
    assert!(first.contains("faq/member/password/reset"), "{told}");
    assert!(besides.contains("faq/member/pin/when-does-it-arrive"), "{told}");
}

#[test]
fn what_was_talked_about_counts_and_must_be_there() {
    let question = "how long does that take?";
    for after in ["member/pin/lost-pin", "faq:member/pin/lost-pin", "flow:reissue-pin"] {
        let told = told(question, &["--after", after]);
        assert!(
            told.starts_with("answer:\n") && told.contains("when-does-it-arrive"),
            "{after}: {told}"
        );
    }
    for (after, nearest) in [
        ("member/pin/lost-pni", "faq:member/pin/lost-pin"),
        ("flow:reissue", "flow:reissue-pin"),
    ] {
        let refused = ask(question, &["--after", after]);
        assert_eq!(refused.status.code(), Some(2));
        let complaint = String::from_utf8_lossy(&refused.stderr);
        assert!(complaint.contains(&format!("did you mean {nearest}?")), "{complaint}");
    }
}

#[test]
fn the_explanation_says_what_counted_and_what_held_it_back() {
    let mended = told("what are the rulse for a good password", &["--explain"]);
    assert!(
        mended.contains("Read as: what are the rules for a good password"),
        "{mended}"
    );
    assert!(mended.contains("Answered from 80 % on, offered from 6 %."), "{mended}");
    let known = told("pin", &["--explain"]);
    assert!(
        known.contains("At most offered: it says too little to be sure."),
        "{known}"
    );
    let strange = told("basalt columns form in cooling lava", &["--explain"]);
    assert!(strange.contains("0 %: no way to ask is near it."), "{strange}");
    let refused = told("please do not ever send me another new pin", &["--explain"]);
    assert!(
        refused.contains("At most offered: it says that something shall not be done."),
        "{refused}"
    );
    let exact = told("what is a pin", &["--explain"]);
    assert!(exact.contains("It is, word for word, a way to ask for"), "{exact}");
    assert!(!exact.contains("At most"), "{exact}");
}

#[test]
fn warnings_are_told_on_the_error_output() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let bank = r#"{"id": "7", "question": "How do I water a cactus?", "also": [], "answer": "Hardly ever."}"#;
    std::fs::write(folder.path().join("bank.jsonl"), bank).unwrap();
    let asked = r#"{"text": "how do i water a cactus", "expect": ["7"]}"#;
    std::fs::write(folder.path().join("asked.jsonl"), asked).unwrap();
    let output = crate::support::program()
        .args([
            "eval",
            "--bank",
            "bank.jsonl",
            "--questions",
            "asked.jsonl",
            "--content",
        ])
        .arg(env!("CARGO_MANIFEST_DIR"))
        .current_dir(folder.path())
        .env("FRONTDESK_INDEX__VECTORS", &file)
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    assert!(complaint.contains("can't be written"), "{complaint}");
}
