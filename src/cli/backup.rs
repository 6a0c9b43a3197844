//! `frontdesk backup FILE` and `frontdesk restore FILE`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Serve, Stop, say};
use crate::app::backup::{self, Manifest};
use crate::clock::{Clock, SystemClock};

pub(super) const TAKE: &str = "\
Examples:
  frontdesk backup /backups/monday.tar.gz --config /etc/frontdesk/frontdesk.toml
  frontdesk backup copy.tar.gz --data data       the demonstration's

The service may be running: visitors do not notice. The master key is not in the file.";

pub(super) const RESTORE: &str = "\
Examples:
  frontdesk restore /backups/monday.tar.gz --data /var/lib/frontdesk
  frontdesk restore copy.tar.gz --data data --force

The service must not be running. Nothing is changed unless the whole backup was found in order.";

/// The archive, and whose data.
#[derive(Args)]
pub(super) struct Backup {
    /// The archive (a .tar.gz)
    file: PathBuf,
    /// Folder of the databases and keys [default: the configuration's, or data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Configuration file (TOML) of the service
    #[arg(long, value_name = "FILE", env = "FRONTDESK_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
    /// Move the databases that are there into a folder of their own first
    #[arg(long)]
    force: bool,
}

impl Backup {
    fn data(&mut self) -> Result<PathBuf, Stop> {
        let serve = Serve::on(self.data.take(), self.config.take());
        serve.config().map(|config| config.data)
    }
}

/// Copies the databases while the service runs.
pub(super) fn take(mut asked: Backup) -> Result<ExitCode, Stop> {
    let data = asked.data()?;
    let now = SystemClock.now();
    let taken = block_on(backup::take(&data, &asked.file, asked.force, now, step))?.map_err(Stop::failed)?;
    describe(&taken);
    say(format_args!("wrote {}", asked.file.display()));
    say(
        "The master key is not in it: keep a copy of master.key in another place, without it the accounts can't be read.",
    );
    Ok(ExitCode::SUCCESS)
}

/// Puts them back, into a folder that no service runs on.
pub(super) fn restore(mut asked: Backup) -> Result<ExitCode, Stop> {
    let data = asked.data()?;
    let now = SystemClock.now();
    let restored = block_on(backup::restore(&asked.file, &data, asked.force, now, step))?.map_err(Stop::failed)?;
    describe(&restored.manifest);
    if let Some(aside) = restored.set_aside {
        say(format_args!("what was there before lies in {}", aside.display()));
    }
    say(format_args!("restored into {}", data.display()));
    if !restored.key_is_there {
        let key = data.join("master.key");
        say(format_args!(
            "Before the first start, put the master.key of that service at {}.",
            key.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn describe(manifest: &Manifest) {
    say(format_args!(
        "taken at {} by version {}",
        manifest.taken_at, manifest.frontdesk
    ));
    for file in &manifest.files {
        say(format_args!("  {:<12} {:>14} bytes", file.name, file.bytes));
    }
}

/// Steps go where a script that reads the output does not trip over them.
#[expect(clippy::print_stderr, reason = "the command line speaks to whoever started it")]
fn step(what: &str) {
    eprintln!("{what} ...");
}

fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(runtime.map_err(Stop::failed)?.block_on(work))
}
