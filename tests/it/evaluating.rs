//! `frontdesk eval`, started as anyone starts it, on a bank made here.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

const BANK: &str = r#"{"id": "7", "question": "How do I water a cactus?", "also": ["how often does a cactus need water"], "answer": "Hardly ever."}
{"id": "Straße & Weg", "question": "Which street leads to the harbour?", "also": [], "answer": "The long one."}
{"id": "bread", "question": "How long does bread stay fresh?", "also": [], "answer": "Two days."}
"#;

const QUESTIONS: &str = r#"{"text": "how do i water a cactus", "expect": ["7"]}
{"text": "which street leads to the harbour", "expect": ["Straße & Weg"]}

{"text": "how long does bread stay fresh", "expect": ["7"], "kind": "mistaken"}
{"text": "qwertz zuiop", "expect": []}
"#;

fn eval(folder: &Path, arguments: &[&str]) -> Output {
    crate::support::program()
        .arg("eval")
        .args(arguments)
        .args(["--content", env!("CARGO_MANIFEST_DIR")])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn document(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const ON_BANK: [&str; 4] = ["--bank", "bank.jsonl", "--questions", "test.jsonl"];

#[test]
fn a_bank_is_measured_with_every_figure_under_its_key() {
    let folder = folder(&[("bank.jsonl", BANK), ("test.jsonl", QUESTIONS)]);
    let figures = document(&eval(folder.path(), &[&ON_BANK[..], &["--json"]].concat()));
    for (key, value) in [
        ("questions", 4.0),
        ("out_of_scope", 1.0),
        ("p_at_1", 2.0 / 3.0),
        ("accuracy", 2.0 / 3.0),
        ("accuracy_with_oos", 3.0 / 4.0),
        ("in_scope_at_threshold", 2.0 / 3.0),
        ("oos_recall", 1.0),
        ("oos_auroc", 1.0),
        ("precision", 2.0 / 3.0),
        ("coverage", 3.0 / 4.0),
        ("confidently_wrong", 1.0 / 3.0),
        ("oos_answered", 0.0),
        ("accuracy_with_oos_best", 3.0 / 4.0),
    ] {
        let figure = figures[key]
            .as_f64()
            .unwrap_or_else(|| panic!("{key}: {}", figures[key]));
        assert!((figure - value).abs() < 1e-6, "{key}: {figure}");
    }
    for key in ["mrr", "map", "recall_at_3", "ece", "ms_per_question", "build_s"] {
        assert!(figures[key].is_f64(), "{key}");
    }
    assert_eq!(figures["threshold_from"], "offer");
    assert_eq!(figures["kinds"]["mistaken"]["confidently_wrong"], 1.0);
    let confusion = &figures["confusions"][0];
    assert_eq!(
        (&confusion["expected"], &confusion["given"]),
        (&"7".into(), &"bread".into())
    );
    assert_eq!((&confusion["count"], &confusion["answered"]), (&1.into(), &1.into()));
}

#[test]
fn a_question_of_two_parts_is_judged_by_both_answers() {
    let text = "How do I water a cactus? Which street leads to the harbour?";
    let judged = |expect: &str| {
        let question = format!("{{\"text\": \"{text}\", \"expect\": [{expect}]}}\n");
        let folder = folder(&[("bank.jsonl", BANK), ("test.jsonl", &question)]);
        let figures = document(&eval(folder.path(), &[&ON_BANK[..], &["--json"]].concat()));
        let keys = ["right_or_offered", "confidently_wrong", "precision", "map"];
        keys.map(|key| figures[key].as_f64().unwrap())
    };
    // Both stand before whatever else fits.
    assert_eq!(judged("\"7\", \"Straße & Weg\""), [1.0, 0.0, 1.0, 1.0]);
    assert_eq!(judged("\"7\""), [1.0, 0.0, 1.0, 1.0]);
    assert_eq!(judged("\"Straße & Weg\""), [1.0, 0.0, 0.0, 0.5]);
    assert_eq!(judged("\"bread\""), [0.0, 1.0, 0.0, 1.0 / 3.0]);
}

#[test]
fn a_bank_has_the_same_for_whoever_asks() {
    let questions = QUESTIONS.replace("\"expect\"", "\"audience\": \"provider\", \"expect\"");
    let folder = folder(&[("bank.jsonl", BANK), ("test.jsonl", &questions)]);
    let figures = document(&eval(folder.path(), &[&ON_BANK[..], &["--json"]].concat()));
    assert_eq!(figures["p_at_1"].as_f64(), Some(2.0 / 3.0));
}

#[test]
fn what_a_bank_means_is_kept_only_where_a_folder_is_named_for_it() {
    let folder = folder(&[
        ("bank.jsonl", BANK),
        ("test.jsonl", QUESTIONS),
        ("frontdesk.toml", "data = \"data\"\n"),
        ("named.toml", "data = \"data\"\n[index]\nvectors = \"named\"\n"),
    ]);
    let kept = |config: &str, below: &str| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_frontdesk"));
        program
            .arg("eval")
            .args(ON_BANK)
            .args(["--config", config, "--content", env!("CARGO_MANIFEST_DIR")])
            .env_remove("FRONTDESK_INDEX__VECTORS")
            .current_dir(folder.path())
            .stdin(Stdio::null());
        let output = program.output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        folder.path().join(below).exists()
    };
    assert!(!kept("frontdesk.toml", "data"));
    assert!(kept("named.toml", "named"));
}

#[test]
fn a_bank_that_is_measured_without_our_lists_of_words_says_so() {
    let folder = folder(&[("bank.jsonl", BANK), ("test.jsonl", QUESTIONS)]);
    let mut program = crate::support::program();
    program.arg("eval").args(ON_BANK).args(["--content", "."]);
    let output = program
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = text(&output.stderr);
    assert!(output.status.success(), "{told}");
    for file in ["index/stopwords.txt", "index/common.txt"] {
        assert!(told.contains(&format!("{file} can't be read")), "{told}");
    }
    let usual = text(&eval(folder.path(), &ON_BANK).stderr);
    assert!(!usual.contains("can't be read"), "{usual}");
}

#[test]
fn what_is_claimed_word_for_word_is_judged_though_something_else_fits_better() {
    let questions = r#"{"text": "tell me who our account manager is", "audience": "provider", "expect": ["flow:verify-ownership"]}
"#;
    let folder = folder(&[("own.jsonl", questions)]);
    let output = eval(folder.path(), &["--questions", "own.jsonl", "--json"]);
    let figures = document(&output);
    let keys = ["p_at_1", "precision", "right_or_offered"];
    assert_eq!(keys.map(|key| figures[key].as_f64().unwrap()), [1.0; 3]);
    let told = text(&output.stderr);
    assert!(told.contains("reading and indexing our own content"), "{told}");
}

#[test]
fn a_figure_without_anything_to_count_is_null_or_a_dash() {
    let in_scope = "{\"text\": \"how do i water a cactus\", \"expect\": [\"7\"]}\n";
    let folder = folder(&[("bank.jsonl", BANK), ("test.jsonl", in_scope)]);
    let figures = document(&eval(folder.path(), &[&ON_BANK[..], &["--json"]].concat()));
    assert_eq!(
        (&figures["oos_auroc"], &figures["oos_recall"]),
        (&Value::Null, &Value::Null)
    );
    let told = text(&eval(folder.path(), &ON_BANK).stdout);
    assert!(told.contains("        -  AUROC"), "{told}");
}

#[test]
fn the_threshold_is_chosen_on_questions_of_its_own_or_given() {
    let dev = "{\"text\": \"how do i water a cactus\", \"expect\": [\"7\"]}\n{\"text\": \"qwertz\", \"expect\": []}\n";
    let folder = folder(&[("bank.jsonl", BANK), ("test.jsonl", QUESTIONS), ("dev.jsonl", dev)]);
    let measured = |more: &[&str]| document(&eval(folder.path(), &[&ON_BANK[..], &["--json"], more].concat()));
    let chosen = measured(&["--dev", "dev.jsonl"]);
    assert_eq!(chosen["threshold_from"], "dev");
    assert_eq!(chosen["oos_recall"], 1.0);
    let balanced = measured(&["--dev", "dev.jsonl", "--balanced"]);
    assert_eq!(balanced["threshold_from"], "dev_balanced");
    let given = measured(&["--threshold", "1", "--model", "none"]);
    assert_eq!(given["model"], "none");
    assert_eq!(
        (&given["threshold_from"], &given["threshold"]),
        (&"given".into(), &1.0.into())
    );
}

#[test]
fn people_read_tables_and_find_the_diagrams() {
    let folder = folder(&[("bank.jsonl", BANK), ("test.jsonl", QUESTIONS)]);
    let told = text(&eval(folder.path(), &[&ON_BANK[..], &["--svg", "drawn/here"]].concat()).stdout);
    for part in [
        "4 questions, 1 of them out of scope",
        "66.7 %  P@1",
        "7 -> bread (answered once)",
        "\"how long does bread stay fresh\"",
        "Drawn: drawn/here/reliability.svg, drawn/here/risk-coverage.svg",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    for name in ["reliability.svg", "risk-coverage.svg"] {
        let drawn = fs::read_to_string(folder.path().join("drawn/here").join(name)).unwrap();
        assert!(drawn.contains("role=\"img\"") && drawn.contains("<desc"), "{drawn}");
    }
}

#[test]
fn our_own_content_is_asked_by_audience() {
    let questions = r#"{"text": "i lost my pin", "audience": "member", "expect": ["faq:member/pin/lost-pin", "flow:reissue-pin"]}
{"text": "what is my copay", "audience": "member", "expect": [], "offer_ok": ["faq:member/help/plan-questions"]}
"#;
    let folder = folder(&[("own.jsonl", questions)]);
    let figures = document(&eval(folder.path(), &["--questions", "own.jsonl", "--json"]));
    assert_eq!(figures["content"], "our own content");
    assert_eq!(
        (&figures["questions"], &figures["right_or_offered"]),
        (&2.into(), &1.0.into())
    );
    assert_eq!(figures["oos_answered"], 0.0);
}

#[test]
fn without_a_file_our_own_questions_for_choosing_are_asked() {
    let folder = folder(&[]);
    let figures = document(&eval(folder.path(), &["--json"]));
    assert!(
        figures["file"]
            .as_str()
            .unwrap()
            .ends_with("tests/questions/choosing.jsonl")
    );
    assert_eq!(
        (&figures["questions"], &figures["out_of_scope"]),
        (&250.into(), &100.into())
    );
    assert_eq!(figures["kinds"]["plan"]["questions"], 50);
}

/// What is said where the files hold this, each line once.
fn refused(bank: &str, questions: &str) -> String {
    let folder = folder(&[("bank.jsonl", bank), ("test.jsonl", questions)]);
    let output = eval(folder.path(), &ON_BANK);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    text(&output.stderr)
}

#[test]
fn what_is_wrong_with_a_bank_is_told_with_its_line() {
    let double = format!("{BANK}{}", "{\"id\": \"bread\", \"question\": \"is bread good\"}\n");
    let told = refused(&double, QUESTIONS);
    assert!(
        told.contains("bank.jsonl:4: the id \"bread\" stands in line 3 already: "),
        "{told}"
    );
    let told = refused("{\"id\": \"a\"}\n{\"id\": \"b\", \"question\": \" \"}\nno\n", QUESTIONS);
    assert!(
        told.contains("bank.jsonl:1: missing field `question` at column 11: write {\"id\""),
        "{told}"
    );
    assert!(told.contains("bank.jsonl:2: the question is empty: "), "{told}");
    assert!(told.contains("bank.jsonl:3: expected ident at column 2: "), "{told}");
    let told = refused("\n", QUESTIONS);
    assert!(told.contains("bank.jsonl is empty: write {"), "{told}");
}

#[test]
fn what_is_wrong_with_questions_is_told_with_its_line() {
    let told = refused(
        BANK,
        "{\"text\": \"a\", \"expect\": [\"brad\"]}\n{\"text\": \"\", \"expect\": [\"7\", \"7\"]}\n",
    );
    let nearest = "test.jsonl:1: the bank has no \"brad\": name an entry of it (the most like it is \"bread\")";
    assert!(told.contains(nearest), "{told}");
    assert!(told.contains("test.jsonl:2: the text is empty: "), "{told}");
    assert!(told.contains("test.jsonl:2: \"7\" stands in it twice: "), "{told}");
    let told = refused(BANK, "{\"text\": \"a\", \"expected\": []}\n");
    assert!(told.contains("test.jsonl:1: unknown field `expected`"), "{told}");
    let many = "no\n".repeat(30);
    assert!(refused(BANK, &many).trim_end().ends_with("and 10 more"));
}

#[test]
fn questions_to_our_own_content_are_checked_against_it() {
    let questions = r#"{"text": "a", "expect": []}
{"text": "b", "audience": "member", "expect": ["faq:member/pin/lost", "flow:nowhere", "lost-pin"]}
{"text": "c", "audience": "member", "expect": ["faq:provider/help/support", "flow:verify-ownership"]}
{"text": "d", "audience": "member", "expect": ["flow:reissue-pin"], "offer_ok": ["faq:member/pin/lost-pin"]}
"#;
    let folder = folder(&[("own.jsonl", questions)]);
    let told = text(&eval(folder.path(), &["--questions", "own.jsonl"]).stderr);
    for part in [
        "own.jsonl:1: nobody asks: ",
        "own.jsonl:2: the content has no \"faq:member/pin/lost\": ",
        "own.jsonl:2: the content has no \"flow:nowhere\": ",
        "own.jsonl:2: the content has no \"lost-pin\": ",
        "own.jsonl:3: \"faq:provider/help/support\" is not for a member: ",
        "own.jsonl:3: \"flow:verify-ownership\" is not for a member: ",
        "own.jsonl:4: it is in scope and has \"offer_ok\": ",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let folder = folder(&[("bank.jsonl", BANK)]);
    for (arguments, part) in [
        (&["--bank", "bank.jsonl"][..], "--questions"),
        (&["--balanced"], "--dev"),
        (&["--threshold", "1.5"], "a number from 0 to 1"),
        (&["--questions", "nowhere.jsonl"], "nowhere.jsonl can't be read"),
    ] {
        let output = eval(folder.path(), arguments);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(part), "{told}");
    }
}
