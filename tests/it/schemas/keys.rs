//! The readers and the schemas know the same keys.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::conversation::FlowId;
use frontdesk::flows::keys;
use frontdesk::schemas;
use frontdesk::yaml::shape::{Key, Shape};
use frontdesk::{faq, flows};

use super::{against, validators};
use crate::shipped::facts;

/// A file in which one mapping of a shape has room for a key (at the `@`), with what stands there already.
struct Sample {
    shape: &'static Shape,
    kind: Option<&'static str>,
    text: String,
}

fn flow(rest: &str) -> String {
    format!("{{ title: T, audience: member, {rest} }}")
}

fn step(inside: &str) -> String {
    flow(&format!(
        "slots: {{ a: {{ type: text, why: W }} }}, steps: [{{ {inside}, @ }}]"
    ))
}

fn samples() -> Vec<Sample> {
    let sample = |shape, text| Sample {
        shape,
        kind: None,
        text,
    };
    let mut samples = vec![
        sample(&keys::FLOW_FILE, flow("steps: [{ say: Hi }], @")),
        sample(
            &keys::SLOT,
            flow("steps: [{ say: Hi }], slots: { a: { type: text, why: W, @ } }"),
        ),
        sample(
            &keys::ENDING,
            flow("steps: [{ say: Hi, goto: e }], endings: { e: { say: Bye, @ } }"),
        ),
        sample(
            &keys::CHOOSE,
            flow("steps: [{ choose: { ask: A, options: [{ label: A, goto: next }, { label: B, goto: next }], @ } }]"),
        ),
        sample(
            &keys::OPTION,
            flow("steps: [{ choose: { ask: A, options: [{ label: A, goto: next, @ }, { label: B, goto: next }] } }]"),
        ),
        sample(
            &keys::RECEIPT,
            flow("steps: [{ receipt: { title: T, lines: { A: B }, @ } }]"),
        ),
    ];
    for (kind, inside) in [
        ("say", "say: Hi"),
        ("collect", "collect: a, ask: A"),
        (
            "call",
            "call: member.mailing_address, on: { found: next, unavailable: next }",
        ),
        (
            "choose",
            "choose: { ask: A, options: [{ label: A, goto: next }, { label: B, goto: next }] }",
        ),
        ("do", "do: other"),
        ("receipt", "receipt: { title: T, lines: { A: B } }"),
        ("handoff", "handoff: One moment"),
    ] {
        samples.push(Sample {
            shape: &keys::STEP,
            kind: Some(kind),
            text: step(inside),
        });
    }
    samples
}

impl Sample {
    fn with(&self, line: &str) -> String {
        self.text.replace("@", line)
    }

    /// The keys that this mapping may have.
    fn keys(&self) -> Vec<&'static Key> {
        let kinds = self.shape.kinds.iter().filter(|kind| Some(kind.name) == self.kind);
        self.shape.keys.iter().chain(kinds.flat_map(|kind| kind.keys)).collect()
    }

    fn name(&self) -> String {
        format!("{} {}", self.shape.name, self.kind.unwrap_or_default())
    }
}

/// Whether the reader says that it does not know the key.
fn refuses(text: &str, key: &str) -> bool {
    let sources = BTreeMap::from([(FlowId::new("x").unwrap(), text.to_owned())]);
    let told = flows::read(&sources, &facts()).flaws;
    told.iter()
        .any(|flaw| flaw.what.contains(&format!("has no key `{key}`")))
}

#[test]
fn what_the_tables_say_can_stand_in_a_flow_is_read() {
    for sample in samples() {
        for key in sample.keys() {
            let text = sample.with(&format!("{}: x", key.name));
            assert!(!refuses(&text, key.name), "{}: {}", sample.name(), key.name);
        }
    }
    let tried: BTreeSet<_> = samples().iter().filter_map(|sample| sample.kind).collect();
    assert_eq!(tried.len(), keys::STEP.kinds.len());
}

#[test]
fn what_they_do_not_say_is_refused_by_both() {
    let flow = &validators()[schemas::FLOW];
    for sample in samples() {
        let sound = sample.with("").replace(", }", " }");
        assert_eq!(against(flow, &sound), [""; 0], "{}", sample.name());
        let others = keys::STEP.kinds.iter().flat_map(|kind| kind.keys).map(|key| key.name);
        let foreign = others.filter(|name| sample.keys().iter().all(|key| key.name != *name));
        // A key of another kind is told as two kinds in one step, or as unknown.
        for key in ["zebra"].into_iter().chain(foreign) {
            let text = sample.with(&format!("{key}: x"));
            let sources = BTreeMap::from([(FlowId::new("x").unwrap(), text.clone())]);
            let told = flows::read(&sources, &facts()).flaws;
            let read = told
                .iter()
                .all(|flaw| !flaw.what.contains("has no key") && !flaw.what.contains("has both"));
            assert!(!read, "{} reads {key}", sample.name());
            assert!(!against(flow, &text).is_empty(), "{} allows {key}", sample.name());
        }
    }
}

#[test]
fn an_answer_has_the_keys_of_its_table_and_no_other() {
    let answer = &validators()[schemas::ANSWER];
    let sound = "question: Why?\nalso: [why though]\nsource: s\nowner: o\nreview_by: 2027-01-01\n";
    let told = |facts: &str| {
        let text = format!("---\n{facts}---\nBecause.\n");
        let files = BTreeMap::from([("member/a/b.md".to_owned(), text)]);
        let names = faq::Names {
            flows: &BTreeSet::new(),
            sources: None,
        };
        let render = |text: &str| {
            Ok(faq::Filled {
                text: text.to_owned(),
                names: BTreeSet::new(),
            })
        };
        let flaws = faq::read(&files, names, &render, &mut faq::Kept::default()).flaws;
        flaws.into_iter().map(|flaw| flaw.what).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(against(answer, sound), [""; 0]);
    for key in faq::keys::ANSWER.keys {
        assert!(!told(&format!("{sound}{}: x\n", key.name)).contains("there is no key"));
    }
    for key in faq::keys::VALIDITY.keys {
        let facts = format!("{sound}valid: {{ {}: 2027-01-01 }}\n", key.name);
        assert_eq!(
            (told(&facts).as_str(), against(answer, &facts)),
            ("", Vec::<String>::new())
        );
    }
    for line in ["zebra: x\n", "valid: { zebra: 2027-01-01 }\n"] {
        let facts = format!("{sound}{line}");
        assert!(told(&facts).contains("only `from` and `until`") || told(&facts).contains("there is no key"));
        assert!(!against(answer, &facts).is_empty());
    }
}

#[test]
fn contacts_and_sources_have_the_keys_of_their_tables_and_no_other() {
    let validators = validators();
    let contact = "contacts:\n  a:\n    name: A\n    kind: place\n    value: v\n    audience: member\n    source: s\n";
    let source = "sources:\n  a:\n    title: T\n    place: P\n";
    let told = |name: &str, text: &str| {
        let flaws = match name {
            schemas::CONTACTS => faq::contacts("f", text, None).1,
            _ => faq::sources("f", text).1,
        };
        flaws.len() + against(&validators[name], text).len()
    };
    for (name, text, shape) in [
        (schemas::CONTACTS, contact, &faq::keys::CONTACT),
        (schemas::SOURCES, source, &faq::keys::SOURCE),
    ] {
        assert_eq!(told(name, text), 0);
        for key in shape.keys {
            assert!(text.contains(&format!("    {}: ", key.name)), "{name}: {}", key.name);
        }
        let zebra = format!("{text}    zebra: x\n");
        assert!(!against(&validators[name], &zebra).is_empty() && told(name, &zebra) > 1);
        let lacking = text.replacen("    name: A\n", "", 1).replacen("    title: T\n", "", 1);
        assert!(!against(&validators[name], &lacking).is_empty() && told(name, &lacking) > 1);
    }
}
