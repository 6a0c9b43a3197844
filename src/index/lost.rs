//! The ways to ask that would not find what they are written for if they were not written down.

use std::collections::HashMap;

use jiff::Timestamp;

use super::everyday::EVERYDAY;
use super::shelf::Shelf;
use super::spelling::Spelling;
use super::{Index, knowledge, settle};
use crate::dialogue::{Band, Subject};

/// A way to ask that finds something else when it is left out: whoever says the like is likely misunderstood.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// The way to ask, as `words::normalize` makes it.
    pub phrase: String,
    /// What it is written for.
    pub subject: Subject,
    /// What it finds.
    pub to: Subject,
    /// How probable that seems.
    pub probability: f32,
    /// What would be made of it: an answer is a wrong one.
    pub band: Band,
}

impl Index {
    /// The ways to ask that find something else when they are left out. An answer and its errand are one, and so are the
    /// translations of an answer; nothing is said of what is not shown `now` or is in another language, nor of slips, which
    /// would be mended. Of a large content nothing is known.
    pub fn lost(&self, now: Timestamp) -> Vec<Lost> {
        let day = self.day(now);
        let shelves = [&self.member, &self.provider];
        shelves
            .into_iter()
            .flat_map(|shelf| {
                let counts = counts(shelf);
                let lost = shelf.lost(day).filter_map(|lost| self.named(shelf, lost));
                lost.filter(move |lost| !has_slip(&lost.phrase, &counts, &shelf.spelling))
            })
            .collect()
    }

    fn named(&self, shelf: &Shelf, lost: knowledge::Lost) -> Option<Lost> {
        let (row, to) = (shelf.rows.get(lost.subject)?, shelf.rows.get(lost.to)?);
        (!settle::are_one(shelf, &row.subject, &to.subject)).then_some(Lost {
            phrase: row.forms.get(lost.way)?.text.clone(),
            subject: row.subject.clone(),
            to: to.subject.clone(),
            probability: lost.probability,
            band: self.thresholds.band(lost.probability),
        })
    }
}

/// In how many places among the ways to ask each word stands.
fn counts(shelf: &Shelf) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    let forms = shelf.rows.iter().flat_map(|row| &row.forms);
    for word in forms.flat_map(|form| form.text.split(' ')) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// Whether a phrase has a word that would be mended if it did not stand there: it stands nowhere else, neither in everyday
/// English, and is like a word that does.
fn has_slip(phrase: &str, counts: &HashMap<&str, usize>, spelling: &Spelling) -> bool {
    let rare = |word: &str| counts.get(word).is_none_or(|count| *count < 2) && !EVERYDAY.has(word);
    phrase
        .split(' ')
        .any(|word| rare(word) && spelling.likeliest(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::tests::entry;
    use super::super::{Settings, Sources, Trigger};
    use super::*;
    use crate::conversation::{FlowId, Locale};
    use crate::faq::{Entry, Validity};

    const RULES: [&str; 4] = [
        "what are the rules for a password",
        "password rules",
        "rules for a good password",
        "which rules must a password follow",
    ];

    fn rules() -> Entry {
        entry("member/password/rules", &RULES)
    }

    /// Two of its phrases belong to the rules.
    fn pin() -> Entry {
        entry(
            "member/pin/lost",
            &[
                "i lost my pin",
                "my pin is lost",
                "lost the letter with my pin",
                "tell me the rules for a password",
                "password rules to follow",
            ],
        )
    }

    /// The lost phrases, each with what it finds.
    fn lost(entries: &[Entry], triggers: &[Trigger]) -> Vec<(String, Subject)> {
        let sources = Sources {
            entries,
            triggers,
            synonyms: "",
            stopwords: "the\na\nmy\ni\nis\nto\nfor",
            common: "tell",
            outside: "",
            progress: &|_, _| {},
        };
        let (index, flaws) = Index::build(sources, Settings::default()).unwrap();
        assert_eq!(flaws, []);
        let lost = index.lost("2026-11-25T12:00:00Z".parse().unwrap());
        lost.into_iter().map(|lost| (lost.phrase, lost.to)).collect()
    }

    fn phrases(lost: &[(String, Subject)]) -> Vec<&str> {
        lost.iter().map(|(phrase, _)| phrase.as_str()).collect()
    }

    #[test]
    fn phrases_among_those_of_another_answer_are_lost_to_it() {
        let (rules, pin) = (rules(), pin());
        let subject = Subject::Entry(rules.id.clone());
        let lost = lost(&[rules, pin], &[]);
        for astray in ["tell me the rules for a password", "password rules to follow"] {
            assert!(lost.contains(&(astray.to_owned(), subject.clone())), "{lost:?}");
        }
        assert!(!phrases(&lost).iter().any(|phrase| phrase.contains("pin")), "{lost:?}");
    }

    #[test]
    fn nothing_is_lost_to_what_the_visitor_never_sees() {
        let provider = entry("provider/password/rules", &RULES);
        assert_eq!(lost(&[provider, pin()], &[]), [], "another audience");
        let past = Entry {
            valid: Validity {
                until: Some("2020-01-01".parse().unwrap()),
                ..Validity::default()
            },
            ..rules()
        };
        assert_eq!(lost(&[past, pin()], &[]), [], "out of date");
        let spanish = Entry {
            locale: Locale::new("es").unwrap(),
            ..rules()
        };
        assert_eq!(lost(&[spanish, pin()], &[]), [], "another language");
    }

    #[test]
    fn an_answer_loses_nothing_to_its_errand_but_it_may_to_another_answer_with_that_errand() {
        let flow = FlowId::new("password").unwrap();
        let errand = Trigger {
            flow: flow.clone(),
            audience: crate::conversation::Audience::Member,
            phrases: RULES.map(str::to_owned).to_vec(),
        };
        let pin = Entry {
            flow: Some(flow.clone()),
            ..pin()
        };
        assert_eq!(lost(std::slice::from_ref(&pin), std::slice::from_ref(&errand)), []);
        let sibling = Entry {
            flow: Some(flow),
            ..rules()
        };
        let far = Trigger {
            phrases: vec!["set a new one".to_owned(), "give me a new one".to_owned()],
            ..errand
        };
        let lost = lost(&[pin, sibling], &[far]);
        assert!(phrases(&lost).contains(&"password rules to follow"), "{lost:?}");
    }

    #[test]
    fn nothing_is_said_of_the_only_way_to_ask_nor_of_slips() {
        let only = entry("member/pin/lost", &["password rules to follow"]);
        assert_eq!(lost(&[rules(), only], &[]), []);
        let slip = entry(
            "member/pin/lost",
            &["i lost my pin", "my pin is lost", "lost pin", "pasword rulse to follow"],
        );
        assert_eq!(lost(&[rules(), slip], &[]), []);
        let named = entry(
            "member/pin/lost",
            &[
                "i lost my pin",
                "my pin is lost",
                "lost pin",
                "the zyxomat rules for a password",
            ],
        );
        let lost = lost(&[rules(), named], &[]);
        assert_eq!(
            phrases(&lost),
            ["the zyxomat rules for a password"],
            "a name is no slip"
        );
    }
}
