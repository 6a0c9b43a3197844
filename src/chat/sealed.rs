//! Secrets on their way to the account service. They pass through here and are never kept, logged or printed.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::service::Core;
use super::{ChatError, Origin, Posted};
use crate::accounts::contract::{Arguments, Holds, SessionId};
use crate::conversation::{ConversationId, PromptId, SlotName};

/// A secret for a sealed slot of the open prompt.
pub(super) struct Deposit {
    pub(super) conversation: ConversationId,
    pub(super) token: Zeroizing<String>,
    pub(super) prompt: PromptId,
    pub(super) slot: SlotName,
    /// Overwritten when it is dropped; it prints nothing, for nothing here is `Debug`.
    pub(super) secret: Zeroizing<String>,
    pub(super) origin: Origin,
}

/// How long to wait when too many secrets lie open: they live for 10 minutes.
const TOO_MANY_WAIT_S: u32 = 60;

impl Core {
    pub(super) async fn deposit(self: Arc<Self>, deposit: Deposit) -> Result<Posted, ChatError> {
        let posted = self.try_deposit(deposit).await;
        self.metrics.sealed.add([match &posted {
            Ok(Posted::Kept { .. }) => "kept",
            Ok(Posted::Malformed { .. }) => "malformed",
            Err(error) => error.code(),
        }]);
        posted
    }

    async fn try_deposit(&self, mut deposit: Deposit) -> Result<Posted, ChatError> {
        let (holds, session) = self.sealed_slot(&deposit).await?;
        let mut arguments = Arguments::new();
        arguments.insert("holds".into(), holds.as_str().into());
        arguments.insert("bind".into(), deposit.conversation.as_str().into());
        // Moved, not copied: from here on it is the account service's.
        arguments.insert("secret".into(), std::mem::take(&mut *deposit.secret).into());
        let outcome = self
            .ask(
                &deposit.conversation,
                "sealed.deposit",
                arguments,
                session,
                &deposit.origin,
            )
            .await;
        let field = |name| outcome.text(name).map(ToOwned::to_owned).ok_or(ChatError::Unavailable);
        match outcome.name.as_str() {
            "kept" => Ok(Posted::Kept {
                handle: field("handle")?,
            }),
            "malformed" => Ok(Posted::Malformed { why: field("why")? }),
            "too_many" => Err(ChatError::TooFast {
                retry_after_s: TOO_MANY_WAIT_S,
            }),
            _ => Err(ChatError::Unavailable),
        }
    }

    /// What the slot holds, if the token is right and the open prompt has that slot; with the visitor's session.
    async fn sealed_slot(&self, deposit: &Deposit) -> Result<(Holds, Option<SessionId>), ChatError> {
        let talk = self.talks.get(&deposit.conversation);
        let mut held = talk.turn.lock().await;
        self.check_token(&deposit.conversation, held.as_ref(), &deposit.token)
            .await?;
        talk.count_message(self.clock.millis(), &self.limits)?;
        let standing = match held.take() {
            Some(standing) => standing,
            None => self.load(&deposit.conversation).await?,
        };
        let open = standing.mind.sealed_prompt();
        let session = standing.mind.session().cloned();
        *held = Some(standing);
        let open = open
            .filter(|open| open.prompt == deposit.prompt)
            .ok_or(ChatError::StalePrompt)?;
        let slot = open.slots.into_iter().find(|(slot, _)| *slot == deposit.slot);
        let (_, holds) =
            slot.ok_or_else(|| ChatError::BadFrame(format!("`{}` is not a sealed field", deposit.slot)))?;
        Ok((holds, session))
    }
}
