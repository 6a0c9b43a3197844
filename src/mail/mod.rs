//! What the account service sends: e-mails and letters, as text from `templates/mail/`.
//!
//! Nothing is sent from here. Messages are queued in an outbox, in the transaction of the change that they announce.

mod templates;

use std::fmt;

use crate::clock::Millis;

pub use templates::{MailError, PasswordChanged, PinIssued, PinLetter, RecoveryCode, SignInCode, Text, render};

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By post.
    Letter,
}

impl Channel {
    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Letter => "letter",
        }
    }

    /// From what stands in the database.
    pub fn from_text(text: &str) -> Option<Self> {
        match text {
            "email" => Some(Self::Email),
            "letter" => Some(Self::Letter),
            _ => None,
        }
    }
}

/// A message to be queued. `Debug` leaves out the recipient and the text: they may hold a code or a PIN.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// How it travels.
    pub channel: Channel,
    /// An e-mail address, or a name and postal address on lines of their own; none for mail to nobody, which is queued
    /// only so that a name that nobody has costs the same work as one that somebody has.
    pub to: Option<String>,
    /// What it says.
    pub text: Text,
}

/// A message in the outbox. `Debug` leaves out the recipient and the text.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// How it travels.
    pub channel: Channel,
    /// An e-mail address, or a name and postal address on lines of their own.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The body.
    pub text: String,
    /// When it was queued.
    pub queued_at: Millis,
    /// When it was sent.
    pub sent_at: Option<Millis>,
}

impl fmt::Debug for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Message")
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for OutboxItem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("OutboxItem")
            .field("channel", &self.channel)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}
