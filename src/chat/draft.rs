//! Effects, gathered into what one turn commits, shows and calls.

use std::sync::Arc;

use super::Delivery;
use super::calls::Outgoing;
use super::engine::Mind;
use super::measure::Tally;
use super::talks::Standing;
use crate::accounts::contract::{CallContext, Network};
use crate::clock::Millis;
use crate::conversation::{ConversationId, Event, MessageId, Seq, Utterance};
use crate::dialogue::{Effect, Timer};
use crate::store::{Base, Commit, ContentVersion, NewEvent, StartedCall, TimerChange};

/// A turn that is worked out and not committed.
pub(super) struct Draft {
    pub(super) commit: Commit,
    pub(super) shown: Shown,
    /// Where the conversation stands afterwards.
    pub(super) after: Standing,
    /// What it counts for.
    pub(super) tally: Tally,
}

/// What a turn shows and does once it is committed.
pub(super) struct Shown {
    /// For whoever follows.
    pub(super) deliveries: Vec<Delivery>,
    /// The event of the client message, or else the newest one.
    pub(super) seq: Seq,
    /// What goes out.
    pub(super) call: Option<Outgoing>,
}

/// Gathers a draft.
pub(super) struct Drafting<'a> {
    conversation: &'a ConversationId,
    before: &'a Standing,
    message: Option<MessageId>,
    network: &'a Network,
    at: Millis,
    commit: Commit,
    call: Option<Outgoing>,
    tally: Tally,
}

impl<'a> Drafting<'a> {
    /// An empty turn at `at` after `before`.
    pub(super) fn new(
        conversation: &'a ConversationId,
        before: &'a Standing,
        message: Option<MessageId>,
        network: &'a Network,
        at: Millis,
    ) -> Self {
        let base = match before.version {
            0 => Base::New {
                token_hash: before.token_hash,
            },
            version => Base::Version(version),
        };
        Self {
            conversation,
            before,
            network,
            at,
            commit: Commit {
                conversation: conversation.clone(),
                base,
                message: message.clone(),
                events: Vec::new(),
                last_seq: before.last_seq,
                state: String::new(),
                is_personal: false,
                was_personal: has_open_runs(before.mind.as_ref()),
                at,
                token_hash: None,
                subject: None,
                ended: false,
                timers: Vec::new(),
                finished_call: None,
                started_call: None,
                forget: Vec::new(),
                versions: Vec::new(),
            },
            message,
            call: None,
            tally: Tally::default(),
        }
    }

    /// What is not an effect of the engine: a call that is answered, a timer that rang, a token that is rotated.
    pub(super) fn commit(&mut self) -> &mut Commit {
        &mut self.commit
    }

    /// What the turn counts for.
    pub(super) fn count(&mut self, tally: Tally) {
        self.tally = tally;
    }

    /// Takes in one effect; `mind` is the conversation after all of them.
    pub(super) fn take(&mut self, effect: Effect, mind: &dyn Mind) {
        match effect {
            Effect::Hear(utterance) | Effect::Say(utterance) => self.event(utterance),
            Effect::StartTimer { timer, at } => self.commit.timers.push(TimerChange::Set {
                kind: timer_kind(timer),
                at,
            }),
            Effect::StopTimer(timer) => self.commit.timers.push(TimerChange::Stop {
                kind: timer_kind(timer),
            }),
            Effect::Forget { run } => self.commit.forget.push(run),
            Effect::End => self.commit.ended = true,
            Effect::Call {
                key,
                operation,
                arguments,
            } => {
                self.call = Some(Outgoing {
                    conversation: self.conversation.clone(),
                    key,
                    operation: operation.to_owned(),
                    arguments,
                    context: CallContext {
                        conversation: self.conversation.to_string(),
                        session: mind.session().cloned(),
                        network: self.network.clone(),
                    },
                });
            }
            // A turn understands once; that was done before the effects were gathered.
            Effect::Understand { .. } => tracing::warn!(conversation = %self.conversation, "asked to understand twice"),
        }
    }

    /// The next line of the log. The first one of a turn carries the client message's id.
    fn event(&mut self, utterance: Utterance) {
        self.commit.last_seq += 1;
        self.commit.events.push(NewEvent {
            event: Arc::new(Event {
                seq: self.commit.last_seq,
                at: self.at,
                id: self.message.take(),
                from: utterance.from,
                body: utterance.body,
            }),
            afterwards: utterance.afterwards,
        });
    }

    /// The draft; nothing if the state or the call can't be written down.
    pub(super) fn finish(mut self, mind: Arc<dyn Mind>, versions: Vec<ContentVersion>) -> Option<Draft> {
        self.commit.state = mind.write_down()?;
        self.commit.is_personal = has_open_runs(mind.as_ref());
        self.commit.versions = versions;
        if let Some(call) = &self.call {
            self.commit.started_call = Some(StartedCall {
                key: call.key.as_str().to_owned(),
                operation: call.operation.clone(),
                arguments: serde_json::to_string(&call.arguments).ok()?,
                context: serde_json::to_string(&call.context).ok()?,
            });
        }
        let subject = self.commit.subject.clone();
        let heard = self.commit.message.as_ref().and(self.commit.events.first());
        Some(Draft {
            shown: Shown {
                deliveries: self
                    .commit
                    .events
                    .iter()
                    .map(|new| Delivery::Event(Arc::clone(&new.event)))
                    .collect(),
                seq: heard.map_or(self.commit.last_seq, |new| new.event.seq),
                call: self.call,
            },
            after: Standing {
                version: self.before.version + 1,
                last_seq: self.commit.last_seq,
                token_hash: self.commit.token_hash.unwrap_or(self.before.token_hash),
                subject: subject.or_else(|| self.before.subject.clone()),
                mind,
            },
            commit: self.commit,
            tally: self.tally,
        })
    }
}

/// Whether the state holds what is kept only while a run is open.
fn has_open_runs(mind: &dyn Mind) -> bool {
    !mind.versions().is_empty()
}

/// A timer's kind, as the store has it.
pub(super) fn timer_kind(timer: Timer) -> String {
    match serde_json::to_value(timer) {
        Ok(serde_json::Value::String(kind)) => kind,
        _ => String::new(),
    }
}

/// The timer of a kind; nothing if this program has none such.
pub(super) fn timer_of(kind: &str) -> Option<Timer> {
    serde_json::from_value(kind.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_is_kept_by_its_name() {
        assert_eq!(timer_kind(Timer::Idle), "idle");
        assert_eq!(timer_of("idle"), Some(Timer::Idle));
        assert_eq!(timer_of("bell"), None);
    }
}
