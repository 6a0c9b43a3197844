//! Servers in processes of their own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::machine::{self, SERVER};
use crate::{Failed, Result};

/// A server in a process of its own, on the servers' processor; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    _folder: TempDir,
}

/// How to start Frontdesk.
#[derive(Clone)]
pub struct Frontdesk {
    /// The program.
    pub program: PathBuf,
    /// The folder with the content.
    pub content: PathBuf,
    /// By what it understands questions.
    pub model: Model,
}

/// By what questions are understood.
#[derive(Debug, Clone, Copy)]
pub enum Model {
    /// The model that ships, with the vectors of the content kept from a start before.
    Shipped,
    /// The same at the very first start, with no vectors kept.
    First,
    /// Words alone.
    None,
}

impl Model {
    /// What the configuration says of it.
    fn configured(self) -> String {
        match self {
            Self::Shipped => format!("[index]\nvectors = {VECTORS:?}\n"),
            Self::First => String::new(),
            Self::None => "[index]\nmodel = \"none\"\n".into(),
        }
    }
}

/// Where vectors are kept from run to run.
const VECTORS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/load-vectors");

impl Frontdesk {
    /// Starts it, as for real (no demonstration), on an empty data folder, with limits that the load does not meet.
    pub fn start(&self) -> Result<Server> {
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("frontdesk.toml");
        std::fs::write(&config, format!("{CONFIG}{}", self.model.configured()))?;
        let mut command = Command::new(&self.program);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(&config)
            .arg("--data")
            .arg(folder.path().join("data"))
            .arg("--content")
            .arg(&self.content);
        Server::start(command, folder)
    }
}

const CONFIG: &str = "\
[web]
max_connections = 50000
[limits]
messages = 1000000
per_seconds = 1
";

/// Starts the bare echo: this program in another part.
pub fn echo() -> Result<Server> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("echo");
    Server::start(command, tempfile::tempdir()?)
}

impl Server {
    fn start(mut command: Command, folder: TempDir) -> Result<Self> {
        let log = folder.path().join("log");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log)?);
        let mut child = machine::on(SERVER, || Ok(command.spawn()?))?;
        match listening_address(&mut child, &log) {
            Ok(address) => Ok(Self {
                child,
                address,
                _folder: folder,
            }),
            Err(error) => {
                let _ = child.kill();
                Err(error)
            }
        }
    }

    /// The processor time that it has used.
    pub fn cpu_time(&self) -> Result<Duration> {
        machine::cpu_time(self.child.id())
    }

    /// The memory that it holds, in bytes.
    pub fn memory(&self) -> Result<f64> {
        machine::memory(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for the line that says where it listens, and lets the rest of what it prints go.
fn listening_address(child: &mut Child, log: &Path) -> Result<SocketAddr> {
    let output = child.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(output).lines();
    for line in lines.by_ref().map_while(std::result::Result::ok) {
        if let Some((_, address)) = line.split_once("listening on http://") {
            let address = address.trim().parse()?;
            std::thread::spawn(move || lines.map_while(std::result::Result::ok).for_each(drop));
            return Ok(address);
        }
    }
    let log = std::fs::read_to_string(log).unwrap_or_default();
    Err(Failed::from(format!("the server ended before it listened:\n{log}")))
}
