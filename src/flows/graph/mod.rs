//! A flow as a drawing: its steps as boxes, the ways between them as arrows with their outcomes.
//!
//! Pure: a checked [`Flow`] in, text out; the same flow gives the same bytes. [`Graph`] says what is drawn, `layout` where,
//! and `svg`, `dot` and `mermaid` write it down.

mod dot;
mod layout;
mod making;
mod mermaid;
mod outline;
mod parts;
mod svg;
mod words;

#[cfg(test)]
mod tests;

use super::model::Flow;
use parts::Graph;

/// The flow as a picture that stands alone: no script, no fonts of its own, light and dark, with its outline in words for
/// whoever can't see it.
pub fn svg(flow: &Flow) -> String {
    svg::draw(&Graph::of(flow))
}

/// The flow in the language of Graphviz.
pub fn dot(flow: &Flow) -> String {
    dot::write(&Graph::of(flow))
}

/// The flow as a Mermaid flowchart, which many wikis draw.
pub fn mermaid(flow: &Flow) -> String {
    mermaid::write(&Graph::of(flow))
}

/// A page in Markdown that shows the pictures of `flows`, which lie beside it as `<id>.svg`.
pub fn index(flows: &[&Flow]) -> String {
    let mut page = "# The errands, drawn\n\nMade from `flows/` by `frontdesk flows graph --all --out docs/flows`; a test sees to it \
                    that they are not out of date.\n"
        .to_owned();
    for flow in flows {
        let Flow { id, title, .. } = flow;
        page.push_str(&format!(
            "\n## {title}\n\n![{title}: its steps, outcomes and endings]({id}.svg)\n"
        ));
    }
    page
}
