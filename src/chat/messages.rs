//! A client's message, from the frame to its acknowledgement.

use std::sync::Arc;

use super::choices::button;
use super::service::Core;
use super::talks::Standing;
use super::turns::{Cause, Occasion, Taken, unavailable};
use super::{Ack, ChatError, Command, Origin};
use crate::conversation::{ConversationId, MessageId};
use crate::dialogue::Input;

impl Core {
    /// Takes a message; what follows from it goes on in a task of its own.
    pub(super) async fn handle(
        self: Arc<Self>,
        conversation: ConversationId,
        message: MessageId,
        command: Command,
        origin: Origin,
    ) -> Result<Ack, ChatError> {
        let talk = self.talks.get(&conversation);
        let kind = command.kind();
        let refused = |error: &ChatError| self.metrics.turns.add([kind, error.code()]);
        talk.count_message(self.clock.millis(), &self.limits)
            .inspect_err(refused)?;
        let input = match self.input(&conversation, command).await {
            Err(ChatError::BadFrame(why)) => {
                let repeated = self.repeated(&conversation, &message).await?;
                let repeated = repeated.map(ack).ok_or(ChatError::BadFrame(why));
                return repeated.inspect_err(refused);
            }
            input => input?,
        };
        let mut held = talk.turn.lock().await;
        self.begin_signed_in(&conversation, &mut held, &origin).await?;
        let occasion = Occasion {
            input,
            network: origin.network,
            cause: Cause::Message(message),
        };
        let mut taken = self.take_turn(&conversation, &mut held, &occasion).await?;
        drop(held);
        if let Taken::Committed { call, .. } = &mut taken
            && let Some(call) = call.take()
        {
            self.send_out(call);
        }
        Ok(ack(taken))
    }

    /// What the command is to the engine.
    async fn input(&self, conversation: &ConversationId, command: Command) -> Result<Input, ChatError> {
        Ok(match command {
            Command::Say { text } => Input::Said { text },
            Command::Choose { seq, choice } => {
                let event = self.store.event(conversation, seq).await.map_err(unavailable)?;
                let button = event.and_then(|event| button(&event.body, &choice));
                let button = button.ok_or_else(|| ChatError::BadFrame(format!("event {seq} has no such choice")))?;
                Input::Chose {
                    source: button.source,
                    choice,
                    label: button.label,
                }
            }
            Command::Fill { prompt, values } => Input::Filled { prompt, values },
            Command::Rate {
                seq,
                helpful,
                score,
                comment,
            } => Input::Rated {
                seq,
                helpful,
                score,
                comment,
            },
            Command::Leave => Input::Left,
        })
    }

    /// Somebody who came already signed in is so from their first message on.
    async fn begin_signed_in(
        self: &Arc<Self>,
        conversation: &ConversationId,
        held: &mut Option<Standing>,
        origin: &Origin,
    ) -> Result<(), ChatError> {
        if held.as_ref().is_some_and(|standing| standing.version > 0) {
            return Ok(());
        }
        let unborn = self.unborn.get(conversation, self.clock.millis());
        if let Some(unborn) = unborn
            && let Some(sign_in) = unborn.sign_in
        {
            // What is held may be older than a token that was rotated since.
            *held = None;
            self.take_sign_in(conversation, held, sign_in, unborn.token_hash, origin)
                .await?;
        }
        Ok(())
    }
}

impl Command {
    /// What it is called in frames and metrics.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Say { .. } => "say",
            Self::Choose { .. } => "choose",
            Self::Fill { .. } => "fill",
            Self::Rate { .. } => "rate",
            Self::Leave => "leave",
        }
    }
}

fn ack(taken: Taken) -> Ack {
    match taken {
        Taken::Committed { seq, .. } => Ack { seq, duplicate: false },
        Taken::Duplicate { seq } => Ack { seq, duplicate: true },
        Taken::Nothing => Ack {
            seq: 0,
            duplicate: false,
        },
    }
}
