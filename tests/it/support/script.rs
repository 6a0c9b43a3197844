//! An engine that does what it is told, so that a test can have any effect at any time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use frontdesk::accounts::contract::{Arguments, Holds, IdempotencyKey, SessionId};
use frontdesk::chat::{Advanced, Engine, Mind, Moment};
use frontdesk::conversation::{
    Audience, Author, Body, Choice, FlowId, Locale, Offer, PromptId, Rewrite, SlotName, Utterance,
};
use frontdesk::dialogue::{Band, Effect, Input, Keeping, Refusal, SealedPrompt, Timer, Understanding};
use frontdesk::store::ContentVersion;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Half an hour, after which an idle run is forgotten.
pub const IDLE_MS: i64 = 30 * 60 * 1000;

/// Understands the words: `letter N` (calls for N letters, one after the other), `private WORD` (said in run 1, with an
/// idle timer), `forget` (ends run 1), `offer`, `seal` (opens a sealed prompt), `ask` (lets the index understand), `pin
/// VERSION` (begins a run of that version), `burst N`, `end`. Everything else it repeats.
#[derive(Clone, Default)]
pub struct Script {
    versions: Arc<Mutex<BTreeSet<String>>>,
}

#[derive(Clone, Serialize, Deserialize)]
struct State {
    audience: Audience,
    waiting: Option<String>,
    /// Letters that are still to be asked for.
    letters: u32,
    /// Counts runs, for keys.
    run: u32,
    attempt: u32,
    sealed: bool,
    session: Option<SessionId>,
    versions: Vec<String>,
    ended: bool,
}

struct ScriptMind {
    state: State,
}

impl Script {
    /// A script that has the sources of these versions.
    pub fn knowing(versions: &[&str]) -> Self {
        let versions = versions.iter().map(|version| (*version).to_owned()).collect();
        Self {
            versions: Arc::new(Mutex::new(versions)),
        }
    }
}

impl Engine for Script {
    fn begin(&self, audience: Audience, _: &Locale) -> Arc<dyn Mind> {
        Arc::new(ScriptMind {
            state: State {
                audience,
                waiting: None,
                letters: 0,
                run: 0,
                attempt: 0,
                sealed: false,
                session: None,
                versions: Vec::new(),
                ended: false,
            },
        })
    }

    fn recall(&self, state: &str) -> Option<Arc<dyn Mind>> {
        let state = serde_json::from_str(state).ok()?;
        Some(Arc::new(ScriptMind { state }))
    }

    fn knows(&self, version: &str) -> bool {
        self.versions.lock().unwrap().contains(version)
    }

    fn sources(&self, version: &str) -> Option<ContentVersion> {
        let flow = FlowId::new("flow").unwrap();
        Some(ContentVersion {
            version: version.into(),
            flow: flow.clone(),
            sources: BTreeMap::from([(flow, "title: A flow\n".to_owned())]),
        })
    }

    fn restore(&self, version: ContentVersion) {
        self.versions.lock().unwrap().insert(version.version);
    }
}

#[async_trait]
impl Mind for ScriptMind {
    fn admit(&self, input: &Input) -> Result<(), Refusal> {
        match input {
            _ if self.state.ended => Err(Refusal::Ended),
            Input::Filled { prompt, .. } if !self.state.sealed || prompt.as_str() != "p1" => Err(Refusal::StalePrompt),
            _ => Ok(()),
        }
    }

    fn advance(&self, input: Input, moment: &Moment<'_>) -> Advanced {
        let mut next = self.state.clone();
        let effects = match input {
            Input::Said { text } => next.said(&text, moment),
            Input::Chose { label, .. } => vec![
                Effect::Hear(Utterance::visitor(Body::Chose { label: label.clone() })),
                say(format!("chose {label}")),
            ],
            Input::Filled { .. } => {
                next.sealed = false;
                vec![hear("filled"), say("thank you")]
            }
            Input::Rated { .. } => Vec::new(),
            Input::Understood(understanding) => vec![say(format!("{:?}", understanding.band))],
            Input::Outcome { key, outcome } if next.waiting.as_deref() == Some(key.as_str()) => {
                next.waiting = None;
                if outcome.is_unavailable() {
                    return next.with(vec![say("unavailable")]);
                }
                next.attempt += 1;
                next.letters -= 1;
                let mut effects = vec![say(format!("issued {}", outcome.text("receipt").unwrap_or("")))];
                effects.extend(next.ask(moment));
                effects
            }
            Input::Outcome { .. } => Vec::new(),
            Input::SignedIn { name, how, session, .. } => {
                next.session = Some(session);
                vec![Effect::Say(Utterance::system(Body::SignedIn { name, how }))]
            }
            Input::Rang(Timer::Idle) => vec![say("are you there?"), Effect::Forget { run: 1 }],
            Input::Left => {
                next.ended = true;
                vec![hear("left"), Effect::End]
            }
        };
        next.with(effects)
    }

    async fn understand(&self, _: String, _: Keeping, _: Timestamp) -> Understanding {
        Understanding {
            band: Band::Offer,
            candidates: Vec::new(),
            besides: Vec::new(),
        }
    }

    fn audience(&self) -> Audience {
        self.state.audience
    }

    fn session(&self) -> Option<&SessionId> {
        self.state.session.as_ref()
    }

    fn sealed_prompt(&self) -> Option<SealedPrompt> {
        self.state.sealed.then(|| SealedPrompt {
            prompt: PromptId::new("p1").unwrap(),
            slots: vec![(SlotName::new("password").unwrap(), Holds::Password)],
        })
    }

    fn versions(&self) -> Vec<&str> {
        self.state.versions.iter().map(String::as_str).collect()
    }

    fn write_down(&self) -> Option<String> {
        serde_json::to_string(&self.state).ok()
    }
}

impl State {
    fn with(self, effects: Vec<Effect>) -> Advanced {
        Advanced {
            mind: Arc::new(ScriptMind { state: self }),
            effects,
            milestones: Vec::new(),
        }
    }

    fn said(&mut self, text: &str, moment: &Moment<'_>) -> Vec<Effect> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let number = rest.parse().unwrap_or(1);
        match word {
            "letter" => {
                self.letters = number;
                self.run += 1;
                self.attempt = 0;
                let mut effects = vec![hear(text), say("one moment")];
                effects.extend(self.ask(moment));
                effects
            }
            "private" => vec![
                Effect::Hear(private(Author::Visitor, rest)),
                Effect::Say(private(Author::Bot, rest)),
                Effect::StartTimer {
                    timer: Timer::Idle,
                    at: moment.now.as_millisecond() + IDLE_MS,
                },
            ],
            "forget" => vec![hear(text), Effect::StopTimer(Timer::Idle), Effect::Forget { run: 1 }],
            "offer" => vec![hear(text), Effect::Say(Utterance::bot(offer()))],
            "seal" => {
                self.sealed = true;
                vec![hear(text), say("type it into the field")]
            }
            "ask" => vec![
                hear(text),
                Effect::Understand {
                    text: rest.into(),
                    keeping: Keeping::Remembered,
                },
            ],
            "pin" => {
                self.versions = vec![rest.into()];
                vec![hear(text)]
            }
            "burst" => std::iter::once(hear(text))
                .chain((0..number).map(|n| say(n.to_string())))
                .collect(),
            "end" => {
                self.ended = true;
                vec![hear(text), Effect::End]
            }
            _ => vec![hear(text), say(text)],
        }
    }

    /// The call for the next letter, if there is one to ask for.
    fn ask(&mut self, moment: &Moment<'_>) -> Option<Effect> {
        if self.letters == 0 {
            return None;
        }
        let key = IdempotencyKey::new(moment.conversation, self.run, "letter", self.attempt);
        self.waiting = Some(key.as_str().to_owned());
        Some(Effect::Call {
            key,
            operation: "member.reissue_pin",
            arguments: Arguments::new(),
        })
    }
}

fn hear(text: &str) -> Effect {
    Effect::Hear(Utterance::visitor(Body::text(text)))
}

fn say(text: impl Into<String>) -> Effect {
    Effect::Say(Utterance::bot(Body::text(text)))
}

fn private(from: Author, text: &str) -> Utterance {
    Utterance {
        from,
        body: Body::text(text),
        afterwards: Some(Rewrite {
            run: 1,
            body: Body::text("provided"),
        }),
    }
}

fn offer() -> Body {
    let choice = |id: &str, label: &str| Choice {
        id: id.into(),
        label: label.into(),
    };
    Body::Offer(Offer {
        text: "Which?".into(),
        choices: vec![choice("entry:a", "A?"), choice("entry:b", "B?")],
    })
}
