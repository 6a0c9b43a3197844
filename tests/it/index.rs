//! How well the real content is found: by its own phrases, by questions nobody wrote into it, and not by others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use frontdesk::conversation::{Audience, EntryId, FlowId, Locale};
use frontdesk::dialogue::{Band, Keeping, Query, Subject, Understanding};
use frontdesk::faq;
use frontdesk::flaw::Severity;
use frontdesk::index::{COMMON_FILE, Index, OUTSIDE_FILE, STOPWORDS_FILE, SYNONYMS_FILE, Settings, Sources, Trigger};
use jiff::Timestamp;

mod follow_ups;
mod odd_input;
mod questions;
mod suggest;

use questions::{MEMBER, PROVIDER, STRANGE};

/// The answers of the repository.
static ENTRIES: LazyLock<Vec<faq::Entry>> = LazyLock::new(|| {
    // What the facts are does not matter to what is found.
    let render = |text: &str| {
        let text = text.replace("{{", "").replace("}}", "");
        Ok(faq::Filled {
            text,
            names: BTreeSet::new(),
        })
    };
    let flows: BTreeSet<FlowId> = TRIGGERS.iter().map(|trigger| trigger.flow.clone()).collect();
    let names = faq::Names {
        flows: &flows,
        sources: None,
    };
    let reading = faq::read(&answers(), names, &render, &mut faq::Kept::default());
    assert!(
        reading.flaws.iter().all(|flaw| flaw.severity == Severity::Warning),
        "{:#?}",
        reading.flaws
    );
    reading.entries
});

/// The errands of the repository.
static TRIGGERS: LazyLock<Vec<Trigger>> = LazyLock::new(|| {
    ["reissue-pin", "reset-password", "verify-ownership"]
        .map(trigger)
        .into()
});

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn answers() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for audience in ["member", "provider"] {
        for topic in std::fs::read_dir(root().join("faq").join(audience)).unwrap() {
            for file in std::fs::read_dir(topic.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                let below = path
                    .strip_prefix(root().join("faq"))
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                files.insert(below, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

fn build(entries: &[faq::Entry], triggers: &[Trigger]) -> Index {
    let (synonyms, stopwords, common) = (text(SYNONYMS_FILE), text(STOPWORDS_FILE), text(COMMON_FILE));
    let outside = text(OUTSIDE_FILE);
    let sources = Sources {
        entries,
        triggers,
        synonyms: &synonyms,
        stopwords: &stopwords,
        common: &common,
        outside: &outside,
        progress: &|_, _| {},
    };
    let (index, flaws) = Index::build(sources, Settings::shipped().unwrap()).unwrap();
    assert_eq!(flaws, []);
    index
}

fn trigger(flow: &str) -> Trigger {
    let text = text(&format!("flows/{flow}.yaml"));
    let start = text.lines().skip_while(|line| *line != "start:").skip(1);
    let phrases = start
        .map_while(|line| line.strip_prefix("  - "))
        .map(str::to_owned)
        .collect();
    let audience = if text.contains("audience: member") {
        Audience::Member
    } else {
        Audience::Provider
    };
    Trigger {
        flow: FlowId::new(flow).unwrap(),
        audience,
        phrases,
    }
}

fn understand(index: &Index, audience: Audience, text: &str, recent: &[Subject]) -> Understanding {
    let query = Query {
        text,
        audience,
        locale: &Locale::default(),
        now: "2026-11-25T12:00:00Z".parse::<Timestamp>().unwrap(),
        recent,
        keeping: Keeping::Forgotten,
    };
    index.understand(&query).unwrap()
}

fn name(subject: &Subject) -> &str {
    match subject {
        Subject::Entry(entry) => entry.as_str(),
        Subject::Flow(flow) => flow.as_str(),
    }
}

/// How many of `questions` have the right subject as the answer, how many among the offers, and the failures.
fn served(index: &Index, audience: Audience, questions: &[(&str, &[&str])]) -> (usize, usize, Vec<String>) {
    let (mut answered, mut offered, mut failures) = (0, 0, Vec::new());
    for (text, right) in questions {
        let understanding = understand(index, audience, text, &[]);
        let names: Vec<&str> = understanding.candidates.iter().map(|one| name(&one.subject)).collect();
        match understanding.band {
            Band::Answer if right.contains(&names[0]) => answered += 1,
            Band::Offer if names.iter().any(|name| right.contains(name)) => offered += 1,
            _ => failures.push(format!("{text}: {understanding:?}")),
        }
    }
    (answered, offered, failures)
}

#[test]
fn unseen_questions_find_their_answers() {
    let index = build(&ENTRIES, &TRIGGERS);
    for (audience, questions) in [(Audience::Member, MEMBER), (Audience::Provider, PROVIDER)] {
        let (answered, offered, failures) = served(&index, audience, questions);
        let figures = format!(
            "{audience}: {answered} answered, {offered} offered of {}: {failures:#?}",
            questions.len()
        );
        assert!((answered + offered) * 10 >= questions.len() * 9, "{figures}");
        assert!(answered * 2 >= questions.len(), "{figures}");
    }
}

#[test]
fn strange_questions_are_not_answered() {
    let index = build(&ENTRIES, &TRIGGERS);
    let bands: Vec<(Band, &str)> = STRANGE
        .iter()
        .map(|(audience, text)| (understand(&index, *audience, text, &[]).band, *text))
        .collect();
    let of = |band: Band| {
        bands
            .iter()
            .filter(|(other, _)| *other == band)
            .map(|(_, text)| *text)
            .collect::<Vec<_>>()
    };
    assert!(of(Band::Answer).len() <= 2, "{:#?}", of(Band::Answer));
    assert!(of(Band::Offer).len() * 3 <= STRANGE.len(), "{:#?}", of(Band::Offer));
}

#[test]
fn each_phrase_finds_what_it_is_written_for() {
    let index = build(&ENTRIES, &TRIGGERS);
    for (audience, text, right) in phrases() {
        let understanding = understand(&index, audience, &text, &[]);
        assert_eq!(understanding.band, Band::Answer, "{text}");
        assert_eq!(understanding.candidates[0].subject, right, "{text}");
    }
}

/// Every phrase with what it is written for.
fn phrases() -> Vec<(Audience, String, Subject)> {
    let entries = ENTRIES.iter().flat_map(|entry| {
        let phrases = std::iter::once(&entry.question).chain(&entry.also);
        phrases.map(|phrase| (entry.audience, phrase.text.clone(), Subject::Entry(entry.id.clone())))
    });
    let triggers = TRIGGERS.iter().flat_map(|trigger| {
        let subject = Subject::Flow(trigger.flow.clone());
        trigger
            .phrases
            .iter()
            .map(move |phrase| (trigger.audience, phrase.clone(), subject.clone()))
    });
    entries.chain(triggers).collect()
}

/// So many times the index is built, each time without another part of the phrases.
const PARTS: usize = 8;

#[test]
fn phrases_that_are_left_out_are_mostly_found_by_the_others() {
    let (mut first, mut all) = (0, 0);
    for part in 0..PARTS {
        let mut entries = ENTRIES.clone();
        let mut left_out = Vec::new();
        for entry in &mut entries {
            let phrases = std::mem::take(&mut entry.also).into_iter().enumerate();
            let (out, kept): (Vec<_>, Vec<_>) = phrases.partition(|(number, _)| number % PARTS == part);
            entry.also = kept.into_iter().map(|(_, phrase)| phrase).collect();
            left_out.extend(out.into_iter().map(|(_, phrase)| (entry.clone(), phrase.text)));
        }
        let index = build(&entries, &TRIGGERS);
        all += left_out.len();
        first += left_out
            .iter()
            .filter(|(entry, text)| {
                let understanding = understand(&index, entry.audience, text, &[]);
                match understanding.candidates.first().map(|candidate| &candidate.subject) {
                    Some(Subject::Entry(id)) => *id == entry.id,
                    Some(Subject::Flow(flow)) => entry.flow.as_ref() == Some(flow),
                    None => false,
                }
            })
            .count();
    }
    assert_eq!(all, ENTRIES.iter().map(|entry| entry.also.len()).sum::<usize>());
    assert!(first * 10 >= all * 7, "{first} of {all}");
}

#[test]
fn a_short_question_is_about_what_was_just_answered() {
    let index = build(&ENTRIES, &TRIGGERS);
    let recent = [Subject::Entry(EntryId::new("member/pin/lost-pin").unwrap())];
    let understanding = understand(&index, Audience::Member, "how long does it take?", &recent);
    assert_eq!(understanding.band, Band::Answer);
    assert_eq!(
        name(&understanding.candidates[0].subject),
        "member/pin/when-does-it-arrive"
    );
}
