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

const FILES: [&str; 2] = ["choosing", "reporting"];

const IN_SCOPE: [&str; 6] = ["question", "problem", "wish", "keywords", "typos", "wordy"];

fn questions(name: &str) -> Vec<Question> {
    let text = fs::read_to_string(root().join(format!("tests/questions/{name}.jsonl"))).unwrap();
    text.lines()
        .zip(1..)
        .map(|(line, number)| serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}:{number}: {error}")))
        .collect()
}

#[test]
fn each_half_has_as_many_questions_of_each_kind_as_it_says() {
    for name in FILES {
        let all = questions(name);
        let of = |kind: &str| all.iter().filter(|question| question.kind == kind).count();
        let members = all.iter().filter(|question| question.audience == Audience::Member);
        assert_eq!((all.len(), members.count()), (250, 150), "{name}");
        assert_eq!((of("plan"), of("other")), (50, 50), "{name}");
        let in_scope: usize = IN_SCOPE.iter().map(|kind| of(kind)).sum();
        assert_eq!(in_scope, 150, "{name}");
    }
}

#[test]
fn the_halves_are_alike() {
    let mut counts: BTreeMap<(String, String), [usize; 2]> = BTreeMap::new();
    for (half, name) in FILES.iter().enumerate() {
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
fn no_question_stands_in_both_halves() {
    let [choosing, reporting] = FILES.map(|name| {
        let texts = questions(name).into_iter().map(|question| normalize(&question.text));
        texts.collect::<BTreeSet<_>>()
    });
    assert_eq!(choosing.intersection(&reporting).next(), None);
}
