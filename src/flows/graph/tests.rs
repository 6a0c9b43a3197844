use std::collections::BTreeMap;

use super::*;
use crate::conversation::FlowId;

const FLOW: &str = r#"
title: Test <the> drawing
audience: member
start: [draw me]
needs: [signed_in]
slots:
  password: { type: sealed, holds: password, label: New password, why: W. }
  user_name: { type: user_name, label: User name, why: W. }
steps:
  - id: who
    collect: user_name
    ask: Who are you & what is {{ 1 + 1 }}?
  - id: begin
    call: member.begin_recovery
    with: { user_name: user_name }
    as: challenge
    on:
      code_mailed:
        - say: A code is on its way.
        - goto: who
      questions: next
      unavailable: sorry
  - choose:
      ask: Which way?
      options:
        - { label: Again, goto: who }
        - { label: On, goto: last }
  - id: last
    when: user_name == "x"
    say: The end.
endings:
  sorry: { say: Sorry., handoff: true }
"#;

fn flow(text: &str) -> std::sync::Arc<Flow> {
    let id = FlowId::new("test-flow").unwrap();
    let sources = BTreeMap::from([(id.clone(), text.to_owned())]);
    let flows = crate::flows::read(&sources, &minijinja::Value::UNDEFINED);
    let errors: Vec<_> = flows
        .flaws
        .iter()
        .filter(|flaw| flaw.severity == crate::flaw::Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    flows.set.flows[&id].flow.clone()
}

fn arrows(graph: &Graph) -> Vec<String> {
    let name = |number: usize| {
        let part = &graph.boxes[number];
        format!(
            "{}{}",
            part.kind.word(),
            part.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default()
        )
    };
    let arrows = graph.arrows.iter();
    arrows
        .map(|arrow| {
            let label = arrow
                .label
                .as_ref()
                .map(|label| format!("{label}: "))
                .unwrap_or_default();
            format!("{} -> {label}{}", name(arrow.from), name(arrow.to))
        })
        .collect()
}

#[test]
fn every_outcome_is_an_arrow_and_a_goto_is_none() {
    let graph = Graph::of(&flow(FLOW));
    assert_eq!(
        arrows(&graph),
        [
            "start -> sign-in",
            "sign-in -> asks who",
            "asks who -> calls begin",
            "calls begin -> code_mailed: says",
            "calls begin -> questions: choice",
            "calls begin -> unavailable: ends sorry",
            "says -> asks who",
            "choice -> Again: asks who",
            "choice -> On: if",
            "if -> yes: says last",
            "if -> no: done",
            "says last -> done",
        ]
    );
}

#[test]
fn outcomes_that_lead_to_one_place_are_one_arrow() {
    let one = FLOW.replace(
        "      code_mailed:\n        - say: A code is on its way.\n        - goto: who\n",
        "      code_mailed: next\n",
    );
    let drawn = arrows(&Graph::of(&flow(&one)));
    assert!(
        drawn.contains(&"calls begin -> code_mailed, questions: choice".to_owned()),
        "{drawn:?}"
    );
}

#[test]
fn the_picture_stands_alone_and_says_itself_in_words() {
    let flow = flow(FLOW);
    let drawn = svg(&flow);
    assert_eq!(drawn, svg(&flow));
    for part in [
        "role=\"img\"",
        "<title id=\"title-test-flow\">Test &lt;the&gt; drawing</title>",
        "prefers-color-scheme:dark",
        "code_mailed: go to",
        "unavailable: ends as sorry",
        "Who are you &amp; what is ‹1 + 1›?",
        "User name (personal)",
        "needs a sign-in",
        "class=\"way back\"",
    ] {
        assert!(drawn.contains(part), "{part} is not in {drawn}");
    }
    for foreign in ["<script", "href", "@import", "url(http"] {
        assert!(!drawn.contains(foreign), "{foreign}");
    }
    let tags = |mark: &str| drawn.matches(mark).count();
    assert_eq!((tags("<g"), tags("<text")), (tags("</g>"), tags("</text>")));
}

#[test]
fn text_formats_name_every_box_and_arrow() {
    let flow = flow(FLOW);
    let graph = Graph::of(&flow);
    let (dot, mermaid) = (dot(&flow), mermaid(&flow));
    assert_eq!(dot.matches(" -> ").count(), graph.arrows.len());
    assert_eq!(mermaid.matches(" -->").count(), graph.arrows.len());
    assert!(dot.contains("label=\"unavailable\"") && mermaid.contains("|\"unavailable\"|"));
    assert!(mermaid.contains("Who are you #38; what is ‹1 #43; 1›?"), "{mermaid}");
}
