//! `frontdesk chat`

use std::process::ExitCode;
use std::sync::Arc;

use super::{Chat, Stop};
use crate::clock::SystemEntropy;
use crate::terminal::session::{self, Settings};
use crate::terminal::{Keyboard, Screen};

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
