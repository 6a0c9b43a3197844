//! Which button a client means.

use crate::conversation::{Body, Prompt};
use crate::dialogue::Source;

/// A button that was shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Button {
    /// What it belongs to.
    pub(super) source: Source,
    /// What the visitor read on it.
    pub(super) label: String,
}

/// The button called `choice` of an event; nothing if the event has none such.
pub(super) fn button(body: &Body, choice: &str) -> Option<Button> {
    match body {
        Body::Prompt(prompt) => on_prompt(prompt, choice).map(|label| Button {
            source: Source::Prompt(prompt.prompt.clone()),
            label,
        }),
        Body::Offer(offer) => labelled(&offer.choices, choice).map(|label| Button {
            source: Source::Offer,
            label,
        }),
        Body::Answer(answer) => {
            let label = match choice.split_once(':')? {
                ("flow", id) => answer
                    .flow
                    .as_ref()
                    .filter(|flow| flow.id.as_str() == id)
                    .map(|flow| &flow.label),
                ("entry", id) => {
                    let near = answer.related.iter().find(|related| related.entry.as_str() == id);
                    near.map(|related| &related.question)
                }
                _ => None,
            };
            label.map(|label| Button {
                source: Source::Answer(answer.entry.clone()),
                label: label.clone(),
            })
        }
        Body::Filled { prompt, slots } => {
            let name = choice.strip_prefix("edit:")?;
            let slot = slots.iter().find(|slot| slot.slot.as_str() == name)?;
            Some(Button {
                source: Source::Prompt(prompt.clone()),
                label: slot.label.clone(),
            })
        }
        _ => None,
    }
}

/// A prompt's own choices, the options of its fields, and the ways round it. The engine names the latter; here they are
/// called by their ids.
fn on_prompt(prompt: &Prompt, choice: &str) -> Option<String> {
    let options = prompt.fields.iter().map(|field| &field.options);
    let own = std::iter::once(&prompt.choices).chain(options);
    let action = choice == "repeat"
        || (choice == "why" && prompt.why.is_some())
        || prompt.actions.iter().any(|action| action == choice);
    own.filter_map(|choices| labelled(choices, choice))
        .next()
        .or_else(|| action.then(|| choice.to_owned()))
}

fn labelled(choices: &[crate::conversation::Choice], id: &str) -> Option<String> {
    choices
        .iter()
        .find(|choice| choice.id == id)
        .map(|choice| choice.label.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{
        Answer, Choice, EntryId, FilledSlot, FlowButton, FlowId, Offer, PromptId, Related, SlotName,
    };

    fn choice(id: &str, label: &str) -> Choice {
        Choice {
            id: id.into(),
            label: label.into(),
        }
    }

    fn label(body: &Body, id: &str) -> Option<String> {
        button(body, id).map(|button| button.label)
    }

    #[test]
    fn a_prompt_has_its_choices_its_options_and_its_actions() {
        let prompt: Prompt = serde_json::from_value(serde_json::json!({
            "prompt": "p1", "text": "Which?", "choices": [{"id": "yes", "label": "Yes"}], "actions": ["back", "cancel"],
            "fields": [{"slot": "kind", "label": "Kind", "input": "choice", "required": true,
                        "options": [{"id": "mso", "label": "MSO"}]}],
        }))
        .unwrap();
        let body = Body::Prompt(Box::new(prompt));
        let yes = button(&body, "yes").unwrap();
        assert_eq!(yes.source, Source::Prompt(PromptId::new("p1").unwrap()));
        assert_eq!(yes.label, "Yes");
        assert_eq!(label(&body, "mso").as_deref(), Some("MSO"));
        assert_eq!(label(&body, "back").as_deref(), Some("back"));
        assert_eq!(label(&body, "repeat").as_deref(), Some("repeat"));
        assert_eq!(label(&body, "why"), None, "there is no why");
        assert_eq!(label(&body, "agent"), None, "not among its actions");
        assert_eq!(label(&body, "no"), None);
    }

    #[test]
    fn an_offer_has_its_choices() {
        let body = Body::Offer(Offer {
            text: "Which?".into(),
            choices: vec![choice("entry:a", "A?"), choice("flow:b", "B")],
        });
        assert_eq!(button(&body, "flow:b").unwrap().source, Source::Offer);
        assert_eq!(label(&body, "entry:a").as_deref(), Some("A?"));
        assert_eq!(label(&body, "entry:b"), None);
    }

    #[test]
    fn an_answer_has_its_errand_and_the_questions_near_by() {
        let body = Body::Answer(Box::new(Answer {
            entry: EntryId::new("member/pin").unwrap(),
            revision: "0".into(),
            question: "Lost my PIN?".into(),
            text: "".into(),
            html: "".into(),
            probability: 1.0,
            flow: Some(FlowButton {
                id: FlowId::new("reissue-pin").unwrap(),
                label: "Get a new PIN".into(),
            }),
            related: vec![Related {
                entry: EntryId::new("member/fee").unwrap(),
                question: "Is there a fee?".into(),
            }],
        }));
        assert_eq!(label(&body, "flow:reissue-pin").as_deref(), Some("Get a new PIN"));
        assert_eq!(label(&body, "entry:member/fee").as_deref(), Some("Is there a fee?"));
        assert_eq!(label(&body, "flow:other"), None);
        assert_eq!(label(&body, "reissue-pin"), None);
    }

    #[test]
    fn a_filled_line_can_be_edited() {
        let body = Body::Filled {
            prompt: PromptId::new("p1").unwrap(),
            slots: vec![FilledSlot {
                slot: SlotName::new("birth_date").unwrap(),
                label: "Date of birth".into(),
                value: "provided".into(),
            }],
        };
        assert_eq!(label(&body, "edit:birth_date").as_deref(), Some("Date of birth"));
        assert_eq!(label(&body, "edit:last_name"), None);
        assert_eq!(label(&Body::text("hello"), "back"), None);
    }
}
