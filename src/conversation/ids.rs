//! Names of things: each a type of its own, so that one can't stand where another belongs.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The number of an event in its conversation; the first is 1, and there are no gaps.
pub type Seq = u64;

/// A text that does not have the shape its type asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} must be 1 to {longest} letters, digits, `-`, `_`, `.`, `:` or `/`")]
pub struct UnfitId {
    kind: &'static str,
    longest: usize,
}

/// Declares an id: text of a bounded length from a plain alphabet, checked when it is made or read.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $longest:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The id, or an error if `text` is empty, too long, or has characters that an id can't have.
            pub fn new(text: impl AsRef<str>) -> Result<Self, UnfitId> {
                let text = text.as_ref();
                let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
                if text.is_empty() || text.len() > $longest || !text.bytes().all(fits) {
                    return Err(UnfitId { kind: stringify!($name), longest: $longest });
                }
                Ok(Self(text.into()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = UnfitId;
            fn try_from(text: String) -> Result<Self, UnfitId> {
                Self::new(text)
            }
        }

        impl FromStr for $name {
            type Err = UnfitId;
            fn from_str(text: &str) -> Result<Self, UnfitId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.into()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// A conversation: a ULID, made by the server.
    ConversationId, 32
);
id!(
    /// A message, named by the client that sent it (a ULID or a UUID); unique in its conversation.
    MessageId, 64
);
id!(
    /// A prompt: stable while it is open, also when a digression has repeated it under a new seq.
    PromptId, 64
);
id!(
    /// An answer: the path of its file below `faq/` without the ending, as in `member/pin/lost-pin`.
    EntryId, 200
);
id!(
    /// A dialogue: the name of its file below `flows/` without the ending, as in `reissue-pin`.
    FlowId, 100
);
id!(
    /// What a prompt fills: the name of a slot in its flow.
    SlotName, 64
);

/// Whom a page, an answer or an errand is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// People insured under the plan.
    Member,
    /// Clinics, MSOs and billing services.
    Provider,
}

impl Audience {
    /// The audience as it stands in paths and frames.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Provider => "provider",
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A language, as in `en` or `es-MX` (BCP 47); two to twelve letters, digits and hyphens, lower-cased.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[schemars(with = "String")]
pub struct Locale(Box<str>);

impl Locale {
    /// The locale named by `text`; nothing if it does not look like one.
    pub fn new(text: &str) -> Option<Self> {
        let fits =
            (2..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        fits.then(|| Self(text.to_ascii_lowercase().into()))
    }

    /// The locale as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self("en".into())
    }
}

impl<'de> Deserialize<'de> for Locale {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom("a locale is a language tag such as `en` or `es-MX`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_bounded_and_plain() {
        assert_eq!(MessageId::new("01J-abc").unwrap().as_str(), "01J-abc");
        assert!(MessageId::new("").is_err());
        assert!(MessageId::new("a b").is_err());
        assert!(MessageId::new("x".repeat(65)).is_err());
        assert!(serde_json::from_str::<MessageId>("\"a\\u0000\"").is_err());
    }

    #[test]
    fn a_locale_is_a_language_tag() {
        assert_eq!(Locale::new("es-MX").unwrap().as_str(), "es-mx");
        assert!(Locale::new("e").is_none());
        assert!(Locale::new("en_US!").is_none());
    }
}
