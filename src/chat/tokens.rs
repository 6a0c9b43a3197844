//! Names of conversations, and the tokens that open them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use ulid::Ulid;

use crate::clock::{Entropy, Millis};
use crate::conversation::ConversationId;
use crate::store::TokenHash;

/// A resume token, which only the client may know, with the hash that is kept of it. No `Debug`.
pub(super) struct Token {
    pub(super) text: String,
    pub(super) hash: TokenHash,
}

impl Token {
    /// A token that nobody can guess: 32 random bytes.
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        let text = URL_SAFE_NO_PAD.encode(bytes);
        let hash = hash(&text);
        Self { text, hash }
    }
}

/// Whether `token` is the one that `expected` was made of; takes the same time wherever they differ.
pub(super) fn opens(token: &str, expected: &TokenHash) -> bool {
    hash(token).ct_eq(expected).into()
}

fn hash(token: &str) -> TokenHash {
    Sha256::digest(token).into()
}

/// A ULID: sorts by time, unique without asking anyone.
pub(super) fn ulid(now: Millis, entropy: &dyn Entropy) -> String {
    let mut random = [0; 16];
    entropy.fill(&mut random);
    Ulid::from_parts(u64::try_from(now).unwrap_or(0), u128::from_le_bytes(random)).to_string()
}

/// The name of a new conversation.
#[expect(clippy::expect_used, reason = "a ULID has 26 letters and digits")]
pub(super) fn conversation_id(now: Millis, entropy: &dyn Entropy) -> ConversationId {
    ConversationId::new(ulid(now, entropy)).expect("a ULID is a fit id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn a_token_opens_only_its_own() {
        let entropy = SeededEntropy::new(1);
        let (one, other) = (Token::new(&entropy), Token::new(&entropy));
        assert_eq!(one.text.len(), 43);
        assert!(opens(&one.text, &one.hash));
        assert!(!opens(&other.text, &one.hash));
        assert!(!opens("", &one.hash));
    }

    #[test]
    fn a_conversation_is_named_by_a_ulid() {
        let id = conversation_id(1_700_000_000_000, &SeededEntropy::new(1));
        assert_eq!(id.as_str().len(), 26);
    }
}
