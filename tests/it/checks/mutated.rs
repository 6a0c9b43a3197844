//! Whatever stands in the files: no panic, and no more memory than a little above rest.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use frontdesk::accounts::contract::Policy;
use frontdesk::clock::{SharedClock, SystemClock};
use frontdesk::content::{self, Settings};

use super::check;
use crate::content::copy;

/// Files that are changed, in all, and at once.
const FILES: usize = 520;
const AT_ONCE: usize = 40;

/// Memory at most above what the check of sound content takes, in KiB.
const ABOVE_REST: u64 = 50 * 1024;

/// Random numbers from a fixed seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap() % limit.max(1)
    }
}

/// The ways to spoil a file.
type Change = fn(&mut Dice, Vec<u8>) -> Vec<u8>;

const CHANGES: [Change; 16] = [
    flip_bits,
    flip_bits,
    truncate,
    repeat_a_part,
    insert_a_snippet,
    insert_a_snippet,
    |_, old| [b"bomb: &a [x, x, x, x, x, x, x, x, x]\n".to_vec(), alias_bomb(), old].concat(),
    |dice, old| in_the_middle(dice, &old, alias_bomb().as_slice()),
    |dice, old| {
        let nested = nested(dice.below(6));
        in_the_middle(dice, &old, &nested)
    },
    |dice, _| front_matter(&String::from_utf8(nested(dice.below(6))).unwrap()).into_bytes(),
    |dice, old| in_the_middle(dice, &old, &[0xff, 0xc3, 0x28, 0x00, 0xed, 0xa0, 0x80]),
    |dice, old| in_the_middle(dice, &old, "a".repeat(900_000).as_bytes()),
    |dice, _| front_matter(LOOPS[dice.below(LOOPS.len())]).into_bytes(),
    |_, old| {
        [
            b"\xef\xbb\xbf",
            String::from_utf8_lossy(&old).replace('\n', "\r\n").as_bytes(),
        ]
        .concat()
    },
    |dice, _| front_matter(&PATTERNS[dice.below(PATTERNS.len())].repeat(4_000 / PATTERNS[0].len())).into_bytes(),
    |dice, old| old.repeat(1 + dice.below(400)),
];

/// Templates that would not end, or make much of little.
const LOOPS: [&str; 9] = [
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{% for a in 'xxxxxxxxxx' * 1000 %}{% for b in 'xxxxxxxxxx' * 1000 %}y{% endfor %}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{{ m(n ~ n) }}{% endmacro %}{{ m('x') }}",
    "{{ 'x' * 1000000000 }}",
    "{{ ('x' * 15000) ~ ('x' * 15000) }}",
    "{% set a = 'xxxxxxxx' %}{% for i in a %}{% set a = a ~ a %}{{ a }}{% endfor %}",
    "{% include 'text' %}{% extends 'text' %}",
    "{{ contacts | tojson | tojson | tojson | tojson | tojson | tojson }}",
];

/// What Markdown readers have been slow with.
const PATTERNS: [&str; 12] = [
    "*a ",
    "**a _b ",
    "[a](",
    "![[",
    "`` ` ",
    "> - ",
    "<a <",
    "| a ",
    "&amp;<!--",
    "[a][b]\n",
    "1. ",
    "\\\n",
];

const SNIPPETS: [&str; 16] = [
    "\t",
    "\n---\n",
    "{{ ",
    "{% if ",
    " }}",
    "&a *a ",
    "!!binary ",
    "<<: *x\n",
    "? ",
    "|\n",
    ">-\n",
    "\u{feff}",
    "\u{202e}",
    "\"",
    "[",
    "{",
];

fn flip_bits(dice: &mut Dice, mut old: Vec<u8>) -> Vec<u8> {
    for _ in 0..=dice.below(8) {
        let place = dice.below(old.len());
        if let Some(byte) = old.get_mut(place) {
            *byte ^= 1 << dice.below(8);
        }
    }
    old
}

fn truncate(dice: &mut Dice, mut old: Vec<u8>) -> Vec<u8> {
    old.truncate(dice.below(old.len()));
    old
}

fn repeat_a_part(dice: &mut Dice, old: Vec<u8>) -> Vec<u8> {
    let (start, length) = (dice.below(old.len()), dice.below(200));
    let part = old[start..(start + length).min(old.len())].repeat(1 + dice.below(50));
    in_the_middle(dice, &old, &part)
}

fn insert_a_snippet(dice: &mut Dice, mut old: Vec<u8>) -> Vec<u8> {
    for _ in 0..=dice.below(5) {
        let snippet = SNIPPETS[dice.below(SNIPPETS.len())];
        old = in_the_middle(dice, &old, snippet.as_bytes());
    }
    old
}

fn in_the_middle(dice: &mut Dice, old: &[u8], new: &[u8]) -> Vec<u8> {
    let (before, after) = old.split_at(dice.below(old.len()));
    [before, new, after].concat()
}

fn alias_bomb() -> Vec<u8> {
    let lines = ('b'..='z').map(|name| {
        let before = char::from(name as u8 - 1);
        format!("{name}: &{name} [{}]\n", format!("*{before}, ").repeat(9))
    });
    format!("a: &a [x, x]\n{}", lines.collect::<String>()).into_bytes()
}

fn nested(kind: usize) -> Vec<u8> {
    let text = match kind {
        0 => "[".repeat(30_000),
        1 => "{a: ".repeat(10_000),
        2 => "- ".repeat(10_000),
        3 => "> ".repeat(1_500),
        4 => format!("{}x", "* ".repeat(1_500)),
        _ => (0..200).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect(),
    };
    text.into_bytes()
}

/// A sound answer with this body.
fn front_matter(body: &str) -> String {
    format!(
        "---\nquestion: What is {}?\nalso: [a b c]\nsource: member-secured-services-help\nowner: web\n\
         review_by: 2099-01-01\n---\nIt is here. {body}\n",
        body.len()
    )
}

/// The files of a folder, in order.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut inside: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            files(&path, found)
        } else {
            found.push(path)
        }
    }
}

/// Spoils `AT_ONCE` files below `root`: those that are there in their turn, and new ones beside them.
fn spoil(root: &Path, round: usize, dice: &mut Dice) {
    let mut there = Vec::new();
    for folder in ["faq", "flows", "index", "templates"] {
        files(&root.join(folder), &mut there);
    }
    for number in 0..AT_ONCE {
        let place = dice.below(there.len());
        let path = &there[place];
        let change = CHANGES[(round * AT_ONCE + number) % CHANGES.len()];
        let new = change(dice, fs::read(path).unwrap());
        // Half of them stand beside the sound ones, so that much is checked that one broken contact list would hide.
        if round.is_multiple_of(2) {
            fs::write(path, new).unwrap();
        } else {
            fs::write(root.join(format!("faq/member/pin/new-{number}.md")), new).unwrap();
        }
    }
}

/// What only a file system can do.
fn spoil_the_folders(root: &Path) {
    let faq = root.join("faq/member");
    fs::create_dir_all(faq.join("pin/folder.md")).unwrap();
    for name in ["x", "y"] {
        symlink(&faq, faq.join(name)).unwrap();
        symlink(root, faq.join("pin").join(name)).unwrap();
    }
    symlink("self.md", faq.join("pin/self.md")).unwrap();
    symlink("/dev/zero", faq.join("pin/zero.md")).unwrap();
    fs::write(faq.join("pin/large.md"), vec![b'a'; 3_000_000]).unwrap();
    fs::write(root.join("index/synonyms.txt"), "a = b, c\n".repeat(100_000)).unwrap();
}

/// The most memory that a check of `root` takes in a process of its own, in KiB.
fn peak(root: &Path) -> u64 {
    let mut child = check(root, &["--watch", "--format", "json"])
        // What is measured is the reading of files; the model, which takes more, is loaded when a new text needs it.
        .env("FRONTDESK_INDEX__MODEL", "none")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    assert!(
        line.starts_with("{\"version\":1,"),
        "{line} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok())
        .expect("a peak")
}

#[test]
fn five_hundred_spoiled_files_neither_panic_nor_fill_the_memory() {
    let clock: SharedClock = Arc::new(SystemClock);
    let mut dice = Dice(0x5eed);
    let rest = peak(copy().path());
    let mut most = 0;
    for round in 0..FILES / AT_ONCE {
        let folder = copy();
        spoil(folder.path(), round, &mut dice);
        if round == 0 {
            spoil_the_folders(folder.path());
        }
        let (snapshot, flaws) = content::check_with(folder.path(), &Policy::default(), &Settings::default(), &clock);
        assert!(snapshot.is_none() && !flaws.is_empty());
        assert!(
            flaws
                .iter()
                .all(|flaw| flaw.what.len() < 2_000 && !flaw.remedy.is_empty())
        );
        most = most.max(peak(folder.path()));
    }
    println!("{FILES} files: {most} KiB at most, {rest} KiB at rest");
    assert!(most <= rest + ABOVE_REST, "{most} KiB, {rest} at rest");
}
