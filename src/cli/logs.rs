//! The log: for people on a terminal, one JSON object a line otherwise; always on the error output.
//!
//! Only our own records follow the configured level. Libraries are heard from warnings on: some of them would write down
//! what they read from a connection.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{LogConfig, LogFormat};

/// Starts the log.
pub(super) fn start(config: LogConfig) {
    let filter = EnvFilter::new(format!("warn,frontdesk={}", config.level.as_str()));
    let human = match config.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start, as in tests, changes nothing.
    let _ = if human {
        log.with_ansi(std::io::stderr().is_terminal()).try_init()
    } else {
        log.json().flatten_event(true).try_init()
    };
}
