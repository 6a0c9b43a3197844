//! Content to measure with: the shipped set, and the same with 1,000 made-up answers beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const VERBS: [&str; 25] = [
    "renew",
    "move",
    "cancel",
    "print",
    "find",
    "share",
    "correct",
    "order",
    "pause",
    "pay",
    "check",
    "join",
    "leave",
    "compare",
    "translate",
    "track",
    "appeal",
    "split",
    "merge",
    "hide",
    "export",
    "freeze",
    "lend",
    "return",
    "sign",
];
const NOUNS: [&str; 40] = [
    "anchor", "basket", "candle", "drawer", "engine", "feather", "garden", "hammer", "island", "jacket", "kettle",
    "ladder", "mirror", "needle", "orchard", "pillow", "quarry", "ribbon", "saddle", "tunnel", "umbrella", "violin",
    "window", "yacht", "zipper", "barrel", "copper", "dolphin", "ember", "falcon", "glacier", "harbor", "ivory",
    "jungle", "kitchen", "lantern", "meadow", "nickel", "oyster", "parrot",
];

/// The folders that content lies in.
const FOLDERS: [&str; 4] = ["faq", "flows", "index", "templates"];

/// Made-up answers.
pub const MADE_UP: usize = VERBS.len() * NOUNS.len();

/// The shipped content.
pub fn shipped() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The question of a made-up answer.
pub fn question(number: usize) -> String {
    let (verb, noun) = words(number);
    format!("How do I {verb} the {noun}?")
}

/// Writes the shipped content and [`MADE_UP`] answers below `root`.
pub fn write_thousand(root: &Path) -> io::Result<()> {
    for folder in FOLDERS {
        copy(&shipped().join(folder), &root.join(folder))?;
    }
    (0..MADE_UP).try_for_each(|number| write_answer(root, number, "the usual way"))
}

/// A made-up answer: its path below `faq`, and its text.
pub fn answer(number: usize, way: &str) -> (String, String) {
    let (verb, noun) = words(number);
    let text = format!(
        "---\nquestion: {}\nalso:\n  - {verb} my {noun}\n  - i want to {verb} a {noun}\n  - where can i {verb} the {noun}\n\
         source: member-secured-services-help\nowner: web-support\nreview_by: 2199-01-01\n---\nYou can {verb} the {noun} {way}.\n\n\
         1. Open the page of the {noun}.\n2. Choose **{verb}**.\n3. Please allow two days.\n",
        question(number)
    );
    (format!("member/{noun}/{verb}.md"), text)
}

/// Writes one made-up answer, as an editor saves it: beside the old one, and then in its place.
pub fn write_answer(root: &Path, number: usize, way: &str) -> io::Result<()> {
    let (path, text) = answer(number, way);
    let path = root.join("faq").join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("new");
    fs::write(&new, text)?;
    fs::rename(&new, path)
}

fn words(number: usize) -> (&'static str, &'static str) {
    (VERBS[number % VERBS.len()], NOUNS[number / VERBS.len() % NOUNS.len()])
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if entry.ends_with("index/model") {
            continue;
        }
        if entry.is_dir() {
            copy(&entry, &to)?;
        } else {
            fs::copy(&entry, &to)?;
        }
    }
    Ok(())
}
