//! Calls of the account service for the portal.

use serde_json::{Value, json};

use super::super::Web;
use super::super::secret::Secret;
use crate::accounts::contract::{Arguments, Call, CallContext, Holds, IdempotencyKey, Network, Outcome, SessionId};

/// Calls of the account service in one sign-in.
pub(super) struct Calls<'a> {
    web: &'a Web,
    /// What handles are bound to: an id of the sign-in's own.
    conversation: String,
    session: Option<SessionId>,
    network: Network,
}

impl<'a> Calls<'a> {
    /// Calls for a sign-in with an id of its own.
    pub(super) fn of_sign_in(web: &'a Web, conversation: &str, network: Network) -> Self {
        let conversation = conversation.to_owned();
        Self {
            web,
            conversation,
            session: None,
            network,
        }
    }

    /// Calls of whoever is signed in with `session`.
    pub(super) fn of_session(web: &'a Web, session: SessionId, network: Network) -> Self {
        Self {
            web,
            conversation: String::new(),
            session: Some(session),
            network,
        }
    }

    /// Makes one call, once.
    pub(super) async fn make(&self, operation: &str, arguments: Value) -> Outcome {
        let arguments = match arguments {
            Value::Object(arguments) => arguments,
            _ => Arguments::new(),
        };
        let call = Call {
            key: IdempotencyKey::from_text(format!("portal/{}", self.web.random())),
            operation: operation.into(),
            arguments,
            context: CallContext {
                conversation: self.conversation.clone(),
                session: self.session.clone(),
                network: self.network.clone(),
            },
        };
        self.web.accounts.call(call).await
    }

    /// A handle for a secret; or what to answer where there is none.
    pub(super) async fn deposit(&self, holds: Holds, secret: &Secret) -> Result<String, Outcome> {
        let arguments = json!({
            "holds": holds.as_str(), "bind": self.conversation, "secret": secret.reveal(),
        });
        let outcome = self.make("sealed.deposit", arguments).await;
        match (outcome.name.as_str(), outcome.text("handle")) {
            ("kept", Some(handle)) => Ok(handle.to_owned()),
            // What can't be a password or a code is a wrong one.
            ("malformed", _) if holds == Holds::Code => Err(Outcome::new("wrong", [])),
            ("malformed", _) => Err(Outcome::new("refused", [])),
            _ => Err(Outcome::unavailable()),
        }
    }
}
