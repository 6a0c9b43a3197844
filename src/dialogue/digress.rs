//! Questions and other errands in the middle of one: they are dealt with, and the open prompt is asked again under its
//! id, with its half-filled card and its handles.

use super::answer::Reply;
use super::engine::{Broken, Engine};
use super::run::MOST_RUNS;
use super::state::Then;
use crate::conversation::{Choice, FlowId};

impl Engine<'_> {
    /// Deals with what was understood, then goes on with what the words answered besides, or asks again.
    pub fn digress(&mut self, reply: Reply, then: Option<Then>) -> Result<(), Broken> {
        let answered_besides = then.is_some();
        match reply {
            Reply::Clear(entries, errands) => {
                self.answer_all(&entries)?;
                match errands.first() {
                    Some(errand) => self.wish(errand, !answered_besides)?,
                    None if answered_besides => {}
                    None => self.ask_again()?,
                }
            }
            Reply::Offer(mut choices) => {
                let open = |choice: &Choice| {
                    self.state
                        .runs
                        .iter()
                        .any(|run| choice.id == format!("flow:{}", run.flow))
                };
                choices.retain(|choice| !open(choice));
                if !choices.is_empty() {
                    self.offer_candidates(choices)?;
                } else if !answered_besides {
                    self.ask_again()?;
                }
            }
            Reply::Unknown if answered_besides => {}
            Reply::Unknown => self.explain()?,
        }
        match then {
            Some(Then::Submit) => self.submit(),
            Some(Then::Choose(choice)) => self.take_choice(&choice),
            None => Ok(()),
        }
    }

    /// The visitor wishes for an errand: it begins, or, in the middle of another, it is offered to switch. `asks`: whether
    /// the open question is asked again where there is nothing to switch to.
    pub fn wish(&mut self, flow: &FlowId, asks: bool) -> Result<(), Broken> {
        let library = self.world.library;
        let closure = library
            .flow(flow)
            .filter(|closure| closure.flow.audience == self.state.audience);
        let Some(closure) = closure else {
            self.say_fixed("switch.gone", &[]);
            return self.ask_again();
        };
        if self.state.runs.is_empty() {
            return self.start(flow);
        }
        let title = closure.flow.title.clone();
        let refusal = if self.state.runs.iter().any(|run| run.flow == *flow) {
            Some("switch.same")
        } else if self.state.runs.len() >= MOST_RUNS {
            Some("switch.too_many")
        } else {
            None
        };
        if let Some(key) = refusal {
            self.say_fixed(key, &[("title", &title)]);
            return if asks { self.ask_again() } else { Ok(()) };
        }
        let current = self.closure()?.flow.title.clone();
        let choices = vec![
            Choice {
                id: format!("switch:{flow}"),
                label: closure.flow.label.clone(),
            },
            Choice {
                id: "stay".to_owned(),
                label: self.fixed("switch.stay", &[("title", &current)]),
            },
        ];
        let text = self.fixed("switch.text", &[("title", &title), ("current", &current)]);
        self.offer(&text, choices, true)
    }

    /// Begins another errand above the one that is open; that one is taken up again afterwards.
    pub fn switch(&mut self, flow: &FlowId) -> Result<(), Broken> {
        let open_already = self.state.runs.iter().any(|run| run.flow == *flow);
        if open_already || self.state.runs.len() >= MOST_RUNS || self.world.library.flow(flow).is_none() {
            return self.wish(flow, true);
        }
        self.start(flow)
    }
}
