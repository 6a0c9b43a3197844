//! Timers that ran out.

use std::sync::Arc;

use super::ChatError;
use super::draft::timer_of;
use super::service::Core;
use super::turns::{Cause, Occasion, Taken, unavailable};
use crate::accounts::contract::Network;
use crate::dialogue::Input;
use crate::store::DueTimer;

/// Timers that are read at once.
const PAGE: usize = 100;

impl Core {
    /// Rings every timer that is due. One that can't be rung now stays in the store and is tried again.
    pub(super) async fn ring(self: &Arc<Self>) -> Result<(), ChatError> {
        let now = self.clock.millis();
        let mut last: Option<DueTimer> = None;
        loop {
            let page = self
                .store
                .due_timers(now, last.as_ref(), PAGE)
                .await
                .map_err(unavailable)?;
            for due in &page {
                if let Err(error) = self.ring_one(due).await {
                    tracing::warn!(conversation = %due.conversation, kind = due.kind, %error, "a timer could not ring");
                }
            }
            match page.last() {
                Some(due) if page.len() == PAGE => last = Some(due.clone()),
                _ => return Ok(()),
            }
        }
    }

    async fn ring_one(self: &Arc<Self>, due: &DueTimer) -> Result<(), ChatError> {
        let Some(timer) = timer_of(&due.kind) else {
            return Ok(());
        };
        let occasion = Occasion {
            input: Input::Rang(timer),
            network: Network::default(),
            cause: Cause::Rang(due.kind.clone()),
        };
        let talk = self.talks.get(&due.conversation);
        let mut held = talk.turn.lock().await;
        if let Taken::Committed { call: Some(call), .. } =
            self.take_turn(&due.conversation, &mut held, &occasion).await?
        {
            self.send_out(call);
        }
        Ok(())
    }
}
