//! Opening a conversation, and coming back to one.

use std::sync::Arc;

use super::identity::SignIn;
use super::service::Core;
use super::talks::Standing;
use super::tokens::{self, Token};
use super::turns::unavailable;
use super::unborn::Unborn;
use super::{ChatError, Hello, Opened, Subscription};
use crate::accounts::contract::SessionId;
use crate::conversation::{ConversationId, Seq};
use crate::store::TokenHash;

/// What decides whether somebody may come back.
struct Door {
    token_hash: TokenHash,
    subject: Option<String>,
    last_seq: Seq,
}

impl Door {
    /// Whether it opens to whoever comes back. A conversation that belongs to somebody opens only to them.
    fn admits(&self, sign_in: Option<&SignIn>, hello: &Hello) -> Result<(), ChatError> {
        match sign_in {
            Some(sign_in) => sign_in.fits(hello.audience, self.subject.as_deref()),
            None if self.subject.is_none() => Ok(()),
            None => Err(ChatError::BadIdentity),
        }
    }
}

impl Core {
    pub(super) async fn open(self: Arc<Self>, hello: Hello) -> Result<Opened, ChatError> {
        match &hello.resume {
            None => self.open_new(hello).await,
            Some((conversation, token, seen)) => {
                let (conversation, token, seen) = (conversation.clone(), token.clone(), *seen);
                self.resume(conversation, token, seen, hello).await
            }
        }
    }

    /// A new name and a new token; nothing is stored before something is said.
    async fn open_new(&self, hello: Hello) -> Result<Opened, ChatError> {
        let now = self.clock.millis();
        let conversation = tokens::conversation_id(now, self.entropy.as_ref());
        let sign_in = match &hello.session {
            Some(session) => {
                let sign_in = self.look_up(&conversation, session, &hello.origin).await?;
                sign_in.fits(hello.audience, None)?;
                Some(sign_in)
            }
            None => None,
        };
        let token = Token::new(self.entropy.as_ref());
        let unborn = Unborn {
            audience: hello.audience,
            locale: hello.locale,
            token_hash: token.hash,
            sign_in,
            opened_at: now,
        };
        self.unborn.put(conversation.clone(), unborn);
        Ok(Opened {
            token: token.text,
            seq: 0,
            resumed: false,
            subscription: self.subscribe(&conversation, 0, 0),
            conversation,
        })
    }

    async fn resume(
        self: &Arc<Self>,
        conversation: ConversationId,
        mut token: String,
        seen: Seq,
        hello: Hello,
    ) -> Result<Opened, ChatError> {
        self.check_token(&conversation, None, &token).await?;
        let sign_in = match &hello.session {
            Some(session) => Some(self.look_up(&conversation, session, &hello.origin).await?),
            None => None,
        };
        let talk = self.talks.get(&conversation);
        let mut held = talk.turn.lock().await;
        // Again, now that nobody else can change it: the look-up took its time.
        let door = self.door(&conversation, held.as_ref()).await?;
        if !tokens::opens(&token, &door.token_hash) {
            return Err(ChatError::BadToken);
        }
        door.admits(sign_in.as_ref(), &hello)?;
        let mut following = self.hub.follow(&conversation);
        let mut newest = door.last_seq;
        if let Some(sign_in) = sign_in
            && self.is_news(&conversation, &mut held, &sign_in.session).await?
        {
            token = self
                .sign_in(&conversation, &mut held, sign_in, None, &hello.origin)
                .await?;
            // That ended every following; the client learns the new events from the store.
            following = self.hub.follow(&conversation);
            newest = held.as_ref().map_or(newest, |standing| standing.last_seq);
        }
        Ok(Opened {
            token,
            seq: newest,
            resumed: true,
            subscription: Subscription::new(conversation.clone(), Arc::clone(&self.store), following, seen, newest),
            conversation,
        })
    }

    /// What decides whether somebody may come back, without making a mind of the state.
    async fn door(&self, conversation: &ConversationId, held: Option<&Standing>) -> Result<Door, ChatError> {
        if let Some(standing) = held {
            return Ok(Door {
                token_hash: standing.token_hash,
                subject: standing.subject.clone(),
                last_seq: standing.last_seq,
            });
        }
        if let Some(unborn) = self.unborn.get(conversation, self.clock.millis()) {
            return Ok(Door {
                token_hash: unborn.token_hash,
                subject: unborn.sign_in.map(|sign_in| sign_in.subject),
                last_seq: 0,
            });
        }
        let stored = self.store.load(conversation).await.map_err(unavailable)?;
        let stored = stored.ok_or(ChatError::UnknownConversation)?;
        Ok(Door {
            token_hash: stored.token_hash,
            subject: stored.subject,
            last_seq: stored.last_seq,
        })
    }

    /// Whether the conversation does not know this session yet.
    async fn is_news(
        &self,
        conversation: &ConversationId,
        held: &mut Option<Standing>,
        session: &SessionId,
    ) -> Result<bool, ChatError> {
        let standing = match held.take() {
            Some(standing) => standing,
            None => self.load(conversation).await?,
        };
        let unborn = self.unborn.get(conversation, self.clock.millis());
        let waiting = unborn.and_then(|unborn| unborn.sign_in).map(|sign_in| sign_in.session);
        let known = standing.mind.session().or(waiting.as_ref()) == Some(session);
        *held = Some(standing);
        Ok(!known)
    }

    fn subscribe(&self, conversation: &ConversationId, seen: Seq, newest: Seq) -> Subscription {
        let following = self.hub.follow(conversation);
        Subscription::new(conversation.clone(), Arc::clone(&self.store), following, seen, newest)
    }

    /// Lets in whoever has the token.
    pub(super) async fn check_token(
        &self,
        conversation: &ConversationId,
        held: Option<&Standing>,
        token: &str,
    ) -> Result<(), ChatError> {
        let door = self.door(conversation, held).await?;
        if tokens::opens(token, &door.token_hash) {
            Ok(())
        } else {
            Err(ChatError::BadToken)
        }
    }
}
