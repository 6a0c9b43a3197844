//! `frontdesk chat`

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::{For, Stop};
use crate::clock::SystemEntropy;
use crate::terminal::session::{self, Settings};
use crate::terminal::{Keyboard, Screen};

/// Which server, and as whom.
#[derive(Args)]
pub(super) struct Chat {
    /// The server
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    /// Who asks
    #[arg(long, value_enum, default_value_t = For::Member)]
    audience: For,
    /// Sign in first; the password is asked for and not shown
    #[arg(long, value_name = "NAME")]
    sign_in: Option<String>,
    /// Go on with the conversation that was kept
    #[arg(long)]
    resume: bool,
    /// Keep what resumes the conversation in a file that only you can read
    #[arg(long)]
    keep: bool,
}

/// What `--help` says besides.
pub(super) const HELP: &str = "\
Type a question, an answer, or the number of a choice; /help lists the commands. Passwords, codes and other secrets are
not shown, and go past the conversation to the account service. Ctrl-D leaves.

Nothing is kept on this machine unless --keep or --resume is given: then the conversation's token stands in
$XDG_STATE_HOME/frontdesk/chat.json (~/.local/state), for your eyes only, until the conversation ends or /start-over.

Examples:
  frontdesk chat                                 as a member, with the demonstration on this machine
  frontdesk chat --audience provider --sign-in clinicdesk1
  frontdesk chat --keep                          later: frontdesk chat --resume
  ssh desk.example frontdesk chat                on the server itself; plain HTTP only
  printf 'i lost my pin\\n' | frontdesk chat      by a script: one line per answer; exits with 1 if a line was not sent";

/// Talks to a running server.
pub(super) fn run(chat: Chat) -> Result<ExitCode, Stop> {
    let settings = Settings {
        url: chat.url.parse().map_err(Stop::refused)?,
        audience: chat.audience.into(),
        sign_in: chat.sign_in,
        resume: chat.resume,
        keep: chat.keep,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Stop::failed)?;
    let screen = Screen::of_process();
    let keyboard = Keyboard::of_process(&screen);
    let ended = runtime.block_on(session::run(settings, keyboard, screen, Arc::new(SystemEntropy)));
    // A thread may still wait for a key; nobody waits for it.
    runtime.shutdown_background();
    ended.map_err(Stop::failed)?;
    Ok(ExitCode::SUCCESS)
}
