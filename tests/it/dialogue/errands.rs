//! Errands made for the tests: everything a flow can do that the errands that ship don't.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use frontdesk::conversation::FlowId;

use crate::shipped::{Shipped, facts};

/// Passes through another flow, asks for optional and personal things, hands over, and has no reference of its own.
const NEW_ADDRESS: &str = r#"
title: Tell us your new address
label: Change my address
audience: member
start: [i moved house]
slots:
  reason: { type: choice, label: Reason, why: It tells us what to change., choices: { moved: I have moved, wrong: It was wrong } }
  moved_on: { type: date, label: Moving day }
  email: { type: email, label: E-mail address }
  fee: { type: money, label: What the move cost }
  name: { type: person_name, label: Your name }
  note: { type: text, label: Note, optional: true }
steps:
  - do: find-account
  - id: reason
    collect: reason
    ask: Why has your address changed?
  - id: move
    when: reason == "moved"
    collect: [moved_on, email, fee]
    title: Your move
    ask: When did you move?
    attempts: 2
  - id: name
    collect: name
    ask: What is your name?
    attempts: 2
  - id: note
    collect: note
    ask: Is there anything else?
  - when: note is defined
    say: "You said: {{ note }}"
  - when: reason == "moved"
    say: "{{ name }} moved on {{ moved_on | date }} for {{ fee | money }} and reads {{ email }}."
  - id: way
    choose:
      ask: Shall I go on?
      options:
        - { label: Go on, goto: done }
        - { label: Find me somebody, goto: person }
  - id: person
    handoff: I will find you somebody, {{ name }}.
  - id: done
    receipt:
      title: Address changed
      lines: { Reason: "{{ reason }}" }
"#;

const FIND_ACCOUNT: &str = r#"
title: Find your account
label: Find my account
audience: member
start: [find my account]
slots:
  user_name: { type: user_name, label: User name }
steps:
  - id: who
    collect: user_name
    ask: What is your user name?
    attempts: 2
  - id: find
    call: member.begin_recovery
    with: { user_name: user_name }
    on: { code_mailed: next, questions: next, unavailable: sorry }
endings:
  sorry: { say: I cannot reach our account service., handoff: true }
"#;

/// The content with these errands beside those that ship.
pub static MADE: LazyLock<Shipped> = LazyLock::new(|| {
    let flows = [("new-address", NEW_ADDRESS), ("find-account", FIND_ACCOUNT)];
    let mut sources: BTreeMap<FlowId, String> = crate::shipped::sources();
    for (id, source) in flows {
        sources.insert(FlowId::new(id).unwrap(), source.to_owned());
    }
    Shipped::with_flows(&sources, facts())
});
