//! Phrases that only hold word for word, and answers that fight over phrases.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{check, document};
use crate::content::copy;

const SECURITY: &str = "faq/member/pin/how-it-protects.md";

/// Writes phrases down with the answer on how a PIN protects, from line 4 on.
fn plant(root: &Path, phrases: &[&str]) {
    let path = root.join(SECURITY);
    let text = fs::read_to_string(&path).unwrap();
    let phrases: String = phrases.iter().map(|phrase| format!("  - {phrase}\n")).collect();
    assert!(text.starts_with("---\nquestion: How does a PIN protect me?\nalso:\n"));
    fs::write(&path, text.replacen("also:\n", &format!("also:\n{phrases}"), 1)).unwrap();
}

fn of<'a>(document: &'a Value, code: &str) -> Vec<&'a Value> {
    let flaws = document["flaws"].as_array().unwrap().iter();
    flaws.filter(|flaw| flaw["code"] == code).collect()
}

#[test]
fn a_phrase_whose_like_finds_another_answer_is_told_where_it_stands() {
    let folder = copy();
    plant(folder.path(), &["how many letters must my password have"]);
    let (document, code) = document(folder.path(), &[]);
    assert_eq!((code, &document["ready"]), (Some(0), &true.into()), "{document}");
    let [flaw] = of(&document, "phrase-unsupported")[..] else {
        panic!("{document}");
    };
    assert_eq!(
        (&flaw["file"], &flaw["line"], &flaw["severity"]),
        (&SECURITY.into(), &4.into(), &"warning".into())
    );
    let message = flaw["message"].as_str().unwrap();
    assert!(
        message.contains("\"how many letters must my password have\""),
        "{message}"
    );
    assert!(message.contains("the answer `member/password/rules`"), "{message}");
    assert_eq!(of(&document, "phrases-fought-over").len(), 0, "one is no fight");
    let output = check(folder.path(), &["--format", "github"]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let place = "how-it-protects.md,line=4,title=phrase-unsupported::";
    assert!(told.contains("::warning file=") && told.contains(place), "{told}");
}

#[test]
fn two_that_lose_three_phrases_to_each_other_are_named_with_them() {
    let folder = copy();
    let phrases = [
        "what letters may a password have",
        "does a password need numbers and letters",
        "how long does a password have to be",
        "how many letters must my password have",
    ];
    plant(folder.path(), &phrases);
    let (document, code) = document(folder.path(), &[]);
    assert_eq!(code, Some(0));
    let fights = of(&document, "phrases-fought-over");
    let [flaw] = fights[..] else {
        panic!("{document}");
    };
    assert_eq!((&flaw["severity"], &flaw["line"]), (&"warning".into(), &Value::Null));
    let message = flaw["message"].as_str().unwrap();
    let named = ["`member/pin/how-it-protects`", "`member/password/rules`"];
    assert!(named.iter().all(|name| message.contains(name)), "{message}");
    let own = phrases.iter().filter(|phrase| message.contains(**phrase));
    assert!(own.count() > 0 && message.matches('"').count() >= 6, "{message}");
    assert!(flaw["remedy"].as_str().unwrap().contains("fits better"));
}
