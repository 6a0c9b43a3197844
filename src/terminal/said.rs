//! What an event says, as blocks.
//!
//! Only the event's own `text` is used: it is complete on its own. Choices get their numbers from the talk, which knows
//! what else can be chosen.

use super::page::{Block, Who};
use crate::conversation::{Answer, Author, Body, Choice, FilledSlot, InputKind, Prompt, PromptField, Receipt};

/// What an event says, without what can be chosen in it and without the fields of a card.
pub fn blocks(from: &Author, body: &Body) -> Vec<Block> {
    let said = |text: &str| Block::Said {
        who: who(from),
        text: text.to_owned(),
    };
    vec![match body {
        Body::Text { text, .. } | Body::SignIn { text, .. } | Body::Handoff { text, .. } => said(text),
        Body::Chose { label } => said(label),
        Body::Filled { slots, .. } => said(&filled(slots)),
        Body::Rated { helpful, .. } => Block::Note(match helpful {
            Some(true) => "You said that this helped.".to_owned(),
            Some(false) => "You said that this did not help.".to_owned(),
            None => "You rated the conversation.".to_owned(),
        }),
        Body::SignedIn { name, .. } => Block::Note(format!("Signed in as {name}.")),
        Body::Answer(answer) => said(&answer.text),
        Body::Offer(offer) => said(&offer.text),
        Body::Prompt(prompt) => said(&question(prompt)),
        Body::Receipt(receipt) => boxed(receipt),
        Body::Ended { .. } => Block::Note("This conversation has ended.".to_owned()),
    }]
}

/// What can be chosen in an event, in its order: id and label of each.
pub fn choices(body: &Body) -> Vec<Choice> {
    match body {
        Body::Offer(offer) => offer.choices.clone(),
        Body::Prompt(prompt) => choices_of(prompt),
        Body::Answer(answer) => near_by(answer),
        _ => Vec::new(),
    }
}

/// The fields of a prompt that are typed one by one; none where it is a choice.
pub fn typed_fields(prompt: &Prompt) -> &[PromptField] {
    if choices_of(prompt).is_empty() {
        &prompt.fields
    } else {
        &[]
    }
}

/// A prompt's buttons; those of its field where that is all it asks.
fn choices_of(prompt: &Prompt) -> Vec<Choice> {
    match (prompt.choices.as_slice(), prompt.fields.as_slice()) {
        ([], [only]) if matches!(only.input, InputKind::Choice | InputKind::YesNo) => only.options.clone(),
        (own, _) => own.to_vec(),
    }
}

fn near_by(answer: &Answer) -> Vec<Choice> {
    let errand = answer.flow.iter().map(|flow| Choice {
        id: format!("flow:{}", flow.id),
        label: flow.label.clone(),
    });
    let related = answer.related.iter().map(|related| Choice {
        id: format!("entry:{}", related.entry),
        label: related.question.clone(),
    });
    errand.chain(related).collect()
}

fn who(from: &Author) -> Who {
    match from {
        Author::Visitor => Who::You,
        Author::Bot | Author::System => Who::Desk,
        Author::Agent { name } => Who::Agent(name.clone()),
    }
}

fn filled(slots: &[FilledSlot]) -> String {
    let lines: Vec<String> = slots
        .iter()
        .map(|slot| match slot.value.is_empty() {
            true => slot.label.clone(),
            false => format!("{}: {}", slot.label, slot.value),
        })
        .collect();
    lines.join("\n")
}

fn question(prompt: &Prompt) -> String {
    let step = prompt.step.map(|step| format!("(step {} of {})", step.n, step.of));
    match (&prompt.title, step) {
        (Some(title), Some(step)) => format!("{title} {step}\n{}", prompt.text),
        (Some(title), None) => format!("{title}\n{}", prompt.text),
        (None, Some(step)) => format!("{step} {}", prompt.text),
        (None, None) => prompt.text.clone(),
    }
}

fn boxed(receipt: &Receipt) -> Block {
    let reference = ("Reference".to_owned(), receipt.reference.clone());
    let lines = receipt
        .lines
        .iter()
        .map(|line| (line.label.clone(), line.value.clone()));
    let download = receipt
        .download
        .as_ref()
        .map(|file| (file.label.clone(), file.url.clone()));
    Block::Receipt {
        title: receipt.title.clone(),
        rows: std::iter::once(reference).chain(lines).chain(download).collect(),
        notes: receipt.next.iter().chain([&receipt.not_you]).cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn body(value: Value) -> Body {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_answer_offers_its_errand_and_the_questions_near_by() {
        let answer = body(json!({
            "kind": "answer", "entry": "member/pin/lost", "revision": "0", "question": "Lost?", "text": "Ask for one.",
            "html": "<p>Ask for one.</p>", "probability": 0.9, "flow": {"id": "reissue-pin", "label": "Mail me a new PIN"},
            "related": [{"entry": "member/pin/when", "question": "When?"}],
        }));
        let ids: Vec<String> = choices(&answer).into_iter().map(|choice| choice.id).collect();
        assert_eq!(ids, ["flow:reissue-pin", "entry:member/pin/when"]);
        let said = Block::Said {
            who: Who::Desk,
            text: "Ask for one.".into(),
        };
        assert_eq!(blocks(&Author::Bot, &answer), [said]);
    }

    #[test]
    fn a_card_with_one_choice_is_a_list_and_any_other_is_typed() {
        let field = |input: &str| {
            json!({"slot": "kind", "label": "Kind", "input": input, "required": true,
                                            "options": [{"id": "a", "label": "A"}]})
        };
        let prompt =
            |fields: Value| body(json!({"kind": "prompt", "prompt": "p1", "text": "Which?", "fields": fields}));
        let typed = |body: &Body| match body {
            Body::Prompt(prompt) => typed_fields(prompt).len(),
            _ => unreachable!(),
        };
        let one = prompt(json!([field("choice")]));
        assert_eq!((choices(&one).len(), typed(&one)), (1, 0));
        let two = prompt(json!([field("choice"), field("choice")]));
        assert_eq!((choices(&two).len(), typed(&two)), (0, 2));
        let words = prompt(json!([field("text")]));
        assert_eq!((choices(&words).len(), typed(&words)), (0, 1));
    }

    #[test]
    fn a_receipt_says_everything() {
        let receipt = body(json!({
            "kind": "receipt", "reference": "R-1", "title": "Done", "lines": [{"label": "Changed", "value": "all"}],
            "next": "Wait.", "not_you": "Call.",
        }));
        let expected = Block::Receipt {
            title: "Done".into(),
            rows: vec![("Reference".into(), "R-1".into()), ("Changed".into(), "all".into())],
            notes: vec!["Wait.".into(), "Call.".into()],
        };
        assert_eq!(blocks(&Author::Bot, &receipt), [expected]);
    }

    #[test]
    fn what_was_sealed_is_only_said_to_be_entered() {
        let filled = body(json!({
            "kind": "filled", "prompt": "p1", "slots": [{"slot": "password", "label": "New password", "value": "entered"}],
        }));
        let said = Block::Said {
            who: Who::You,
            text: "New password: entered".into(),
        };
        assert_eq!(blocks(&Author::Visitor, &filled), [said]);
    }
}
