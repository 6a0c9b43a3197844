//! Flaws planted in a sound flow: each is told with its line and a remedy, and nothing else is.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, fail by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;

use frontdesk::accounts::contract::Policy;
use frontdesk::conversation::FlowId;
use frontdesk::flows;
use minijinja::value::Serde;
use minijinja::{Value, context};

mod fuzz;

const BASE: &str = include_str!("base.yaml");

fn facts() -> Value {
    context! { contacts => context! { help_desk => "1-888-417-3479" }, policy => Serde(Policy::default()) }
}

/// The flaws of flows, a line each, without the folder.
fn flaws(sources: &[(&str, &str)]) -> String {
    let sources: BTreeMap<_, _> = sources
        .iter()
        .map(|(id, source)| (FlowId::new(id).unwrap(), (*source).to_owned()))
        .collect();
    let mut told = String::new();
    for flaw in flows::read(&sources, &facts()).flaws {
        assert!(!flaw.what.is_empty() && !flaw.remedy.is_empty());
        writeln!(told, "{}", flaw.to_string().trim_start_matches("flows/")).unwrap();
    }
    told
}

/// Plants one flaw after the other in the sound flow (`good` becomes `bad`), and writes down what is told of each.
fn planted(cases: &[(&str, &str)]) -> String {
    let mut report = String::new();
    for (good, bad) in cases {
        assert_eq!(BASE.matches(good).count(), 1, "`{good}` must stand in the base once");
        let told = flaws(&[("x", &BASE.replace(good, bad))]);
        assert_ne!(told, "", "`{bad}` is not told");
        let lines = |sign: &str, text: &str| -> String {
            text.trim_end().lines().map(|line| format!("{sign} {line}\n")).collect()
        };
        writeln!(report, "{}{}{told}", lines("-", good), lines("+", bad)).unwrap();
    }
    report
}

#[test]
fn the_base_is_sound() {
    assert_eq!(flaws(&[("x", BASE)]), "");
}

#[test]
fn what_stands_at_the_top() {
    insta::assert_snapshot!(planted(&[
        ("title: Prove it and change it\n", ""),
        ("audience: member", "audience: members"),
        ("audience: member", "audience: provder"),
        ("label: Change it\n", "lable: Change it\n"),
        ("label: Change it\n", "label: Change {{ it }}\n"),
        (
            "start: [prove and change it, change it now]",
            "start: [change it, Change it!]"
        ),
        ("start: [prove and change it, change it now]\n", ""),
        ("needs: [signed_in]\n", ""),
        ("needs: [signed_in]", "needs: [signed-in]"),
    ]));
}

#[test]
fn slots() {
    insta::assert_snapshot!(planted(&[
        ("type: user_name", "type: username"),
        ("type: user_name,", ""),
        ("  sure: { type: yes_no", "  Sure: { type: yes_no"),
        ("  sure: { type: yes_no", "  user_name: { type: yes_no"),
        ("holds: code, ", ""),
        ("holds: code", "holds: codes"),
        ("sealed, holds: code", "sealed, class: open, holds: code"),
        (", choices: { password: A password, pin: A PIN }", ""),
        (
            "choices: { password: A password, pin: A PIN }",
            "choices: { pin: A PIN }"
        ),
        ("why: It can not be undone.", "choices: { a: A, b: B }, why: x"),
        (
            "sure: { type: yes_no, why: It can not be undone. }",
            "sure: { type: yes_no }"
        ),
        ("  note: {", "  unneeded: { type: text, why: x }\n  note: {"),
    ]));
}

#[test]
fn prompts() {
    insta::assert_snapshot!(planted(&[
        ("collect: [user_name, note]", "collect: [user_name, note, extra]"),
        ("collect: [user_name, note]", "collect: [user_name, nte]"),
        ("collect: [user_name, note]", "collect: []"),
        ("collect: [user_name, note]", "colect: [user_name, note]"),
        ("    ask: What is your user name?\n", ""),
        (
            "ask: What is your user name?",
            "ask: What is your user name?\n    attempts: 99"
        ),
        ("ask: What is your user name?", "ask: \"What is your {{ user_name\""),
        (
            "ask: What is your user name?",
            "ask: \"{{ user_name }}, what is your user name?\""
        ),
        (
            "ask: What is your user name?",
            "ask: What is your user name?\n    say: Hello"
        ),
    ]));
}

#[test]
fn calls_and_their_arguments() {
    insta::assert_snapshot!(planted(&[
        ("member.begin_recovery", "member.begin_recover"),
        ("member.begin_recovery", "session.end"),
        ("with: { user_name: user_name }", "with: {}"),
        (
            "with: { user_name: user_name }",
            "with: { user_name: user_name, x: user_name }"
        ),
        ("with: { user_name: user_name }", "with: { user_name: usr_name }"),
        ("with: { user_name: user_name }", "with: { user_name: 3 }"),
        ("with: { user_name: user_name }", "with: { user_name: [user_name] }"),
        ("with: { user_name: user_name }", "with: { user_name: code }"),
    ]));
}

#[test]
fn outcomes() {
    insta::assert_snapshot!(planted(&[
        ("code_mailed: code, ", ""),
        (
            "code_mailed: code, questions: answers, unavailable: sorry }",
            "code_mailed: code, questions: answers }"
        ),
        ("code_mailed: code", "code_mailed: cod"),
        ("{ code_mailed: code,", "{ done: code, code_mailed: code,"),
        ("{ code_mailed: code,", "{ code_mailed: code, code_mailed: code,"),
        ("code_mailed: code", "code_mailed: answers"),
    ]));
}

#[test]
fn sealed_and_granted_values() {
    insta::assert_snapshot!(planted(&[
        (
            "with: { recovery: challenge.recovery, code: code }",
            "with: { recovery: challenge.recovery, code: answer }"
        ),
        (
            "with: { recovery: challenge.recovery, code: code }",
            "with: { recovery: challenge.recovery, code: password }"
        ),
        (
            "with: { recovery: challenge.recovery, code: code }",
            "with: { recovery: user_name, code: code }"
        ),
    ]));
}

#[test]
fn texts() {
    insta::assert_snapshot!(planted(&[
        ("policy.code.digits | words", "policy.code.digit | words"),
        ("policy.code.digits | words", "policy.code.digits | wrds"),
        ("policy.code.digits | words", "policy.code.digits | date"),
        ("contacts.help_desk", "contacts.help_dsk"),
        ("{ goto: code }", "{ goto: check_code }"),
        (
            "Tries left: {{ challenge.left }}.",
            "Tries left: {{ challenge.until }}."
        ),
        ("Tries left: {{ challenge.left }}.", "Tries left: {{ challenge.lft }}."),
        ("Tries left: {{ challenge.left }}.", "You said {{ code }}."),
        ("Tries left: {{ challenge.left }}.", "Key {{ challenge.recovery }}."),
    ]));
}

#[test]
fn lists_of_records() {
    insta::assert_snapshot!(planted(&[
        (
            "        - { question: \"challenge.questions[0].id\", answer: answer }",
            "        - { question: \"challenge.questions[0].id\" }"
        ),
        (
            "        - { question: \"challenge.questions[0].id\", answer: answer }",
            "        - { question: user_name, answer: answer }"
        ),
        (
            "        - { question: \"challenge.questions[0].id\", answer: answer }",
            "        - answer"
        ),
    ]));
}

#[test]
fn conditions_and_ways() {
    insta::assert_snapshot!(planted(&[
        ("when: wants == \"password\"\n", "when: wants == \"pasword\"\n"),
        ("when: wants == \"password\"\n", "when: wants = \"password\"\n"),
        ("when: wants == \"password\"\n", "when: code == \"password\"\n"),
        ("when: wants == \"password\"\n", "when: not sure\n"),
        (
            "    when: wants == \"pin\"\n    collect: sure",
            "    when: note == \"pin\"\n    collect: sure"
        ),
        (
            "    when: wants == \"pin\"\n    collect: sure",
            "    when: wants == \"pin\"\n    collect: sure\n    goto: who\n    end: true"
        ),
        ("  - when: wants == \"pin\"\n    goto: mail\n", ""),
    ]));
}

#[test]
fn receipts() {
    insta::assert_snapshot!(planted(&[
        ("lines: { What: The password }", "lines: { What: \"{{ user_name }}\" }"),
        ("lines: { What: The password }", "lines: [The password]"),
        ("lines: { What: The password }", "lins: { What: The password }"),
    ]));
}

#[test]
fn ends_and_choices() {
    insta::assert_snapshot!(planted(&[
        ("    end: true\n  - id: mail", "    end: yes\n  - id: mail"),
        (
            "    end: true\n  - id: mail",
            "  - end: true\n  - say: Lost.\n  - say: More.\n  - id: mail"
        ),
        ("{% if note is defined %}, {{ note }}{% endif %}", "{{ note }}"),
        (
            "{% if note is defined %}, {{ note }}{% endif %}",
            "{% if note %}, {{ note }}{% endif %}"
        ),
        ("        - { label: No, goto: next }\n", ""),
        ("{ label: No, goto: next }", "{ label: No }"),
        ("{ label: No, goto: next }", "{ label: No, goto: mail }"),
    ]));
}

#[test]
fn names_and_flows() {
    insta::assert_snapshot!(planted(&[
        ("as: pin\n", "as: note\n"),
        ("- id: mail", "- id: pin"),
        ("- id: mail", "- id: next"),
        ("- say: It comes by", "- sya: It comes by"),
        ("- say: It comes by {{ pin.by | date }}.", "- do: y"),
        (
            "  sorry: { say: Sorry. Please call., handoff: true }",
            "  sorry: { say: Sorry. Please call., handoff: true }\n  unused: { say: x }"
        ),
        (
            "  sorry: { say: Sorry. Please call., handoff: true }",
            "  sorry: { say: Sorry., handoff: maybe }"
        ),
        (
            "  sorry: { say: Sorry. Please call., handoff: true }",
            "  sorry: { say: \"Sorry {{ pin.by }}.\" }"
        ),
    ]));
}

#[test]
fn files() {
    insta::assert_snapshot!(planted(&[
        ("title: Prove it and change it\n", "title: [Prove it\n"),
        ("title: Prove it and change it\n", "title: &a Prove it\n"),
        ("title: Prove it and change it\n", "title: Prove it\ntitle: Again\n"),
        ("steps:\n", "stps:\n"),
    ]));
}

/// A small flow of its own.
fn small(title: &str, top: &str, steps: &str) -> String {
    format!("title: {title}\n{top}\nsteps:\n{steps}\n")
}

#[test]
fn flows_that_pass_through_each_other() {
    let members = "audience: member\nstart: [do it]";
    let told = flaws(&[
        ("a", &small("A", members, "  - do: b")),
        ("b", &small("B", "audience: member", "  - do: a")),
        (
            "c",
            &small("C", "audience: provider\nstart: [do it]", "  - do: d\n  - do: bb"),
        ),
        (
            "d",
            &small(
                "D",
                "audience: member\nneeds: [signed_in]\nstart: [Do it!]",
                "  - say: Hello.",
            ),
        ),
        ("e", &small("E", "audience: member", "  - say: Hello.")),
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn a_flow_passes_through_a_sound_one() {
    let a = small("A", "audience: member\nstart: [do it]", "  - do: b\n  - say: Done.");
    let b = small("B", "audience: member", "  - say: Hello.");
    assert_eq!(flaws(&[("a", &a), ("b", &b)]), "");
}

const TWO_KINDS: &str = "title: X
audience: member
start: [x]
slots:
  kind: { type: choice, why: x, choices: { a: A, b: B } }
  first: { type: text, why: x }
  second: { type: text, why: x }
steps:
  - { collect: kind, ask: Which? }
  - when: kind == 'a'
    collect: first
    ask: First?
  - when: SECOND
    collect: second
    ask: Second?
  - say: \"{{ VALUE }} ({{ kind }})\"
";

#[test]
fn a_condition_is_followed_where_it_can_be_tried_out() {
    let told =
        |second: &str, value: &str| flaws(&[("x", &TWO_KINDS.replace("SECOND", second).replace("VALUE", value))]);
    assert_eq!(told("kind == 'b'", "first if kind == 'a' else second"), "");
    assert_eq!(told("kind != 'a'", "first if kind == 'a' else second"), "");
    assert_eq!(told("kind == 'b'", "second if second is defined else first"), "");
    let wrong = told("kind == 'b'", "second if kind == 'a' else first");
    assert!(wrong.contains("may have no value here"), "{wrong}");
    let wrong = told("kind == 'c'", "first if kind == 'a' else second");
    assert!(wrong.contains("`when` never holds"), "{wrong}");
}
