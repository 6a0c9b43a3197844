//! The arguments of a call: expressions, in lists and records where the operation wants those.

use super::{RawArgument, RawValue, Reader};
use crate::flaw::Code;
use crate::yaml::{Kind, Node};

pub(super) fn arguments(reader: &mut Reader, node: &Node) -> Vec<RawArgument> {
    let Kind::Map(entries) = &node.kind else {
        reader.gap(
            Code::FlowArgument,
            node.line,
            "`with` is not a mapping",
            "write `argument: value` for each",
        );
        return Vec::new();
    };
    let mut arguments: Vec<RawArgument> = Vec::new();
    for entry in entries {
        if let Some(first) = arguments.iter().find(|argument| argument.name == entry.key) {
            let what = format!("`{}` is given twice, first in line {}", entry.key, first.line);
            reader.error(Code::FlowArgument, entry.line, what, "remove one of them");
            continue;
        }
        let value = value(reader, &entry.value, &entry.key);
        arguments.extend(value.map(|value| RawArgument {
            name: entry.key.clone(),
            line: entry.line,
            value,
        }));
    }
    arguments
}

fn value(reader: &mut Reader, node: &Node, name: &str) -> Option<RawValue> {
    match &node.kind {
        Kind::List(items) => {
            let values = items.iter().filter_map(|item| value(reader, item, name)).collect();
            Some(RawValue::List(values, node.line))
        }
        Kind::Map(_) => Some(RawValue::Record(arguments(reader, node), node.line)),
        Kind::Text(_) | Kind::Null => {
            let expression = reader.expression(node, &format!("`{name}`"))?;
            Some(RawValue::Expression(expression, node.line))
        }
    }
}
