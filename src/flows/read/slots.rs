//! The slots of a flow.

use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use super::{Fields, RawSlot, Reader, Site, Usage, did_you_mean, slot_name};
use crate::accounts::contract::{Class, Holds};
use crate::conversation::{Choice, SlotName};
use crate::flaw::Code;
use crate::flows::keys;
use crate::flows::model::Slot;
use crate::flows::slots::SlotType;
use crate::flows::template::Template;
use crate::yaml::{Kind, Node};

/// All types, as they are written.
const TYPES: [&str; 13] = [
    "text",
    "person_name",
    "user_name",
    "date",
    "money",
    "tax_id",
    "enrollee_id",
    "claim_id",
    "member_id",
    "email",
    "yes_no",
    "choice",
    "sealed",
];

/// All that a sealed slot can hold, as it is written.
const HOLDS: [&str; 7] = [
    "password",
    "security_answer",
    "code",
    "pin",
    "tax_id",
    "ssn",
    "provider_pin",
];

pub(super) fn slots(reader: &mut Reader, node: &Node) -> Vec<RawSlot> {
    let Kind::Map(entries) = &node.kind else {
        reader.gap(
            Code::FlowSlot,
            node.line,
            "`slots` is not a mapping",
            "write a name and below it `type: ...` for each",
        );
        return Vec::new();
    };
    let mut slots: Vec<RawSlot> = Vec::new();
    for entry in entries {
        let Some(name) = slot_name(reader, &entry.key, entry.line) else {
            continue;
        };
        if let Some(first) = slots.iter().find(|slot| slot.slot.name == name) {
            let what = format!("there are two slots `{name}`, the first in line {}", first.line);
            reader.error(Code::FlowSlot, entry.line, what, "rename or remove one of them");
        } else if let Some(slot) = slot(reader, name, entry.line, &entry.value) {
            slots.push(slot);
        }
    }
    slots
}

fn slot(reader: &mut Reader, name: SlotName, line: u32, node: &Node) -> Option<RawSlot> {
    let mut fields = Fields::new(reader, node, &keys::SLOT)?;
    let kind = fields
        .need(reader, "type")
        .and_then(|node| one_of::<SlotType>(reader, node, "type of slot", &TYPES));
    let mut sites = Vec::new();
    let mut template = |reader: &mut Reader, fields: &mut Fields<'_>, key: &'static str| {
        let node = fields.take(key)?;
        let template = reader.template(node, &format!("`{key}`"))?;
        sites.push(Site {
            line: node.line,
            usage: Usage::Spoken,
            template: template.clone(),
        });
        Some(template)
    };
    let label = template(reader, &mut fields, "label");
    let why = template(reader, &mut fields, "why");
    let hint = template(reader, &mut fields, "hint");
    let example = fields.take("example").and_then(|node| reader.plain(node, "`example`"));
    let holds = fields
        .take("holds")
        .map(|node| (node.line, one_of::<Holds>(reader, node, "sealed value", &HOLDS)));
    let choices = fields.take("choices").map(|node| (node.line, choices(reader, node)));
    let class = fields
        .take("class")
        .and_then(|node| one_of::<Class>(reader, node, "class", &["open", "personal", "sealed"]));
    let optional = fields
        .take("optional")
        .and_then(|node| reader.truth(node, "`optional`"));
    fields.finish(reader);
    let kind = kind?;
    check_sealed(reader, &name, line, kind, class, holds.as_ref().map(|(line, _)| *line));
    check_choices(reader, &name, line, kind, choices.as_ref());
    if why.is_none() {
        let what = format!("the slot `{name}` does not say why it is asked");
        reader.warning(
            Code::FlowSlot,
            line,
            what,
            "add `why: ...`: visitors can ask, and trust it more",
        );
    }
    Some(RawSlot {
        line,
        sites,
        slot: Slot {
            label: match label {
                Some(label) => label,
                None => Template::new(&in_words(&name)).ok()?,
            },
            name,
            kind,
            class: class.unwrap_or_else(|| kind.default_class()),
            why,
            hint,
            example,
            holds: holds.and_then(|(_, holds)| holds),
            choices: choices.map(|(_, choices)| choices).unwrap_or_default(),
            optional: optional.unwrap_or(false),
        },
    })
}

fn check_sealed(
    reader: &mut Reader,
    name: &SlotName,
    line: u32,
    kind: SlotType,
    class: Option<Class>,
    holds: Option<u32>,
) {
    let sealed = kind == SlotType::Sealed;
    match holds {
        None if sealed => reader.gap(
            Code::FlowSlot,
            line,
            format!("the sealed slot `{name}` does not say what it holds"),
            format!("add `holds: ...`, one of {}", HOLDS.join(", ")),
        ),
        Some(line) if !sealed => reader.error(
            Code::FlowSlot,
            line,
            format!("`{name}` has `holds` but is not sealed"),
            "remove `holds`, or write `type: sealed`",
        ),
        _ => {}
    }
    if class.is_some_and(|class| (class == Class::Sealed) != sealed) {
        reader.error(
            Code::FlowSlot,
            line,
            format!("the class of `{name}` does not go with its type"),
            "a slot of the type `sealed` is sealed and no other is: remove `class`, or change the type",
        );
    }
}

fn check_choices(
    reader: &mut Reader,
    name: &SlotName,
    line: u32,
    kind: SlotType,
    choices: Option<&(u32, Vec<Choice>)>,
) {
    match choices {
        None if kind == SlotType::Choice => reader.gap(
            Code::FlowSlot,
            line,
            format!("the choice `{name}` has no choices"),
            "add `choices:` with a value and a label for each",
        ),
        Some((line, _)) if kind != SlotType::Choice => reader.error(
            Code::FlowSlot,
            *line,
            format!("`{name}` has `choices` but is not of the type `choice`"),
            "remove `choices`, or write `type: choice`",
        ),
        Some((line, choices)) if choices.len() < 2 && !reader.gaps => reader.error(
            Code::FlowSlot,
            *line,
            format!("the choice `{name}` leaves no choice"),
            "give at least two, or leave the slot out",
        ),
        _ => {}
    }
}

fn choices(reader: &mut Reader, node: &Node) -> Vec<Choice> {
    let Kind::Map(entries) = &node.kind else {
        reader.gap(
            Code::FlowSlot,
            node.line,
            "`choices` is not a mapping",
            "write `value: Label` for each choice",
        );
        return Vec::new();
    };
    let mut choices: Vec<Choice> = Vec::new();
    for entry in entries {
        if choices.iter().any(|choice| choice.id == entry.key) {
            reader.error(
                Code::FlowSlot,
                entry.line,
                format!("the choice `{}` stands twice", entry.key),
                "remove one of them",
            );
        } else if SlotName::new(&entry.key).is_err() {
            let what = format!("`{}` can't be the value of a choice", entry.key);
            reader.gap(Code::FlowSlot, entry.line, what, "use letters, digits, `-` and `_`");
        } else if let Some(label) = reader.plain(&entry.value, "the label of a choice") {
            choices.push(Choice {
                id: entry.key.clone(),
                label,
            });
        }
    }
    choices
}

/// A value with a fixed set of names.
fn one_of<T: for<'de> Deserialize<'de>>(reader: &mut Reader, node: &Node, what: &str, names: &[&str]) -> Option<T> {
    let text = reader.text(node, &format!("the {what}"))?;
    let value = T::deserialize(StrDeserializer::<Error>::new(&text)).ok();
    if value.is_none() {
        let remedy = did_you_mean(&text, names.iter().copied());
        reader.gap(
            Code::FlowSlot,
            node.line,
            format!("there is no {what} `{text}`"),
            remedy,
        );
    }
    value
}

/// `user_name` as `User name`.
fn in_words(name: &SlotName) -> String {
    let words = name.as_str().replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}
