use proptest::prelude::*;

use super::*;
use crate::conversation::EntryId;
use crate::dialogue::{Band, Candidate, Keeping, Subject, Understanding};
use crate::faq::{Phrase, Validity};

mod meant;

const SYNONYMS: &str = "password = passcode\nPIN = pin number\nlost = misplaced";
const STOPWORDS: &str = "me\nmy\nthe\na\ni\nis\ndo\nto\nit";
const COMMON: &str = "get\ntell";

pub(super) fn entry(id: &str, phrases: &[&str]) -> Entry {
    let mut phrases = phrases.iter().map(|text| Phrase {
        text: (*text).into(),
        line: 1,
    });
    Entry {
        quotes: Default::default(),
        id: EntryId::new(id).unwrap(),
        locale: Locale::default(),
        audience: if id.starts_with("member") {
            Audience::Member
        } else {
            Audience::Provider
        },
        topic: "topic".into(),
        question: phrases.next().unwrap(),
        also: phrases.collect(),
        flow: None,
        related: Vec::new(),
        source: "test".into(),
        owner: "test".into(),
        review_by: "2030-01-01".parse().unwrap(),
        valid: Validity::default(),
        text: "Please wait.".into(),
        html: String::new(),
        revision: String::new(),
        file: String::new(),
        lines: crate::faq::Lines::default(),
    }
}

fn entries() -> Vec<Entry> {
    let mut lost = entry("member/pin/lost", &["How do I get a new PIN?", "what if i lost my pin"]);
    lost.flow = Some(FlowId::new("reissue-pin").unwrap());
    lost.related = vec![EntryId::new("member/pin/arrival").unwrap()];
    let old = Entry {
        valid: Validity {
            until: Some("2020-01-01".parse().unwrap()),
            ..Validity::default()
        },
        ..entry("member/pin/old", &["Where was the PIN office?"])
    };
    let spanish = Entry {
        locale: Locale::new("es").unwrap(),
        ..entry("member/pin/arrival", &["Cuándo llega mi PIN?"])
    };
    vec![
        lost,
        old,
        entry(
            "member/pin/arrival",
            &["When does my PIN arrive?", "how many days does the letter take"],
        ),
        spanish,
        entry(
            "member/password/rules",
            &["What are the rules for a password?", "password length"],
        ),
        entry(
            "member/password/expiry",
            &["When does my password expire?", "how many days is it good for"],
        ),
        entry("provider/tax/unlock", &["How do I unlock my Tax ID?", "tin locked"]),
    ]
}

pub(super) fn index() -> Index {
    let trigger = Trigger {
        flow: FlowId::new("reissue-pin").unwrap(),
        audience: Audience::Member,
        phrases: vec!["i lost my pin".into(), "send me a new pin".into()],
    };
    let entries = entries();
    let sources = Sources {
        entries: &entries,
        triggers: &[trigger],
        synonyms: SYNONYMS,
        stopwords: STOPWORDS,
        common: COMMON,
        outside: "",
        progress: &|_, _| {},
    };
    Index::build(sources, Settings::default()).unwrap().0
}

fn ask(index: &Index, text: &str, audience: Audience, locale: &str, recent: &[&str]) -> Understanding {
    let entry = |entry: &&str| Subject::Entry(EntryId::new(entry).unwrap());
    let recent: Vec<Subject> = recent.iter().map(entry).collect();
    let query = Query {
        text,
        audience,
        locale: &Locale::new(locale).unwrap(),
        now: "2026-11-25T12:00:00Z".parse().unwrap(),
        recent: &recent,
        keeping: Keeping::Forgotten,
    };
    index.understand(&query).unwrap()
}

fn best(index: &Index, text: &str) -> String {
    name(&ask(index, text, Audience::Member, "en", &[]))
}

fn name(understanding: &Understanding) -> String {
    match understanding.candidates.first().map(|candidate| &candidate.subject) {
        Some(Subject::Entry(entry)) => entry.to_string(),
        Some(Subject::Flow(flow)) => flow.to_string(),
        None => String::new(),
    }
}

#[test]
fn a_known_phrase_is_certain() {
    let understanding = ask(&index(), "What if I lost my PIN?!", Audience::Member, "en", &[]);
    assert_eq!(understanding.band, Band::Answer);
    assert!((understanding.candidates[0].probability - 1.0).abs() < f32::EPSILON);
}

#[test]
fn endings_synonyms_and_slips_are_seen_through() {
    let index = index();
    assert_eq!(best(&index, "rules for passwords"), "member/password/rules");
    assert_eq!(best(&index, "passcode rules"), "member/password/rules");
    assert_eq!(best(&index, "pasword lenght"), "member/password/rules");
    assert_eq!(best(&index, "misplaced pin number"), "reissue-pin");
}

#[test]
fn a_question_gets_the_answer_and_a_wish_the_errand() {
    let index = index();
    assert_eq!(best(&index, "how can i get a new pin"), "member/pin/lost");
    assert_eq!(best(&index, "i want a new pin"), "reissue-pin");
    assert_eq!(best(&index, "have lost pin"), "member/pin/lost");
    let candidates = ask(&index, "i want a new pin", Audience::Member, "en", &[]).candidates;
    assert!(
        candidates
            .iter()
            .all(|candidate| candidate.subject != Subject::Entry(EntryId::new("member/pin/lost").unwrap()))
    );
}

#[test]
fn only_what_is_for_the_visitor_is_found() {
    let index = index();
    let member = ask(&index, "How do I unlock my Tax ID?", Audience::Member, "en", &[]);
    assert_ne!(member.band, Band::Answer);
    let theirs = |candidate: &Candidate| matches!(&candidate.subject, Subject::Entry(entry) if entry.as_str().starts_with("provider/"));
    assert!(!member.candidates.iter().any(theirs));
    assert_eq!(
        ask(&index, "How do I unlock my Tax ID?", Audience::Provider, "en", &[]).band,
        Band::Answer
    );
    assert_ne!(best(&index, "where was the pin office"), "member/pin/old");
}

#[test]
fn an_answer_is_found_in_the_visitors_language_or_in_the_default_one() {
    let index = index();
    let spanish = |text| name(&ask(&index, text, Audience::Member, "es-mx", &[]));
    assert_eq!(spanish("cuando llega mi pin"), "member/pin/arrival");
    assert_eq!(spanish("what are the rules for a password"), "member/password/rules");
    assert_ne!(spanish("how many days does the letter take"), "member/pin/arrival");
    assert_ne!(best(&index, "cuando llega mi pin"), "member/pin/arrival");
}

#[test]
fn what_was_talked_about_counts_where_the_text_names_no_topic() {
    let index = index();
    let after = |entry: &str| name(&ask(&index, "how many days", Audience::Member, "en", &[entry]));
    assert_eq!(after("member/pin/lost"), "member/pin/arrival");
    assert_eq!(after("member/password/expiry"), "member/password/expiry");
}

#[test]
fn questions_are_suggested_while_somebody_types() {
    let index = index();
    let now = "2026-11-25T12:00:00Z".parse().unwrap();
    let suggest = |text: &str| -> Vec<String> {
        let found = index.suggest(text, Audience::Member, &Locale::default(), now).unwrap();
        found.into_iter().map(|suggestion| suggestion.question).collect()
    };
    assert_eq!(
        suggest("when d"),
        ["When does my PIN arrive?", "When does my password expire?"]
    );
    assert_eq!(suggest("pass len"), ["What are the rules for a password?"]);
    assert_eq!(
        suggest("passcode rules").first().map(String::as_str),
        Some("What are the rules for a password?")
    );
    assert_eq!(suggest("w"), [""; 0]);
    assert_eq!(suggest("zzz"), [""; 0]);
    assert!(suggest("how").len() <= 5);
}

#[test]
fn a_question_among_other_words_is_heard() {
    let index = index();
    let text = "Hello, my name is Ruth Miller from Detroit; what are the rules for a password? Greetings from here";
    assert_eq!(ask(&index, text, Audience::Member, "en", &[]).band, Band::Answer);
    assert_eq!(best(&index, text), "member/password/rules");
}

#[test]
fn two_that_fit_alike_are_offered() {
    let understanding = ask(&index(), "how many days", Audience::Member, "en", &[]);
    assert_eq!(understanding.band, Band::Offer);
    assert_eq!(understanding.candidates.len(), 2);
}

#[test]
fn an_empty_index_knows_nothing() {
    let sources = Sources {
        entries: &[],
        triggers: &[],
        synonyms: "x",
        stopwords: "",
        common: "",
        outside: "",
        progress: &|_, _| {},
    };
    let (index, flaws) = Index::build(sources, Settings::default()).unwrap();
    assert_eq!(flaws.len(), 1);
    assert_eq!(
        ask(&index, "hello", Audience::Member, "en", &[]),
        Understanding::default()
    );
}

#[test]
fn junk_is_never_answered() {
    let index = index();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        // A fixed one: among enough random letters there is a word of the content now and then, and that is no junk.
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_125),
        ..ProptestConfig::default()
    });
    // Letters that no word of the content is made of alone, between spaces and signs.
    runner
        .run(
            &prop_oneof!["\\PC{0,60}", "[ -~]{0,200}", "([qxzjk]{2,9}[ .!?]){0,40}"],
            |text| {
                let understanding = ask(&index, &text, Audience::Member, "en", &[]);
                prop_assert_ne!(understanding.band, Band::Answer);
                Ok(())
            },
        )
        .unwrap();
}

#[test]
fn a_text_of_any_length_is_looked_at_in_bounded_time() {
    let index = index();
    let long = "how do i get a new pin ".repeat(100_000);
    assert!(ask(&index, &long, Audience::Member, "en", &[]).candidates.len() <= 3);
}

fn translated(id: &str, locale: &str, phrase: &str) -> Entry {
    Entry {
        locale: Locale::new(locale).unwrap(),
        ..entry(id, &[phrase])
    }
}

fn of_entries(entries: &[Entry]) -> Index {
    let sources = Sources {
        entries,
        triggers: &[],
        synonyms: "",
        stopwords: STOPWORDS,
        common: COMMON,
        outside: "",
        progress: &|_, _| {},
    };
    Index::build(sources, Settings::default()).unwrap().0
}

#[test]
fn of_the_translations_of_an_answer_the_best_one_alone_is_shown() {
    let id = "member/pin/arrival";
    let mut entries = vec![
        translated(id, "en", "when does my pin arrive"),
        translated(id, "en-gb", "when shall my pin arrive"),
        translated(id, "es", "cuando llega mi pin"),
        translated(id, "es-mx", "cuando me llega el pin"),
    ];
    let shown = |entries: &[Entry], wanted: &str| -> Vec<usize> {
        let (index, wanted) = (of_entries(entries), Locale::new(wanted).unwrap());
        let day = "2026-11-25".parse().unwrap();
        (0..entries.len())
            .filter(|row| index.member.shows(*row, &wanted, day))
            .collect()
    };
    for (wanted, row) in [
        ("en", 0),
        ("en-gb", 1),
        ("en-us", 0),
        ("es", 2),
        ("es-mx", 3),
        ("es-ar", 2),
        ("fr", 0),
    ] {
        assert_eq!(shown(&entries, wanted), [row], "{wanted}");
    }
    entries[3].valid.until = Some("2020-01-01".parse().unwrap());
    assert_eq!(shown(&entries, "es-mx"), [2], "one that is out of date is none");
    entries[2].valid.until = entries[3].valid.until;
    assert_eq!(shown(&entries, "es-mx"), [0]);
}

#[test]
fn many_answers_are_offered_by_their_words_and_not_given() {
    let numbered = |number: usize| {
        entry(
            &format!("member/form/n{number}"),
            &[&format!("where is the form {number}")],
        )
    };
    let index = of_entries(&(0..600).map(numbered).collect::<Vec<_>>());
    let understood = |text| ask(&index, text, Audience::Member, "en", &[]);
    assert_eq!(understood("Where is the form 17?").band, Band::Answer, "word for word");
    let near = understood("the form 17, where on earth is it");
    assert_eq!((near.band, name(&near).as_str()), (Band::Offer, "member/form/n17"));
    assert_eq!(understood("how tall is the eiffel tower").band, Band::Unknown);
}

#[test]
fn translations_of_few_answers_are_learned_from_all_the_same() {
    let locales = ["en", "es", "fr"];
    let each = |number: usize| {
        locales.map(|locale| {
            translated(
                &format!("member/form/n{number}"),
                locale,
                &format!("{locale} form {number}"),
            )
        })
    };
    assert!(
        of_entries(&(0..200).flat_map(each).collect::<Vec<_>>())
            .member
            .postings
            .is_none()
    );
    let one = |number: usize| entry(&format!("member/form/n{number}"), &[&format!("form {number}")]);
    assert!(
        of_entries(&(0..501).map(one).collect::<Vec<_>>())
            .member
            .postings
            .is_some()
    );
}

#[test]
fn an_answer_is_suggested_though_its_errand_fits_as_well() {
    let phrases = [
        "where do i send the claim form",
        "claim form address",
        "how to hand in a claim form",
        "mail in my claim form",
    ];
    let others = [
        "when does my password expire",
        "how long is a password good for",
        "password age",
        "is my password too old",
    ];
    let flow = FlowId::new("claim").unwrap();
    let trigger = Trigger {
        flow: flow.clone(),
        audience: Audience::Member,
        phrases: phrases.iter().map(|phrase| format!("{phrase} today")).collect(),
    };
    let entries = [
        Entry {
            flow: Some(flow),
            ..entry("member/claim/send", &phrases)
        },
        entry("member/password/expiry", &others),
    ];
    let sources = Sources {
        entries: &entries,
        triggers: &[trigger],
        synonyms: "form = paper",
        stopwords: STOPWORDS,
        common: COMMON,
        outside: "",
        progress: &|_, _| {},
    };
    let (index, _) = Index::build(sources, Settings::default()).unwrap();
    let now = "2026-11-25T12:00:00Z".parse().unwrap();
    for text in ["address for the claim paper ", "send claim paper "] {
        let found = index.suggest(text, Audience::Member, &Locale::default(), now).unwrap();
        assert_eq!(
            found.first().map(|found| found.entry.as_str()),
            Some("member/claim/send"),
            "{text}"
        );
    }
}

#[test]
fn an_answer_is_valid_to_the_end_of_its_last_day_where_the_insurer_is() {
    let mut rules = entry("member/password/rules", &["What are the rules for a password?"]);
    rules.valid.until = Some("2026-11-25".parse().unwrap());
    let found = |zone: &str, now: &str| {
        let settings = Settings::default().in_zone(jiff::tz::TimeZone::get(zone).unwrap());
        let sources = Sources {
            entries: std::slice::from_ref(&rules),
            triggers: &[],
            synonyms: "",
            stopwords: STOPWORDS,
            common: COMMON,
            outside: "",
            progress: &|_, _| {},
        };
        let (index, _) = Index::build(sources, settings).unwrap();
        let (now, locale) = (now.parse().unwrap(), Locale::default());
        let suggested = index
            .suggest("what are the rules", Audience::Member, &locale, now)
            .unwrap();
        !suggested.is_empty()
    };
    assert!(found("America/Detroit", "2026-11-26T04:59:00Z"));
    assert!(!found("America/Detroit", "2026-11-26T05:00:00Z"));
    assert!(!found("UTC", "2026-11-26T00:00:00Z"));
}
