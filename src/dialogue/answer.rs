//! What the index has understood: outside an errand it is answered, offered, begun or owned up to; inside one, see
//! `digress`.

use super::Understanding;
use super::engine::{Broken, Engine};
use super::state::Pending;
use super::understanding::{Band, Candidate, Subject};
use crate::conversation::{Body, Choice, EntryId, FlowId, Utterance};

/// What can be said to an understanding, with the content that is live.
pub(super) enum Reply {
    /// What the text asks for, clearly: answers, each with its probability, and errands.
    Clear(Vec<(EntryId, f32)>, Vec<FlowId>),
    /// What it may ask for: one possibility, two or three.
    Offer(Vec<Choice>),
    /// Nothing.
    Unknown,
}

impl Engine<'_> {
    /// The index has answered. An answer to nothing that was asked changes nothing.
    pub fn understood(&mut self, understanding: &Understanding) -> Result<(), Broken> {
        let Some(pending) = self.state.understanding.take() else {
            self.ignore();
            return Ok(());
        };
        let reply = self.reply(understanding);
        if self.state.runs.is_empty() {
            return self.reply_outside(reply);
        }
        let Pending { then } = pending;
        self.digress(reply, then)
    }

    fn reply_outside(&mut self, reply: Reply) -> Result<(), Broken> {
        match reply {
            Reply::Clear(entries, errands) => {
                self.answer_all(&entries)?;
                match errands.as_slice() {
                    [] => Ok(()),
                    [errand] => self.start(errand),
                    several => self.which_first(several),
                }
            }
            Reply::Offer(choices) => self.offer_candidates(choices),
            Reply::Unknown => self.miss("answer.unknown"),
        }
    }

    /// Says several answers, in their order.
    pub fn answer_all(&mut self, entries: &[(EntryId, f32)]) -> Result<(), Broken> {
        for (entry, probability) in entries {
            self.answer(entry, *probability)?;
        }
        Ok(())
    }

    /// Several errands are wished for, and one can be done at a time.
    fn which_first(&mut self, errands: &[FlowId]) -> Result<(), Broken> {
        let choices = errands
            .iter()
            .filter_map(|flow| self.choice_for(&Subject::Flow(flow.clone())))
            .collect();
        let text = self.fixed("offer.errands", &[]);
        self.offer(&text, choices, false)
    }

    /// Offers what a text may be about, beside "none of these".
    pub fn offer_candidates(&mut self, mut choices: Vec<Choice>) -> Result<(), Broken> {
        let only = choices.len() == 1;
        choices.push(self.choice("rephrase", if only { "offer.not_this" } else { "offer.none" }));
        let text = self.fixed(if only { "offer.one" } else { "offer.text" }, &[]);
        self.offer(&text, choices, only)
    }

    /// What there is to say. Something that has left the content since is as good as not understood.
    fn reply(&self, understanding: &Understanding) -> Reply {
        let choice = |candidate: &Candidate| self.choice_for(&candidate.subject);
        match understanding.band {
            Band::Unknown => Reply::Unknown,
            Band::Answer => {
                let first = understanding
                    .candidates
                    .iter()
                    .find(|candidate| choice(candidate).is_some());
                let besides = understanding
                    .besides
                    .iter()
                    .filter(|candidate| choice(candidate).is_some());
                clear(first.into_iter().chain(besides))
            }
            Band::Offer => {
                let choices: Vec<Choice> = understanding.candidates.iter().filter_map(choice).take(3).collect();
                if choices.is_empty() {
                    Reply::Unknown
                } else {
                    Reply::Offer(choices)
                }
            }
        }
    }

    /// A candidate as a button, if it is there for this audience.
    fn choice_for(&self, subject: &Subject) -> Option<Choice> {
        match subject {
            Subject::Entry(entry) => {
                let answer = self.world.library.answer(entry, &self.state.locale)?;
                Some(Choice {
                    id: format!("entry:{entry}"),
                    label: answer.question,
                })
            }
            Subject::Flow(id) => {
                let closure = self.world.library.flow(id)?;
                (closure.flow.audience == self.state.audience).then(|| Choice {
                    id: format!("flow:{id}"),
                    label: closure.flow.label.clone(),
                })
            }
        }
    }

    /// Says the answer of an entry; whether there is one.
    pub fn answer(&mut self, entry: &EntryId, probability: f32) -> Result<bool, Broken> {
        let Some(mut answer) = self.world.library.answer(entry, &self.state.locale) else {
            return Ok(false);
        };
        answer.probability = probability;
        // No button for what is being done already.
        let under_way = |id: &FlowId| self.state.runs.iter().any(|run| run.flow == *id);
        answer.flow = answer.flow.filter(|flow| !under_way(&flow.id));
        self.state.remember(Subject::Entry(entry.clone()));
        self.state.misses = 0;
        self.say(Utterance::bot(Body::Answer(Box::new(answer))));
        Ok(true)
    }

    /// "None of these".
    pub fn none_of_these(&mut self) -> Result<(), Broken> {
        if self.state.runs.is_empty() {
            return self.miss("answer.rephrase");
        }
        self.explain()
    }

    /// Nothing was found: once asked in other words, the second time the ways out; never twice in a row the same.
    fn miss(&mut self, key: &str) -> Result<(), Broken> {
        if self.state.misses == 0 {
            self.state.misses = 1;
            self.say_fixed(key, &[]);
            return Ok(());
        }
        self.state.misses = 2;
        let mut choices = self.errands();
        choices.push(self.choice("agent", "ways.agent"));
        let text = self.fixed("ways.outside", &[]);
        self.offer(&text, choices, false)
    }
}

/// Candidates that are clear, as what is said and done.
fn clear<'a>(candidates: impl Iterator<Item = &'a Candidate>) -> Reply {
    let (mut entries, mut errands) = (Vec::new(), Vec::new());
    for candidate in candidates {
        match &candidate.subject {
            Subject::Entry(entry) => entries.push((entry.clone(), candidate.probability)),
            Subject::Flow(flow) => errands.push(flow.clone()),
        }
    }
    if entries.is_empty() && errands.is_empty() {
        return Reply::Unknown;
    }
    Reply::Clear(entries, errands)
}
