//! What the account service can do, declared once: names, arguments, outcomes, who may call.
//!
//! From [`OPERATIONS`] come the checks of flows (every outcome is handled, every argument given), the classes that decide
//! what may stay in a log, and the routes of the HTTP contract. Pure data: no I/O.

mod call;
mod operations;
mod policy;

pub use call::{AccountService, Arguments, Call, CallContext, Handle, IdempotencyKey, Network, Outcome, SessionId};
pub use operations::OPERATIONS;
pub use policy::{
    AccountManagersPolicy, AccountPolicy, CountPolicy, DigitsPolicy, InvitationPolicy, OwnershipPolicy, PasswordPolicy,
    PasswordProfile, PinPolicy, Policy, ProviderPasswordPolicy, QuestionsPolicy, UserNamePolicy,
};

/// One operation of the account service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Its name, as in `member.reissue_pin`.
    pub name: &'static str,
    /// Who may call it.
    pub who: Who,
    /// What it needs.
    pub arguments: &'static [Field],
    /// Everything it can answer besides [`UNAVAILABLE`].
    pub outcomes: &'static [OutcomeSpec],
}

impl Operation {
    /// The fields of one of its outcomes; `unavailable` has none.
    pub fn outcome(&self, name: &str) -> Option<&'static [Field]> {
        if name == UNAVAILABLE {
            return Some(&[]);
        }
        self.outcomes
            .iter()
            .find(|outcome| outcome.name == name)
            .map(|outcome| outcome.fields)
    }

    /// One of its arguments.
    pub fn argument(&self, name: &str) -> Option<&'static Field> {
        self.arguments.iter().find(|argument| argument.name == name)
    }
}

/// The outcome of every operation that could not be carried out, or whose answer did not arrive.
pub const UNAVAILABLE: &str = "unavailable";

/// The operation called `name`.
pub fn operation(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anyone, within the limits.
    Anyone,
    /// Whoever holds the grant or the recovery that is among the arguments.
    Holder,
    /// Someone who is signed in: the service checks the session of the call's context.
    SignedIn,
    /// Frontdesk itself; no flow may call it.
    Server,
}

/// An argument, or a field of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What kind of value it is.
    pub kind: Kind,
    /// What may be done with it.
    pub class: Class,
}

/// What may be done with a value (house.md, invariant 1).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Anything.
    Open,
    /// In the log only while its run is open; never in other logs, metrics or caches.
    Personal,
    /// Never in the conversation: only a handle is.
    Sealed,
}

/// What kind of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A day: `2026-11-27`.
    Date,
    /// A point in time: RFC 3339, UTC.
    Instant,
    /// An amount in US dollars: text with two decimals, `1234.50`.
    Money,
    /// What was granted or begun: opaque text, bound to the conversation.
    Token,
    /// The handle of a sealed value that holds one of these.
    Handle(&'static [Holds]),
    /// A list of records.
    List(&'static [Field]),
    /// A list of texts.
    Texts,
}

/// What a sealed value is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// A password, new or old.
    Password,
    /// The answer to a security question.
    SecurityAnswer,
    /// A one-time code.
    Code,
    /// The PIN that came by post.
    Pin,
    /// A Tax ID (TIN): nine digits.
    TaxId,
    /// A Social Security number: nine digits.
    Ssn,
    /// A provider's identification number.
    ProviderPin,
}

impl Holds {
    /// As it stands in flow files and prompts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::SecurityAnswer => "security_answer",
            Self::Code => "code",
            Self::Pin => "pin",
            Self::TaxId => "tax_id",
            Self::Ssn => "ssn",
            Self::ProviderPin => "provider_pin",
        }
    }
}

/// One thing an operation can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeSpec {
    /// Its name, as in `too_soon`.
    pub name: &'static str,
    /// What comes with it.
    pub fields: &'static [Field],
}
