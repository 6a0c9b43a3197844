//! `frontdesk flows`

mod graph;
mod list;
mod new;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Stop;
use crate::config::find_content;

#[derive(Args)]
pub(super) struct Flows {
    #[command(subcommand)]
    command: Command,
    /// Folder that holds faq, flows, index and templates [default: here, or beside the program]
    #[arg(long, global = true, value_name = "DIR")]
    content: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// List the errands: for whom, how many steps, whether they are sound
    List,
    /// Draw an errand, or all of them: steps, outcomes on the arrows, endings
    Graph(graph::Graph),
    /// Begin a new errand: a sound file that says what to fill in
    New(new::New),
}

/// Runs what was asked for.
pub(super) fn run(flows: Flows) -> Result<ExitCode, Stop> {
    let root = flows.content.unwrap_or_else(find_content);
    if !root.is_dir() {
        return Err(Stop::refused(format_args!("{} is not a folder", root.display())));
    }
    match flows.command {
        Command::List => list::run(&root),
        Command::Graph(graph) => graph::run(&root, graph),
        Command::New(new) => new::run(&root, new),
    }
}
