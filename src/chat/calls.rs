//! Calls of the account service: made after they are committed, made again under their key until their outcome is.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::join_all;
use tokio::time::Instant;
use tracing::Instrument;

use super::limits::millis;
use super::service::Core;
use super::turns::{Cause, Occasion, Taken, unavailable};
use super::{ChatError, Delivery, FaultPoint};
use crate::accounts::contract::{Arguments, Call, CallContext, IdempotencyKey, Outcome};
use crate::clock::Millis;
use crate::conversation::ConversationId;
use crate::dialogue::Input;
use crate::store::OpenCall;

/// Calls that one sweep takes up.
const SWEEP: usize = 100;

/// A call that is committed and goes out, or is open and goes out again. No `Debug`: arguments are personal.
pub(super) struct Outgoing {
    pub(super) conversation: ConversationId,
    pub(super) key: IdempotencyKey,
    pub(super) operation: String,
    pub(super) arguments: Arguments,
    pub(super) context: CallContext,
}

impl Outgoing {
    /// The call that a store kept; nothing if this program can't read it.
    fn read(open: OpenCall) -> Option<Self> {
        Some(Self {
            key: IdempotencyKey::from_text(open.call.key),
            operation: open.call.operation,
            arguments: serde_json::from_str(&open.call.arguments).ok()?,
            context: serde_json::from_str(&open.call.context).ok()?,
            conversation: open.conversation,
        })
    }

    fn call(&self) -> Call {
        Call {
            key: self.key.clone(),
            operation: self.operation.clone(),
            arguments: self.arguments.clone(),
            context: self.context.clone(),
        }
    }
}

/// The calls that a task of this node is at work on, so that the sweeper leaves them alone.
#[derive(Default)]
pub(super) struct Working {
    keys: Mutex<HashSet<String>>,
}

/// One call that is worked on; dropping it gives it free.
struct Claim {
    working: Arc<Working>,
    key: String,
}

impl Working {
    fn claim(self: &Arc<Self>, key: &IdempotencyKey) -> Option<Claim> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(key.as_str().to_owned()).then(|| Claim {
            working: Arc::clone(self),
            key: key.as_str().to_owned(),
        })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut keys = self.working.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.remove(&self.key);
    }
}

impl Core {
    /// Lets a task of its own carry a call out, with whatever follows from its outcome.
    pub(super) fn send_out(self: &Arc<Self>, outgoing: Outgoing) {
        let core = Arc::clone(self);
        self.tasks.spawn(async move { core.carry_out(outgoing).await });
    }

    /// Makes the call, brings its outcome into the conversation, and goes on with the call that follows from that. What
    /// is left undone (the store does not answer, the process dies) the sweeper finds.
    async fn carry_out(&self, mut outgoing: Outgoing) {
        for _ in 0..self.limits.calls_in_a_row {
            let Some(_claim) = self.working.claim(&outgoing.key) else {
                return;
            };
            let conversation = outgoing.conversation.clone();
            match self.call_and_take_in(&outgoing).await {
                Ok(Some(next)) => outgoing = next,
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%conversation, operation = outgoing.operation, %error, "left a call open");
                    return;
                }
            }
        }
        tracing::warn!(conversation = %outgoing.conversation, "too many calls in a row; going on later");
    }

    async fn call_and_take_in(&self, outgoing: &Outgoing) -> Result<Option<Outgoing>, ChatError> {
        self.fault(FaultPoint::CallStarted)?;
        let begun = Instant::now();
        let span = tracing::debug_span!("call", conversation = %outgoing.conversation, operation = outgoing.operation);
        let outcome = self.call_and_show(outgoing).instrument(span).await;
        self.metrics.step("call", begun.elapsed());
        self.fault(FaultPoint::CallAnswered)?;
        self.take_in(outgoing, outcome).await
    }

    /// The outcome; the visitor is shown that something is going on if it takes a while.
    async fn call_and_show(&self, outgoing: &Outgoing) -> Outcome {
        let mut call = std::pin::pin!(self.call(outgoing));
        if let Ok(outcome) = tokio::time::timeout(self.limits.call_shown, &mut call).await {
            return outcome;
        }
        self.hub.publish(&outgoing.conversation, &[Delivery::Typing(true)]);
        let outcome = call.await;
        self.hub.publish(&outgoing.conversation, &[Delivery::Typing(false)]);
        outcome
    }

    /// The outcome of a few tries under one key.
    async fn call(&self, outgoing: &Outgoing) -> Outcome {
        for earlier in 0..self.limits.call_tries {
            if earlier > 0 {
                tokio::time::sleep(self.limits.call_pause * earlier).await;
            }
            let answer = tokio::time::timeout(self.limits.call_timeout, self.accounts.call(outgoing.call())).await;
            match answer {
                Ok(outcome) if !outcome.is_unavailable() => return outcome,
                _ => tracing::warn!(operation = outgoing.operation, "the account service does not answer"),
            }
        }
        Outcome::unavailable()
    }

    /// The turn that the outcome makes. A conversation that no longer waits for it makes nothing of it; one that is gone
    /// took the call with it.
    async fn take_in(&self, outgoing: &Outgoing, outcome: Outcome) -> Result<Option<Outgoing>, ChatError> {
        let occasion = Occasion {
            input: Input::Outcome {
                key: outgoing.key.clone(),
                outcome,
            },
            network: outgoing.context.network.clone(),
            cause: Cause::Answered(outgoing.key.clone()),
        };
        let talk = self.talks.get(&outgoing.conversation);
        let mut held = talk.turn.lock().await;
        match self.take_turn(&outgoing.conversation, &mut held, &occasion).await {
            Ok(Taken::Committed { call, .. }) => Ok(call),
            Ok(_) | Err(ChatError::UnknownConversation) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes the calls again that were started before `before` and that nobody on this node is at work on.
    pub(super) async fn sweep(&self, before: Millis) -> Result<(), ChatError> {
        let open = self.store.open_calls(before, SWEEP).await.map_err(unavailable)?;
        let outgoing = open.into_iter().filter_map(|open| {
            let conversation = open.conversation.clone();
            let outgoing = Outgoing::read(open);
            if outgoing.is_none() {
                tracing::error!(%conversation, "an open call can't be read by this version of the program");
            }
            outgoing
        });
        join_all(outgoing.map(|outgoing| self.carry_out(outgoing))).await;
        Ok(())
    }

    /// The time before which a call must have been started for the sweeper to take it up.
    pub(super) fn open_too_long(&self) -> Millis {
        self.clock.millis() - millis(self.limits.call_open)
    }
}
