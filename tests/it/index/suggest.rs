//! What the real content suggests while somebody types.

use super::*;

fn suggested(audience: Audience, text: &str) -> Vec<String> {
    static INDEX: LazyLock<Index> = LazyLock::new(|| build(&ENTRIES, &TRIGGERS));
    let now = "2026-11-25T12:00:00Z".parse::<Timestamp>().unwrap();
    let suggestions = INDEX.suggest(text, audience, &Locale::default(), now).unwrap();
    let entries: BTreeSet<&str> = suggestions.iter().map(|suggestion| suggestion.entry.as_str()).collect();
    assert!(
        suggestions.len() <= 5 && entries.len() == suggestions.len(),
        "{text}: {suggestions:?}"
    );
    suggestions.into_iter().map(|suggestion| suggestion.question).collect()
}

fn first(text: &str) -> String {
    suggested(Audience::Member, text).into_iter().next().unwrap_or_default()
}

fn has(audience: Audience, text: &str, question: &str) -> bool {
    suggested(audience, text).iter().any(|other| other == question)
}

#[test]
fn beginnings_of_words_are_enough() {
    for text in [
        "when does my p",
        "when do my pi",
        "WHEN DOES MY P",
        "  when   does my p",
    ] {
        assert_eq!(first(text), "When will I receive my PIN?", "{text}");
    }
    for text in ["i lost my", "i lost my p", "lost pi"] {
        assert_eq!(first(text), "I lost my PIN. How do I request another one?", "{text}");
    }
    assert_eq!(first("how do i res"), "How do I reset my password?");
    assert_eq!(suggested(Audience::Member, "how do i").len(), 5);
    let pins = suggested(Audience::Member, "pi");
    assert!(pins.iter().all(|question| question.contains("PIN")), "{pins:?}");
}

#[test]
fn slips_in_finished_and_unfinished_words_are_seen_through() {
    let reset = "How do I reset my password?";
    for text in [
        "pasw",
        "paswo",
        "pasword",
        "reset pasw",
        "forgot my passwrod",
        "rest my pasword",
    ] {
        assert!(
            has(Audience::Member, text, reset),
            "{text}: {:?}",
            suggested(Audience::Member, text)
        );
    }
    let manager = "How do I find the name of my Account Manager?";
    for text in ["acount manag", "accoutn manager", "find name acount mana"] {
        assert!(
            has(Audience::Provider, text, manager),
            "{text}: {:?}",
            suggested(Audience::Provider, text)
        );
    }
    let managers = suggested(Audience::Provider, "acount manag");
    assert!(
        managers
            .iter()
            .take(3)
            .all(|question| question.contains("Account Manager")),
        "{managers:?}"
    );
}

#[test]
fn what_begins_like_nothing_has_no_suggestions() {
    let (letters, words) = ("x".repeat(10_000), "xqzv ".repeat(2_000));
    for text in [
        "",
        " ",
        "p",
        "?",
        "zzzz",
        "xqzv kjh",
        "asdf qwer",
        "\u{1F600}\u{1F600}",
        "\u{5bc6}\u{7801}",
        &letters,
        &words,
    ] {
        for audience in [Audience::Member, Audience::Provider] {
            assert_eq!(suggested(audience, text), [""; 0], "{text:.40}");
        }
    }
    let long = "how do i reset my password ".repeat(400);
    suggested(Audience::Member, &long);
}

#[test]
fn the_own_question_comes_before_other_ways_to_ask() {
    for entry in ENTRIES.iter() {
        let half: String = entry
            .question
            .text
            .chars()
            .take(entry.question.text.chars().count() * 2 / 3)
            .collect();
        let questions = suggested(entry.audience, &half);
        assert_eq!(questions.first(), Some(&entry.question.text), "{half}: {questions:?}");
    }
}
