//! Lines of a story's log, and what is found in them.

use super::Expected;
use crate::conversation::{Answer, Body, Choice, SlotName, Utterance};
use crate::dialogue::Source;
use crate::dialogue::state::{OpenPrompt, PromptKind};

/// One line of the log.
pub(super) struct Line {
    /// As it was shown when it was said.
    pub said: Utterance,
    /// As it is stored now.
    pub stored: Body,
    /// What a story calls the prompt.
    pub prompt: Option<String>,
}

/// What a story calls a prompt.
pub(super) fn name_of(open: &OpenPrompt) -> String {
    let kind = match &open.kind {
        PromptKind::Collect => return open.slots.iter().map(SlotName::as_str).collect::<Vec<_>>().join(" "),
        PromptKind::Choose => "choose",
        PromptKind::Confirm => "confirm",
        PromptKind::Retry => "retry",
        PromptKind::WayOut { .. } => "way_out",
    };
    kind.to_owned()
}

pub(super) fn fits(expected: &Expected, line: &Line) -> bool {
    let body = &line.said.body;
    let prompt = |name: &String| {
        line.prompt
            .as_ref()
            .is_some_and(|names| names.split(' ').any(|known| known == name))
    };
    expected.prompt.as_ref().is_none_or(prompt)
        && expected
            .answer
            .as_ref()
            .is_none_or(|entry| matches!(body, Body::Answer(answer) if answer.entry == *entry))
        && expected
            .offer
            .is_none_or(|offer| offer == matches!(body, Body::Offer(_)))
        && expected
            .receipt
            .as_ref()
            .is_none_or(|title| matches!(body, Body::Receipt(receipt) if receipt.title == *title))
        && expected
            .handoff
            .is_none_or(|state| matches!(body, Body::Handoff { state: is, .. } if *is == state))
        && expected
            .ended
            .is_none_or(|ended| ended == matches!(body, Body::Ended { .. }))
}

/// Whether words stand in a text, however it is wrapped.
pub(super) fn contains(text: &str, words: &str) -> bool {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat(text).contains(&flat(words))
}

/// The button of a body that has this label.
pub(super) fn press(body: &Body, label: &str) -> Option<(Source, String)> {
    let labelled = |choices: &[Choice]| {
        choices
            .iter()
            .find(|choice| choice.label == label)
            .map(|choice| choice.id.clone())
    };
    match body {
        Body::Offer(offer) => labelled(&offer.choices).map(|id| (Source::Offer, id)),
        Body::Prompt(prompt) => labelled(&prompt.choices).map(|id| (Source::Prompt(prompt.prompt.clone()), id)),
        Body::Answer(answer) => {
            let flow = answer
                .flow
                .iter()
                .find(|flow| flow.label == label)
                .map(|flow| format!("flow:{}", flow.id));
            let related = answer.related.iter().find(|related| related.question == label);
            let id = flow.or_else(|| Some(format!("entry:{}", related?.entry)))?;
            Some((Source::Answer(answer.entry.clone()), id))
        }
        _ => None,
    }
}

/// Everything that a body says.
pub(super) fn spoken(body: &Body) -> String {
    match body {
        Body::Text { text, .. } | Body::SignIn { text, .. } | Body::Handoff { text, .. } => text.clone(),
        Body::Answer(answer) => {
            let Answer { question, text, .. } = &**answer;
            format!("{question} {text}")
        }
        Body::Offer(offer) => offer.text.clone(),
        Body::Prompt(prompt) => {
            let errors: Vec<&str> = prompt
                .fields
                .iter()
                .filter_map(|field| field.error.as_deref())
                .collect();
            format!(
                "{} {} {}",
                prompt.title.as_deref().unwrap_or_default(),
                prompt.text,
                errors.join(" ")
            )
        }
        Body::Receipt(receipt) => {
            let lines: Vec<String> = receipt
                .lines
                .iter()
                .map(|line| format!("{}: {}", line.label, line.value))
                .collect();
            let next = receipt.next.as_deref().unwrap_or_default();
            let parts = [
                &receipt.title,
                &receipt.reference,
                &lines.join(" "),
                next,
                &receipt.not_you,
            ];
            parts.join(" ")
        }
        Body::Chose { label } => label.clone(),
        Body::SignedIn { .. } | Body::Ended { .. } | Body::Filled { .. } | Body::Rated { .. } => String::new(),
    }
}
