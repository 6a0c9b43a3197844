//! A conversation with the engine, without anything around it.

use std::collections::{BTreeMap, VecDeque};

use frontdesk::accounts::contract::{Arguments, IdempotencyKey, Outcome, SessionId};
use frontdesk::conversation::{Audience, Body, Choice, FlowId, Locale, Prompt, PromptId, SlotName, Utterance};
use frontdesk::dialogue::{Effect, Input, Query, Refusal, Source, State, Timer, Understanding, World, admit, advance};
use jiff::Timestamp;
use serde_json::Value;

use crate::shipped::Shipped;

/// A call that was made.
#[derive(Clone)]
pub struct Made {
    pub key: IdempotencyKey,
    pub operation: &'static str,
    pub arguments: Arguments,
}

pub struct Talk {
    library: &'static Shipped,
    pub state: State,
    pub now: Timestamp,
    /// Everything that was heard and said.
    pub log: Vec<Utterance>,
    /// The effects of the last input and of what it led to.
    pub effects: Vec<Effect>,
    pub calls: Vec<Made>,
    /// What the service answers next; nothing: the outcome is awaited.
    outcomes: VecDeque<Outcome>,
    bits: u64,
}

impl Talk {
    pub fn new(library: &'static Shipped, audience: Audience) -> Self {
        Self {
            library,
            state: State::new(audience, Locale::default()),
            now: "2026-11-25T15:00:00Z".parse().unwrap(),
            log: Vec::new(),
            effects: Vec::new(),
            calls: Vec::new(),
            outcomes: VecDeque::new(),
            bits: 7,
        }
    }

    /// The service will answer with `outcome`.
    pub fn answers(&mut self, name: &str, fields: &Value) -> &mut Self {
        let fields = fields.as_object().cloned().unwrap_or_default();
        self.outcomes.push_back(Outcome {
            name: name.to_owned(),
            fields,
        });
        self
    }

    pub fn world(&self) -> World<'static> {
        World {
            conversation: "01J0TALK",
            now: self.now,
            today: jiff::tz::TimeZone::UTC.to_datetime(self.now).date(),
            bits: self.bits,
            library: self.library,
        }
    }

    /// One input with everything it leads to.
    pub fn take(&mut self, input: Input) {
        self.effects.clear();
        let mut next = Some(input);
        while let Some(input) = next.take() {
            next = self.turn(input);
        }
    }

    /// One turn; what comes back in.
    pub fn turn(&mut self, input: Input) -> Option<Input> {
        self.bits = self.bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        let turn = advance(&self.state, input, &self.world());
        self.state = turn.state;
        let mut next = None;
        for effect in &turn.effects {
            match effect {
                Effect::Hear(line) | Effect::Say(line) => self.log.push(line.clone()),
                Effect::Understand { text, keeping } => {
                    let query = Query {
                        text,
                        audience: self.state.audience,
                        locale: &self.state.locale,
                        now: self.now,
                        recent: self.state.recent(),
                        keeping: *keeping,
                    };
                    next = Some(Input::Understood(self.library.understand(&query)));
                }
                Effect::Call {
                    key,
                    operation,
                    arguments,
                } => {
                    self.calls.push(Made {
                        key: key.clone(),
                        operation,
                        arguments: arguments.clone(),
                    });
                    let key = key.clone();
                    next = self.outcomes.pop_front().map(|outcome| Input::Outcome { key, outcome });
                }
                _ => {}
            }
        }
        self.effects.extend(turn.effects);
        next
    }

    pub fn say(&mut self, text: &str) -> &mut Self {
        self.take(Input::Said { text: text.to_owned() });
        self
    }

    /// The visitor says something, of which the index makes what it is told here.
    pub fn meaning(&mut self, text: &str, understanding: &Understanding) -> &mut Self {
        self.effects.clear();
        let asked = self.turn(Input::Said { text: text.to_owned() });
        assert!(
            matches!(asked, Some(Input::Understood(_))),
            "{text} is understood without the index"
        );
        self.turn(Input::Understood(understanding.clone()));
        self
    }

    pub fn start(&mut self, flow: &str) -> &mut Self {
        let input = Input::Chose {
            source: Source::Offer,
            choice: format!("flow:{}", FlowId::new(flow).unwrap()),
            label: "start".to_owned(),
        };
        self.take(input);
        self
    }

    pub fn chose(&self, choice: &str) -> Input {
        Input::Chose {
            source: Source::Prompt(self.prompt().prompt.clone()),
            choice: choice.to_owned(),
            label: choice.to_owned(),
        }
    }

    /// Presses a button of the open prompt.
    pub fn press(&mut self, choice: &str) -> &mut Self {
        let input = self.chose(choice);
        assert_eq!(admit(&self.state, &input), Ok(()));
        self.take(input);
        self
    }

    pub fn filled(&self, values: &[(&str, &str)]) -> Input {
        Input::Filled {
            prompt: self.prompt().prompt.clone(),
            values: values
                .iter()
                .map(|(slot, value)| (SlotName::new(slot).unwrap(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
        }
    }

    pub fn fill(&mut self, values: &[(&str, &str)]) -> &mut Self {
        let input = self.filled(values);
        assert_eq!(admit(&self.state, &input), Ok(()));
        self.take(input);
        self
    }

    pub fn sign_in(&mut self, subject: &str) -> &mut Self {
        self.take(Input::SignedIn {
            subject: subject.to_owned(),
            name: "Ruth".to_owned(),
            how: "pwd".to_owned(),
            session: SessionId(format!("session-{subject}")),
        });
        self
    }

    pub fn ring(&mut self) -> &mut Self {
        self.take(Input::Rang(Timer::Idle));
        self
    }

    pub fn leave(&mut self) -> &mut Self {
        self.take(Input::Left);
        self
    }

    /// The outcome of the last call comes late.
    pub fn outcome(&mut self, name: &str) -> &mut Self {
        let key = self.calls.last().unwrap().key.clone();
        self.take(Input::Outcome {
            key,
            outcome: Outcome::new(name, []),
        });
        self
    }

    pub fn refuses(&self, input: &Input) -> Option<Refusal> {
        admit(&self.state, input).err()
    }

    /// What was said in the last turn.
    pub fn said(&self) -> Vec<&Body> {
        let said = self.effects.iter().filter_map(|effect| match effect {
            Effect::Say(line) => Some(&line.body),
            _ => None,
        });
        said.collect()
    }

    /// The same as words.
    pub fn words(&self) -> String {
        self.said().into_iter().map(words).collect::<Vec<_>>().join("\n")
    }

    /// How the visitor's last line is kept.
    pub fn heard(&self) -> &Utterance {
        let heard = self.effects.iter().find_map(|effect| match effect {
            Effect::Hear(line) => Some(line),
            _ => None,
        });
        heard.expect("something was heard")
    }

    /// The newest prompt.
    pub fn prompt(&self) -> &Prompt {
        let newest = self.log.iter().rev().find_map(|line| match &line.body {
            Body::Prompt(prompt) => Some(&**prompt),
            _ => None,
        });
        newest.expect("a prompt")
    }

    /// The prompt that the last turn has shown, by its first slot or its first choice.
    pub fn asked(&self) -> Option<&str> {
        let prompt = self.said().into_iter().rev().find_map(|body| match body {
            Body::Prompt(prompt) => Some(&**prompt),
            _ => None,
        })?;
        Some(match prompt.fields.first() {
            Some(field) => field.slot.as_str(),
            None => &prompt.choices[0].id,
        })
    }

    pub fn offered(&self) -> Vec<&str> {
        let offer = self.said().into_iter().find_map(|body| match body {
            Body::Offer(offer) => Some(offer.choices.iter().map(|choice| choice.id.as_str()).collect()),
            _ => None,
        });
        offer.unwrap_or_default()
    }

    pub fn forgotten(&self) -> Vec<u32> {
        let runs = self.effects.iter().filter_map(|effect| match effect {
            Effect::Forget { run } => Some(*run),
            _ => None,
        });
        runs.collect()
    }
}

/// Everything a body says that a visitor reads as one text.
pub fn words(body: &Body) -> String {
    match body {
        Body::Text { text, .. } | Body::SignIn { text, .. } | Body::Handoff { text, .. } => text.clone(),
        Body::Answer(answer) => answer.text.clone(),
        Body::Offer(offer) => offer.text.clone(),
        Body::Prompt(prompt) => prompt.text.clone(),
        Body::Receipt(receipt) => receipt.title.clone(),
        _ => String::new(),
    }
}

/// The buttons of a body.
pub fn buttons(body: &Body) -> Vec<(Source, Choice)> {
    let at = |id: &PromptId| Source::Prompt(id.clone());
    match body {
        Body::Offer(offer) => offer
            .choices
            .iter()
            .map(|choice| (Source::Offer, choice.clone()))
            .collect(),
        Body::Prompt(prompt) => {
            let actions = prompt.actions.iter().map(|action| Choice {
                id: action.clone(),
                label: action.clone(),
            });
            let edits = prompt.fields.iter().map(|field| Choice {
                id: format!("edit:{}", field.slot),
                label: field.label.clone(),
            });
            let all = prompt.choices.iter().cloned().chain(actions).chain(edits);
            all.map(|choice| (at(&prompt.prompt), choice)).collect()
        }
        Body::Answer(answer) => {
            let related = answer.related.iter().map(|related| Choice {
                id: format!("entry:{}", related.entry),
                label: related.question.clone(),
            });
            let flow = answer.flow.iter().map(|flow| Choice {
                id: format!("flow:{}", flow.id),
                label: flow.label.clone(),
            });
            related
                .chain(flow)
                .map(|choice| (Source::Answer(answer.entry.clone()), choice))
                .collect()
        }
        _ => Vec::new(),
    }
}
