//! The questions in `tests/questions`, by which our own content is measured, are what their README says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use frontdesk::conversation::Audience;
use frontdesk::flows::phrases::normalize;
use frontdesk::index::OUTSIDE_FILE;
use serde::Deserialize;

use crate::shipped::{SHIPPED, root};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    text: String,
    audience: Audience,
    expect: Vec<String>,
    kind: String,
    #[serde(default)]
    offer_ok: Vec<String>,
}

const HALVES: [&str; 2] = ["choosing", "reporting"];

/// Those of another hand, for choosing as well.
const MORE: &str = "more";

const FILES: [&str; 3] = [HALVES[0], HALVES[1], MORE];

const IN_SCOPE: [&str; 7] = ["question", "problem", "wish", "keywords", "typos", "wordy", "two-part"];

/// How many questions there are: all, those of members, those out of scope about health plans, and about anything else.
fn counts(all: &[Question]) -> [usize; 4] {
    let count = |counts: &dyn Fn(&Question) -> bool| all.iter().filter(|question| counts(question)).count();
    [
        all.len(),
        count(&|question| question.audience == Audience::Member),
        count(&|question| question.kind == "plan"),
        count(&|question| question.kind == "other"),
    ]
}

fn questions(name: &str) -> Vec<Question> {
    let text = fs::read_to_string(root().join(format!("tests/questions/{name}.jsonl"))).unwrap();
    text.lines()
        .zip(1..)
        .map(|(line, number)| serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}:{number}: {error}")))
        .collect()
}

#[test]
fn each_file_has_as_many_questions_of_each_kind_as_it_says() {
    for half in HALVES {
        assert_eq!(counts(&questions(half)), [250, 150, 50, 50], "{half}");
    }
    assert_eq!(counts(&questions(MORE)), [231, 150, 39, 39]);
}

#[test]
fn the_halves_are_alike() {
    let mut counts: BTreeMap<(String, String), [usize; 2]> = BTreeMap::new();
    for (half, name) in HALVES.iter().enumerate() {
        for question in questions(name) {
            let audience = question.audience.to_string();
            let first = question.expect.first().cloned().unwrap_or_default();
            counts.entry((audience.clone(), question.kind)).or_default()[half] += 1;
            counts.entry((audience, first)).or_default()[half] += 1;
        }
    }
    for (of, [choosing, reporting]) in counts {
        assert!(choosing.abs_diff(reporting) <= 1, "{of:?}: {choosing} and {reporting}");
    }
}

#[test]
fn what_they_expect_is_there_for_whoever_asks() {
    let subjects: BTreeSet<(String, Audience)> = SHIPPED
        .ways_to_ask()
        .into_iter()
        .map(|asked| (asked.subject, asked.audience))
        .collect();
    for name in FILES {
        for question in questions(name) {
            let in_scope = IN_SCOPE.contains(&question.kind.as_str());
            assert_eq!(in_scope, !question.expect.is_empty(), "{name}: {}", question.text);
            assert!(!in_scope || question.offer_ok.is_empty(), "{name}: {}", question.text);
            for id in question.expect.iter().chain(&question.offer_ok) {
                let there = subjects.contains(&(id.clone(), question.audience));
                assert!(there, "{name}: {id} of {:?}", question.text);
            }
        }
    }
}

#[test]
fn none_repeats_a_phrase_of_the_content_or_another_question_of_its_audience() {
    let outside = fs::read_to_string(root().join(OUTSIDE_FILE)).unwrap();
    let asked = SHIPPED.ways_to_ask().into_iter().flat_map(|asked| asked.phrases);
    let phrases: BTreeSet<String> = asked
        .chain(outside.lines().map(str::to_owned))
        .map(|phrase| normalize(&phrase))
        .collect();
    let mut seen = BTreeSet::new();
    for question in FILES.iter().flat_map(|name| questions(name)) {
        let text = normalize(&question.text);
        assert!(!text.is_empty() && !phrases.contains(&text), "{}", question.text);
        assert!(seen.insert((question.audience, text)), "twice: {}", question.text);
    }
}

#[test]
fn no_question_is_for_choosing_and_for_reporting() {
    let texts = |name| -> BTreeSet<String> {
        let questions = questions(name).into_iter();
        questions.map(|question| normalize(&question.text)).collect()
    };
    let [choosing, reporting] = HALVES.map(texts);
    assert_eq!(
        choosing.union(&texts(MORE)).find(|text| reporting.contains(*text)),
        None
    );
}
