//! What the model is asked, and what is remembered of it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;

/// The index with a model that is made up, and how often that was asked for a question.
fn meant(works: bool) -> (Index, Embedder, Arc<AtomicUsize>) {
    let (built, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let model = Embedder::made_up({
        let (built, asked) = (Arc::clone(&built), Arc::clone(&asked));
        move || {
            asked.fetch_add(1, Ordering::SeqCst);
            works || !built.load(Ordering::SeqCst)
        }
    });
    let entries = entries();
    let sources = Sources {
        entries: &entries,
        triggers: &[],
        synonyms: SYNONYMS,
        stopwords: STOPWORDS,
        common: COMMON,
        outside: "",
        progress: &|_, _| {},
    };
    let settings = Settings::new(Thresholds::default(), Some(model.clone()));
    let (index, _) = Index::build(sources, settings).unwrap();
    built.store(true, Ordering::SeqCst);
    asked.store(0, Ordering::SeqCst);
    (index, model, asked)
}

fn member<'a>(text: &'a str, locale: &'a Locale, keeping: Keeping) -> Query<'a> {
    Query {
        text,
        audience: Audience::Member,
        locale,
        now: "2026-11-25T12:00:00Z".parse().unwrap(),
        recent: &[],
        keeping,
    }
}

#[test]
fn what_may_be_a_secret_never_reaches_the_model_while_it_is_typed() {
    let (index, _, asked) = meant(true);
    let suggest = |text: &str| {
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        index.suggest(text, Audience::Member, &Locale::default(), now).unwrap()
    };
    for secret in [
        "the answer to my security question is Rex",
        "my passwd is sunshine",
        "my new pw is maple tree",
        "my ssn is 219-09-9999, what is a pin?",
    ] {
        suggest(secret);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    suggest("please explain to me what is so long about it");
    assert_ne!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn questions_that_may_hold_a_name_are_not_remembered_in_any_form() {
    let (index, model, _) = meant(true);
    let locale = Locale::default();
    for text in [
        "my name is Ruth Miller, how long must my password be",
        "how long must the password of Ruth be",
        "my name is rules, may i get a password",
    ] {
        let query = member(text, &locale, Keeping::Remembered);
        assert!(!index.may_remember(&query), "{text}");
    }
    index
        .find(
            &index.member,
            &member("does Ruth have a password", &locale, Keeping::Remembered),
        )
        .unwrap();
    assert_eq!(model.remembered(), 0);
    let plain = member("how do i get the rules for a password", &locale, Keeping::Remembered);
    assert!(index.may_remember(&plain));
    index.understand(&plain).unwrap();
    assert_ne!(model.remembered(), 0);
    let keeping = Keeping::Forgotten;
    assert!(!index.may_remember(&Query { keeping, ..plain }));
}

#[test]
fn one_message_has_the_model_run_a_bounded_number_of_times() {
    let (index, _, asked) = meant(true);
    let locale = Locale::default();
    let parts = (0..12).map(|number| format!("wher is pasword {number} and wen does pasword {number} expir. "));
    let text: String = parts.collect();
    let recent = [Subject::Entry(EntryId::new("member/pin/arrival").unwrap())];
    let query = Query {
        recent: &recent,
        ..member(&text, &locale, Keeping::Forgotten)
    };
    index.understand(&query).unwrap();
    let asked = asked.load(Ordering::SeqCst);
    assert!((2..=20).contains(&asked), "{asked}");
}

#[test]
fn a_glance_needs_no_model_and_no_topic() {
    let (index, _, asked) = meant(false);
    let locale = Locale::default();
    let glance = |text: &str, recent: &[Subject]| {
        let query = Query {
            recent,
            ..member(text, &locale, Keeping::Remembered)
        };
        index.glance(&query).unwrap()
    };
    let recent = [Subject::Entry(EntryId::new("member/pin/arrival").unwrap())];
    assert_eq!(name(&glance("rules for passwords", &[])), "member/password/rules");
    assert!(
        glance("password rules, and when does my pin come?", &[])
            .besides
            .is_empty()
    );
    assert_ne!(glance("rules for it", &recent).band, Band::Answer);
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}
