//! Whatever is in a flow file: reading it neither panics nor runs away.

use proptest::prelude::*;

use super::{BASE, flaws};

/// The start of a flow with one step.
fn with_step(step: &str) -> String {
    format!("title: A\naudience: member\nsteps:\n  - {step}\n")
}

#[test]
fn long_chains_in_expressions_do_not_overflow_the_stack() {
    let chains = [
        ("", "not ", "a"),
        ("", "-", "1"),
        ("", "(", "a"),
        ("", "[", "a"),
        ("a", ".b", ""),
        ("a", "[0]", ""),
        ("a", "()", ""),
        ("a", "|f", ""),
        ("a", "+a", ""),
        ("a", "~a", ""),
        ("a", " and a", ""),
        ("a", "==a", ""),
        ("", "a if b else ", "a"),
        ("", "'}}'~", "a"),
    ];
    for (before, part, after) in chains {
        for length in [100, 390, 5_000, 30_000] {
            let chain = format!("{before}{}{after}", part.repeat(length / part.len()));
            let quoted = chain.replace('\'', "''");
            assert_ne!(
                flaws(&[("x", &with_step(&format!("when: '{quoted}'\n    say: x")))]),
                ""
            );
            assert_ne!(flaws(&[("x", &with_step(&format!("say: 'x {{{{ {quoted} }}}}'")))]), "");
        }
    }
    for (open, close) in [
        ("{% if a %}", "{% endif %}"),
        ("{% for a in b %}", "{% endfor %}"),
        ("{{", ""),
    ] {
        for count in [100, 3_000] {
            let text = with_step(&format!("say: 'x {}{}'", open.repeat(count), close.repeat(count)));
            assert_ne!(flaws(&[("x", &text)]), "");
        }
    }
}

#[test]
fn bombs_are_refused() {
    let aliases = "a: &a [x, x, x, x, x, x, x, x]\n".to_owned()
        + &('b'..='z')
            .map(|name| format!("{name}: &{name} [{}]\n", format!("*{},", name as u8 as char).repeat(9)))
            .collect::<String>();
    for text in [
        aliases,
        "[".repeat(60_000),
        "{a: ".repeat(15_000),
        "- ".repeat(30_000),
        format!("{}x", "  - a:\n".repeat(5_000)),
        "x".repeat(70_000),
        with_step(
            "say: \"{% for a in 'xxxxxxxxxx' * 1000 %}{% for b in 'xxxxxxxxxx' * 1000 %}y{% endfor %}{% endfor %}\"",
        ),
    ] {
        let told = flaws(&[("x", &text)]);
        assert!(!told.is_empty() && told.len() < 2_000, "{told}");
    }
}

#[test]
fn a_flow_with_too_many_ways_is_told_so_in_time() {
    let names: Vec<String> = (0..40).map(|number| format!("q{number}")).collect();
    let slots: String = names
        .iter()
        .map(|name| format!("  {name}: {{ type: yes_no, why: x }}\n"))
        .collect();
    let steps: String = names
        .iter()
        .map(|name| format!("  - collect: {name}\n    ask: {name}?\n  - when: {name}\n    say: Yes.\n"))
        .collect();
    let text = format!("title: A\naudience: member\nstart: [a]\nslots:\n{slots}steps:\n{steps}");
    // With 2^40 ways it is walked without telling conditions apart, and is sound.
    assert_eq!(flaws(&[("x", &text)]), "");
    let steps = names
        .iter()
        .map(|name| format!("  - when: q0\n    collect: {name}\n    ask: x\n"));
    let uses = names.iter().map(|name| format!("  - say: \"{{{{ {name} }}}}\"\n"));
    let steps: String = ["  - collect: q0\n    ask: x\n".to_owned()]
        .into_iter()
        .chain(steps)
        .chain(uses)
        .collect();
    let text = format!("title: A\naudience: member\nstart: [a]\nslots:\n{slots}steps:\n{steps}");
    assert!(flaws(&[("x", &text)]).contains("may have no value here"));
}

/// What tends to break readers.
const SNIPPETS: [&str; 24] = [
    "\t",
    "\n",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "&a ",
    "*a",
    "!!binary ",
    "<<: ",
    "|",
    ">-\n",
    "{{ ",
    " }}",
    "{% if ",
    "\u{feff}",
    "\u{0}",
    "goto: code\n",
    "when: sure\n",
    "\n---\n",
];

/// One change of a text: where (of 10,000), and what.
#[derive(Debug, Clone)]
enum Change {
    Cut(usize),
    Remove(usize, usize),
    Repeat(usize, usize),
    Insert(usize, usize),
    Flip(usize, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let place = || 0..10_000_usize;
    prop_oneof![
        1 => place().prop_map(Change::Cut),
        4 => (place(), 1..60_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        2 => (place(), 1..200_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
        8 => (place(), 0..SNIPPETS.len()).prop_map(|(at, snippet)| Change::Insert(at, snippet)),
        8 => (place(), any::<u8>()).prop_map(|(at, bits)| Change::Flip(at, bits)),
    ]
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        let length = bytes.len();
        let place = |at: usize| at * length / 10_000;
        let part = |at: usize, long: usize| place(at)..(place(at) + long).min(length);
        match *change {
            Change::Cut(at) => bytes.truncate(place(at)),
            Change::Remove(at, long) => drop(bytes.drain(part(at, long))),
            Change::Repeat(at, long) => {
                let copy = bytes[part(at, long)].to_vec();
                let at = place(at);
                bytes.splice(at..at, copy);
            }
            Change::Insert(at, snippet) => {
                let at = place(at);
                bytes.splice(at..at, SNIPPETS[snippet].bytes());
            }
            Change::Flip(at, bits) => {
                if let Some(byte) = bytes.get_mut(place(at)) {
                    *byte ^= bits;
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_makes_the_reader_panic(changes in proptest::collection::vec(change(), 1..6)) {
        let text = changed(BASE, &changes);
        let told = flaws(&[("x", &text)]);
        prop_assert!(told.len() < 200_000);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,300}") {
        flaws(&[("x", &text)]);
        flaws(&[("x", &with_step(&text))]);
    }
}
