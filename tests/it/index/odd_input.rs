//! Texts that say nothing, or far too much: no panic, and no answer with confidence where nothing was asked.

use frontdesk::dialogue::Candidate;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use super::*;

const AUDIENCES: [Audience; 2] = [Audience::Member, Audience::Provider];

static INDEX: LazyLock<Index> = LazyLock::new(|| build(&ENTRIES, &TRIGGERS));

/// What nobody can answer.
const NOTHING: &[&str] = &[
    "",
    " ",
    "a",
    "i",
    "x",
    "?",
    "7",
    "...",
    "-----",
    "\u{1F600}",
    "\u{1F600}\u{1F622}\u{1F525}\u{1F525} \u{1F44D}\u{1F3FD} \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
    "\0",
    "\u{1}\u{2}\u{3}\u{7f}\u{85}",
    "\r\n\t\u{b}\u{c}",
    "\u{200b}\u{200c}\u{200d}\u{feff}",
    "\u{202e}\u{202d}\u{2066}\u{2069}\u{200f}",
    "\u{fffd}\u{fffd}\u{fffd}",
    "\u{e000}\u{f8ff}\u{10ffff}",
    "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}",
    "'; DROP TABLE users; --",
    "' OR '1'='1",
    "SELECT * FROM accounts WHERE 1=1; DELETE FROM messages;",
    "1; UPDATE members SET password = 'x' WHERE id = 1; --",
    "<script>alert(document.cookie)</script>",
    "{{ 7 * 7 }} ${7*7} %s %n ../../etc/passwd",
    "\u{0437}\u{0434}\u{0440}\u{0430}\u{0432}\u{0441}\u{0442}\u{0432}\u{0443}\u{0439}\u{0442}\u{0435}, \u{043a}\u{0430}\u{043a} \u{0434}\u{0435}\u{043b}\u{0430}?",
    "\u{5fd8}\u{8bb0}\u{5bc6}\u{7801}\u{4e86}\u{600e}\u{4e48}\u{529e}",
    "\u{30d1}\u{30b9}\u{30ef}\u{30fc}\u{30c9}",
    "\u{0645}\u{0631}\u{062d}\u{0628}\u{0627} \u{0643}\u{064a}\u{0641} \u{062d}\u{0627}\u{0644}\u{0643}",
    "\u{05e9}\u{05dc}\u{05d5}\u{05dd} \u{05e2}\u{05d5}\u{05dc}\u{05dd}",
    "\u{0928}\u{092e}\u{0938}\u{094d}\u{0924}\u{0947}",
    "\u{0e2a}\u{0e27}\u{0e31}\u{0e2a}\u{0e14}\u{0e35}",
    "the of and to in for with",
    "i do it to my as is",
    "asdf qwer zxcv",
    "xqzvkj",
    "12345678901234567890",
    "3.14159 2.71828 1.41421",
];

fn all(text: &str) -> [Understanding; 2] {
    AUDIENCES.map(|audience| {
        let understanding = understand(&INDEX, audience, text, &[]);
        sound(audience, text, &understanding.candidates);
        understanding
    })
}

/// Probabilities are some, the greatest first, of subjects that there are.
fn sound(audience: Audience, text: &str, candidates: &[Candidate]) {
    for candidate in candidates {
        assert!((0.0..=1.0).contains(&candidate.probability), "{text:?}: {candidates:?}");
        let known = match &candidate.subject {
            Subject::Entry(id) => ENTRIES
                .iter()
                .any(|entry| entry.id == *id && entry.audience == audience),
            Subject::Flow(id) => TRIGGERS
                .iter()
                .any(|trigger| trigger.flow == *id && trigger.audience == audience),
        };
        assert!(known, "{text:?}: {candidates:?}");
    }
    let sorted = candidates.is_sorted_by(|one, other| one.probability >= other.probability);
    assert!(sorted && candidates.len() <= 3, "{text:?}: {candidates:?}");
}

fn answered(text: &str) -> bool {
    all(text).iter().any(|understanding| understanding.band == Band::Answer)
}

/// The same cases at each run: among enough random letters there is a question now and then, and that is none of these.
fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_126),
        ..ProptestConfig::default()
    })
}

#[test]
fn what_asks_nothing_is_not_answered() {
    let wrong: Vec<&&str> = NOTHING.iter().filter(|text| answered(text)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn each_letter_and_sign_by_itself_is_not_answered() {
    let letters = (0u8..128).map(char::from).chain('\u{a0}'..'\u{250}');
    let wrong: Vec<char> = letters.filter(|letter| answered(&letter.to_string())).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn what_is_long_is_looked_at_without_harm() {
    for unit in [
        "x",
        "\u{1F600}",
        "\u{5bc6}\u{7801}",
        "xq zv ",
        "\n",
        "\u{200b}",
        ". ",
        "?!",
    ] {
        let text: String = unit.chars().cycle().take(10_000).collect();
        assert!(!answered(&text), "{unit:?}");
    }
    for text in ["pin ", "password ", "lost pin? ", "the ", "passwrod, "] {
        all(&text.repeat(500));
    }
}

#[test]
fn a_question_in_strange_clothes_is_still_one() {
    for text in [
        "\u{202e}I lost my PIN\u{202c}",
        "I\u{a0}lost\u{2003}my\u{3000}PIN",
        "\u{feff}i lost my pin\0",
        "\u{ff29} \u{ff4c}\u{ff4f}\u{ff53}\u{ff54} my PIN",
    ] {
        let understanding = understand(&INDEX, Audience::Member, text, &[]);
        assert_eq!(understanding.band, Band::Answer, "{text:?}: {understanding:?}");
    }
}

#[test]
fn random_texts_are_not_answered() {
    let texts = prop_oneof![
        "\\PC{0,60}",
        "[ -~]{0,200}",
        "(?s).{0,60}",
        "[a-z]{1,12}( [a-z]{1,12}){0,9}",
        "[\\p{Han}\\p{Hiragana}\\p{Cyrillic}\\p{Arabic}\\p{Hebrew}\\p{Devanagari} ]{1,40}",
    ];
    let run = |text: String| {
        prop_assert!(!answered(&text));
        Ok(())
    };
    runner(5_000).run(&texts, run).unwrap();
}

#[test]
fn any_words_of_the_content_are_looked_at_without_harm() {
    let words: BTreeSet<String> = phrases()
        .iter()
        .flat_map(|(_, text, _)| text.split_whitespace())
        .map(str::to_owned)
        .collect();
    let words: Vec<String> = words.into_iter().collect();
    let texts = proptest::collection::vec(proptest::sample::select(words), 1..=12);
    let run = |words: Vec<String>| {
        all(&words.join(" "));
        Ok(())
    };
    runner(1_000).run(&texts, run).unwrap();
}
