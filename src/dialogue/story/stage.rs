//! A story played: inputs go through the engine, calls get their scripted outcomes, and what is said is held against what
//! was expected.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::line::{Line, contains, fits, name_of, press, spoken};
use super::told::{came, remedy};
use super::{Expected, Field, Halt, Story, Turn};
use crate::accounts::contract::{Outcome, SessionId};
use crate::conversation::{Author, Body, Locale, SlotName, Utterance};
use crate::dialogue::{Effect, Input, Keeping, Library, Passed, Query, State, Timer, Understanding, World, advance};

/// Inputs that one turn may lead to.
const MOST_INPUTS: u32 = 40;

/// Secrets shorter than this may stand in a text by chance.
const SHORTEST_SECRET: usize = 6;

/// With what a story is played.
pub struct Stage<'a> {
    /// The content.
    pub library: &'a dyn Library,
    /// What the index makes of a text.
    pub understand: &'a dyn Fn(&Query<'_>) -> Understanding,
    /// When it begins.
    pub begins: Timestamp,
    /// Where the insurer is.
    pub zone: TimeZone,
}

/// Why a story does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The line of the story's file, from 1.
    pub line: u32,
    /// What was expected, and what came instead.
    pub what: String,
    /// What to do about it.
    pub remedy: &'static str,
}

/// What came of a story that is being written.
pub(super) struct Rehearsed {
    /// All that was said.
    pub(super) log: Vec<Line>,
    /// Operation and outcome of each call of the last turn.
    pub(super) calls: Vec<(String, String)>,
}

struct Play<'a> {
    stage: &'a Stage<'a>,
    state: State,
    now: Timestamp,
    log: Vec<Line>,
    /// The lines before this one have been looked at.
    seen: usize,
    timers: BTreeMap<Timer, i64>,
    scripted: BTreeMap<String, VecDeque<Outcome>>,
    calls: Vec<(String, String)>,
    /// The operation that was called without an outcome for it.
    unanswered: Option<String>,
    secrets: Vec<String>,
    handles: u32,
    turns: u64,
    passed: BTreeSet<Passed>,
}

impl Stage<'_> {
    /// Plays a story; gives the parts of flows that it passed.
    ///
    /// # Errors
    /// The first line that does not hold.
    pub fn play(&self, story: &Story) -> Result<BTreeSet<Passed>, Failure> {
        let mut play = self.opening(story);
        let failed = |line: u64, turn: Option<&Turn>, what: String| Failure {
            line: u32::try_from(line).unwrap_or(0),
            what,
            remedy: remedy(turn),
        };
        if let Some(name) = &story.signed_in {
            play.sign_in(name).map_err(|what| failed(1, None, what))?;
        }
        for turn in &story.turns {
            let line = turn.referenced.line();
            play.turn(&turn.value)
                .map_err(|what| failed(line, Some(&turn.value), what))?;
        }
        play.no_secret_was_kept().map_err(|what| failed(1, None, what))?;
        Ok(play.passed)
    }

    /// Plays a story that is being written.
    pub(super) fn rehearse(&self, story: &Story) -> Result<Rehearsed, Halt> {
        let mut play = self.opening(story);
        let signed_in = story.signed_in.as_ref().map_or(Ok(()), |name| play.sign_in(name));
        let played = signed_in.and_then(|()| story.turns.iter().try_for_each(|turn| play.turn(&turn.value)));
        match played {
            Ok(()) => Ok(Rehearsed {
                log: play.log,
                calls: play.calls,
            }),
            Err(what) => Err(play.unanswered.map_or(Halt::Refused(what), Halt::Outcome)),
        }
    }

    fn opening(&self, story: &Story) -> Play<'_> {
        Play {
            stage: self,
            state: State::new(story.audience, Locale::default()),
            now: self.begins,
            log: Vec::new(),
            seen: 0,
            timers: BTreeMap::new(),
            scripted: BTreeMap::new(),
            calls: Vec::new(),
            unanswered: None,
            secrets: Vec::new(),
            handles: 0,
            turns: 0,
            passed: BTreeSet::new(),
        }
    }
}

impl Play<'_> {
    fn turn(&mut self, turn: &Turn) -> Result<(), String> {
        match turn {
            Turn::Visitor(text) => self.act(Input::Said { text: text.clone() }),
            Turn::Choose(label) => {
                let input = self.button(label)?;
                self.act(input)
            }
            Turn::Fill(values) => {
                let input = self.card(values)?;
                self.act(input)
            }
            Turn::Outcome(scripted) => {
                let queue = self.scripted.entry(scripted.operation.clone()).or_default();
                queue.push_back(scripted.outcome.clone());
                Ok(())
            }
            Turn::Calls(calls) => self.calls_were_made(calls),
            Turn::SignIn(name) => self.sign_in(name),
            Turn::Pass(span) => self.pass(span),
            Turn::Reload(_) => self.reload(),
            Turn::Bot(expected) => self.expect(expected),
        }
    }

    /// The visitor does something: what was said before is not looked at any more.
    fn act(&mut self, input: Input) -> Result<(), String> {
        self.seen = self.log.len();
        self.calls.clear();
        crate::dialogue::admit(&self.state, &input).map_err(|refusal| refusal.to_string())?;
        self.feed(input)
    }

    fn feed(&mut self, input: Input) -> Result<(), String> {
        let mut inputs = VecDeque::from([input]);
        let mut left = MOST_INPUTS;
        while let Some(input) = inputs.pop_front() {
            left = left.checked_sub(1).ok_or("the conversation does not come to rest")?;
            inputs.extend(self.step(input)?);
        }
        Ok(())
    }

    /// One turn of the engine; what comes back in.
    fn step(&mut self, input: Input) -> Result<Option<Input>, String> {
        self.turns += 1;
        let world = World {
            conversation: "story",
            now: self.now,
            today: self.stage.zone.to_datetime(self.now).date(),
            bits: self.turns.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            library: self.stage.library,
        };
        let turn = advance(&self.state, input, &world);
        self.state = turn.state;
        self.passed.extend(turn.passed);
        self.reload()?;
        let mut next = None;
        for effect in turn.effects {
            match effect {
                Effect::Hear(said) | Effect::Say(said) => self.log(said),
                Effect::Forget { run } => self.forget(run),
                Effect::StartTimer { timer, at } => {
                    self.timers.insert(timer, at);
                }
                Effect::StopTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Effect::Understand { text, keeping } => next = Some(self.understood(&text, keeping)),
                Effect::Call { key, operation, .. } => {
                    let outcome = self.scripted.get_mut(operation).and_then(VecDeque::pop_front);
                    let Some(outcome) = outcome else {
                        self.unanswered = Some(operation.to_owned());
                        return Err(format!(
                            "`{operation}` is called, and the story gives no outcome for it"
                        ));
                    };
                    self.calls.push((operation.to_owned(), outcome.name.clone()));
                    next = Some(Input::Outcome { key, outcome });
                }
                Effect::End => {}
            }
        }
        Ok(next)
    }

    fn understood(&self, text: &str, keeping: Keeping) -> Input {
        let query = Query {
            text,
            audience: self.state.audience,
            locale: &self.state.locale,
            now: self.now,
            recent: self.state.recent(),
            keeping,
        };
        Input::Understood((self.stage.understand)(&query))
    }

    fn log(&mut self, said: Utterance) {
        let prompt = match &said.body {
            Body::Prompt(prompt) => {
                let open = self.state.open_prompt().filter(|open| open.id == prompt.prompt);
                Some(open.map_or_else(String::new, name_of))
            }
            Body::SignIn { .. } => Some("sign_in".to_owned()),
            _ => None,
        };
        self.log.push(Line {
            stored: said.body.clone(),
            said,
            prompt,
        });
    }

    fn forget(&mut self, run: u32) {
        for line in &mut self.log {
            if let Some(rewrite) = line.said.afterwards.as_ref().filter(|rewrite| rewrite.run == run) {
                line.stored = rewrite.body.clone();
            }
        }
    }

    /// The state as it comes out of the store.
    fn reload(&mut self) -> Result<(), String> {
        let text = serde_json::to_string(&self.state).map_err(|error| error.to_string())?;
        let state: State = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        if state == self.state {
            Ok(())
        } else {
            Err("the state does not survive being stored".to_owned())
        }
    }

    fn sign_in(&mut self, name: &str) -> Result<(), String> {
        let input = Input::SignedIn {
            subject: name.to_owned(),
            name: name.to_owned(),
            how: "pwd".to_owned(),
            session: SessionId(format!("session-of-{name}")),
        };
        self.act(input)
    }

    /// Time passes, and timers ring at their time.
    fn pass(&mut self, span: &str) -> Result<(), String> {
        let span: Span = span.parse().map_err(|_| format!("`{span}` is no time, such as 11m"))?;
        let until = self.now.checked_add(span).map_err(|error| error.to_string())?;
        self.seen = self.log.len();
        while let Some((timer, at)) = self
            .timers
            .iter()
            .map(|(timer, at)| (*timer, *at))
            .min_by_key(|(_, at)| *at)
        {
            if at > until.as_millisecond() {
                break;
            }
            self.timers.remove(&timer);
            self.now = Timestamp::from_millisecond(at).unwrap_or(until).max(self.now);
            self.feed(Input::Rang(timer))?;
        }
        self.now = until;
        Ok(())
    }

    /// The newest button with a label.
    fn button(&self, label: &str) -> Result<Input, String> {
        let pressed = self.log.iter().rev().find_map(|line| press(&line.said.body, label));
        let (source, choice) = pressed.ok_or_else(|| format!("there is no button called \"{label}\""))?;
        Ok(Input::Chose {
            source,
            choice,
            label: label.to_owned(),
        })
    }

    fn card(&mut self, fields: &BTreeMap<SlotName, Field>) -> Result<Input, String> {
        let open = self.state.open_prompt().ok_or("no card is open")?;
        let prompt = open.id.clone();
        let mut values = BTreeMap::new();
        for (slot, field) in fields {
            let value = match field {
                Field::Text(text) => text.clone(),
                Field::Sealed { sealed } => {
                    self.handles += 1;
                    self.secrets.push(sealed.clone());
                    format!("handle_{}", self.handles)
                }
            };
            values.insert(slot.clone(), value);
        }
        Ok(Input::Filled { prompt, values })
    }

    fn calls_were_made(&self, expected: &BTreeMap<String, String>) -> Result<(), String> {
        for (operation, outcome) in expected {
            if !self
                .calls
                .iter()
                .any(|made| made == &(operation.clone(), outcome.clone()))
            {
                let calls = self.calls.iter();
                let made: Vec<String> = calls.map(|(name, outcome)| format!("{name} ({outcome})")).collect();
                let made = if made.is_empty() {
                    "none".to_owned()
                } else {
                    made.join(", ")
                };
                return Err(format!("expected a call of {operation} with {outcome}; made: {made}"));
            }
        }
        Ok(())
    }

    /// Looks for the next line that fits.
    fn expect(&mut self, expected: &Expected) -> Result<(), String> {
        let mut passed = String::new();
        for (place, line) in self.log.iter().enumerate().skip(self.seen) {
            if line.said.from == Author::Visitor {
                continue;
            }
            passed.push_str(&spoken(&line.said.body));
            passed.push('\n');
            if fits(expected, line) && expected.says.as_ref().is_none_or(|words| contains(&passed, words)) {
                self.seen = place + 1;
                return Ok(());
            }
        }
        let lines = self.log.iter().skip(self.seen);
        let lines = lines.filter(|line| line.said.from != Author::Visitor);
        Err(format!("expected {expected}, but {}", came(lines)))
    }

    fn no_secret_was_kept(&self) -> Result<(), String> {
        let secrets = self.secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET);
        for secret in secrets {
            let kept = |line: &Line| {
                serde_json::to_string(&(&line.said, &line.stored)).is_ok_and(|text| text.contains(secret))
            };
            if self.log.iter().any(kept) {
                return Err("a secret stands in the log".to_owned());
            }
        }
        Ok(())
    }
}
