//! The top of a flow file, its start phrases and its endings.

use super::{Fields, RawEnding, RawFlow, Reader, Site, Usage, is_name};
use crate::conversation::{Audience, FlowId};
use crate::flaw::Code;
use crate::flows::keys;
use crate::flows::model::Ending;
use crate::flows::phrases::normalize;
use crate::yaml::{Kind, Node};

use super::{did_you_mean, slots, steps};

pub(super) fn flow(reader: &mut Reader, id: &FlowId, node: &Node) -> Option<RawFlow> {
    let mut fields = Fields::new(reader, node, &keys::FLOW_FILE)?;
    let title = fields
        .need(reader, "title")
        .and_then(|node| reader.plain(node, "the title"));
    let label = fields.take("label").and_then(|node| reader.plain(node, "the label"));
    let audience = fields.need(reader, "audience").and_then(|node| audience(reader, node));
    if let Some(node) = fields.take("description") {
        reader.text(node, "the description");
    }
    let start = fields.take("start").map(|node| start(reader, node)).unwrap_or_default();
    let needs_sign_in = fields.take("needs").is_some_and(|node| needs(reader, node));
    let slots = fields.take("slots").map(|node| slots::slots(reader, node));
    let steps = match fields.need(reader, "steps") {
        Some(node) => steps::steps(reader, node),
        None => Vec::new(),
    };
    let endings = fields.take("endings").map(|node| endings(reader, node));
    fields.finish(reader);
    if steps.is_empty() && !reader.gaps {
        reader.gap(
            Code::FlowStep,
            node.line,
            "the flow has no steps",
            "add at least one step below `steps:`",
        );
    }
    let title = title.unwrap_or_else(|| id.to_string());
    Some(RawFlow {
        id: id.clone(),
        label: label.unwrap_or_else(|| title.clone()),
        title,
        audience: audience.unwrap_or(Audience::Member),
        start,
        needs_sign_in,
        slots: slots.unwrap_or_default(),
        steps,
        endings: endings.unwrap_or_default(),
    })
}

fn audience(reader: &mut Reader, node: &Node) -> Option<Audience> {
    let text = reader.text(node, "the audience")?;
    match text.as_str() {
        "member" => Some(Audience::Member),
        "provider" => Some(Audience::Provider),
        other => {
            let remedy = did_you_mean(other, ["member", "provider"]);
            reader.gap(
                Code::WrongValue,
                node.line,
                format!("there is no audience `{other}`"),
                remedy,
            );
            None
        }
    }
}

/// The phrases, normalized.
fn start(reader: &mut Reader, node: &Node) -> Vec<(String, u32)> {
    let mut phrases: Vec<(String, u32)> = Vec::new();
    for item in reader.list(node, "`start`") {
        let Some(text) = reader.plain(item, "a start phrase") else {
            continue;
        };
        let phrase = normalize(&text);
        if phrase.is_empty() {
            reader.error(Code::FlowPhrase, item.line, "a start phrase has no words", "remove it");
        } else if let Some((_, first)) = phrases.iter().find(|(other, _)| *other == phrase) {
            let what = format!("the phrase `{phrase}` stands twice, first in line {first}");
            reader.error(Code::FlowPhrase, item.line, what, "remove one of them");
        } else {
            phrases.push((phrase, item.line));
        }
    }
    phrases
}

fn needs(reader: &mut Reader, node: &Node) -> bool {
    let mut signed_in = false;
    for item in reader.list(node, "`needs`") {
        match &item.kind {
            Kind::Text(text) if text == "signed_in" => signed_in = true,
            _ => reader.error(
                Code::WrongValue,
                item.line,
                "`needs` knows only `signed_in`",
                "write `needs: [signed_in]`",
            ),
        }
    }
    signed_in
}

fn endings(reader: &mut Reader, node: &Node) -> Vec<RawEnding> {
    let Kind::Map(entries) = &node.kind else {
        let remedy = "write a name and below it `say: ...` for each";
        reader.gap(Code::WrongValue, node.line, "`endings` is not a mapping", remedy);
        return Vec::new();
    };
    let mut endings: Vec<RawEnding> = Vec::new();
    for entry in entries {
        if !is_name(&entry.key) || entry.key == "next" {
            let remedy = "use lower-case letters, digits and `_`, a letter first; `next` is taken";
            reader.gap(
                Code::FlowName,
                entry.line,
                format!("`{}` can't be the name of an ending", entry.key),
                remedy,
            );
        } else if let Some(first) = endings.iter().find(|ending| ending.name == entry.key) {
            let what = format!(
                "there are two endings `{}`, the first in line {}",
                entry.key, first.line
            );
            reader.error(Code::FlowName, entry.line, what, "rename or remove one of them");
        } else if let Some(ending) = ending(reader, &entry.key, entry.line, &entry.value) {
            endings.push(ending);
        }
    }
    endings
}

fn ending(reader: &mut Reader, name: &str, line: u32, node: &Node) -> Option<RawEnding> {
    let mut fields = Fields::new(reader, node, &keys::ENDING)?;
    let say = fields.need(reader, "say");
    let handoff = fields.take("handoff").and_then(|node| reader.truth(node, "`handoff`"));
    fields.finish(reader);
    let say = say?;
    let template = reader.template(say, "`say`")?;
    Some(RawEnding {
        name: name.to_owned(),
        line,
        site: Site {
            line: say.line,
            usage: Usage::Spoken,
            template: template.clone(),
        },
        ending: Ending {
            line,
            say: template,
            handoff: handoff.unwrap_or(false),
        },
    })
}
