//! The visitor's copy of a conversation, and its end.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::service::Core;
use super::turns::unavailable;
use super::{ChatError, Transcript};
use crate::conversation::{ConversationId, Event};

/// Events of one transcript at most.
const TRANSCRIPT: usize = 10_000;

impl Core {
    pub(super) async fn transcript(&self, conversation: &ConversationId, token: &str) -> Result<Transcript, ChatError> {
        self.check_token(conversation, None, token).await?;
        let mut events = Vec::new();
        while events.len() < TRANSCRIPT {
            let seen = events.last().map_or(0, |event: &Event| event.seq);
            let page = self.store.events_after(conversation, seen).await.map_err(unavailable)?;
            if page.is_empty() {
                break;
            }
            events.extend(page);
        }
        Ok(Transcript {
            conversation: conversation.clone(),
            events,
        })
    }

    pub(super) async fn delete(
        self: Arc<Self>,
        conversation: ConversationId,
        token: Zeroizing<String>,
    ) -> Result<(), ChatError> {
        let talk = self.talks.get(&conversation);
        let mut held = talk.turn.lock().await;
        self.check_token(&conversation, held.as_ref(), &token).await?;
        self.unborn.remove(&conversation);
        self.store.delete(&conversation).await.map_err(unavailable)?;
        *held = None;
        self.talks.remove(&conversation);
        self.hub.close(&conversation);
        Ok(())
    }
}
