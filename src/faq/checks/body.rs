//! Checks of one answer's body.

use std::collections::BTreeSet;

use super::links;
use crate::faq::{Filled, Render, numbers};
use crate::flaw::{Code, Flaw};
use crate::markdown::{self, FaultKind, FirstBlock};
use crate::words::normalize;

/// A body that may be shown.
pub(in crate::faq) struct Body {
    /// The Markdown with the facts put in.
    pub(in crate::faq) text: String,
    /// The names of the facts.
    pub(in crate::faq) quotes: BTreeSet<String>,
}

/// The body with the facts put in; nothing where a flaw keeps it from being shown. It begins on `first_line` of `file`.
pub(in crate::faq) fn read(
    file: &str,
    body: &str,
    first_line: u32,
    render: Render<'_>,
    flaws: &mut Vec<Flaw>,
) -> Option<Body> {
    let before = flaws.len();
    for (line, text) in (first_line..).zip(body.lines()) {
        flaws.extend(numbers::flaws(file, line, text, "{{ contacts.<name> }}"));
    }
    let Filled { text, names } = match render(body) {
        Ok(filled) => filled,
        Err(misfits) => {
            flaws.extend(misfits.into_iter().map(|misfit| {
                let what = format!("the facts can't be put in: {}", misfit.what);
                Flaw::error(
                    Code::BadTemplate,
                    file,
                    first_line + misfit.line.saturating_sub(1),
                    what,
                    misfit.remedy,
                )
            }));
            return None;
        }
    };
    markup(file, &text, first_line, flaws);
    let sound = flaws
        .iter()
        .skip(before)
        .all(|flaw| flaw.severity != crate::flaw::Severity::Error);
    sound.then(|| Body {
        text: text.trim().to_owned(),
        quotes: names,
    })
}

fn markup(file: &str, text: &str, first_line: u32, flaws: &mut Vec<Flaw>) {
    for fault in markdown::faults(text) {
        let (code, what, remedy) = match fault.kind {
            FaultKind::Html => (Code::RawHtml, "raw HTML is not shown", "write it in Markdown"),
            FaultKind::Image => (Code::Image, "images are not shown", "say it in words"),
        };
        flaws.push(Flaw::error(code, file, first_line + fault.line - 1, what, remedy));
    }
    links::check(file, text, first_line, flaws);
    if normalize(&markdown::plain(text)).is_empty() {
        let remedy = "write it below the second `---`";
        flaws.push(Flaw::error(
            Code::NoAnswer,
            file,
            first_line,
            "there is no answer",
            remedy,
        ));
        return;
    }
    if let Some((line, what)) = not_alone(text) {
        let remedy = "begin with a sentence that answers the question by itself: it is what a screen reader says first";
        flaws.push(Flaw::error(
            Code::FirstSentence,
            file,
            first_line + line - 1,
            what,
            remedy,
        ));
    }
}

/// Why the first sentence does not stand alone, and its line in the body.
fn not_alone(text: &str) -> Option<(u32, String)> {
    let (line, block) = markdown::first_block(text)?;
    let what = match block {
        FirstBlock::Paragraph(words) if words.trim_end().ends_with(':') && sentences(&words) < 2 => {
            "the answer's first sentence only leads to what follows"
        }
        FirstBlock::Paragraph(_) => return None,
        FirstBlock::Heading => "the answer begins with a heading",
        FirstBlock::List => "the answer begins with a list",
        FirstBlock::Table => "the answer begins with a table",
        FirstBlock::Other => "the answer does not begin with a sentence",
    };
    Some((line, what.to_owned()))
}

fn sentences(words: &str) -> usize {
    words
        .split_inclusive(['.', '!', '?', ':'])
        .filter(|part| part.chars().any(char::is_alphabetic))
        .count()
}
