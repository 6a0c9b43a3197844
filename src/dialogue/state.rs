//! What a conversation has come to: the snapshot beside its log.

use serde::{Deserialize, Serialize};

use crate::conversation::{Audience, Locale};

/// The state of a conversation; JSON in the store.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Whom it is with.
    pub audience: Audience,
    /// In which language.
    pub locale: Locale,
}
