//! `frontdesk chat` in a process of its own, its keyboard and its screen being pipes.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(90);

/// What has been printed, and a bell for whoever waits for more.
type Printed = Arc<(Mutex<String>, Condvar)>;

/// A running `frontdesk chat`; killed when dropped.
pub struct Terminal {
    child: Child,
    keyboard: Option<ChildStdin>,
    screen: Printed,
    complaints: Printed,
    /// What was printed before this place has been looked at.
    seen: usize,
}

impl Terminal {
    /// Starts it with these arguments; what it keeps lies below `state`.
    pub fn start(arguments: &[&str], state: &Path) -> Self {
        let mut child = crate::support::program()
            .arg("chat")
            .args(arguments)
            .env("XDG_STATE_HOME", state)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let screen = printed(child.stdout.take().expect("its output"));
        let complaints = printed(child.stderr.take().expect("its errors"));
        let keyboard = child.stdin.take();
        Self {
            child,
            keyboard,
            screen,
            complaints,
            seen: 0,
        }
    }

    /// Types lines.
    pub fn types(&mut self, lines: &[&str]) {
        let keyboard = self.keyboard.as_mut().expect("the input is open");
        for line in lines {
            writeln!(keyboard, "{line}").expect("it reads on");
        }
    }

    /// Waits until `words` are printed, after what was waited for before. Gives what was printed up to them.
    pub fn wait_for(&mut self, words: &str) -> String {
        let (text, bell) = &*self.screen;
        let mut text = text.lock().expect("the screen");
        loop {
            if let Some(at) = text[self.seen..].find(words) {
                let end = self.seen + at + words.len();
                let passed = text[self.seen..end].to_owned();
                self.seen = end;
                return passed;
            }
            let (more, late) = bell.wait_timeout(text, PATIENCE).expect("the screen");
            text = more;
            assert!(!late.timed_out(), "waited for {words:?} in:\n{}", &text[self.seen..]);
        }
    }

    /// No more input: how it ends, all that was printed, and its complaints.
    pub fn end(mut self) -> (ExitStatus, String, String) {
        drop(self.keyboard.take());
        let status = self.child.wait().expect("it ends");
        (status, whole(&self.screen), whole(&self.complaints))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn printed(mut from: impl Read + Send + 'static) -> Printed {
    let printed = Printed::default();
    let into = Arc::clone(&printed);
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        let mut rest = Vec::new();
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            rest.extend_from_slice(&bytes[..count]);
            let whole = rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let lines: Vec<u8> = rest.drain(..whole).collect();
            into.0
                .lock()
                .expect("the screen")
                .push_str(&String::from_utf8_lossy(&lines));
            into.1.notify_all();
        }
        into.0
            .lock()
            .expect("the screen")
            .push_str(&String::from_utf8_lossy(&rest));
        drop(into);
    });
    printed
}

/// All of it, once whoever prints has ended.
fn whole(printed: &Printed) -> String {
    while Arc::strong_count(printed) > 1 {
        std::thread::yield_now();
    }
    printed.0.lock().expect("the screen").clone()
}
