//! Who the visitor is, once they have signed in.

use std::sync::Arc;

use super::service::Core;
use super::talks::Standing;
use super::tokens::{self, Token};
use super::turns::{Cause, Occasion, Taken};
use super::{ChatError, Follower, Origin};
use crate::accounts::contract::{Arguments, Call, CallContext, IdempotencyKey, Outcome, SessionId};
use crate::conversation::{Audience, ConversationId};
use crate::dialogue::Input;
use crate::store::TokenHash;

/// A session that is live, as the account service describes it. No `Debug`: a name is personal.
#[derive(Clone)]
pub(super) struct SignIn {
    pub(super) subject: String,
    pub(super) audience: String,
    pub(super) name: String,
    pub(super) how: String,
    pub(super) session: SessionId,
}

impl SignIn {
    fn of(session: SessionId, outcome: &Outcome) -> Option<Self> {
        let field = |name| outcome.text(name).map(ToOwned::to_owned);
        Some(Self {
            subject: field("subject")?,
            audience: field("audience")?,
            name: field("name")?,
            how: field("how")?,
            session,
        })
    }

    /// Whether this person may take part in a conversation for `audience` that belongs to `owner`, if to anyone.
    pub(super) fn fits(&self, audience: Audience, owner: Option<&str>) -> Result<(), ChatError> {
        let same = owner.is_none_or(|owner| owner == self.subject);
        if same && self.audience == audience.as_str() {
            Ok(())
        } else {
            Err(ChatError::BadIdentity)
        }
    }
}

impl Core {
    /// Who is signed in with `session`.
    pub(super) async fn look_up(
        &self,
        conversation: &ConversationId,
        session: &SessionId,
        origin: &Origin,
    ) -> Result<SignIn, ChatError> {
        let outcome = self
            .ask(
                conversation,
                "session.look_up",
                Arguments::new(),
                Some(session.clone()),
                origin,
            )
            .await;
        match outcome.name.as_str() {
            "active" => SignIn::of(session.clone(), &outcome).ok_or(ChatError::Unavailable),
            "ended" => Err(ChatError::BadIdentity),
            _ => Err(ChatError::Unavailable),
        }
    }

    /// A call that is no part of a flow: made once, under a key of its own.
    pub(super) async fn ask(
        &self,
        conversation: &ConversationId,
        operation: &str,
        arguments: Arguments,
        session: Option<SessionId>,
        origin: &Origin,
    ) -> Outcome {
        let name = tokens::ulid(self.clock.millis(), self.entropy.as_ref());
        let call = Call {
            key: IdempotencyKey::from_text(format!("{operation}/{name}")),
            operation: operation.into(),
            arguments,
            context: CallContext {
                conversation: conversation.to_string(),
                session,
                network: origin.network.clone(),
            },
        };
        let answer = tokio::time::timeout(self.limits.call_timeout, self.accounts.call(call)).await;
        answer.unwrap_or_else(|_| Outcome::unavailable())
    }

    /// `identify`: the conversation goes on as that of whoever is signed in with `session`.
    pub(super) async fn identify(
        self: Arc<Self>,
        conversation: ConversationId,
        session: SessionId,
        follower: Follower,
        origin: Origin,
    ) -> Result<String, ChatError> {
        let talk = self.talks.get(&conversation);
        talk.count_message(self.clock.millis(), &self.limits)?;
        let sign_in = self.look_up(&conversation, &session, &origin).await?;
        let mut held = talk.turn.lock().await;
        self.sign_in(&conversation, &mut held, sign_in, Some(&follower), &origin)
            .await
    }

    /// Brings a sign-in into the conversation and rotates its token; gives the new one. Everybody but `spared` must resume
    /// with it: whoever had the old one may be somebody else.
    pub(super) async fn sign_in(
        self: &Arc<Self>,
        conversation: &ConversationId,
        held: &mut Option<Standing>,
        sign_in: SignIn,
        spared: Option<&Follower>,
        origin: &Origin,
    ) -> Result<String, ChatError> {
        let standing = match held.take() {
            Some(standing) => standing,
            None => self.load(conversation).await?,
        };
        sign_in.fits(standing.mind.audience(), standing.subject.as_deref())?;
        self.hub.close_others(conversation, spared);
        let token = Token::new(self.entropy.as_ref());
        if standing.version == 0 {
            self.unborn.sign_in(conversation, token.hash, sign_in);
        } else {
            *held = Some(standing);
            self.take_sign_in(conversation, held, sign_in, token.hash, origin)
                .await?;
        }
        Ok(token.text)
    }

    /// The turn that a sign-in makes.
    pub(super) async fn take_sign_in(
        self: &Arc<Self>,
        conversation: &ConversationId,
        held: &mut Option<Standing>,
        sign_in: SignIn,
        token_hash: TokenHash,
        origin: &Origin,
    ) -> Result<(), ChatError> {
        let occasion = Occasion {
            cause: Cause::SignedIn {
                token_hash,
                subject: sign_in.subject.clone(),
            },
            input: Input::SignedIn {
                subject: sign_in.subject,
                name: sign_in.name,
                how: sign_in.how,
                session: sign_in.session,
            },
            network: origin.network.clone(),
        };
        if let Taken::Committed { call: Some(call), .. } = self.take_turn(conversation, held, &occasion).await? {
            self.send_out(call);
        }
        Ok(())
    }
}
