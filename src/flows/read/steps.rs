//! The steps of a flow.

use super::{
    Fields, Go, RawKind, RawOption, RawStep, RawTarget, Reader, Site, Usage, call, is_name, receipt, slot_name,
};
use crate::conversation::{FlowId, SlotName};
use crate::flaw::Code;
use crate::flows::keys::{self, MOST_ATTEMPTS};
use crate::flows::model::StepKind;
use crate::flows::template::Template;
use crate::yaml::{Kind, Node};

/// How often a prompt is asked where the file does not say.
const ATTEMPTS: u32 = 3;

/// What a step can do; each has exactly one of these, or only `goto` or `end`.
fn all_kinds() -> impl Iterator<Item = &'static str> {
    keys::STEP.kinds.iter().map(|kind| kind.name)
}

pub(super) fn steps(reader: &mut Reader, node: &Node) -> Vec<RawStep> {
    let nodes = reader.list(node, "`steps`");
    nodes.iter().filter_map(|node| step(reader, node)).collect()
}

/// What one step is made of while it is read.
pub(super) struct Draft<'a> {
    pub(super) fields: Fields<'a>,
    pub(super) sites: Vec<Site>,
}

impl Draft<'_> {
    pub(super) fn template(&mut self, reader: &mut Reader, key: &'static str, needed: bool) -> Option<Template> {
        let node = if needed {
            self.fields.need(reader, key)?
        } else {
            self.fields.take(key)?
        };
        site(reader, node, &format!("`{key}`"), Usage::Spoken, &mut self.sites)
    }
}

/// A template and its place.
pub(super) fn site(
    reader: &mut Reader,
    node: &Node,
    what: &str,
    usage: Usage,
    sites: &mut Vec<Site>,
) -> Option<Template> {
    let template = reader.template(node, what)?;
    sites.push(Site {
        line: node.line,
        usage,
        template: template.clone(),
    });
    Some(template)
}

pub(super) fn step(reader: &mut Reader, node: &Node) -> Option<RawStep> {
    let fields = Fields::new(reader, node, &keys::STEP)?;
    let line = fields.line;
    let mut draft = Draft {
        fields,
        sites: Vec::new(),
    };
    let id = draft.fields.take("id").and_then(|node| step_id(reader, node));
    let when = draft
        .fields
        .take("when")
        .and_then(|node| reader.expression(node, "`when`"));
    let go = go(reader, &mut draft.fields);
    let kinds: Vec<_> = all_kinds().filter(|kind| draft.fields.has(kind)).collect();
    let kind = match kinds.as_slice() {
        [] if go.is_some() => Some(RawKind::Simple(StepKind::Pass)),
        [] => {
            let names: Vec<_> = all_kinds().map(|kind| format!("`{kind}`")).collect();
            let remedy = format!("add one of {}, `end`, `goto`", names.join(", "));
            reader.gap(Code::FlowStep, line, "the step does nothing", remedy);
            None
        }
        [kind] => kind_of(reader, kind, &mut draft),
        [first, second, ..] => {
            let what = format!("the step has both `{first}` and `{second}`");
            reader.gap(Code::FlowStep, line, what, "make two steps of it");
            return None;
        }
    };
    for kind in all_kinds() {
        draft.fields.take(kind);
    }
    draft.fields.finish(reader);
    let kind = kind?;
    if go.is_some() && !matches!(kind, RawKind::Simple(_)) {
        let remedy = "say where to go in `on` or in the options";
        reader.error(
            Code::FlowStep,
            line,
            "a call or a choice can't have `goto` or `end` beside it",
            remedy,
        );
    }
    Some(RawStep {
        line,
        id,
        when,
        kind,
        go,
        sites: draft.sites,
    })
}

fn step_id(reader: &mut Reader, node: &Node) -> Option<String> {
    let text = reader.text(node, "the id")?;
    if is_name(&text) && text != "next" {
        return Some(text);
    }
    let remedy = "use lower-case letters, digits and `_`, a letter first; `next` is taken";
    reader.gap(
        Code::FlowName,
        node.line,
        format!("`{text}` can't be the id of a step"),
        remedy,
    );
    None
}

fn go(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Go> {
    let end = fields.take("end").and_then(|node| {
        let end = reader.truth(node, "`end`")?;
        if !end {
            reader.error(Code::FlowStep, node.line, "`end: false` says nothing", "leave it out");
        }
        Some((end, node.line))
    });
    let goto = fields
        .take("goto")
        .and_then(|node| Some((reader.text(node, "`goto`")?, node.line)));
    match (end, goto) {
        (Some((true, line)), Some(_)) => {
            reader.error(
                Code::FlowStep,
                line,
                "the step has both `end` and `goto`",
                "keep one of them",
            );
            Some(Go::End)
        }
        (Some((true, _)), None) => Some(Go::End),
        (_, Some((target, line))) => Some(Go::To(target, line)),
        _ => None,
    }
}

fn kind_of(reader: &mut Reader, kind: &str, draft: &mut Draft<'_>) -> Option<RawKind> {
    match kind {
        "say" => {
            let text = draft.template(reader, "say", true)?;
            Some(RawKind::Simple(StepKind::Say { text }))
        }
        "handoff" => {
            let text = draft.template(reader, "handoff", true)?;
            Some(RawKind::Simple(StepKind::Handoff { text }))
        }
        "do" => {
            let node = draft.fields.need(reader, "do")?;
            let text = reader.text(node, "`do`")?;
            match FlowId::new(&text) {
                Ok(flow) => Some(RawKind::Simple(StepKind::Do { flow })),
                Err(_) => {
                    let remedy = "write the name of its file without `.yaml`";
                    reader.gap(
                        Code::FlowName,
                        node.line,
                        format!("`{text}` can't be the name of a flow"),
                        remedy,
                    );
                    None
                }
            }
        }
        "collect" => collect(reader, draft),
        "choose" => choose(reader, draft),
        "receipt" => receipt::receipt(reader, draft),
        _ => call::call(reader, draft),
    }
}

fn collect(reader: &mut Reader, draft: &mut Draft<'_>) -> Option<RawKind> {
    let node = draft.fields.need(reader, "collect")?;
    let slots = collected(reader, node);
    let ask = draft.template(reader, "ask", true);
    let title = draft.template(reader, "title", false);
    let attempts = draft.fields.take("attempts").and_then(|node| attempts(reader, node));
    Some(RawKind::Simple(StepKind::Collect {
        slots,
        ask: ask?,
        title,
        attempts: attempts.unwrap_or(ATTEMPTS),
    }))
}

fn collected(reader: &mut Reader, node: &Node) -> Vec<SlotName> {
    let nodes = match &node.kind {
        Kind::Text(_) => std::slice::from_ref(node),
        _ => reader.list(node, "`collect`"),
    };
    let mut slots = Vec::new();
    for node in nodes {
        let Some(text) = reader.text(node, "the name of a slot") else {
            continue;
        };
        match slot_name(reader, &text, node.line) {
            Some(name) if slots.contains(&name) => {
                reader.error(
                    Code::FlowStep,
                    node.line,
                    format!("`{name}` is asked for twice on one card"),
                    "remove one of them",
                );
            }
            Some(name) => slots.push(name),
            None => {}
        }
    }
    if slots.is_empty() && !reader.gaps {
        reader.gap(
            Code::FlowStep,
            node.line,
            "`collect` names no slot",
            "write the slot that the prompt fills",
        );
    }
    slots
}

fn attempts(reader: &mut Reader, node: &Node) -> Option<u32> {
    let text = reader.text(node, "`attempts`")?;
    let attempts = text.parse().ok().filter(|number| (1..=MOST_ATTEMPTS).contains(number));
    if attempts.is_none() {
        let what = format!("`attempts` is `{text}`");
        reader.error(
            Code::FlowStep,
            node.line,
            what,
            format!("write a number from 1 to {MOST_ATTEMPTS}"),
        );
    }
    attempts
}

fn choose(reader: &mut Reader, draft: &mut Draft<'_>) -> Option<RawKind> {
    let node = draft.fields.need(reader, "choose")?;
    let mut inner = Draft {
        fields: Fields::new(reader, node, &keys::CHOOSE)?,
        sites: Vec::new(),
    };
    let ask = inner.template(reader, "ask", true);
    let mut options = Vec::new();
    if let Some(node) = inner.fields.need(reader, "options") {
        let nodes = reader.list(node, "`options`");
        options.extend(nodes.iter().filter_map(|node| option(reader, node)));
        if nodes.len() < 2 {
            reader.error(
                Code::FlowStep,
                node.line,
                "`choose` leaves no choice",
                "give at least two options",
            );
        }
    }
    inner.fields.finish(reader);
    draft.sites.append(&mut inner.sites);
    Some(RawKind::Choose { ask: ask?, options })
}

fn option(reader: &mut Reader, node: &Node) -> Option<RawOption> {
    let mut fields = Fields::new(reader, node, &keys::OPTION)?;
    let label = fields
        .need(reader, "label")
        .and_then(|node| reader.plain(node, "the label"));
    let goto = fields.take("goto");
    let inline = fields.take("steps");
    let target = match (goto, inline) {
        (Some(node), None) => reader
            .text(node, "`goto`")
            .map(|name| RawTarget::Named(name, node.line)),
        (None, Some(node)) => Some(RawTarget::Steps(steps(reader, node))),
        (Some(node), Some(_)) => {
            reader.error(
                Code::FlowStep,
                node.line,
                "the option has both `goto` and `steps`",
                "keep one of them",
            );
            None
        }
        (None, None) => {
            let remedy = "add `goto: ...` with a step, an ending or `next`, or `steps: [...]`";
            reader.gap(Code::FlowStep, fields.line, "the option leads nowhere", remedy);
            None
        }
    };
    fields.finish(reader);
    Some(RawOption {
        label: label?,
        line: node.line,
        target: target?,
    })
}
