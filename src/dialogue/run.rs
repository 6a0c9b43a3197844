//! Stepping through a flow until it waits for something or is done.

use super::engine::{Broken, Engine};
use super::scope::{Here, View};
use super::state::{CameTo, Doing, Frame, PromptKind, Run};
use super::{FlowPart, Reached, Subject};
use crate::accounts::contract::Class;
use crate::conversation::{Body, FlowId, HandoffState, Receipt, ReceiptLine};
use crate::flows::model::{StepKind, Target};
use crate::flows::template::Template;

/// Flows that one run may be in at a time, one called by the other.
const DEEPEST: usize = 8;

/// Runs that may be open at a time: one that is talked about, the others suspended.
pub(super) const MOST_RUNS: usize = 3;

impl Engine<'_> {
    /// Begins an errand.
    pub fn start(&mut self, flow: &FlowId) -> Result<(), Broken> {
        let closure = self.world.library.flow(flow).ok_or(Broken)?;
        self.state.runs_begun += 1;
        self.state.misses = 0;
        self.state.remember(Subject::Flow(flow.clone()));
        let run = Run::new(self.state.runs_begun, flow.clone(), closure.version.clone());
        self.state.runs.push(run);
        self.reach(flow.clone(), Reached::Begun);
        self.walk()
    }

    /// Goes on until the run waits for something or is over.
    pub fn walk(&mut self) -> Result<(), Broken> {
        loop {
            self.steps_left = self.steps_left.checked_sub(1).ok_or(Broken)?;
            if !self.step()? {
                return Ok(());
            }
        }
    }

    /// One step; whether the run goes on.
    fn step(&mut self) -> Result<bool, Broken> {
        let here = self.here()?;
        if here.flow.needs_sign_in && self.state.visitor.is_none() {
            self.run_mut()?.doing = Doing::SignIn;
            return self.show_sign_in().map(|()| false);
        }
        if self.back_from_correction()? {
            return Ok(false);
        }
        let step = here.step()?;
        if let Some(when) = &step.when
            && !when.evaluate(&self.context(View::Shown)?)?.is_true()
        {
            self.pass(FlowPart::Otherwise(here.at));
            return self.go(&step.otherwise);
        }
        self.pass(FlowPart::Step(here.at));
        match &step.kind {
            StepKind::Say { text } => {
                let path = self.path()?;
                let new = self.run_mut()?.told.insert(path);
                if new || self.run()?.replay.is_none() {
                    self.say_template(text)?;
                }
                self.go(&step.next)
            }
            StepKind::Collect { .. } => self.collect(&here),
            StepKind::Call { .. } => self.come_to_call(&here),
            StepKind::Choose { .. } => self.open_choice(PromptKind::Choose).map(|()| false),
            StepKind::Do { flow } => self.enter(flow),
            StepKind::Receipt { .. } => self.receipt(&here),
            StepKind::Handoff { text } => {
                self.hand_over(text)?;
                self.go(&step.next)
            }
            StepKind::Pass => self.go(&step.next),
        }
    }

    /// Follows an arrow; whether the run goes on.
    pub fn go(&mut self, target: &Target) -> Result<bool, Broken> {
        let mut target = target.clone();
        loop {
            match target {
                Target::Step(at) => {
                    self.run_mut()?.frames.last_mut().ok_or(Broken)?.at = at;
                    return Ok(true);
                }
                Target::Ending(name) => return self.end(&name),
                Target::End => {
                    self.run_mut()?.frames.pop();
                    if self.run()?.frames.is_empty() {
                        return self.finish_run(Reached::Ended).map(|()| false);
                    }
                    target = self.here()?.step()?.next.clone();
                }
            }
        }
    }

    /// Goes on after an arrow has been followed.
    pub fn go_on(&mut self, target: &Target) -> Result<(), Broken> {
        self.run_mut()?.doing = Doing::Walking;
        if self.go(target)? { self.walk() } else { Ok(()) }
    }

    fn enter(&mut self, flow: &FlowId) -> Result<bool, Broken> {
        let run = self.run_mut()?;
        if run.frames.len() >= DEEPEST {
            return Err(Broken);
        }
        run.frames.push(Frame {
            flow: flow.clone(),
            at: 0,
        });
        if run.replay.is_none() {
            run.scopes.remove(flow);
        }
        Ok(true)
    }

    /// Comes to a card: passes it where a correction is carried forward and it is filled, else asks.
    fn collect(&mut self, here: &Here) -> Result<bool, Broken> {
        let step = here.step()?;
        let StepKind::Collect { attempts, slots, .. } = &step.kind else {
            return Err(Broken);
        };
        let path = self.path()?;
        let run = self.run()?;
        let left_out =
            |name| run.asked.contains_key(&path) && here.flow.slots.get(name).is_some_and(|slot| slot.optional);
        let filled = slots.iter().all(|name| match run.slot(name) {
            Some(value) => !value.spent,
            None => left_out(name),
        });
        if run.replay.is_some() && filled {
            self.run_mut()?.leave_mark();
            return self.go(&step.next);
        }
        let card = self.new_card(here)?;
        let asked = self.run_mut()?.asked.entry(path).or_default();
        *asked += 1;
        let too_often = *asked > *attempts;
        self.open_or_way_out(card, too_often)?;
        Ok(false)
    }

    pub fn say_template(&mut self, template: &Template) -> Result<(), Broken> {
        let line = self.both(|context, _| Ok(self.markdown(&template.render_markdown(context)?)))?;
        self.say(line);
        Ok(())
    }

    fn hand_over(&mut self, text: &Template) -> Result<(), Broken> {
        let nobody = self.fixed("agent.unavailable", &[]);
        let line = self.both(|context, _| {
            let text = self.world.library.plain(&text.render_markdown(context)?);
            Ok(Body::Handoff {
                state: HandoffState::Unavailable,
                agent: None,
                text: format!("{text} {nobody}"),
            })
        })?;
        self.say(line);
        self.come_to(CameTo::Person)
    }

    fn receipt(&mut self, here: &Here) -> Result<bool, Broken> {
        let step = here.step()?;
        let StepKind::Receipt {
            title,
            reference,
            lines,
            next,
            not_you,
        } = &step.kind
        else {
            return Err(Broken);
        };
        let made = super::reference::make(self.world.bits);
        let line = self.both(|context, _| {
            let plain = |template: &Template| -> Result<String, Broken> {
                Ok(self.world.library.plain(&template.render_markdown(context)?))
            };
            let lines = lines.iter().map(|(label, value)| {
                Ok(ReceiptLine {
                    label: plain(label)?,
                    value: plain(value)?,
                })
            });
            Ok(Body::Receipt(Box::new(Receipt {
                reference: reference
                    .as_ref()
                    .map(plain)
                    .transpose()?
                    .unwrap_or_else(|| made.clone()),
                title: plain(title)?,
                lines: lines.collect::<Result<_, Broken>>()?,
                next: next.as_ref().map(plain).transpose()?,
                download: None,
                not_you: match not_you {
                    Some(text) => plain(text)?,
                    None => self.fixed("receipt.not_you", &[]),
                },
            })))
        })?;
        self.say(line);
        self.come_to(CameTo::Receipt)?;
        self.go(&step.next)
    }

    /// An ending by name: it ends the whole errand, also from within a flow that was called.
    fn end(&mut self, name: &str) -> Result<bool, Broken> {
        let here = self.here()?;
        let ending = here.flow.endings.get(name).ok_or(Broken)?;
        self.pass(FlowPart::Ending(name.to_owned()));
        self.say_template(&ending.say)?;
        if ending.handoff {
            self.nobody_there();
            self.come_to(CameTo::Person)?;
        }
        self.finish_run(Reached::Ended).map(|()| false)
    }

    /// The run is over: its personal values go, and what it interrupted is taken up again.
    pub fn finish_run(&mut self, why: Reached) -> Result<(), Broken> {
        self.drop_run(why);
        self.come_back()
    }

    /// Notes what the errand has come to. What was given is not taken back by a later step.
    fn come_to(&mut self, what: CameTo) -> Result<(), Broken> {
        let run = self.run_mut()?;
        run.came_to = run.came_to.max(Some(what));
        Ok(())
    }

    /// Takes up the errand that was interrupted.
    pub fn come_back(&mut self) -> Result<(), Broken> {
        let Some(run) = self.state.runs.last() else {
            return Ok(());
        };
        let parked = run.doing == Doing::SignIn;
        let title = self.closure()?.flow.title.clone();
        self.say_fixed("switch.back", &[("title", &title)]);
        if parked && self.state.visitor.is_some() {
            self.run_mut()?.doing = Doing::Walking;
            return self.walk();
        }
        self.ask_again()
    }

    /// Where in the errand one is: only in the flow itself, not in those that it calls.
    pub fn step_of(&self, here: &Here) -> Result<Option<crate::conversation::StepOf>, Broken> {
        let run = self.run()?;
        let [frame] = run.frames.as_slice() else {
            return Ok(None);
        };
        let context = self.context(View::Shown)?;
        let (mut of, mut n, mut undecided_before) = (0_u16, None, false);
        for (at, step) in here.flow.steps.iter().enumerate() {
            let asks = match &step.kind {
                StepKind::Collect { .. } => true,
                StepKind::Call { confirm, .. } => confirm.is_some(),
                _ => false,
            };
            if !asks {
                undecided_before = false;
                continue;
            }
            // Of neighbours whose conditions can't be told yet, one will be asked.
            let holds = step
                .when
                .as_ref()
                .map(|when| when.evaluate(&context).map(|value| value.is_true()));
            let counts = match holds {
                None | Some(Ok(true)) => true,
                Some(Ok(false)) => false,
                Some(Err(_)) => !undecided_before,
            };
            undecided_before = matches!(holds, Some(Err(_)));
            of += u16::from(counts);
            if at == frame.at {
                n = Some(of);
            }
        }
        Ok(n.filter(|_| of > 1).map(|n| crate::conversation::StepOf { n, of }))
    }

    /// Whether any slot of the run's flows is personal.
    pub fn run_is_personal(&self) -> bool {
        let Ok(closure) = self.closure() else { return true };
        let flows = std::iter::once(&closure.flow).chain(closure.called.values());
        flows
            .flat_map(|flow| flow.slots.values())
            .any(|slot| slot.class == Class::Personal)
    }
}
