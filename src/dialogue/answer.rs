//! What the index has understood: outside an errand it is answered, offered, begun or owned up to; inside one, see
//! `digress`.

use super::Understanding;
use super::engine::{Broken, Engine};
use super::state::Pending;
use super::understanding::{Band, Candidate, Subject};
use crate::conversation::{Body, Choice, EntryId, FlowId, Utterance};

/// What can be said to an understanding, with the content that is live.
pub(super) enum Reply {
    /// An answer, with its probability.
    Entry(EntryId, f32),
    /// An errand.
    Flow(FlowId),
    /// Two or three possibilities.
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
            Reply::Entry(entry, probability) => {
                self.answer(&entry, probability)?;
                Ok(())
            }
            Reply::Flow(flow) => self.start(&flow),
            Reply::Offer(mut choices) => {
                choices.push(self.choice("rephrase", "offer.none"));
                self.offer_candidates(choices)
            }
            Reply::Unknown => self.miss("answer.unknown"),
        }
    }

    /// Offers what a text may be about.
    pub fn offer_candidates(&mut self, choices: Vec<Choice>) -> Result<(), Broken> {
        let text = self.fixed("offer.text", &[]);
        self.offer(&text, choices, false)
    }

    /// What there is to say. Something that has left the content since is as good as not understood.
    fn reply(&self, understanding: &Understanding) -> Reply {
        let live = |candidate: &&Candidate| self.choice_for(&candidate.subject).is_some();
        let mut candidates = understanding.candidates.iter().filter(live);
        match understanding.band {
            Band::Unknown => Reply::Unknown,
            Band::Answer => match candidates.next() {
                Some(candidate) => single(candidate),
                None => Reply::Unknown,
            },
            Band::Offer => {
                let candidates: Vec<&Candidate> = candidates.take(3).collect();
                match candidates.as_slice() {
                    [] => Reply::Unknown,
                    [only] => single(only),
                    several => Reply::Offer(several.iter().filter_map(|one| self.choice_for(&one.subject)).collect()),
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
        self.state.remember(entry.clone());
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

fn single(candidate: &Candidate) -> Reply {
    match &candidate.subject {
        Subject::Entry(entry) => Reply::Entry(entry.clone(), candidate.probability),
        Subject::Flow(flow) => Reply::Flow(flow.clone()),
    }
}
