//! Flaws as people read them, and as machines do.

use std::io::IsTerminal;
use std::path::Path;

use serde::Serialize;

use super::Outcome;
use super::stories::{self, Ran};
use crate::cli::say;
use crate::flaw::{self, Flaw, Severity, counted};

/// How flaws are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// One JSON document; docs/checks.md gives its shape.
    Json,
    /// Annotations of GitHub Actions.
    Github,
}

/// The document of `--format json`.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    ready: bool,
    answers: Option<usize>,
    errands: Option<usize>,
    errors: usize,
    warnings: usize,
    flaws: Vec<Told<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stories: Option<stories::Document<'a>>,
}

#[derive(Serialize)]
struct Told<'a> {
    file: &'a str,
    line: Option<u32>,
    severity: Severity,
    code: flaw::Code,
    message: &'a str,
    remedy: &'a str,
}

/// Prints what came out of a check of `root`.
pub(super) fn print(outcome: &Outcome, root: &Path, format: Format) {
    match format {
        Format::Text => {
            let colours = Colours::of_the_terminal();
            for flaw in &outcome.flaws {
                say(text(flaw, root, colours));
            }
            outcome.stories.iter().flat_map(Ran::lines).for_each(say);
            say(summary(outcome, colours));
        }
        Format::Json => say(json(outcome)),
        Format::Github => {
            for flaw in &outcome.flaws {
                say(annotation(flaw, root));
            }
            outcome.stories.iter().flat_map(Ran::lines).for_each(say);
            say(summary(outcome, Colours(false)));
        }
    }
}

/// Whether to mark words with colours.
#[derive(Clone, Copy)]
pub(super) struct Colours(bool);

impl Colours {
    /// On a terminal, unless whoever sits there wants none (https://no-color.org).
    pub(super) fn of_the_terminal() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self(std::io::stdout().is_terminal() && !unwanted && !dumb)
    }

    /// `text` in a style of ECMA-48, as in `1;31`.
    pub(super) fn paint(self, style: &str, text: &str) -> String {
        if self.0 {
            format!("\x1b[{style}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// A flaw on two lines: what is wrong and where, and what to do.
pub(super) fn text(flaw: &Flaw, root: &Path, colours: Colours) -> String {
    let (name, style) = match flaw.severity {
        Severity::Error => ("error", "1;31"),
        Severity::Warning => ("warning", "1;33"),
    };
    let head = colours.paint(style, &format!("{name}[{}]", flaw.code));
    let place = colours.paint("1", &place(flaw, root));
    format!(
        "{head} {place}: {}\n    -> {}",
        one_line(&flaw.what),
        one_line(&flaw.remedy)
    )
}

/// Where a flaw is, so that terminals and editors can lead there.
fn place(flaw: &Flaw, root: &Path) -> String {
    let file = path(flaw, root);
    if flaw.line == 0 {
        file
    } else {
        format!("{file}:{}", flaw.line)
    }
}

fn path(flaw: &Flaw, root: &Path) -> String {
    if root == Path::new(".") {
        flaw.file.clone()
    } else {
        root.join(&flaw.file).display().to_string()
    }
}

/// What was quoted from a file may hold anything; a terminal must not obey it.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// The last line.
pub(super) fn summary(outcome: &Outcome, colours: Colours) -> String {
    let (errors, warnings) = flaw::counts(&outcome.flaws);
    let warnings = counted(warnings, "warning");
    match outcome.size {
        Some((answers, errands)) if outcome.ready() => {
            let (answers, errands) = (counted(answers, "answer"), counted(errands, "errand"));
            let ready = colours.paint("1;32", "ready to go live");
            format!("{answers}, {errands}, {warnings}: {ready}")
        }
        _ => {
            let not = colours.paint("1;31", "not ready to go live");
            format!("{}, {warnings}: {not}", counted(errors, "error"))
        }
    }
}

/// The whole outcome as one line of JSON.
fn json(outcome: &Outcome) -> String {
    let (errors, warnings) = flaw::counts(&outcome.flaws);
    let told = outcome.flaws.iter().map(|flaw| Told {
        file: &flaw.file,
        line: (flaw.line > 0).then_some(flaw.line),
        severity: flaw.severity,
        code: flaw.code,
        message: &flaw.what,
        remedy: &flaw.remedy,
    });
    let document = Document {
        version: 1,
        ready: outcome.ready(),
        answers: outcome.size.map(|(answers, _)| answers),
        errands: outcome.size.map(|(_, errands)| errands),
        errors,
        warnings,
        flaws: told.collect(),
        stories: outcome.stories.as_ref().map(Ran::document),
    };
    serde_json::to_string(&document).unwrap_or_default()
}

/// A workflow command of GitHub Actions, with what has a meaning there escaped.
fn annotation(flaw: &Flaw, root: &Path) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let command = match flaw.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let line = if flaw.line == 0 {
        String::new()
    } else {
        format!(",line={}", flaw.line)
    };
    let file = path(flaw, root);
    let file = property(file.strip_prefix("./").unwrap_or(&file));
    let message = data(&format!("{} -> {}", flaw.what, flaw.remedy));
    format!("::{command} file={file}{line},title={}::{message}", flaw.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flaw::Code;

    #[test]
    fn an_annotation_is_one_line_whatever_was_quoted() {
        let flaw = Flaw::error(Code::RawHtml, "faq/a,b.md", 3, "100% \"x\n::error::y\"", "mend: it");
        assert_eq!(
            annotation(&flaw, Path::new("./content")),
            "::error file=content/faq/a%2Cb.md,line=3,title=raw-html::100%25 \"x%0A::error::y\" -> mend: it"
        );
    }

    #[test]
    fn a_terminal_does_not_obey_what_was_quoted() {
        let flaw = Flaw::warning(Code::RawHtml, "faq/a.md", 0, "\x1b[2Jgone", "mend it");
        assert_eq!(
            text(&flaw, Path::new("."), Colours(false)),
            "warning[raw-html] faq/a.md:  [2Jgone\n    -> mend it"
        );
        assert!(text(&flaw, Path::new("."), Colours(true)).starts_with("\x1b[1;33mwarning[raw-html]\x1b[0m "));
    }
}
