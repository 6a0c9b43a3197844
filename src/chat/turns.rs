//! One turn: admit, advance, understand, commit, publish.

use std::sync::Arc;

use tracing::Instrument;

use super::calls::Outgoing;
use super::draft::{Draft, Drafting};
use super::engine::{Advanced, Mind, Moment};
use super::measure::{self, Step, Tally, Watch};
use super::service::Core;
use super::talks::Standing;
use super::{ChatError, FaultPoint};
use crate::accounts::contract::{IdempotencyKey, Network};
use crate::conversation::{ConversationId, MessageId, Seq};
use crate::dialogue::{Effect, Input, Refusal, Understanding};
use crate::store::{Committed, ContentVersion, StoreError, TimerChange, TokenHash};

/// How often a turn is worked out again because the conversation has moved on meanwhile (another node was quicker).
const CONFLICTS: usize = 5;

/// What a turn is taken for.
pub(super) struct Occasion {
    pub(super) input: Input,
    pub(super) network: Network,
    pub(super) cause: Cause,
}

/// Where the input comes from.
pub(super) enum Cause {
    /// A client message.
    Message(MessageId),
    /// The answer to a call, whose row goes with this turn whatever the engine makes of the answer.
    Answered(IdempotencyKey),
    /// A timer of this kind ran out.
    Rang(String),
    /// The visitor has signed in.
    SignedIn {
        /// The new token's hash.
        token_hash: TokenHash,
        /// Who it is.
        subject: String,
    },
}

/// What came of a turn.
pub(super) enum Taken {
    /// It is committed and shown.
    Committed {
        /// The event of the client message, or else the newest one.
        seq: Seq,
        /// What goes out now.
        call: Option<Outgoing>,
    },
    /// The message was handled before.
    Duplicate {
        /// Its event.
        seq: Seq,
    },
    /// There was nothing to do (a timer that was moved).
    Nothing,
}

impl Core {
    /// Takes one turn. `held` is what the conversation's lock holds: where it stood last.
    pub(super) async fn take_turn(
        &self,
        conversation: &ConversationId,
        held: &mut Option<Standing>,
        occasion: &Occasion,
    ) -> Result<Taken, ChatError> {
        let input = measure::kind(&occasion.input);
        let mut watch = Watch::start();
        let turn = self.try_turn(conversation, held, occasion, &mut watch);
        let taken = turn
            .instrument(tracing::debug_span!("turn", %conversation, input))
            .await;
        watch.stop(&self.metrics, conversation, input, &taken);
        taken
    }

    async fn try_turn(
        &self,
        conversation: &ConversationId,
        held: &mut Option<Standing>,
        occasion: &Occasion,
        watch: &mut Watch,
    ) -> Result<Taken, ChatError> {
        for _ in 0..CONFLICTS {
            // Taken out, so that a turn that breaks off leaves nothing behind that may be wrong.
            let standing = match held.take() {
                Some(standing) => standing,
                None => watch.wait(Step::Load, self.load(conversation)).await?,
            };
            if self.is_moot(conversation, &occasion.cause).await? {
                *held = Some(standing);
                return Ok(Taken::Nothing);
            }
            self.restore_versions(standing.mind.as_ref()).await?;
            let admitted = standing.mind.admit(&occasion.input);
            if let (Err(refusal), Cause::Message(message)) = (admitted, &occasion.cause) {
                *held = Some(standing);
                return self.refuse(conversation, message, refusal).await;
            }
            let draft = self
                .work_out(conversation, &standing, occasion, admitted.is_ok(), watch)
                .await;
            let Draft {
                commit,
                shown,
                after,
                tally,
            } = draft.ok_or(ChatError::Unavailable)?;
            self.fault(occasion.cause.worked_out())?;
            let committed = watch.wait(Step::Commit, self.store.commit(commit)).await;
            match committed.map_err(unavailable)? {
                Committed::Done => {
                    tally.count(&self.metrics);
                    self.fault(occasion.cause.committed())?;
                    if after.version == 1 {
                        self.unborn.remove(conversation);
                    }
                    // Under the conversation's lock, so that everybody sees it in its order.
                    watch.work(Step::Publish, || self.hub.publish(conversation, &shown.deliveries));
                    *held = Some(after);
                    return Ok(Taken::Committed {
                        seq: shown.seq,
                        call: shown.call,
                    });
                }
                Committed::Duplicate { seq } => return Ok(Taken::Duplicate { seq }),
                Committed::Conflict => drop(self.unborn.remove(conversation)),
            }
        }
        tracing::warn!(%conversation, "gave a turn up: the conversation moved on each time");
        Err(ChatError::Unavailable)
    }

    /// Where a conversation stands, from memory if nothing has been said in it, else from the store.
    pub(super) async fn load(&self, conversation: &ConversationId) -> Result<Standing, ChatError> {
        if let Some(unborn) = self.unborn.get(conversation, self.clock.millis()) {
            return Ok(Standing {
                version: 0,
                last_seq: 0,
                token_hash: unborn.token_hash,
                subject: None,
                mind: self.engine.begin(unborn.audience, &unborn.locale),
            });
        }
        let stored = self.store.load(conversation).await.map_err(unavailable)?;
        let stored = stored.ok_or(ChatError::UnknownConversation)?;
        let mind = self.engine.recall(&stored.state).ok_or_else(|| {
            tracing::error!(%conversation, "a state can't be read by this version of the program");
            ChatError::Unavailable
        })?;
        Ok(Standing {
            version: stored.version,
            last_seq: stored.last_seq,
            token_hash: stored.token_hash,
            subject: stored.subject,
            mind,
        })
    }

    /// Whether there is nothing to do any more: the timer was moved or stopped since it was found due.
    async fn is_moot(&self, conversation: &ConversationId, cause: &Cause) -> Result<bool, ChatError> {
        let Cause::Rang(kind) = cause else {
            return Ok(false);
        };
        let at = self.store.timer(conversation, kind).await.map_err(unavailable)?;
        Ok(at.is_none_or(|at| at > self.clock.millis()))
    }

    /// Makes sure that the engine knows the versions that open runs are pinned to (after a restart it may not).
    async fn restore_versions(&self, mind: &dyn Mind) -> Result<(), ChatError> {
        for version in mind.versions() {
            if !self.engine.knows(version)
                && let Some(version) = self.store.content_version(version).await.map_err(unavailable)?
            {
                self.engine.restore(version);
            }
        }
        Ok(())
    }

    /// A message that may not be taken now: it is a repetition of one that was, or the client gets the reason.
    async fn refuse(
        &self,
        conversation: &ConversationId,
        message: &MessageId,
        refusal: Refusal,
    ) -> Result<Taken, ChatError> {
        let refusal = match refusal {
            Refusal::StalePrompt => ChatError::StalePrompt,
            Refusal::Ended => ChatError::Ended,
        };
        self.repeated(conversation, message).await?.ok_or(refusal)
    }

    /// The old event of a message that was handled before.
    pub(super) async fn repeated(
        &self,
        conversation: &ConversationId,
        message: &MessageId,
    ) -> Result<Option<Taken>, ChatError> {
        let seq = self.store.message(conversation, message).await.map_err(unavailable)?;
        Ok(seq.map(|seq| Taken::Duplicate { seq }))
    }

    /// What the engine makes of the occasion, or only that it was there if it is not admitted; nothing if that can't be
    /// written down.
    async fn work_out(
        &self,
        conversation: &ConversationId,
        standing: &Standing,
        occasion: &Occasion,
        admitted: bool,
        watch: &mut Watch,
    ) -> Option<Draft> {
        let now = self.clock.now();
        let message = match &occasion.cause {
            Cause::Message(message) => Some(message.clone()),
            _ => None,
        };
        let mut drafting = Drafting::new(conversation, standing, message, &occasion.network, now.as_millisecond());
        match &occasion.cause {
            Cause::Message(_) => {}
            Cause::Answered(key) => drafting.commit().finished_call = Some(key.as_str().to_owned()),
            Cause::Rang(kind) => drafting.commit().timers.push(TimerChange::Stop { kind: kind.clone() }),
            Cause::SignedIn { token_hash, subject } => {
                drafting.commit().token_hash = Some(*token_hash);
                drafting.commit().subject = Some(subject.clone());
            }
        }
        let mut mind = Arc::clone(&standing.mind);
        if admitted {
            let moment = Moment {
                conversation: conversation.as_str(),
                now,
                bits: self.entropy.bits(),
            };
            let (advanced, understood) =
                advance_and_understand(mind.as_ref(), occasion.input.clone(), &moment, watch).await;
            mind = advanced.mind;
            drafting.count(Tally {
                understood: understood.map(|understood| (mind.audience(), measure::band(&understood))),
                helpful: match occasion.input {
                    Input::Rated { helpful, .. } => helpful,
                    _ => None,
                },
                milestones: advanced.milestones,
            });
            for effect in advanced.effects {
                drafting.take(effect, mind.as_ref());
            }
        }
        let versions = self.new_versions(standing.mind.as_ref(), mind.as_ref());
        drafting.finish(mind, versions)
    }

    /// The versions that runs of this turn began with.
    fn new_versions(&self, before: &dyn Mind, after: &dyn Mind) -> Vec<ContentVersion> {
        let old = before.versions();
        let new = after.versions().into_iter().filter(|version| !old.contains(version));
        new.filter_map(|version| self.engine.sources(version)).collect()
    }

    /// Leaves off where a test lets the power fail.
    pub(super) fn fault(&self, point: FaultPoint) -> Result<(), ChatError> {
        if self.faults.strikes(point) {
            return Err(ChatError::Unavailable);
        }
        Ok(())
    }
}

impl Cause {
    fn worked_out(&self) -> FaultPoint {
        match self {
            Self::Answered(_) => FaultPoint::OutcomeWorkedOut,
            _ => FaultPoint::TurnWorkedOut,
        }
    }

    fn committed(&self) -> FaultPoint {
        match self {
            Self::Answered(_) => FaultPoint::OutcomeCommitted,
            _ => FaultPoint::TurnCommitted,
        }
    }
}

/// One step, and where it asks for that, a second one with what the index made of the words.
async fn advance_and_understand(
    mind: &dyn Mind,
    input: Input,
    moment: &Moment<'_>,
    watch: &mut Watch,
) -> (Advanced, Option<Understanding>) {
    let mut first = watch.work(Step::Advance, || mind.advance(input, moment));
    let asked = first
        .effects
        .pop_if(|effect| matches!(effect, Effect::Understand { .. }));
    let Some(Effect::Understand { text, keeping }) = asked else {
        return (first, None);
    };
    let understanding = first.mind.understand(text, keeping, moment.now);
    let understanding = watch.wait(Step::Understand, understanding).await;
    let answer = Input::Understood(understanding.clone());
    let second = watch.work(Step::Advance, || first.mind.advance(answer, moment));
    first.effects.extend(second.effects);
    first.milestones.extend(second.milestones);
    let both = Advanced {
        mind: second.mind,
        effects: first.effects,
        milestones: first.milestones,
    };
    (both, Some(understanding))
}

/// What the store says, as the client hears it.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(super) fn unavailable(error: StoreError) -> ChatError {
    if let StoreError::Unreadable(what) = error {
        tracing::error!(what, "the store holds what this version of the program can't read");
    }
    ChatError::Unavailable
}
