//! `frontdesk flows graph`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::super::{Stop, say};
use crate::accounts::contract::Policy;
use crate::content;
use crate::flaw::{Flaw, Severity};
use crate::flows::model::{Flow, FlowSet};
use crate::flows::{Flows, graph};

const EXAMPLES: &str = "\
Examples:
  frontdesk flows graph reissue-pin > reissue-pin.svg
  frontdesk flows graph reissue-pin --out reissue-pin.svg
  frontdesk flows graph reissue-pin --format mermaid
  frontdesk flows graph --all --out docs/flows/";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Graph {
    /// The errand: the name of its file in flows/, without .yaml
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    id: Option<String>,
    /// Draw every errand, each into a file of its own, with a page that shows the pictures
    #[arg(long, requires = "out")]
    all: bool,
    /// File to write to; with --all, the folder, made if it is not there [default: standard output]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// A picture, or text for Graphviz or Mermaid
    #[arg(long, value_enum, default_value_t = Format::Svg)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Svg,
    Dot,
    Mermaid,
}

impl Format {
    fn draw(self, flow: &Flow) -> String {
        match self {
            Self::Svg => graph::svg(flow),
            Self::Dot => graph::dot(flow),
            Self::Mermaid => graph::mermaid(flow),
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Dot => "dot",
            Self::Mermaid => "mmd",
        }
    }
}

/// Draws one errand, or all that there are.
pub(super) fn run(root: &Path, asked: Graph) -> Result<ExitCode, Stop> {
    let Flows { set, flaws } = content::flows(root, &Policy::default());
    match (asked.id, asked.out) {
        (Some(id), out) => {
            let drawn = asked.format.draw(find(&set, &flaws, &id)?);
            match out {
                Some(file) => write(&file, &drawn),
                None => {
                    say(drawn.trim_end());
                    Ok(())
                }
            }?;
        }
        (None, out) => all(&set, &flaws, &out.unwrap_or_default(), asked.format)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Draws every errand; none if one of them has errors.
fn all(set: &FlowSet, flaws: &[Flaw], folder: &Path, format: Format) -> Result<(), Stop> {
    if let Some(flaw) = flaws.iter().find(|flaw| flaw.severity == Severity::Error) {
        return Err(Stop::failed(format_args!(
            "not drawn: {flaw}\nfrontdesk check names all that is wrong"
        )));
    }
    fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
    for closure in set.flows.values() {
        let file = folder.join(format!("{}.{}", closure.flow.id, format.ending()));
        write(&file, &format.draw(&closure.flow))?;
        say(file.display());
    }
    if matches!(format, Format::Svg) {
        let flows: Vec<&Flow> = set.flows.values().map(|closure| &*closure.flow).collect();
        let page = folder.join("README.md");
        write(&page, &graph::index(&flows))?;
        say(page.display());
    }
    Ok(())
}

/// The errand called `id`, or what keeps it from being drawn.
fn find<'a>(set: &'a FlowSet, flaws: &[Flaw], id: &str) -> Result<&'a Flow, Stop> {
    let found = set.flows.values().find(|closure| closure.flow.id.as_str() == id);
    if let Some(closure) = found {
        return Ok(&closure.flow);
    }
    let file = format!("flows/{id}.yaml");
    let wrong = flaws
        .iter()
        .find(|flaw| flaw.file == file && flaw.severity == Severity::Error);
    if let Some(flaw) = wrong {
        return Err(Stop::failed(format_args!(
            "not drawn: {flaw}\nfrontdesk check names all that is wrong"
        )));
    }
    let known: Vec<&str> = set.flows.keys().map(|id| id.as_str()).collect();
    Err(Stop::refused(format_args!(
        "there is no errand `{id}`; there are: {}",
        known.join(", ")
    )))
}

fn write(file: &Path, drawn: &str) -> Result<(), Stop> {
    fs::write(file, drawn).map_err(|error| unwritten(file, &error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Stop {
    Stop::failed(format_args!("{} can't be written: {error}", path.display()))
}
