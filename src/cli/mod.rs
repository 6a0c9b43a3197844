//! The command line: a file for each command.
//!
//! Exit codes: 0, all is well; 1, it did not work or has flaws; 2, it was asked for something that can't be done.

mod ask;
mod backup;
mod chat;
mod check;
mod eval;
mod faq;
mod flood;
mod flows;
mod logs;
mod offline;
mod panics;
mod scaffold;
mod serve;
mod story;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::app;
use crate::config::{self, Config, Flags};
use crate::conversation::Audience;

/// The front desk of a health insurer's web site: approved answers, guided errands, exactly once.
#[derive(Parser)]
#[command(version, about, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

const EXAMPLES: &str = "\
Examples:
  frontdesk                                      the demonstration, on http://127.0.0.1:8080
  frontdesk serve --listen 127.0.0.1:0           the same on any free port
  frontdesk serve --config frontdesk.toml        for real
  frontdesk check                                every flaw: where, and what to do
  frontdesk check --watch                        the same on each save
  frontdesk ask \"i lost my pin\"                  what the index makes of a question
  frontdesk eval                                 how well questions are understood
  frontdesk flows graph reissue-pin --out r.svg  an errand, drawn
  frontdesk chat                                 the conversation in this terminal
  frontdesk story record tests/stories/new.yaml  a conversation becomes a test
  frontdesk faq new member/pin/pin-abroad        a new answer, sound from the start
  frontdesk flows new change-address             a new errand

Every setting of the file is also a variable: FRONTDESK_LOG__LEVEL=debug is level in [log].";

#[derive(Subcommand)]
enum Command {
    /// Serve visitors (the default). Without a configuration file: the demonstration
    Serve(Serve),
    /// Check the content: prints every flaw with its place and remedy
    #[command(after_help = check::EXAMPLES)]
    Check(check::Check),
    /// Ask the index a question: prints what it would answer or offer
    #[command(after_help = ask::HELP)]
    Ask(Ask),
    /// Measure how well questions are understood: our content, or any bank of questions and answers
    #[command(after_help = eval::HELP)]
    Eval(eval::Eval),
    /// Talk to a running server in this terminal, or by a script
    #[command(after_help = chat::HELP)]
    Chat(chat::Chat),
    /// Conversations as tests
    #[command(subcommand)]
    Story(story::Story),
    /// Begin a new answer
    Faq(faq::Faq),
    /// List the errands, draw them, or begin a new one
    Flows(flows::Flows),
    /// Copy the databases of a running service into one file
    #[command(after_help = backup::TAKE, mut_arg("force", |force| force.help("Write over a file that is there")))]
    Backup(backup::Backup),
    /// Put the databases of a backup into the data folder of a service that does not run
    #[command(after_help = backup::RESTORE)]
    Restore(backup::Backup),
}

#[derive(Args)]
struct Serve {
    /// Address and port; port 0 is any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Folder of the databases and keys; made if it is not there [default: data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder that holds faq, flows, index and templates [default: here, or beside the program]
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE", env = "FRONTDESK_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
    /// Print every setting as it would be, and where each comes from; serve nobody
    #[arg(long)]
    print_config: bool,
}

#[derive(Args)]
struct Ask {
    /// The question, in quotes
    question: String,
    /// Who asks
    #[arg(long, value_enum, default_value_t = For::Member)]
    audience: For,
    /// Tell why: what speaks for each candidate, slips mended, the probability, and what held it back
    #[arg(long)]
    explain: bool,
    /// What was talked about just before, newest first (for "how long does that take?"): an answer, as its path below faq
    /// without .md, or an errand, as flow:NAME
    #[arg(long, value_name = "ANSWER|flow:NAME")]
    after: Vec<String>,
    /// Folder that holds faq, flows, index and templates [default: here, or beside the program]
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
    /// Configuration file (TOML): the model, and from which probability on the index answers, and offers
    #[arg(long, value_name = "FILE", env = "FRONTDESK_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum For {
    Member,
    Provider,
}

impl From<For> for Audience {
    fn from(audience: For) -> Self {
        match audience {
            For::Member => Self::Member,
            For::Provider => Self::Provider,
        }
    }
}

/// It did not work, or there are flaws.
const FAILED: u8 = 1;
/// It was asked for something that can't be done.
const REFUSED: u8 = 2;

/// A command that ends badly: what to say, and the exit code.
struct Stop {
    code: u8,
    message: String,
}

impl Stop {
    fn failed(message: impl std::fmt::Display) -> Self {
        Self {
            code: FAILED,
            message: message.to_string(),
        }
    }

    fn refused(message: impl std::fmt::Display) -> Self {
        Self {
            code: REFUSED,
            message: message.to_string(),
        }
    }
}

/// Runs what the command line asks for.
pub fn run() -> ExitCode {
    let line = Line::parse();
    let command = line.command.unwrap_or(Command::Serve(line.serve));
    if matches!(command, Command::Check(_) | Command::Ask(_) | Command::Eval(_)) {
        logs::start_for_warnings();
    }
    let done = match command {
        Command::Serve(serve) => serve::run(serve),
        Command::Check(check) => check::run(check),
        Command::Ask(ask) => ask::run(ask),
        Command::Eval(asked) => eval::run(asked),
        Command::Chat(chat) => chat::run(chat),
        Command::Story(asked) => story::run(asked),
        Command::Faq(faq) => faq::run(faq),
        Command::Flows(flows) => flows::run(flows),
        Command::Backup(asked) => backup::take(asked),
        Command::Restore(asked) => backup::restore(asked),
    };
    match done {
        Ok(code) => code,
        Err(stop) => {
            complain(&stop.message);
            ExitCode::from(stop.code)
        }
    }
}

#[expect(clippy::print_stderr, reason = "the command line speaks to whoever started it")]
fn complain(message: &str) {
    eprintln!("frontdesk: {message}");
}

/// Whoever started it may have stopped listening (`frontdesk check | head`): then nobody misses the line.
fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The environment as text. What others put there may be anything; a variable of ours must be text.
fn variables() -> Result<Vec<(String, String)>, Stop> {
    let named = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let ours = named.filter(|(name, _)| name.starts_with(config::VARIABLES));
    ours.map(|(name, value)| match value.into_string() {
        Ok(value) => Ok((name, value)),
        Err(_) => Err(Stop::refused(format_args!(
            "the environment variable {name} must be text in UTF-8"
        ))),
    })
    .collect()
}

impl Serve {
    fn config(&self) -> Result<Config, Stop> {
        Config::load(self.config.as_deref(), variables()?.into_iter(), self.flags()).map_err(Stop::refused)
    }

    fn printed_config(&self) -> Result<String, Stop> {
        // What would be refused is no setting to show.
        app::understanding(&self.config()?).map_err(Stop::refused)?;
        config::printed(self.config.as_deref(), variables()?.into_iter(), self.flags()).map_err(Stop::refused)
    }

    fn flags(&self) -> Flags {
        Flags {
            listen: self.listen.clone(),
            data: self.data.clone(),
            content: self.content.clone(),
        }
    }

    /// What a service that was started so would use, for commands about its data.
    fn on(data: Option<PathBuf>, config: Option<PathBuf>) -> Self {
        Self {
            listen: None,
            data,
            content: None,
            config,
            print_config: false,
        }
    }
}
