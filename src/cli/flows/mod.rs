//! `frontdesk flows`

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
        Command::New(new) => new::run(&root, new),
    }
}
