//! A program that is run to its end, with what it printed and the most memory that it held.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::{Failed, Result, machine};

/// How often a running program's memory is looked at. The system keeps the peak itself: only what comes between the last
/// look and the end is missed.
const LOOK: Duration = Duration::from_millis(20);

/// What became of a program.
pub struct Ended {
    /// What it printed.
    pub output: String,
    /// The most memory that it held, in megabytes.
    pub peak_mb: f64,
}

/// Runs `command` to its end.
pub fn run(command: &mut Command) -> Result<Ended> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| crate::wrong(command.get_program().display(), &error))?;
    let (mut out, mut err) = (
        child.stdout.take().ok_or("no output")?,
        child.stderr.take().ok_or("no errors")?,
    );
    let output = thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).map(|_| text)
    });
    let errors = thread::spawn(move || {
        let mut text = Vec::new();
        err.read_to_end(&mut text)
            .map(|_| String::from_utf8_lossy(&text).into_owned())
    });
    let mut peak: f64 = 0.0;
    let status = loop {
        if let Ok(memory) = machine::peak_memory(child.id()) {
            peak = peak.max(memory);
        }
        match child.try_wait()? {
            Some(status) => break status,
            None => thread::sleep(LOOK),
        }
    };
    let joined = |thread: thread::JoinHandle<std::io::Result<String>>| -> Result<String> {
        Ok(thread.join().map_err(|_| "a reader ended badly")??)
    };
    let (output, errors) = (joined(output)?, joined(errors)?);
    if !status.success() {
        let program = command.get_program().display();
        return Err(Failed::from(format!(
            "{program} ended with {status}:\n{}",
            errors.trim()
        )));
    }
    Ok(Ended {
        output,
        peak_mb: peak / 1e6,
    })
}
