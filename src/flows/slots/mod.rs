//! Types of slots: how each is typed, read, shown and explained. One file per type.
//!
//! Reading is pure: words in, a value or a fault out. The faults name a sentence of the messages file, so that nothing a
//! visitor reads stands in the code.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::accounts::contract::Class;
use crate::conversation::{Choice, InputKind};

/// The type of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlotType {
    /// Any words.
    Text,
    /// A person's name, or a part of it.
    PersonName,
    /// The name that one signs in with.
    UserName,
    /// A day, as in `3/4/25`, `March 4` or `last Tuesday`.
    Date,
    /// An amount in US dollars.
    Money,
    /// A nine-digit Tax ID that need not be sealed.
    TaxId,
    /// The nine digits on the ID card.
    EnrolleeId,
    /// The number of a claim.
    ClaimId,
    /// The number of a member.
    MemberId,
    /// An e-mail address.
    Email,
    /// Yes or no.
    YesNo,
    /// One of a few.
    Choice,
    /// A secret: never read here; what the dialogue holds is a handle.
    Sealed,
}

/// What reading needs to know besides the words.
#[derive(Debug, Clone, Copy)]
pub struct SlotContext<'a> {
    /// Today, where the insurer is: "last Tuesday" and dates without a year are counted from it.
    pub today: Date,
    /// The options of a choice.
    pub choices: &'a [Choice],
}

/// What a text is to a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// An answer.
    Filled(Filled),
    /// An attempt at an answer that can't be used.
    Wrong(Fault),
    /// Not an answer at all: a question, or other words.
    Other,
}

/// A slot's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// In the one form that is stored and sent: `2025-03-04`, `1234.50`, `yes`, the id of a choice, digits only.
    pub value: String,
    /// As the visitor sees it.
    pub shown: String,
    /// What was said beyond the answer, as in "rmiller42, *and is there a fee?*"; empty for nothing.
    pub rest: String,
}

/// What is wrong with a value: a sentence of the messages file with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key of the sentence, as in `slot.date.future`.
    pub message: &'static str,
    /// What to put into it.
    pub parameters: Vec<(&'static str, String)>,
}

impl SlotType {
    /// Reads words that were typed in the composer: they may be an answer, an answer and more, or something else.
    pub fn read(self, text: &str, context: &SlotContext<'_>) -> Reading {
        let _ = (text, context);
        Reading::Other
    }

    /// Reads the value of a field on a card: all of it must be the answer.
    pub fn read_field(self, text: &str, context: &SlotContext<'_>) -> Result<Filled, Fault> {
        let _ = (text, context);
        Err(Fault {
            message: "slot.text.wrong",
            parameters: Vec::new(),
        })
    }

    /// What may be done with a value of this type unless the slot says otherwise.
    pub fn default_class(self) -> Class {
        match self {
            Self::YesNo | Self::Choice => Class::Open,
            Self::Sealed => Class::Sealed,
            _ => Class::Personal,
        }
    }

    /// How the field is typed.
    pub fn input(self) -> InputKind {
        match self {
            Self::Text => InputKind::Text,
            Self::PersonName => InputKind::PersonName,
            Self::UserName => InputKind::UserName,
            Self::Date => InputKind::Date,
            Self::Money => InputKind::Money,
            Self::TaxId => InputKind::TaxId,
            Self::EnrolleeId => InputKind::EnrolleeId,
            Self::ClaimId => InputKind::ClaimId,
            Self::MemberId => InputKind::MemberId,
            Self::Email => InputKind::Email,
            Self::YesNo => InputKind::YesNo,
            Self::Choice => InputKind::Choice,
            Self::Sealed => InputKind::Sealed,
        }
    }
}
