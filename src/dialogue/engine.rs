//! `advance`: one input in, one turn out.

use super::state::{OpenPrompt, PromptKind, Run};
use super::{Effect, FlowPart, Input, Milestone, Passed, Reached, Refusal, Source, State, Subject, Timer, Turn, World};
use crate::accounts::contract::Class;
use crate::conversation::{Audience, Body, FlowId, HandoffState, Utterance};

/// Steps of flows that one turn may take; a flow that takes more is in a circle.
const MOST_STEPS: u32 = 200;

/// Minutes of quiet after which an errand is given up and its personal values go (invariant 1).
const IDLE_MINUTES: i64 = 30;

/// A flow can't go on: a template failed, or its version is gone. The visitor hears the fixed apology, never the error.
#[derive(Debug)]
pub(super) struct Broken;

impl From<crate::flows::template::TemplateError> for Broken {
    fn from(_: crate::flows::template::TemplateError) -> Self {
        Self
    }
}

/// One turn in the making.
pub(super) struct Engine<'a> {
    pub state: State,
    pub world: &'a World<'a>,
    heard: Option<Utterance>,
    effects: Vec<Effect>,
    milestones: Vec<Milestone>,
    last: Option<Effect>,
    /// What is left of [`MOST_STEPS`].
    pub steps_left: u32,
    /// Whether the input was one of its time: an outcome that nobody awaits is none.
    acted: bool,
    passed: Vec<Passed>,
}

/// Whether `input` may be taken in `state` at all. What is refused leaves no trace but the client's error.
pub fn admit(state: &State, input: &Input) -> Result<(), Refusal> {
    if state.ended() {
        return Err(Refusal::Ended);
    }
    let fits = match input {
        Input::Chose {
            source: Source::Prompt(prompt),
            choice,
            ..
        } => match choice.strip_prefix("edit:") {
            Some(slot) => can_edit(state, slot),
            None => state.open_prompt().is_some_and(|open| open.id == *prompt),
        },
        Input::Filled { prompt, .. } => state
            .open_prompt()
            .is_some_and(|open| open.id == *prompt && open.kind == PromptKind::Collect),
        _ => true,
    };
    if fits { Ok(()) } else { Err(Refusal::StalePrompt) }
}

/// Whether a slot of the run that is talked about can be changed now.
fn can_edit(state: &State, slot: &str) -> bool {
    let (Some(run), Some(open)) = (state.runs.last(), state.open_prompt()) else {
        return false;
    };
    run.all_slots()
        .chain(&open.draft)
        .any(|(name, value)| name.as_str() == slot && value.class != Class::Sealed)
}

/// What to do next. Pure and total: the same arguments give the same turn, and every input leads somewhere.
pub fn advance(state: &State, input: Input, world: &World<'_>) -> Turn {
    if admit(state, &input).is_err() {
        return Turn {
            state: state.clone(),
            effects: Vec::new(),
            milestones: Vec::new(),
            passed: Vec::new(),
        };
    }
    let mut engine = Engine {
        state: state.clone(),
        world,
        heard: None,
        effects: Vec::new(),
        milestones: Vec::new(),
        last: None,
        steps_left: MOST_STEPS,
        acted: false,
        passed: Vec::new(),
    };
    if engine.take(input).is_err() {
        engine.give_up();
    }
    engine.finish(!state.runs.is_empty())
}

impl Engine<'_> {
    fn take(&mut self, input: Input) -> Result<(), Broken> {
        self.acted = true;
        match input {
            Input::Said { text } => self.said(&text),
            Input::Chose { source, choice, label } => self.chose(&source, &choice, label),
            Input::Filled { values, .. } => self.card_sent(&values),
            Input::Rated {
                seq,
                helpful,
                score,
                comment,
            } => {
                self.hear_rating(seq, helpful, score, comment);
                Ok(())
            }
            Input::Understood(understanding) => self.understood(&understanding),
            Input::Outcome { key, outcome } => self.answered_by_service(&key, outcome),
            Input::SignedIn {
                subject,
                name,
                how,
                session,
            } => self.signed_in(subject, name, how, session),
            Input::Rang(Timer::Idle) => {
                self.went_quiet();
                Ok(())
            }
            Input::Left => {
                self.left();
                Ok(())
            }
        }
    }

    /// The turn as it is: what was heard, what is said, the timer, and what comes last.
    fn finish(mut self, had_runs: bool) -> Turn {
        let mut effects: Vec<Effect> = self.heard.take().map(Effect::Hear).into_iter().collect();
        effects.append(&mut self.effects);
        let has_runs = !self.state.runs.is_empty();
        if has_runs && self.acted {
            effects.push(Effect::StartTimer {
                timer: Timer::Idle,
                at: self.world.now.as_millisecond() + IDLE_MINUTES * 60_000,
            });
        } else if had_runs && !has_runs {
            effects.push(Effect::StopTimer(Timer::Idle));
        }
        effects.extend(self.last);
        Turn {
            state: self.state,
            effects,
            milestones: self.milestones,
            passed: self.passed,
        }
    }

    /// The input came out of its time: it changes nothing.
    pub fn ignore(&mut self) {
        self.acted = false;
    }

    /// The visitor's line as it may be kept. What is heard later takes its place: there is one line a turn.
    pub fn hear(&mut self, line: Utterance) {
        self.heard = Some(line);
    }

    pub fn say(&mut self, line: Utterance) {
        self.effects.push(Effect::Say(line));
    }

    /// Notes that a part of the flow in which the run stands was passed.
    pub fn pass(&mut self, part: FlowPart) {
        if let Some(frame) = self.state.runs.last().and_then(|run| run.frames.last()) {
            let flow = frame.flow.clone();
            self.passed.push(Passed { flow, part });
        }
    }

    /// Says a fixed sentence.
    pub fn say_fixed(&mut self, key: &str, parameters: &[(&str, &str)]) {
        let body = self.markdown(&self.fixed(key, parameters));
        self.say(Utterance::bot(body));
    }

    /// What comes last in the turn: a call, or a question to the index.
    pub fn last(&mut self, effect: Effect) {
        self.last = Some(effect);
    }

    /// A fixed sentence.
    pub fn fixed(&self, key: &str, parameters: &[(&str, &str)]) -> String {
        let messages = self.world.library.messages(&self.state.locale);
        let telephone = self.telephone();
        let mut all = vec![("telephone", telephone.as_str())];
        all.extend_from_slice(parameters);
        messages.text(key, &all)
    }

    /// Approved Markdown as a body.
    pub fn markdown(&self, markdown: &str) -> Body {
        Body::Text {
            text: self.world.library.plain(markdown),
            html: self.world.library.html(markdown),
        }
    }

    /// The telephone line of this audience, as editors have written it down.
    fn telephone(&self) -> String {
        let contact = match self.state.audience {
            Audience::Member => "help_desk",
            Audience::Provider => "provider_customer_care",
        };
        let facts = self.world.library.facts();
        let line = facts
            .get_attr("contacts")
            .and_then(|contacts| contacts.get_attr(contact));
        line.map(|line| line.to_string()).unwrap_or_default()
    }

    /// Live chat does not exist yet: nobody can be had, and this is how else.
    pub fn nobody_there(&mut self) {
        let body = Body::Handoff {
            state: HandoffState::Unavailable,
            agent: None,
            text: self.fixed("agent.unavailable", &[]),
        };
        self.say(Utterance::bot(body));
    }

    pub fn run(&self) -> Result<&Run, Broken> {
        self.state.runs.last().ok_or(Broken)
    }

    pub fn run_mut(&mut self) -> Result<&mut Run, Broken> {
        self.state.runs.last_mut().ok_or(Broken)
    }

    pub fn open_mut(&mut self) -> Result<&mut OpenPrompt, Broken> {
        match &mut self.run_mut()?.doing {
            super::state::Doing::Prompt(open) => Ok(open),
            _ => Err(Broken),
        }
    }

    /// Notes what became of an errand.
    pub fn reach(&mut self, flow: FlowId, reached: Reached) {
        self.milestones.push(Milestone { flow, reached });
    }

    /// The run that is talked about is over: its personal values go. `why` counts unless it had come to something.
    pub fn drop_run(&mut self, why: Reached) {
        if let Some(run) = self.state.runs.pop() {
            self.effects.push(Effect::Forget { run: run.number });
            let reached = run.came_to.map_or(why, Reached::from);
            self.state.remember(Subject::Flow(run.flow.clone()));
            self.reach(run.flow, reached);
        }
    }

    pub fn drop_all_runs(&mut self, why: Reached) {
        while !self.state.runs.is_empty() {
            self.drop_run(why);
        }
        self.state.offered = None;
        self.state.understanding = None;
    }

    /// Nobody has said anything for a while. A run that waits for an outcome stays: what has gone out may be done, and the
    /// visitor must hear of it. The timer is set anew.
    fn went_quiet(&mut self) {
        if self.state.runs.is_empty() {
            return self.ignore();
        }
        if self.state.awaits_outcome() {
            return;
        }
        self.drop_all_runs(Reached::Idle);
        self.say_fixed("run.idle", &[]);
    }

    fn left(&mut self) {
        let reason = "left".to_owned();
        self.say(Utterance::system(Body::Ended { reason }));
        self.drop_all_runs(Reached::Left);
        self.state.ended = true;
        self.last(Effect::End);
    }

    /// The errand can't go on. What lies below it is taken up again; if that can't go on either, it goes the same way.
    fn give_up(&mut self) {
        self.say_fixed("run.broken", &[]);
        while !self.state.runs.is_empty() {
            self.last = None;
            self.drop_run(Reached::Broken);
            if self.come_back().is_ok() {
                return;
            }
            self.say_fixed("run.broken", &[]);
        }
    }
}
