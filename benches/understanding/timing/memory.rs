//! The memory of the server with the shipped content, after its first answers.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{Figure, root};
use crate::{Failed, Result, machine};

/// What is asked before the memory is looked at.
const QUESTIONS: &str = "\
when does my new card come
i cant get into my account
who do i call about a bill
do you cover the dentist
how do i see my claims
";

/// The memory with the model and without.
pub fn measure(program: &Path) -> Result<Vec<Figure>> {
    Ok(vec![
        Figure::at_most(
            "the server's memory, with the model",
            held(program, "minilm")?,
            "MB",
            200.0,
        ),
        Figure::at_most("the server's memory, without", held(program, "none")?, "MB", 60.0),
    ])
}

/// The megabytes that a server holds that has answered some questions.
fn held(program: &Path, model: &str) -> Result<f64> {
    let server = Server::start(program, model)?;
    let mut visitor = Command::new(program)
        .args(["chat", "--url", &server.url])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()?;
    let said = visitor
        .stdin
        .take()
        .map(|mut said| said.write_all(QUESTIONS.as_bytes()));
    said.transpose()?;
    if !visitor.wait()?.success() {
        return Err("not every question was sent".into());
    }
    Ok(machine::memory(server.child.id())? / 1e6)
}

/// A server on an empty data folder, as for real (no demonstration, whose people cost memory); killed when dropped.
struct Server {
    child: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start(program: &Path, model: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("frontdesk.toml");
        std::fs::write(&config, format!("[index]\nmodel = \"{model}\"\n"))?;
        let child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(&config)
            .arg("--data")
            .arg(folder.path().join("data"))
            .arg("--content")
            .arg(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self {
            child,
            url: String::new(),
            _folder: folder,
        };
        let output = server.child.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(output).lines().map_while(std::result::Result::ok);
        let listens = lines.find_map(|line| Some(line.split_once("listening on ")?.1.trim().to_owned()));
        server.url = listens.ok_or_else(|| Failed::from("the server ended before it listened"))?;
        std::thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
