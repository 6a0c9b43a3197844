//! Sample values, and the scope that templates see while a flow is walked: it notes what was asked for and was not there.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use super::variables::{Source, Variable};
use crate::accounts::contract::{Field, Holds, Kind};
use crate::flows::model::Slot;
use crate::flows::slots::SlotType;

/// A value that may only be handed on: computing with it is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marked {
    /// The handle of a sealed slot.
    Sealed(Holds),
    /// A grant or the like, by the field's name.
    Token(&'static str),
}

impl Object for Marked {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

/// The sample for a variable; `variant` counts from 0.
pub(super) fn sample(variable: &Variable<'_>, variant: u8) -> Value {
    match variable.source {
        Source::Slot(slot) => of_slot(slot, variant),
        Source::Outcome => Value::from(true),
        Source::Field(field) => of_field(field, variant),
    }
}

fn of_slot(slot: &Slot, variant: u8) -> Value {
    let text = match slot.kind {
        SlotType::YesNo => return Value::from(variant == 0),
        SlotType::Sealed => {
            return slot
                .holds
                .map_or(Value::UNDEFINED, |holds| Value::from_object(Marked::Sealed(holds)));
        }
        SlotType::Choice => {
            let choice = slot.choices.get(usize::from(variant));
            return choice.map_or(Value::UNDEFINED, |choice| Value::from(choice.id.as_str()));
        }
        SlotType::Text => "some words",
        SlotType::PersonName => "Ruth",
        SlotType::UserName => "ruthmiller",
        SlotType::Date => "2026-11-05",
        SlotType::Money => "1182.50",
        SlotType::TaxId => "123456789",
        SlotType::EnrolleeId => "910000001",
        SlotType::ClaimId => "CL0000001",
        SlotType::MemberId => "M00000001",
        SlotType::Email => "ruth@example.com",
    };
    Value::from(text)
}

fn of_field(field: &Field, variant: u8) -> Value {
    match field.kind {
        Kind::Text => Value::from("some words"),
        Kind::Integer => Value::from(2),
        Kind::Boolean => Value::from(variant == 0),
        Kind::Date => Value::from("2026-12-01"),
        Kind::Instant => Value::from("2026-12-01T08:00:00Z"),
        Kind::Money => Value::from("1182.50"),
        Kind::Token => Value::from_object(Marked::Token(field.name)),
        Kind::Handle(holds) => holds
            .first()
            .map_or(Value::UNDEFINED, |held| Value::from_object(Marked::Sealed(*held))),
        Kind::Texts => Value::from(vec!["some words", "more words"]),
        Kind::List(fields) => {
            let record = || Value::from_pairs(fields.iter().map(|field| (field.name, of_field(field, 0))));
            Value::from(vec![record(), record()])
        }
    }
}

/// What was asked for while something was rendered.
#[derive(Debug, Default, Clone)]
pub(super) struct Asked {
    /// Variables that had a value.
    pub found: BTreeSet<String>,
    /// Names that had none.
    pub missing: BTreeSet<String>,
}

/// A record of values that notes what it is asked for.
#[derive(Debug)]
pub(super) struct Scope {
    /// Stands before the names in notes: `` or `pin.`.
    prefix: String,
    values: Vec<(String, Value)>,
    asked: Arc<Mutex<Asked>>,
}

impl Scope {
    pub(super) fn new(prefix: String, values: Vec<(String, Value)>, asked: &Arc<Mutex<Asked>>) -> Self {
        let asked = Arc::clone(asked);
        Self { prefix, values, asked }
    }
}

/// The notes so far.
pub(super) fn asked(notes: &Mutex<Asked>) -> Asked {
    notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

impl Object for Scope {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let value = self.values.iter().find(|(name, _)| name == key);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let name = format!("{}{key}", self.prefix);
        match value {
            Some((_, value)) => {
                asked.found.insert(name);
                Some(value.clone())
            }
            None => {
                asked.missing.insert(name);
                None
            }
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.values.iter().map(|(name, _)| Value::from(name.as_str())).collect())
    }
}
