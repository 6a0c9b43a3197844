//! `frontdesk check` as editors and build pipelines use it.

mod command;
mod fights;
mod mutated;
mod planted;
mod reload;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// `frontdesk check` on `root`, with more arguments.
fn check(root: &Path, arguments: &[&str]) -> Command {
    let mut command = crate::support::program();
    command
        .arg("check")
        .arg(root)
        .args(arguments)
        .stdin(Stdio::null())
        .env_remove("NO_COLOR");
    command
}

/// The document of `--format json` and the exit code.
fn document(root: &Path, arguments: &[&str]) -> (Value, Option<i32>) {
    let arguments: Vec<&str> = ["--format", "json"].iter().chain(arguments).copied().collect();
    let output = check(root, &arguments).output().unwrap();
    let document = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (document, output.status.code())
}

/// What `docs/checks.md` says of the kinds of flaws.
fn table() -> String {
    let codes = frontdesk::flaw::Code::ALL;
    codes
        .iter()
        .map(|code| format!("| `{code}` | {} |\n", code.meaning()))
        .collect()
}

#[test]
fn the_kinds_of_flaws_are_written_down() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("| --- | --- |\n").unwrap();
    let after = rest
        .trim_start_matches(|_| false)
        .split_once("\n\n")
        .map_or("", |(_, after)| after);
    let fresh = format!("{before}| --- | --- |\n{}\n{after}", table());
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        fresh,
        "stale: run `UPDATE_SCHEMAS=1 cargo test --test it checks`"
    );
}
