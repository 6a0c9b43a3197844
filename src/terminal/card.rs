//! A card, asked field by field.

use std::collections::BTreeMap;

use super::page::Block;
use super::said::typed_fields;
use crate::conversation::{InputKind, Prompt, PromptField, PromptId, SlotName};

/// A card that is being filled. It has the fields of a prompt that has a sealed one, or several; `Debug` shows no values.
pub struct Card {
    prompt: PromptId,
    fields: Vec<PromptField>,
    /// The fields to ask, by their place in `fields`; those before `at` have been.
    order: Vec<usize>,
    at: usize,
    /// What goes into the `fill`: words as typed, handles of what was sealed.
    values: BTreeMap<SlotName, String>,
    sent: bool,
}

/// What came of typing into a field.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// It was not taken: why, and what to do.
    Refused(String),
    /// The next field is asked.
    Next,
    /// The text is a secret for this slot: it has to be exchanged for a handle ([`Card::sealed`]).
    Secret(SlotName),
    /// Everything is there.
    Complete,
}

impl Card {
    /// A card for a prompt, if it is one that is filled field by field.
    pub fn of(prompt: &Prompt) -> Option<Self> {
        let fields = typed_fields(prompt);
        let is_card = fields.len() > 1 || fields.iter().any(is_sealed);
        is_card.then(|| {
            let mut card = Self {
                prompt: prompt.prompt.clone(),
                fields: fields.to_vec(),
                order: (0..fields.len()).collect(),
                at: 0,
                values: BTreeMap::new(),
                sent: false,
            };
            card.ask_what_is_wrong();
            card
        })
    }

    /// The same prompt was asked again: after a question in between everything stays; after it was sent, only what is wrong
    /// or missing is asked.
    pub fn asked_again(&mut self, prompt: &Prompt) {
        self.fields = typed_fields(prompt).to_vec();
        if self.sent || self.order.iter().any(|place| *place >= self.fields.len()) {
            self.values.clear();
            (self.sent, self.at) = (false, 0);
            self.order = (0..self.fields.len()).collect();
            self.ask_what_is_wrong();
        }
    }

    fn ask_what_is_wrong(&mut self) {
        let marked = |field: &PromptField| field.error.is_some() || (field.required && field.value.is_none());
        if self.fields.iter().any(|field| field.error.is_some()) {
            self.order.retain(|place| self.fields.get(*place).is_some_and(marked));
        }
    }

    /// The prompt that it answers.
    pub fn prompt(&self) -> &PromptId {
        &self.prompt
    }

    /// The field that is asked now; none once the card was sent.
    pub fn field(&self) -> Option<&PromptField> {
        let place = self.order.get(self.at).filter(|_| !self.sent)?;
        self.fields.get(*place)
    }

    /// Whether what is typed now must not be seen.
    pub fn is_hidden(&self) -> bool {
        self.field().is_some_and(is_sealed)
    }

    /// The field that is asked now, for the screen.
    pub fn block(&self) -> Option<Block> {
        let field = self.field()?;
        let place = match self.fields.len() {
            1 => String::new(),
            all => format!(" ({} of {all})", self.order.get(self.at)? + 1),
        };
        let missing = !field.required && field.value.is_none();
        let optional = if missing { " (Enter leaves it as it is)" } else { "" };
        let mut notes: Vec<String> = Vec::new();
        notes.extend(Some(field.hint.clone()).filter(|hint| !hint.is_empty()));
        notes.extend(Some(format!("Example: {}", field.example)).filter(|_| !field.example.is_empty()));
        let options = field.options.iter().enumerate();
        notes.extend(options.map(|(place, option)| format!("{}. {}", place + 1, option.label)));
        let known = self.values.get(&field.slot).or(field.value.as_ref());
        match known {
            Some(_) if is_sealed(field) => notes.push("Entered already. Enter keeps it.".to_owned()),
            Some(value) => notes.push(format!("Now: {}. Enter keeps it.", shown(field, value))),
            None => {}
        }
        notes.extend(
            is_sealed(field)
                .then(|| "What you type is not shown, and goes straight to the account service.".to_owned()),
        );
        Some(Block::Field {
            label: format!("{}{place}{optional}", field.label),
            notes,
            error: field.error.clone(),
        })
    }

    /// What was typed for the field that is asked now.
    pub fn typed(&mut self, text: &str) -> Typed {
        let Some(field) = self.field().cloned() else {
            return Typed::Refused("There is nothing to fill in just now.".to_owned());
        };
        let known = self.values.contains_key(&field.slot) || (field.value.is_some() && field.error.is_none());
        match text.trim() {
            "" if known || !field.required => self.next(),
            "" => Typed::Refused(format!("Please fill in: {}.", field.label)),
            _ if is_sealed(&field) => Typed::Secret(field.slot),
            text => {
                self.values.insert(field.slot.clone(), option_of(&field, text));
                self.next()
            }
        }
    }

    /// The secret of `slot` has been exchanged for a handle.
    pub fn sealed(&mut self, slot: &SlotName, handle: String) -> Typed {
        self.values.insert(slot.clone(), handle);
        self.next()
    }

    fn next(&mut self) -> Typed {
        self.at += 1;
        match self.field() {
            Some(_) => Typed::Next,
            None => Typed::Complete,
        }
    }

    /// Goes back by one field; `false` at the first.
    pub fn back(&mut self) -> bool {
        let earlier = self.at > 0 && !self.sent;
        self.at -= usize::from(earlier);
        earlier
    }

    /// What to send. From now on the card waits for what the desk says of it.
    pub fn send(&mut self) -> BTreeMap<SlotName, String> {
        self.sent = true;
        std::mem::take(&mut self.values)
    }

    /// What was sent was not taken by the desk: it is asked from the beginning.
    pub fn not_taken(&mut self) {
        (self.sent, self.at) = (false, 0);
    }
}

/// Whether a field holds a secret.
pub fn is_sealed(field: &PromptField) -> bool {
    field.input == InputKind::Sealed
}

/// The id of the option that is meant by its number or its label; any other text as it is.
fn option_of(field: &PromptField, text: &str) -> String {
    let by_number = text
        .parse::<usize>()
        .ok()
        .and_then(|number| field.options.get(number.checked_sub(1)?));
    let by_label = || {
        field
            .options
            .iter()
            .find(|option| option.label.eq_ignore_ascii_case(text))
    };
    by_number
        .or_else(by_label)
        .map_or_else(|| text.to_owned(), |option| option.id.clone())
}

fn shown<'a>(field: &'a PromptField, value: &'a str) -> &'a str {
    let option = field.options.iter().find(|option| option.id == value);
    option.map_or(value, |option| option.label.as_str())
}
