//! The real program in a process of its own, and a visitor who speaks to it over the real wire.

mod http;
mod terminal;
mod visitor;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

pub use http::{Reply, request};
pub use terminal::Terminal;
pub use visitor::Visitor;

/// A running `frontdesk serve`; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts the demonstration on `data`, at `port` (0 for any free one), with more environment. Its log, at trace level,
    /// is appended to `log` below `data`'s parent.
    pub fn start(data: &Path, port: u16, environment: &[(&str, &str)]) -> Self {
        Self::start_on(Path::new(env!("CARGO_MANIFEST_DIR")), data, port, environment)
    }

    /// The same with the content below `content`.
    pub fn start_on(content: &Path, data: &Path, port: u16, environment: &[(&str, &str)]) -> Self {
        let log = data.with_extension("log");
        let errors = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log)
            .expect("a log file");
        let mut child = crate::support::program()
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .arg("--content")
            .arg(content)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .expect("the program starts");
        let address = listening_address(&mut child, &log);
        Self { child, address, log }
    }

    /// Ends it as a power cut would: nothing more is written, nothing is said.
    pub fn kill(mut self) -> u16 {
        self.stop();
        self.address.port()
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Waits for the line that says where it listens, and lets the rest of what it prints go.
fn listening_address(child: &mut Child, log: &Path) -> SocketAddr {
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    for line in lines.by_ref().map_while(Result::ok) {
        if let Some((_, address)) = line.split_once("listening on http://") {
            let address = address.trim().parse().expect("an address");
            std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
            return address;
        }
    }
    panic!(
        "the program ended before it listened:\n{}",
        std::fs::read_to_string(log).unwrap_or_default()
    );
}
