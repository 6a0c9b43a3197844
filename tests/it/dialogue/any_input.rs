//! Any sequence of inputs, on every flow: the engine never panics, never gets stuck, never shows a secret, never makes two
//! different calls under one key, keeps no personal value when a run is over.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::accounts::contract::{IdempotencyKey, Outcome, SessionId, operation};
use frontdesk::conversation::{Audience, Body, InputKind, PromptId, Utterance};
use frontdesk::dialogue::{Effect, Input, Keeping, Source, State, Timer, Understanding, admit, advance};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::errands::MADE;
use super::moves::{Move, TEXTS, any_move, outcome};
use super::talk::{Talk, buttons};

/// Values that no line may show once its run is over.
const PERSONAL: &[&str] = &[
    "persuser77",
    "persuser88",
    "Zebediah",
    "June 5, 1987",
    "6/5/1987",
    "1987-06-05",
    "987.65",
    "PERS9123456",
    "zeb@pers9.example",
    "Persimmon",
];

/// What must never be shown at all.
const SECRETS: &[&str] = &[
    "Planted-Secret-7",
    "219-09-9999",
    "4111 1111",
    "handle_planted",
    "SealedTyped",
];

/// A conversation under watch.
struct Watched {
    talk: Talk,
    awaited: Option<(IdempotencyKey, &'static str)>,
    keys: BTreeMap<String, Value>,
    forgotten: BTreeSet<u32>,
    handles: u32,
    /// What begins the errand.
    start: Input,
}

impl Watched {
    fn new(audience: Audience, start: Input) -> Self {
        Self {
            start,
            talk: Talk::new(&MADE, audience),
            awaited: None,
            keys: BTreeMap::new(),
            forgotten: BTreeSet::new(),
            handles: 0,
        }
    }

    fn input(&mut self, chosen: &Move) -> Option<Input> {
        Some(match chosen {
            Move::Say(text) => Input::Said {
                text: TEXTS[*text].to_owned(),
            },
            Move::SaySecret => {
                self.talk.state.sealed_prompt()?;
                self.handles += 1;
                Input::Said {
                    text: format!("SealedTyped{}", self.handles),
                }
            }
            Move::Press(place) => {
                let shown = self
                    .talk
                    .log
                    .iter()
                    .rev()
                    .map(|line| buttons(&line.body))
                    .find(|all| !all.is_empty())?;
                press(&shown, *place)
            }
            Move::PressAny(place) => {
                let all: Vec<_> = self.talk.log.iter().flat_map(|line| buttons(&line.body)).collect();
                if all.is_empty() {
                    return None;
                }
                press(&all, *place)
            }
            Move::PressUnknown => Input::Chose {
                source: Source::Prompt(PromptId::new("p1").unwrap()),
                choice: "no-such-choice".to_owned(),
                label: "?".to_owned(),
            },
            Move::Fill { seed, good } => self.card(*seed, *good)?,
            Move::Forward(seed) => self.forward(*seed)?,
            Move::Outcome(place) => {
                let (key, name) = self.awaited.take()?;
                Input::Outcome {
                    key,
                    outcome: outcome(name, *place),
                }
            }
            Move::StaleOutcome => Input::Outcome {
                key: IdempotencyKey::from_text("stale"),
                outcome: Outcome::new("found", []),
            },
            Move::StaleUnderstanding => Input::Understood(Understanding::default()),
            Move::SignIn(who) => Input::SignedIn {
                subject: format!("person-{}", who % 2),
                name: "Ruth".to_owned(),
                how: "pwd".to_owned(),
                session: SessionId(format!("session-{who}")),
            },
            Move::Ring => Input::Rang(Timer::Idle),
            Move::Rate => Input::Rated {
                seq: Some(1),
                helpful: Some(true),
                score: None,
                comment: Some("my password is Planted-Secret-7".to_owned()),
            },
            Move::Wait => {
                self.talk.now = self.talk.now.checked_add(jiff::Span::new().minutes(5)).unwrap();
                return None;
            }
        })
    }

    /// What leads on from here.
    fn forward(&mut self, seed: u64) -> Option<Input> {
        let place = usize::try_from(seed % 3).unwrap();
        if let Some((key, name)) = self.awaited.take() {
            let declared = operation(name).unwrap().outcomes.len();
            return Some(Input::Outcome {
                key,
                outcome: outcome(name, place % declared),
            });
        }
        let newest = self.talk.log.iter().rev().find_map(|line| match &line.body {
            Body::Prompt(prompt) => Some((prompt.prompt.clone(), prompt.choices.clone())),
            _ => None,
        });
        let cancel = |prompt: &PromptId| Input::Chose {
            source: Source::Prompt(prompt.clone()),
            choice: "cancel".to_owned(),
            label: String::new(),
        };
        match newest.filter(|(prompt, _)| admit(&self.talk.state, &cancel(prompt)).is_ok()) {
            Some((_, choices)) if choices.is_empty() => self.card(seed, true),
            Some((prompt, choices)) => {
                let all: Vec<_> = choices
                    .into_iter()
                    .map(|choice| (Source::Prompt(prompt.clone()), choice))
                    .collect();
                // Mostly the first: it is the one that goes on.
                Some(press(&all, if seed % 7 < 5 { 0 } else { place }))
            }
            None if self.talk.state.versions().is_empty() => Some(self.start.clone()),
            None => self.input(&Move::SignIn(0)),
        }
    }

    /// A card for the newest prompt, good or with mistakes.
    fn card(&mut self, seed: u64, good: bool) -> Option<Input> {
        let prompt = self.talk.log.iter().rev().find_map(|line| match &line.body {
            Body::Prompt(prompt) => Some(prompt.clone()),
            _ => None,
        })?;
        let mut values = BTreeMap::new();
        for (place, field) in prompt.fields.iter().enumerate() {
            let broken = !good && (seed >> place) & 1 == 1;
            let value = match field.input {
                _ if broken && (seed >> (place + 8)) & 1 == 1 => continue,
                InputKind::Sealed if broken => String::new(),
                InputKind::Sealed => {
                    self.handles += 1;
                    format!("handle_planted-{}", self.handles)
                }
                _ if broken && (seed >> (place + 16)) & 1 == 1 => "219-09-9999".to_owned(),
                _ if broken => "219-09-9999 !!".to_owned(),
                InputKind::Text => "my password is Planted-Secret-7".to_owned(),
                InputKind::PersonName => "Zebediah".to_owned(),
                InputKind::UserName => "persuser77".to_owned(),
                InputKind::Date => "6/5/1987".to_owned(),
                InputKind::Money => "$987.65".to_owned(),
                InputKind::Email => "zeb@pers9.example".to_owned(),
                InputKind::YesNo => "yes".to_owned(),
                InputKind::Choice => field
                    .options
                    .first()
                    .map(|choice| choice.id.clone())
                    .unwrap_or_default(),
                _ => "PERS9123456".to_owned(),
            };
            values.insert(field.slot.clone(), value);
        }
        Some(Input::Filled {
            prompt: prompt.prompt.clone(),
            values,
        })
    }

    /// Takes an input and holds what comes of it against the invariants.
    fn take(&mut self, input: Input) -> Result<(), TestCaseError> {
        let mut next = Some(input);
        while let Some(input) = next.take() {
            let before = self.talk.state.clone();
            let admitted = admit(&before, &input).is_ok();
            let by_visitor = matches!(input, Input::Said { .. } | Input::Chose { .. } | Input::Filled { .. });
            let sealed = before.sealed_prompt().is_some();
            let typed = match &input {
                Input::Said { text } => Some(text.clone()),
                _ => None,
            };
            self.talk.effects.clear();
            next = self.talk.turn(input);
            let effects = self.talk.effects.clone();
            prop_assert!(
                admitted || (effects.is_empty() && before == self.talk.state),
                "what is refused leaves no trace"
            );
            if by_visitor && admitted {
                let heard = matches!(effects.first(), Some(Effect::Hear(_)));
                prop_assert!(heard, "the visitor's line is logged first");
                let replied = effects
                    .iter()
                    .any(|effect| matches!(effect, Effect::Say(_) | Effect::Understand { .. } | Effect::Call { .. }));
                prop_assert!(replied, "every input leads somewhere");
            }
            if let (true, Some(typed)) = (sealed, typed.filter(|text| text.len() > 3)) {
                let kept = matches!(&effects[0], Effect::Hear(line) if text(line).contains(&typed));
                prop_assert!(!kept, "nothing typed under a sealed prompt is kept");
            }
            self.check(&effects)?;
        }
        Ok(())
    }

    fn check(&mut self, effects: &[Effect]) -> Result<(), TestCaseError> {
        for (place, effect) in effects.iter().enumerate() {
            match effect {
                Effect::Hear(line) => {
                    prop_assert_eq!(place, 0);
                    self.check_line(line, false)?;
                }
                Effect::Say(line) => self.check_line(line, true)?,
                Effect::Understand { text, keeping } => {
                    prop_assert_eq!(place, effects.len() - 1);
                    let planted = SECRETS.iter().find(|secret| text.contains(**secret));
                    prop_assert!(
                        *keeping == Keeping::Private || planted.is_none(),
                        "{text} may be remembered"
                    );
                }
                Effect::Call {
                    key,
                    operation,
                    arguments,
                } => {
                    prop_assert_eq!(place, effects.len() - 1);
                    let call = json!([operation, arguments]);
                    let known = self.keys.entry(key.as_str().to_owned()).or_insert_with(|| call.clone());
                    prop_assert_eq!(&*known, &call, "two different calls under {}", key.as_str());
                    self.awaited = Some((key.clone(), *operation));
                }
                Effect::Forget { run } => {
                    prop_assert!(self.forgotten.insert(*run), "a run ends once");
                }
                Effect::StartTimer { at, .. } => {
                    prop_assert_eq!(*at, self.talk.now.as_millisecond() + 30 * 60_000);
                }
                Effect::StopTimer(_) => prop_assert!(self.talk.state.versions().is_empty()),
                Effect::End => prop_assert!(self.talk.state.ended()),
            }
        }
        let stored = serde_json::to_string(&self.talk.state).unwrap();
        let loaded: State = serde_json::from_str(&stored).unwrap();
        prop_assert!(loaded == self.talk.state, "the state survives being stored");
        Ok(())
    }

    fn check_line(&self, line: &Utterance, by_bot: bool) -> Result<(), TestCaseError> {
        let whole = serde_json::to_string(line).unwrap();
        for secret in SECRETS {
            prop_assert!(!whole.contains(secret), "a secret is shown: {}", whole);
        }
        let kept = line.afterwards.as_ref().map_or(&line.body, |rewrite| &rewrite.body);
        let kept = serde_json::to_string(kept).unwrap();
        for value in PERSONAL {
            // What a visitor says outside an errand that asks for such things is not known to be personal.
            if by_bot || line.afterwards.is_some() {
                prop_assert!(!kept.contains(value), "a personal value is kept: {}", kept);
            }
        }
        if let Body::Prompt(prompt) = &line.body {
            let cancel = Input::Chose {
                source: Source::Prompt(prompt.prompt.clone()),
                choice: "cancel".to_owned(),
                label: String::new(),
            };
            prop_assert!(
                admit(&self.talk.state, &cancel).is_ok(),
                "a prompt is shown that is not open: {}",
                whole
            );
        }
        Ok(())
    }

    /// From wherever it stands, the visitor gets out.
    fn gets_out(&self) -> Result<(), TestCaseError> {
        let mut state = self.talk.state.clone();
        let mut world = self.talk.world();
        world.bits = 1;
        let mut awaited = self.awaited.clone().map(|(key, _)| key);
        for _ in 0..10 {
            if state.ended() || state.versions().is_empty() {
                return Ok(());
            }
            let text = "cancel".to_owned();
            let answer = |key| Input::Outcome {
                key,
                outcome: Outcome::unavailable(),
            };
            let input = awaited.take().map_or(Input::Said { text }, answer);
            let turn = advance(&state, input, &world);
            state = turn.state;
            awaited = turn.effects.into_iter().find_map(|effect| match effect {
                Effect::Call { key, .. } => Some(key),
                _ => None,
            });
        }
        let state = serde_json::to_string(&state).unwrap_or_default();
        Err(TestCaseError::fail(format!("there is no way out: {state}")))
    }
}

fn text(line: &Utterance) -> String {
    serde_json::to_string(line).unwrap()
}

fn press(buttons: &[(Source, frontdesk::conversation::Choice)], place: usize) -> Input {
    let (source, choice) = buttons[place % buttons.len()].clone();
    Input::Chose {
        source,
        choice: choice.id,
        label: choice.label,
    }
}

fn holds(flow: &str, audience: Audience, moves: &[Move]) -> Result<(), TestCaseError> {
    let start = Input::Chose {
        source: Source::Offer,
        choice: format!("flow:{flow}"),
        label: "start".to_owned(),
    };
    let mut watched = Watched::new(audience, start.clone());
    watched.take(start)?;
    for (place, chosen) in moves.iter().enumerate() {
        if let Some(input) = watched.input(chosen) {
            watched.take(input)?;
        }
        if place % 10 == 0 {
            watched.gets_out()?;
        }
    }
    watched.gets_out()?;
    watched.take(Input::Left)?;
    prop_assert!(watched.talk.state.versions().is_empty() && watched.talk.state.ended());
    Ok(())
}

/// A few sequences for each flow; `PROPTEST_CASES` sets how many.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: std::env::var_os("PROPTEST_CASES").map_or(24, |_| default.cases),
        max_shrink_iters: 600,
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn resetting_a_password_stands_anything(moves in prop::collection::vec(any_move(), 200)) {
        holds("reset-password", Audience::Member, &moves)?;
    }

    #[test]
    fn getting_a_pin_stands_anything(moves in prop::collection::vec(any_move(), 200)) {
        holds("reissue-pin", Audience::Member, &moves)?;
    }

    #[test]
    fn proving_ownership_stands_anything(moves in prop::collection::vec(any_move(), 200)) {
        holds("verify-ownership", Audience::Provider, &moves)?;
    }

    #[test]
    fn passing_through_another_flow_stands_anything(moves in prop::collection::vec(any_move(), 200)) {
        holds("new-address", Audience::Member, &moves)?;
    }
}
