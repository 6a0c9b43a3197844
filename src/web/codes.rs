//! The codes of wire.md: one table gives each its HTTP status and, where the connection can't go on, its close code.

use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chat::ChatError;

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// It can't be read as one of the messages of this protocol.
    BadFrame,
    /// The text is too long.
    TooLong,
    /// Too many messages at once; send it again later.
    TooFast,
    /// The connection did not begin with `hello` in time.
    NoHello,
    /// The resume token does not open this conversation.
    BadToken,
    /// There is no such conversation.
    UnknownConversation,
    /// The conversation is over.
    ConversationEnded,
    /// Another prompt is open, or this one was answered.
    StalePrompt,
    /// The identity token is not ours, too old, or its session has ended.
    BadIdentity,
    /// The page is not one that may use this service.
    BadOrigin,
    /// The store or the account service does not answer; send it again under the same id.
    Unavailable,
}

/// One line of the table.
struct Row {
    name: &'static str,
    status: StatusCode,
    /// What a WebSocket is closed with when this ends it (RFC 6455: 1013 is "try again later", 4000 and up are ours).
    close: u16,
    meaning: &'static str,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 11] = [
        Self::BadFrame,
        Self::TooLong,
        Self::TooFast,
        Self::NoHello,
        Self::BadToken,
        Self::UnknownConversation,
        Self::ConversationEnded,
        Self::StalePrompt,
        Self::BadIdentity,
        Self::BadOrigin,
        Self::Unavailable,
    ];

    #[rustfmt::skip]
    const fn row(self) -> Row {
        const fn row(name: &'static str, status: StatusCode, close: u16, meaning: &'static str) -> Row {
            Row { name, status, close, meaning }
        }
        match self {
            Self::BadFrame => row("bad_frame", StatusCode::BAD_REQUEST, 4400, "this is not a message of the protocol"),
            Self::TooLong => row("too_long", StatusCode::PAYLOAD_TOO_LARGE, 4413, "the text is too long"),
            Self::TooFast => row("too_fast", StatusCode::TOO_MANY_REQUESTS, 4429, "too many messages at once; send it again later"),
            Self::NoHello => row("no_hello", StatusCode::REQUEST_TIMEOUT, 4408, "a connection begins with `hello`, soon"),
            Self::BadToken => row("bad_token", StatusCode::UNAUTHORIZED, 4401, "the token does not open this conversation"),
            Self::UnknownConversation => row("unknown_conversation", StatusCode::NOT_FOUND, 4404, "there is no such conversation"),
            Self::ConversationEnded => row("conversation_ended", StatusCode::GONE, 4410, "the conversation has ended"),
            Self::StalePrompt => row("stale_prompt", StatusCode::CONFLICT, 4409, "another question is open, or this one has been answered"),
            Self::BadIdentity => row("bad_identity", StatusCode::UNAUTHORIZED, 4402, "the sign-in is not valid any more"),
            Self::BadOrigin => row("bad_origin", StatusCode::FORBIDDEN, 4403, "this page may not use the service"),
            Self::Unavailable => row("unavailable", StatusCode::SERVICE_UNAVAILABLE, 1013, "not available right now; send it again"),
        }
    }

    /// As it stands in frames and problems.
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Its HTTP status.
    pub fn status(self) -> StatusCode {
        self.row().status
    }

    /// Its WebSocket close code.
    pub fn close(self) -> u16 {
        self.row().close
    }

    /// What it means, for whoever reads the frame or the problem.
    pub fn meaning(self) -> &'static str {
        self.row().meaning
    }
}

impl From<&ChatError> for Code {
    fn from(error: &ChatError) -> Self {
        match error {
            ChatError::UnknownConversation => Self::UnknownConversation,
            ChatError::BadToken => Self::BadToken,
            ChatError::BadIdentity => Self::BadIdentity,
            ChatError::Ended => Self::ConversationEnded,
            ChatError::StalePrompt => Self::StalePrompt,
            ChatError::BadFrame(_) => Self::BadFrame,
            ChatError::TooFast { .. } => Self::TooFast,
            ChatError::Unavailable => Self::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_code_has_a_name_and_a_close_code_of_its_own() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let closes: BTreeSet<_> = Code::ALL.iter().map(|code| code.close()).collect();
        assert_eq!((names.len(), closes.len()), (Code::ALL.len(), Code::ALL.len()));
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
