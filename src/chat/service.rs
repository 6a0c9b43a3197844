//! The chat service of this node.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use zeroize::Zeroizing;

use super::calls::Working;
use super::engine::Engine;
use super::faults::Faults;
use super::hub::Hub;
use super::sealed::Deposit;
use super::talks::Talks;
use super::unborn::Nursery;
use super::{Ack, ChatError, Command, Follower, Hello, Limits, Opened, Origin, Posted, Transcript};
use crate::accounts::contract::{AccountService, SessionId};
use crate::clock::{Millis, SharedClock, SharedEntropy};
use crate::conversation::{ConversationId, MessageId, PromptId, SlotName};
use crate::metrics::Metrics;
use crate::store::Store;

/// What the chat is made of.
pub struct ChatParts {
    /// Where conversations are kept.
    pub store: Arc<dyn Store>,
    /// Who carries errands out.
    pub accounts: Arc<dyn AccountService>,
    /// What decides what is said: a [`LiveEngine`](super::LiveEngine).
    pub engine: Arc<dyn Engine>,
    /// The time.
    pub clock: SharedClock,
    /// Randomness, for names and tokens.
    pub entropy: SharedEntropy,
    /// How much of everything there may be.
    pub limits: Limits,
    /// Where it counts.
    pub metrics: Arc<Metrics>,
    /// Where a test lets the power fail; else [`NoFaults`](super::NoFaults).
    pub faults: Arc<dyn Faults>,
}

/// The chat service of this node.
pub struct Chat {
    core: Arc<Core>,
}

/// What all parts of the chat share.
pub(super) struct Core {
    pub(super) store: Arc<dyn Store>,
    pub(super) accounts: Arc<dyn AccountService>,
    pub(super) engine: Arc<dyn Engine>,
    pub(super) clock: SharedClock,
    pub(super) entropy: SharedEntropy,
    pub(super) limits: Limits,
    pub(super) metrics: Arc<Metrics>,
    pub(super) faults: Arc<dyn Faults>,
    pub(super) hub: Arc<Hub>,
    pub(super) talks: Talks,
    pub(super) unborn: Nursery,
    pub(super) working: Arc<Working>,
    pub(super) tasks: TaskTracker,
    stop: CancellationToken,
}

impl Chat {
    /// Starts the chat (inside a tokio runtime), and takes up what was left undone when the last process ended: open calls and due timers.
    pub fn start(parts: ChatParts) -> Arc<Self> {
        let core = Arc::new(Core {
            hub: Arc::new(Hub::new(parts.limits.queue)),
            talks: Talks::new(&parts.limits),
            unborn: Nursery::new(&parts.limits),
            working: Arc::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            store: parts.store,
            accounts: parts.accounts,
            engine: parts.engine,
            clock: parts.clock,
            entropy: parts.entropy,
            limits: parts.limits,
            metrics: parts.metrics,
            faults: parts.faults,
        });
        core.keep_sweeping();
        core.keep_ringing();
        Arc::new(Self { core })
    }

    /// Lets turns that are under way finish (for a while), ends every subscription and closes the store.
    pub async fn shutdown(&self) {
        let core = &self.core;
        core.stop.cancel();
        core.tasks.close();
        if tokio::time::timeout(core.limits.shutdown, core.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("some calls were still out; they are made again at the next start");
        }
        core.hub.close_all();
        core.store.shutdown().await;
    }

    /// Looks after open calls and due timers now, instead of when it is time to; ends when that is done. For tests.
    pub async fn tick(&self) -> Result<(), ChatError> {
        self.core.ring().await?;
        self.core.sweep(self.core.open_too_long()).await
    }

    /// Opens a conversation, or resumes one.
    pub async fn open(&self, hello: Hello) -> Result<Opened, ChatError> {
        self.core.to_the_end(Arc::clone(&self.core).open(hello)).await
    }

    /// Takes a message: returns when it is committed. What follows from it goes on by itself, also when the caller is
    /// gone.
    pub async fn handle(
        &self,
        conversation: &ConversationId,
        id: MessageId,
        command: Command,
        origin: &Origin,
    ) -> Result<Ack, ChatError> {
        let core = Arc::clone(&self.core);
        let handled = core.handle(conversation.clone(), id, command, origin.clone());
        self.core.to_the_end(handled).await
    }

    /// The visitor has signed in (`identify`): the conversation goes on as theirs. The new resume token, for `follower`
    /// alone; everybody else's subscription ends.
    pub async fn identify(
        &self,
        conversation: &ConversationId,
        session: SessionId,
        follower: Follower,
        origin: &Origin,
    ) -> Result<String, ChatError> {
        let core = Arc::clone(&self.core);
        self.core
            .to_the_end(core.identify(conversation.clone(), session, follower, origin.clone()))
            .await
    }

    /// Takes a secret for a sealed slot of the open prompt (`POST /api/sealed`).
    pub async fn deposit(
        &self,
        conversation: &ConversationId,
        token: &str,
        prompt: &PromptId,
        slot: &SlotName,
        secret: String,
        origin: &Origin,
    ) -> Result<Posted, ChatError> {
        let deposit = Deposit {
            conversation: conversation.clone(),
            token: Zeroizing::new(token.to_owned()),
            prompt: prompt.clone(),
            slot: slot.clone(),
            secret: Zeroizing::new(secret),
            origin: origin.clone(),
        };
        self.core.to_the_end(Arc::clone(&self.core).deposit(deposit)).await
    }

    /// The visitor's copy.
    pub async fn transcript(&self, conversation: &ConversationId, token: &str) -> Result<Transcript, ChatError> {
        self.core.transcript(conversation, token).await
    }

    /// Deletes the conversation with everything in it.
    pub async fn delete(&self, conversation: &ConversationId, token: &str) -> Result<(), ChatError> {
        let core = Arc::clone(&self.core);
        self.core
            .to_the_end(core.delete(conversation.clone(), Zeroizing::new(token.to_owned())))
            .await
    }

    pub(super) fn core(&self) -> &Core {
        &self.core
    }

    /// Whether the store can be reached.
    pub async fn ready(&self) -> bool {
        !self.core.stop.is_cancelled() && self.core.store.ping().await.is_ok()
    }
}

impl Core {
    /// Runs `work` in a task of its own, so that a caller that goes away in the middle (a socket that closes) leaves
    /// nothing half done.
    async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, ChatError>> + Send + 'static,
    ) -> Result<T, ChatError> {
        if self.stop.is_cancelled() {
            return Err(ChatError::Unavailable);
        }
        self.tasks.spawn(work).await.unwrap_or(Err(ChatError::Unavailable))
    }

    fn keep_sweeping(self: &Arc<Self>) {
        let core = Arc::clone(self);
        self.tasks.spawn(async move {
            // Whatever is open now was left by a process that is gone.
            let mut before = Millis::MAX;
            loop {
                if let Err(error) = core.sweep(before).await {
                    tracing::warn!(%error, "open calls could not be looked after");
                }
                if core.stopped_within(core.limits.sweep_every).await {
                    break;
                }
                before = core.open_too_long();
            }
        });
    }

    fn keep_ringing(self: &Arc<Self>) {
        let core = Arc::clone(self);
        self.tasks.spawn(async move {
            while !core.stopped_within(core.limits.ring_every).await {
                if let Err(error) = core.ring().await {
                    tracing::warn!(%error, "timers could not be looked after");
                }
            }
        });
    }

    async fn stopped_within(&self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.stop.cancelled()).await.is_ok()
    }
}
