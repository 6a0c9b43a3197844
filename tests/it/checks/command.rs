//! The flags of `frontdesk check`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::{check, document};
use crate::content::copy;

const LOST: &str = "faq/member/pin/lost-pin.md";

fn swap(root: &Path, from: &str, to: &str) {
    let path = root.join(LOST);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

/// The line of the changed answer in which `text` stands, from 1.
fn line_of(root: &Path, text: &str) -> usize {
    let answer = fs::read_to_string(root.join(LOST)).unwrap();
    1 + answer.lines().position(|line| line.contains(text)).unwrap()
}

fn output(root: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = check(root, arguments).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn people_get_the_place_the_remedy_and_a_count_that_reads_well() {
    let folder = copy();
    swap(folder.path(), "pin/not-arrived", "pin/not-arived");
    let (told, code) = output(folder.path(), &[]);
    let place = folder.path().join(LOST);
    let expected = format!(
        "error[broken-link] {}:{}: there is no answer `member/pin/not-arived`\n    -> did you mean \
         `member/pin/not-arrived`?\n1 error, 0 warnings: not ready to go live\n",
        place.display(),
        line_of(folder.path(), "pin/not-arived")
    );
    assert_eq!((told, code), (expected, Some(1)));
}

#[test]
fn builds_get_annotations_and_may_deny_warnings() {
    let folder = copy();
    swap(folder.path(), "2027-04-01", "2020-04-01");
    let (told, code) = output(folder.path(), &["--format", "github"]);
    assert!(
        told.contains(&format!(
            "lost-pin.md,line={},title=review-due::a review was due by 2020-04-01 -> ",
            line_of(folder.path(), "2020-04-01")
        )),
        "{told}"
    );
    assert!(
        told.ends_with("28 answers, 3 errands, 1 warning: ready to go live\n"),
        "{told}"
    );
    assert_eq!(code, Some(0));
    let (told, code) = output(folder.path(), &["--deny-warnings"]);
    assert!(told.ends_with("0 errors, 1 warning: not ready to go live\n"), "{told}");
    assert_eq!(code, Some(1));
    let (document, code) = document(folder.path(), &["--deny-warnings"]);
    assert_eq!(
        (&document["ready"], &document["answers"], code),
        (&false.into(), &28.into(), Some(1))
    );
}

#[test]
fn the_figures_of_the_configuration_are_those_that_texts_quote() {
    let folder = copy();
    let config = folder.path().join("frontdesk.toml");
    fs::write(
        &config,
        "[accounts.policy.pin]\nfrom_business_days = 7\nby_business_days = 6\n",
    )
    .unwrap();
    let arguments = ["--config", config.to_str().unwrap()];
    let (told, code) = output(folder.path(), &arguments);
    assert_eq!(code, Some(2), "{told}");
    fs::write(
        &config,
        "[accounts.policy.pin]\nfrom_business_days = 6\nby_business_days = 7\n",
    )
    .unwrap();
    let (told, code) = output(folder.path(), &arguments);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn a_folder_is_named_once_and_its_flags_are_explained() {
    let folder = copy();
    let root = folder.path().to_str().unwrap();
    let (_, both) = output(folder.path(), &["--content", root]);
    assert_eq!(both, Some(2));
    let named = crate::support::program()
        .args(["check", "--content", root])
        .output()
        .unwrap();
    assert_eq!(named.status.code(), Some(0));
    let (help, _) = output(folder.path(), &["--help"]);
    for word in ["--watch", "--deny-warnings", "--format", "Examples:", "Exit codes:"] {
        assert!(help.contains(word), "{help}");
    }
}

/// A `check --watch`, killed when dropped, and what it prints.
struct Watching {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Watching {
    fn start(root: &Path, more: &[&str]) -> Self {
        let mut child = check(root, &[&["--watch"], more].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (line, lines) = mpsc::channel();
        std::thread::spawn(move || {
            stdout
                .lines()
                .map_while(Result::ok)
                .try_for_each(|text| line.send(text))
        });
        Self { child, lines }
    }

    /// The first report that holds all of `words`: a save may be told in pieces, as when it is read half-written.
    fn until(&self, words: &[&str]) {
        let mut told = Vec::new();
        while !words
            .iter()
            .all(|word| told.last().is_some_and(|last: &String| last.contains(word)))
        {
            assert!(told.len() < 20, "{words:?} in none of {told:#?}");
            told.push(self.next());
        }
    }

    /// What is printed up to the line that it waits again.
    fn next(&self) -> String {
        let mut told = String::new();
        loop {
            let line = self
                .lines
                .recv_timeout(Duration::from_secs(60))
                .expect("a check in time");
            if line.starts_with("Waiting") {
                return told;
            }
            told += &line;
            told += "\n";
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watching_says_what_appeared_and_what_was_mended() {
    let folder = copy();
    let watching = Watching::start(folder.path(), &[]);
    assert_eq!(watching.next(), "28 answers, 3 errands, 0 warnings: ready to go live\n");
    swap(folder.path(), "flow: reissue-pin", "flow: reissue-pim");
    watching.until(&["new: error[broken-link] ", "1 error, "]);
    swap(folder.path(), "question:", "qestion:");
    watching.until(&["new: error[unknown-key]", "mended: "]);
    swap(folder.path(), "qestion:", "question:");
    swap(folder.path(), "flow: reissue-pim", "flow: reissue-pin");
    watching.until(&["mended: ", ": ready to go live\n"]);
}

#[test]
fn a_saved_story_is_played_again() {
    let folder = copy();
    let stories = folder.path().join("tests/stories");
    std::fs::create_dir_all(&stories).unwrap();
    let hello = std::fs::read_to_string("tests/stories/ask-small-talk.yaml").unwrap();
    let watching = Watching::start(folder.path(), &["--stories"]);
    watching.until(&["no stories\n"]);
    std::fs::write(stories.join("hello.yaml"), &hello).unwrap();
    watching.until(&["1 story holds\n"]);
    std::fs::write(stories.join("hello.yaml"), "story: broken\nsteps: 3\n").unwrap();
    watching.until(&["new: error[", "1 of 1 stories fail\n"]);
}
