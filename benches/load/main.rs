//! `cargo bench --bench load`: Frontdesk under load, beside a bare echo and the store alone in the same run.
//!
//! Everything that serves is a process of its own on the first processor: Frontdesk (release build, as it is started for
//! real), the framework's WebSocket as an echo, and the store with the commits that the chat would make. The client, one
//! thread, is on the second processor. Absolute times say little about another machine; the ratios hold.
//! `docs/speed.md` has the last table and says how to read it.

mod arrivals;
mod client;
#[path = "../shared/content.rs"]
mod content;
mod drive;
mod echo;
#[path = "../shared/machine.rs"]
#[expect(dead_code, reason = "the measurement of understanding uses more of it")]
mod machine;
#[path = "../shared/progress.rs"]
mod progress;
mod questions;
mod reload;
mod report;
mod server;
mod stages;
mod store;
mod visitor;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::server::{Frontdesk, Model};
use crate::stages::{Plan, Stage};
use crate::store::{Commits, Load};

/// Whatever goes wrong ends the run.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;
/// See [`Failed`].
pub type Result<T> = std::result::Result<T, Failed>;

/// Frontdesk under load, beside a bare echo and the store alone: how fast, how much memory, against the aims.
///
/// Everything is on this machine: servers on the first processor, the client on the second. Close what else is at work.
#[derive(Parser)]
#[command(name = "cargo bench --bench load --", args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
struct Line {
    #[command(subcommand)]
    part: Option<Part>,
    /// One round instead of the median of three, and shorter: a minute instead of five
    #[arg(long)]
    quick: bool,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
    /// Only these stages
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STAGE")]
    only: Vec<Stage>,
    /// Another Frontdesk than the one that was just built
    #[arg(long, value_name = "FILE", default_value = env!("CARGO_BIN_EXE_frontdesk"), hide_default_value = true)]
    program: PathBuf,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

const EXAMPLES: &str = "\
Examples:
  cargo bench --bench load                                  everything, five minutes
  cargo bench --bench load -- --quick                       everything, a minute
  cargo bench --bench load -- --only form,questions         turns a second, and what they are held against
  cargo bench --bench load -- --json > figures.json         for machines
  cargo bench --bench load -- --program ./frontdesk-before  an older build, to compare";

/// What this program is in the processes that it starts.
#[derive(Subcommand)]
#[command(hide = true)]
enum Part {
    /// The bare echo
    #[command(hide = true)]
    Echo,
    /// The store alone
    #[command(hide = true)]
    Store {
        #[arg(long, value_enum)]
        commits: Commits,
        #[arg(long)]
        conversations: usize,
        #[arg(long)]
        rate: Option<f64>,
        #[arg(long)]
        warm: f64,
        #[arg(long)]
        measured: f64,
        #[arg(long)]
        content: PathBuf,
    },
}

fn main() -> ExitCode {
    let line = Line::parse();
    match run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            progress::complain("load", &error);
            ExitCode::FAILURE
        }
    }
}

fn run(line: Line) -> Result<()> {
    match line.part {
        Some(Part::Echo) => server_runtime()?.block_on(echo::serve()),
        Some(Part::Store {
            commits,
            conversations,
            rate,
            warm,
            measured,
            content,
        }) => {
            let load = Load {
                script: commits,
                conversations,
                rate,
                span: store::span(warm, measured),
            };
            server_runtime()?.block_on(store::serve(load, &content))
        }
        None => {
            let machine = machine::description(std::thread::available_parallelism()?.get());
            machine::pin(machine::CLIENT)?;
            let plan = Plan::new(line.quick, line.only);
            let frontdesk = Frontdesk {
                program: line.program,
                content: content::shipped(),
                model: Model::Shipped,
            };
            let client = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let report = client.block_on(stages::run(&plan, &frontdesk, machine))?;
            say(match line.json {
                true => serde_json::to_string_pretty(&report)?,
                false => report.markdown(),
            });
            Ok(())
        }
    }
}

/// As Frontdesk has it on one processor: one worker.
fn server_runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?)
}

/// Prints a line.
pub fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// So many seconds.
pub fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}
