//! Types of slots: how each is typed, read, shown and explained. One file per type.
//!
//! Reading is pure: words in, a value or a fault out. The faults name a sentence of the messages file, so that nothing a
//! visitor reads stands in the code.

mod choice;
mod date;
mod email;
mod money;
mod numbers;
mod person_name;
mod split;
mod text;
mod user_name;
mod yes_no;

#[cfg(test)]
mod tests;

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
    /// A day that has been, as in `3/4/25`, `March 4` or `last Tuesday`.
    Date,
    /// An amount in US dollars.
    Money,
    /// A nine-digit Tax ID that need not be sealed.
    TaxId,
    /// The nine digits on the ID card.
    EnrolleeId,
    /// The number of a claim, or of a member where either will do.
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
    /// The value that is being corrected: "no, the 5th" means the 5th of its month.
    pub old: Option<&'a str>,
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

impl Filled {
    /// A value that is shown as it is stored.
    fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            shown: value.clone(),
            value,
            rest: String::new(),
        }
    }

    /// A value that is shown in another form.
    fn shown(value: impl Into<String>, shown: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            shown: shown.into(),
            rest: String::new(),
        }
    }
}

/// What is wrong with a value: a sentence of the messages file with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key of the sentence, as in `slot.date.future`.
    pub message: &'static str,
    /// What to put into it.
    pub parameters: Vec<(&'static str, String)>,
}

impl Fault {
    fn new(message: &'static str) -> Self {
        Self {
            message,
            parameters: Vec::new(),
        }
    }
}

/// Longest value that a field may have, in characters.
const LONGEST: usize = 500;

impl SlotType {
    /// Reads words that were typed in the composer: they may be an answer, an answer and more, or something else.
    pub fn read(self, text: &str, context: &SlotContext<'_>) -> Reading {
        if self == Self::Sealed || text.chars().count() > LONGEST {
            return Reading::Other;
        }
        let bare = split::without_fillers(text);
        for (head, rest) in split::partings(bare) {
            let head = head.trim_end_matches(['.', '!', ',', ';']);
            if !self.can_be(head) || !(rest.is_empty() || !self.is_lax() || split::asks(rest)) {
                continue;
            }
            if let Ok(filled) = self.read_field(head, context) {
                return Reading::Filled(Filled {
                    rest: rest.to_owned(),
                    ..filled
                });
            }
        }
        if self.is_attempt(bare) {
            return match self.read_field(bare, context) {
                Ok(filled) => Reading::Filled(filled),
                Err(fault) => Reading::Wrong(fault),
            };
        }
        Reading::Other
    }

    /// Reads the value of a field on a card: all of it must be the answer.
    pub fn read_field(self, text: &str, context: &SlotContext<'_>) -> Result<Filled, Fault> {
        let text = text.trim();
        if text.chars().count() > LONGEST {
            return Err(Fault::new("slot.text.wrong"));
        }
        match self {
            Self::Text => text::read(text),
            Self::PersonName => person_name::read(text),
            Self::UserName => user_name::read(text),
            Self::Date => date::read(text, context),
            Self::Money => money::read(text),
            Self::TaxId => numbers::tax_id(text),
            Self::EnrolleeId => numbers::enrollee_id(text),
            Self::ClaimId => numbers::claim_id(text),
            Self::MemberId => numbers::member_id(text),
            Self::Email => email::read(text),
            Self::YesNo => yes_no::read(text),
            Self::Choice => choice::read(text, context.choices),
            Self::Sealed => Err(Fault::new("slot.sealed.wrong")),
        }
    }

    /// Whether words in the composer can be an answer of this type. Types that take almost any words must not swallow a
    /// question that is asked in the middle of an errand.
    fn can_be(self, text: &str) -> bool {
        match self {
            Self::Text => !split::reads_like_a_question(text),
            Self::PersonName => {
                !split::reads_like_a_question(text) && text.split_whitespace().count() <= 3 && !yes_no::is_bare(text)
            }
            Self::UserName => user_name::could_be(text),
            _ => true,
        }
    }

    /// Whether almost any word fits: what is said behind an answer of such a type must be a question, or "no, the date was
    /// the 5th" would be a name.
    fn is_lax(self) -> bool {
        matches!(self, Self::Text | Self::PersonName | Self::UserName)
    }

    /// Whether words that could not be read were meant as an answer all the same, so that the visitor is told what is
    /// wrong with them rather than being answered as if they had asked something.
    fn is_attempt(self, text: &str) -> bool {
        let few_words = text.split_whitespace().count() <= 6 && !split::reads_like_a_question(text);
        match self {
            Self::Date => few_words && date::is_attempt(text),
            Self::Money => few_words && text.chars().any(|letter| letter.is_ascii_digit()),
            Self::TaxId | Self::EnrolleeId | Self::ClaimId | Self::MemberId => few_words && numbers::is_attempt(text),
            Self::Email => few_words && text.contains('@'),
            _ => false,
        }
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

    /// The HTML `autocomplete` token of its field; empty for none. Names and dates of patients are not the visitor's own,
    /// so the browser must not fill them in.
    pub fn autocomplete(self) -> &'static str {
        match self {
            Self::UserName => "username",
            Self::Email => "email",
            _ => "off",
        }
    }
}
