//! The log: for people on a terminal, one JSON object a line otherwise; always on the error output.
//!
//! Only our own records follow the configured level. Libraries are heard from warnings on: some of them would write down
//! what they read from a connection. A flood is kept out of it ([`Flood`]).

use std::io::IsTerminal;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::flood::Flood;
use crate::clock::SystemClock;
use crate::config::{LogConfig, LogFormat};
use crate::terminal::wants_colour;

/// Starts a log of warnings alone, for a command that ends by itself.
pub(super) fn start_for_warnings() {
    let log = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && wants_colour())
        .with_target(false)
        .without_time();
    let _ = tracing_subscriber::registry()
        .with(EnvFilter::new("off,frontdesk=warn"))
        .with(log)
        .try_init();
}

/// Starts the log.
pub(super) fn start(config: LogConfig) {
    let filter = EnvFilter::new(format!("warn,frontdesk={}", config.level.as_str()));
    let human = match config.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let flood = Flood::new(Arc::new(SystemClock));
    // A span leaves a line when it ends; there are none above debug level.
    let log = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_span_events(FmtSpan::CLOSE);
    let rest = tracing_subscriber::registry().with(filter).with(flood);
    // A second start, as in tests, changes nothing.
    let _ = if human {
        rest.with(log.with_ansi(std::io::stderr().is_terminal() && wants_colour()))
            .try_init()
    } else {
        rest.with(log.json().flatten_event(true)).try_init()
    };
}
