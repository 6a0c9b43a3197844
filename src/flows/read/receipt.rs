//! Receipts.

use super::steps::{Draft, site};
use super::{Fields, RawKind, Reader, Site, Usage};
use crate::flaw::Code;
use crate::flows::keys;
use crate::flows::model::StepKind;
use crate::flows::template::Template;
use crate::yaml::{Kind, Node};

pub(super) fn receipt(reader: &mut Reader, draft: &mut Draft<'_>) -> Option<RawKind> {
    let node = draft.fields.need(reader, "receipt")?;
    let mut fields = Fields::new(reader, node, &keys::RECEIPT)?;
    let sites = &mut draft.sites;
    let title = fields
        .need(reader, "title")
        .and_then(|node| site(reader, node, "`title`", Usage::Receipt, sites));
    let mut part = |reader: &mut Reader, fields: &mut Fields<'_>, key: &'static str| {
        let node = fields.take(key)?;
        site(reader, node, &format!("`{key}`"), Usage::Receipt, sites)
    };
    let reference = part(reader, &mut fields, "reference");
    let next = part(reader, &mut fields, "next");
    let not_you = part(reader, &mut fields, "not_you");
    let lines = match fields.need(reader, "lines") {
        Some(node) => receipt_lines(reader, node, sites),
        None => Vec::new(),
    };
    fields.finish(reader);
    Some(RawKind::Simple(StepKind::Receipt {
        title: title?,
        reference,
        lines,
        next,
        not_you,
    }))
}

fn receipt_lines(reader: &mut Reader, node: &Node, sites: &mut Vec<Site>) -> Vec<(Template, Template)> {
    let Kind::Map(entries) = &node.kind else {
        reader.gap(
            Code::FlowText,
            node.line,
            "`lines` is not a mapping",
            "write `Label: value` for each line",
        );
        return Vec::new();
    };
    let mut lines = Vec::new();
    for entry in entries {
        let key = Node {
            line: entry.line,
            kind: Kind::Text(entry.key.clone()),
        };
        let label = site(reader, &key, "the label", Usage::Receipt, sites);
        let value = site(reader, &entry.value, "the line", Usage::Receipt, sites);
        lines.extend(label.zip(value));
    }
    lines
}
