//! `frontdesk serve`

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::process::ExitCode;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Serve, Stop, logs, panics, say};
use crate::accounts::embedded::demo::Demo;
use crate::app;
use crate::config::Config;

pub(super) fn run(serve: Serve) -> Result<ExitCode, Stop> {
    if serve.print_config {
        say(serve.printed_config()?.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let without_file = serve.config.is_none();
    let config = serve.config()?;
    logs::start(config.log);
    panics::log();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Stop::failed)?;
    runtime.block_on(serve_visitors(config, without_file))
}

async fn serve_visitors(config: Config, without_file: bool) -> Result<ExitCode, Stop> {
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().map_err(Stop::failed)?;
    let data = config.data.clone();
    let app = app::build(config).await.map_err(Stop::failed)?;
    announce(address, &data, app.demo(), without_file);
    tracing::info!(%address, data = %data.display(), version = env!("CARGO_PKG_VERSION"), "listening");
    if app.demo().is_none() {
        tracing::warn!("this version sends no mail yet: codes and letters stay in the outbox of accounts.db");
    }
    let stop = CancellationToken::new();
    tokio::spawn(on_signal(stop.clone()));
    app.serve(listener, stop).await;
    Ok(ExitCode::SUCCESS)
}

/// Takes the address, or says what to do.
async fn listen(address: SocketAddr) -> Result<TcpListener, Stop> {
    TcpListener::bind(address).await.map_err(|error| {
        let other = match address.port().checked_add(1) {
            Some(next) => format!("{}, or port 0 for any free one", SocketAddr::new(address.ip(), next)),
            None => "another port".into(),
        };
        Stop::failed(match error.kind() {
            ErrorKind::AddrInUse => {
                format!("{address} is in use by another program; choose another with --listen {other}")
            }
            ErrorKind::PermissionDenied => {
                format!("this user may not listen on {address}; choose a port above 1023 with --listen")
            }
            ErrorKind::AddrNotAvailable => {
                format!("{address} is not an address of this machine; choose one with --listen, such as 127.0.0.1:8080")
            }
            _ => format!("can't listen on {address}: {error}"),
        })
    })
}

/// Says where everything is.
fn announce(address: SocketAddr, data: &std::path::Path, demo: Option<&Demo>, without_file: bool) {
    let Some(demo) = demo else {
        say(format_args!("listening on http://{address}"));
        return;
    };
    let why = if without_file { " (no configuration file)" } else { "" };
    say(format_args!(
        "Frontdesk, the demonstration{why}: the people are made up, and nothing leaves this machine."
    ));
    say("");
    say(format_args!("listening on http://{address}"));
    say("");
    say(format_args!("  members     http://{address}/member"));
    say(format_args!("  providers   http://{address}/provider"));
    say(format_args!(
        "  its mail    http://{address}/demo/outbox    (codes and letters)"
    ));
    say(format_args!(
        "  playground  http://{address}/playground     (the chat's looks and calls, to try)"
    ));
    say(format_args!("  its data    {}", data.display()));
    say("");
    say("Sign in as (user name, password):");
    for person in &demo.people {
        say(format_args!(
            "  {:<9} {:<14} {:<16} {}: {}",
            person.audience, person.user_name, person.password, person.name, person.notes
        ));
    }
    say("");
    say("Tax IDs and claims to prove an organization with stand at the foot of the providers' page.");
    say("");
    say("Stop with Ctrl-C.");
}

/// Stops on the first signal to end, and at once on the second.
async fn on_signal(stop: CancellationToken) {
    signal().await;
    tracing::info!("going down: finishing what is under way");
    stop.cancel();
    signal().await;
    std::process::exit(1);
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn signal() {
    drop(tokio::signal::ctrl_c().await);
}
