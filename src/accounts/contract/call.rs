//! A call, what it is made in the name of, and its answer.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The named arguments of a call: JSON values of the kinds that the operation declares. Sealed ones are handles.
pub type Arguments = Map<String, Value>;

/// Names one attempt at one step of one run; the service carries out a call once for each key, and repeats the first
/// outcome for as long as it keeps the key (24 hours at least).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key of attempt `attempt` at step `step` of run `run` of a conversation.
    pub fn new(conversation: &str, run: u32, step: &str, attempt: u32) -> Self {
        Self(format!("{conversation}/{run}/{step}/{attempt}"))
    }

    /// A key made elsewhere.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The handle of a sealed value: says nothing about it, works only in the conversation that it was made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(pub String);

impl Handle {
    /// What every handle begins with, so that a secret that a faulty client sends in its place is told from one, and
    /// not kept.
    pub const PREFIX: &str = "handle_";

    /// Whether `text` has the shape of a handle: the prefix, and 1 to 64 letters, digits, `-` and `_`.
    pub fn fits(text: &str) -> bool {
        let rest = text.strip_prefix(Self::PREFIX).unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=64).contains(&rest.len()) && rest.bytes().all(plain)
    }
}

/// A session of someone who is signed in. Whoever has it is taken for them: never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub String);

impl fmt::Debug for SessionId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SessionId(..)")
    }
}

/// Where a call comes from: an IPv4 address, or the /64 of an IPv6 address; attempts are counted per network.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Network(pub String);

/// What a call is made in the name of. The service checks the session itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct CallContext {
    /// The conversation that handles, recoveries and grants are bound to (the portal's sign-in uses an id of its own).
    pub conversation: String,
    /// The session of the person who is signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// Where it comes from.
    #[serde(default)]
    pub network: Network,
}

/// One call. `Debug` leaves the arguments out: they may be personal.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Carried out once for each key.
    pub key: IdempotencyKey,
    /// What to do, as in `member.reissue_pin`.
    pub operation: String,
    /// With what.
    pub arguments: Arguments,
    /// For whom.
    pub context: CallContext,
}

impl fmt::Debug for Call {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Call")
            .field("key", &self.key)
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}

/// The answer to a call: a name that the operation declares, and its fields. A refusal is an outcome, not an error.
/// `Debug` leaves the fields out: they may be personal.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its name, as in `issued`.
    #[serde(rename = "outcome")]
    pub name: String,
    /// What comes with it.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl Outcome {
    /// An outcome with fields.
    pub fn new<const N: usize>(name: &str, fields: [(&str, Value); N]) -> Self {
        Self {
            name: name.into(),
            fields: fields.into_iter().map(|(key, value)| (key.into(), value)).collect(),
        }
    }

    /// What every error becomes: down, timed out, refused contract.
    pub fn unavailable() -> Self {
        Self::new(super::UNAVAILABLE, [])
    }

    /// Whether the call may not have been carried out.
    pub fn is_unavailable(&self) -> bool {
        self.name == super::UNAVAILABLE
    }

    /// One field as text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Outcome")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Whoever carries out calls: the embedded service, or a remote one behind the same contract.
#[async_trait]
pub trait AccountService: Send + Sync + 'static {
    /// Carries out `call`. Every failure is the outcome `unavailable`, after which the same call may be made again under
    /// the same key: it then gets the outcome of the first that was carried out.
    async fn call(&self, call: Call) -> Outcome;
}
