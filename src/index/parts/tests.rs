//! The parts of a text, as a table of what is clear says.

use super::super::Thresholds;
use super::*;
use crate::conversation::{EntryId, FlowId};
use crate::words::normalize;

fn entry(name: &str) -> Subject {
    Subject::Entry(EntryId::new(format!("member/topic/{name}")).unwrap())
}

/// Understands as a table says: what is not in it is not clear.
fn asked(text: &str, table: &[(&str, Subject)]) -> Vec<Subject> {
    let table: Vec<_> = table
        .iter()
        .cloned()
        .map(|(known, subject)| (known, subject, 0.9))
        .collect();
    sure(text, &table)
}

/// The same, as sure as the table says: what is answered.
fn sure(text: &str, table: &[(&str, Subject, f32)]) -> Vec<Subject> {
    let (band, subjects) = understood(text, table);
    assert_eq!(band == Band::Answer, !subjects.is_empty(), "{text}");
    subjects
}

fn understood(text: &str, table: &[(&str, Subject, f32)]) -> (Band, Vec<Subject>) {
    let ask = |text: &str, _: &[Subject]| {
        let known = table.iter().find(|(known, ..)| *known == normalize(text));
        let candidate = known.map(|(_, subject, probability)| Candidate {
            subject: subject.clone(),
            probability: *probability,
        });
        let band = candidate
            .as_ref()
            .map(|candidate| Thresholds::default().band(candidate.probability));
        Ok::<_, ()>(Understanding {
            band: band.unwrap_or(Band::Unknown),
            candidates: candidate.into_iter().collect(),
            besides: Vec::new(),
        })
    };
    let understanding = understand(text, ask, |one, other| one == other).unwrap();
    let all = understanding.candidates.into_iter().chain(understanding.besides);
    (understanding.band, all.map(|candidate| candidate.subject).collect())
}

#[test]
fn each_clear_part_counts_once_and_in_its_order() {
    let reset = ("how do i reset my password", entry("reset"));
    let when = ("when does my pin come", entry("when"));
    let table = [reset.clone(), when.clone()];
    for text in [
        "How do I reset my password and when does my pin come?",
        "how do i reset my password? when does my pin come?",
        "hello there, how do i reset my password and also when does my pin come",
        "how do i reset my password, when does my pin come, how do i reset my password",
    ] {
        assert_eq!(asked(text, &table), [entry("reset"), entry("when")], "{text}");
    }
    assert_eq!(asked("my name is ruth, when does my pin come", &table), [entry("when")]);
    assert_eq!(asked("when does my pin come and so on", &table), []);
}

#[test]
fn a_text_that_is_clear_as_a_whole_is_parted_only_where_it_is_one_of_its_parts() {
    let parts = [("why do i need a pin", entry("what")), ("a password", entry("rules"))];
    let text = "why do i need a pin and a password";
    assert_eq!(asked(text, &parts), [entry("what"), entry("rules")]);
    let with_whole = |subject| {
        let mut table = parts.to_vec();
        table.push((text, subject));
        asked(text, &table)
    };
    assert_eq!(with_whole(entry("protects")), [entry("protects")]);
    assert_eq!(with_whole(entry("rules")), [entry("rules"), entry("what")]);
}

#[test]
fn what_is_told_before_a_clear_question_is_its_story() {
    let question = ("can i use that name again", entry("keep"), 0.95);
    let story = ("i had a login back in 2008", entry("again"), 0.9);
    let text = "I had a login back in 2008, can I use that name again?";
    let asked = |whole: &[(&str, Subject, f32)]| {
        let table: Vec<_> = whole.iter().chain([&question, &story]).cloned().collect();
        sure(text, &table)
    };
    let whole = normalize(text);
    assert_eq!(asked(&[(&whole, entry("keep"), 0.99)]), [entry("keep")]);
    assert_eq!(asked(&[(&whole, entry("keep"), 0.85)]), [entry("keep"), entry("again")]);
    assert_eq!(asked(&[]), [entry("again"), entry("keep")]);
    let told = [
        ("i lost my pin", entry("lost"), 0.9),
        ("i forgot my password", entry("reset"), 0.9),
        ("i lost my pin and i forgot my password", entry("reset"), 0.95),
    ];
    let both = [entry("reset"), entry("lost")];
    assert_eq!(
        sure("i lost my pin and i forgot my password", &told),
        both,
        "nothing asks"
    );
}

#[test]
fn a_story_that_is_what_the_whole_is_about_is_answered_beside_the_question() {
    let when = ("when does my pin come", entry("when"), 0.9);
    let table = [
        ("i lost my pin when does my pin come", entry("lost"), 0.95),
        ("i lost my pin", entry("lost"), 0.9),
        when.clone(),
    ];
    let both = [entry("lost"), entry("when")];
    assert_eq!(sure("I lost my PIN. When does my PIN come?", &table), both);
    let text = "My PIN has not come. How do I reset my password? When does my PIN come?";
    let table = [
        (&*normalize(text), entry("reset"), 0.93),
        ("my pin has not come", entry("when"), 0.9),
        ("how do i reset my password", entry("reset"), 0.9),
        when,
    ];
    assert_eq!(sure(text, &table), [entry("reset"), entry("when")], "told, and asked");
}

#[test]
fn one_clear_part_of_a_text_that_seems_to_be_about_something_else_is_offered_beside_that() {
    let text = "we are not in your network. how do i get on the site";
    let part = ("how do i get on the site", entry("help"), 0.95);
    let of = |whole: (&str, Subject, f32)| {
        let table = [part.clone(), whole];
        understood(text, &table)
    };
    let whole = normalize(text);
    let both = (Band::Offer, vec![entry("not-contracted"), entry("help")]);
    assert_eq!(of((&whole, entry("not-contracted"), 0.7)), both);
    assert_eq!(
        of((&whole, entry("not-contracted"), 0.3)),
        both,
        "the whole comes first"
    );
    let answered = (Band::Answer, vec![entry("help")]);
    assert_eq!(of((&whole, entry("help"), 0.5)), answered);
    assert_eq!(
        of((&whole, entry("not-contracted"), 0.05)),
        answered,
        "as a whole it is like nothing"
    );
}

#[test]
fn a_thing_alone_takes_the_place_of_the_one_before() {
    let table = [
        ("how do i reset my password", entry("reset")),
        ("how do i reset my pin", entry("lost")),
    ];
    let both = [entry("reset"), entry("lost")];
    assert_eq!(asked("how do i reset my password and my pin", &table), both);
    assert_eq!(asked("how do i reset my password as well as my pin?", &table), both);
}

#[test]
fn a_text_of_many_parts_is_asked_a_few_times() {
    let asked = Cell::new(0);
    let ask = |_: &str, _: &[Subject]| {
        asked.set(asked.get() + 1);
        Ok::<_, ()>(Understanding::default())
    };
    let text = "reset my pin and my card and my name. ".repeat(1_000);
    understand(&text, ask, |_, _| false).unwrap();
    assert_eq!(asked.get(), MOST_ASKED);
}

#[test]
fn what_shall_not_be_done_is_no_part() {
    let errand = Subject::Flow(FlowId::new("reissue-pin").unwrap());
    let table = [("send me a new pin", errand), ("what is a pin", entry("what"))];
    assert_eq!(asked("please do not, ever, send me a new pin", &table), []);
    let text = "don't send me a new pin, what is a pin?";
    assert_eq!(asked(text, &table), [entry("what")]);
    let refused = (&*normalize(text), entry("another"), 0.5);
    let table = [refused, ("what is a pin", entry("what"), 0.9)];
    assert_eq!(sure(text, &table), [entry("what")], "what is refused is not offered");
}
