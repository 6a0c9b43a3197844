//! A conversation that a client follows, from `welcome` to the end of the connection.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, OptionFuture};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::super::Web;
use super::super::codes::Code;
use super::super::protocol::{ClientFrame, Leaving, ServerFrame};
use super::wire::{Incoming, Wire};
use super::{CLOSE_RESTART, CLOSE_TRY_LATER, End};
use crate::chat::{Ack, ChatError, Command, Delivery, Opened, Origin, Subscription};
use crate::conversation::{Author, ConversationId, MessageId, Seq};

/// How often a client is asked for a sign of life, and how often it may miss that.
const PING_EVERY: Duration = Duration::from_secs(25);
const MOST_MISSED: u8 = 2;
/// How many deliveries are written before the connection is flushed.
const BATCH: usize = 32;

/// What runs while nothing more is read: one message at a time, so that they are committed in the order they came in.
type Work = BoxFuture<'static, Done>;

enum Done {
    Handled(MessageId, Result<Ack, ChatError>),
    Identified(Result<String, ChatError>),
}

/// One of the three kinds of input of the loop.
enum Happened {
    /// From the client: a frame came, or the work on the last one is done.
    Incoming(Incoming),
    Done(Done),
    /// From the conversation; nothing when the chat shuts down.
    Delivery(Option<Delivery>),
    /// From the node: time passes, or it shuts down.
    Tick,
    Drain,
}

/// One client in one conversation.
pub(super) struct Visit<'a> {
    web: Arc<Web>,
    wire: &'a mut Wire,
    origin: Origin,
    conversation: ConversationId,
    token: String,
    newest: Seq,
    resumed: bool,
    subscription: Subscription,
    work: Option<Work>,
    /// Pings without a sign of life since.
    missed: u8,
}

impl<'a> Visit<'a> {
    pub(super) fn new(web: Arc<Web>, wire: &'a mut Wire, origin: Origin, opened: Opened) -> Self {
        Self {
            conversation: opened.conversation,
            token: opened.token,
            newest: opened.seq,
            resumed: opened.resumed,
            subscription: opened.subscription,
            work: None,
            missed: 0,
            web,
            wire,
            origin,
        }
    }

    /// Attends to the client until one side ends it.
    pub(super) async fn run(mut self) -> End {
        match self.attend().await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn attend(&mut self) -> Result<std::convert::Infallible, End> {
        self.welcome().await?;
        let mut draining = pin!(self.web.draining.clone().cancelled_owned());
        let mut ticks = ticks();
        loop {
            // In this order: what comes seldom is never kept waiting by what comes often, and a turn's ack leaves together
            // with its events.
            let happened = tokio::select! {
                biased;
                () = &mut draining, if self.work.is_none() => Happened::Drain,
                _ = ticks.tick() => Happened::Tick,
                Some(done) = OptionFuture::from(self.work.as_mut()) => Happened::Done(done),
                delivery = self.subscription.next() => Happened::Delivery(delivery),
                incoming = self.wire.next(), if self.work.is_none() => Happened::Incoming(incoming),
            };
            // In a box: a silent connection needs no place for it.
            Box::pin(self.answer(happened)).await?;
            self.deliver_what_is_there().await?;
            self.wire.flush().await?;
        }
    }

    async fn answer(&mut self, happened: Happened) -> Result<(), End> {
        match happened {
            Happened::Incoming(incoming) => self.incoming(incoming).await,
            Happened::Done(done) => self.done(done).await,
            Happened::Delivery(delivery) => self.deliver(delivery).await,
            Happened::Tick => self.tick().await,
            Happened::Drain => Err(self.bye().await),
        }
    }

    async fn welcome(&mut self) -> Result<(), End> {
        let welcome = ServerFrame::Welcome {
            conversation: self.conversation.clone(),
            token: self.token.clone(),
            seq: self.newest,
            resumed: self.resumed,
            limits: self.web.settings.limits,
        };
        self.wire.write(&welcome).await?;
        self.wire.flush().await
    }

    async fn incoming(&mut self, incoming: Incoming) -> Result<(), End> {
        self.missed = 0;
        match incoming {
            Incoming::Frame(Ok(frame)) => self.frame(frame).await,
            Incoming::Frame(Err(unreadable)) => self.wire.unreadable(unreadable).await,
            Incoming::Alive => Ok(()),
            Incoming::End(end) => Err(end),
        }
    }

    /// A readable frame: refused, or set to work.
    async fn frame(&mut self, frame: ClientFrame) -> Result<(), End> {
        if longest_text(&frame) > self.web.settings.limits.text_chars as usize {
            let code = Code::TooLong;
            return self.wire.error(code, frame.id().cloned(), code.meaning().into()).await;
        }
        match self.work_for(frame) {
            Ok(work) => {
                self.work = work;
                Ok(())
            }
            Err((code, id, why)) => self.wire.error(code, id, why).await,
        }
    }

    /// What a frame asks to be done; nothing for what needs no answer.
    fn work_for(&self, frame: ClientFrame) -> Result<Option<Work>, (Code, Option<MessageId>, String)> {
        let (id, command) = match frame {
            ClientFrame::Say { id, text } => (id, Command::Say { text }),
            ClientFrame::Choose { id, seq, choice } => (id, Command::Choose { seq, choice }),
            ClientFrame::Fill { id, prompt, values } => (id, Command::Fill { prompt, values }),
            ClientFrame::Rate {
                id,
                seq,
                helpful,
                score,
                comment,
            } => {
                let command = Command::Rate {
                    seq,
                    helpful,
                    score,
                    comment,
                };
                (id, command)
            }
            ClientFrame::Leave {
                id,
                what: Leaving::Conversation,
            } => (id, Command::Leave),
            ClientFrame::Leave {
                id,
                what: Leaving::Queue,
            } => return Err((Code::BadFrame, Some(id), "there is no queue to leave".into())),
            ClientFrame::Identify { identity } => return self.identifying(&identity).map(Some),
            ClientFrame::Hello { .. } => return Err((Code::BadFrame, None, "`hello` comes once".into())),
            ClientFrame::Typing { .. } | ClientFrame::Seen { .. } => return Ok(None),
        };
        Ok(Some(self.handling(id, command)))
    }

    fn handling(&self, id: MessageId, command: Command) -> Work {
        let (web, conversation, origin) = (Arc::clone(&self.web), self.conversation.clone(), self.origin.clone());
        Box::pin(async move {
            let result = web.chat.handle(&conversation, id.clone(), command, &origin).await;
            Done::Handled(id, result)
        })
    }

    fn identifying(&self, identity: &str) -> Result<Work, (Code, Option<MessageId>, String)> {
        let session = self
            .web
            .session_of(identity)
            .map_err(|error| (Code::BadIdentity, None, error.to_string()))?;
        let (web, conversation, origin) = (Arc::clone(&self.web), self.conversation.clone(), self.origin.clone());
        let follower = self.subscription.follower();
        Ok(Box::pin(async move {
            Done::Identified(web.chat.identify(&conversation, session, follower, &origin).await)
        }))
    }

    async fn done(&mut self, done: Done) -> Result<(), End> {
        self.work = None;
        match done {
            Done::Handled(id, Ok(Ack { seq, duplicate })) => {
                self.wire.write(&ServerFrame::Ack { id, seq, duplicate }).await
            }
            Done::Handled(id, Err(error)) => self.refused(Some(id), error).await,
            Done::Identified(Ok(token)) => self.token_changed(token).await,
            Done::Identified(Err(error)) => self.refused(None, error).await,
        }
    }

    async fn refused(&mut self, id: Option<MessageId>, error: ChatError) -> Result<(), End> {
        let retry_after_s = match error {
            ChatError::TooFast { retry_after_s } => Some(retry_after_s),
            _ => None,
        };
        let refusal = ServerFrame::Error {
            code: Code::from(&error),
            message: error.to_string(),
            id,
            retry_after_s,
        };
        self.wire.write(&refusal).await
    }

    /// After a sign-in.
    async fn token_changed(&mut self, token: String) -> Result<(), End> {
        self.token = token;
        self.resumed = true;
        self.welcome().await
    }

    async fn deliver(&mut self, delivery: Option<Delivery>) -> Result<(), End> {
        match delivery {
            Some(Delivery::Event(event)) => {
                self.newest = self.newest.max(event.seq);
                self.wire.write(&ServerFrame::Event(event)).await
            }
            Some(Delivery::Typing(true)) => self.wire.write(&ServerFrame::Typing { from: Author::Bot }).await,
            Some(Delivery::Typing(false)) => Ok(()),
            Some(Delivery::Lagged) => Err(End::Close(CLOSE_TRY_LATER, "too slow")),
            None => Err(self.bye().await),
        }
    }

    /// The events of one turn come together: they leave together.
    async fn deliver_what_is_there(&mut self) -> Result<(), End> {
        for _ in 0..BATCH {
            let Some(delivery) = self.subscription.next().now_or_never() else {
                break;
            };
            self.deliver(delivery).await?;
        }
        Ok(())
    }

    async fn tick(&mut self) -> Result<(), End> {
        if self.work.is_some() {
            return Ok(());
        }
        if self.missed >= MOST_MISSED {
            return Err(End::Close(CLOSE_TRY_LATER, "no sign of life"));
        }
        self.missed += 1;
        self.wire.ping().await
    }

    async fn bye(&mut self) -> End {
        let bye = ServerFrame::Bye {
            reason: "restarting".into(),
            retry_after_s: 1,
        };
        match self.wire.write(&bye).await {
            Ok(()) => End::Close(CLOSE_RESTART, "restarting"),
            Err(end) => end,
        }
    }
}

fn ticks() -> Interval {
    let mut ticks = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// The characters of the longest text in a frame.
fn longest_text(frame: &ClientFrame) -> usize {
    let longest = |text: &String| text.chars().count();
    match frame {
        ClientFrame::Say { text, .. } => longest(text),
        ClientFrame::Choose { choice, .. } => longest(choice),
        ClientFrame::Rate { comment, .. } => comment.as_ref().map_or(0, longest),
        ClientFrame::Fill { values, .. } => values.values().map(longest).max().unwrap_or(0),
        _ => 0,
    }
}
