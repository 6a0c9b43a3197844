//! The editors' files: what stands on the disk, and what of it can't be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::flaw::{Code, Flaw, Severity};

/// The folders that hold content, below the content folder.
pub(super) const FOLDERS: [&str; 4] = ["faq", "flows", "index", "templates"];

/// Beside the editors' lists there lies the sentence model, which is part of the program and none of their business.
const MODEL: &str = "index/model";

/// The endings of the files that are read.
const ENDINGS: [&str; 3] = ["md", "yaml", "txt"];

/// Endings of files that somebody meant to be read, each with the right one.
const NEARLY: [(&str, &str); 6] = [
    ("yml", "yaml"),
    ("YAML", "yaml"),
    ("YML", "yaml"),
    ("markdown", "md"),
    ("MD", "md"),
    ("text", "txt"),
];

/// The longest file that is read, in bytes.
const LONGEST_FILE: u64 = 1024 * 1024;

/// Bytes at most in all files together.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// Files at most, and folders at most within each other.
const MOST_FILES: usize = 250_000;
const DEEPEST: usize = 4;

/// Flaws at most that are told of the reading itself: a folder of rubbish need not be told file by file.
const MOST_FLAWS: usize = 1_000;

/// All files as they were read at one moment.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The text by path below the content folder, with `/` between folders.
    texts: BTreeMap<String, String>,
    /// What could not be read.
    pub(super) flaws: Vec<Flaw>,
    /// Bytes read so far.
    bytes: usize,
    /// The folders that were read, by their real path, so that a link can't lead round in circles.
    folders: BTreeSet<PathBuf>,
}

impl Files {
    /// Reads the folders of `FOLDERS` below `root`. Hidden files and those that editors keep for themselves (`.x`, `x~`,
    /// `#x#`) are left alone.
    pub(super) fn read(root: &Path) -> Self {
        let mut files = Self::default();
        for folder in FOLDERS {
            files.read_folder(&root.join(folder), folder, 0);
        }
        files
    }

    /// All files, by path.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The files of a folder that end in `ending`, by their path below it and without the ending.
    pub(super) fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let inside = self.texts.range(folder.to_owned()..);
        inside
            .take_while(move |(path, _)| path.starts_with(folder))
            .filter_map(move |(path, text)| Some((path.strip_prefix(folder)?.strip_suffix(ending)?, text.as_str())))
    }

    /// Names exactly these files and flaws.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        for (path, text) in &self.texts {
            add(path);
            add(text);
        }
        for flaw in &self.flaws {
            add(&flaw.to_string());
        }
        hash.finalize().into()
    }

    fn read_folder(&mut self, folder: &Path, name: &str, depth: usize) {
        let unreadable = |error: &std::io::Error| format!("the folder can't be read: {error}");
        let real = match folder.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => return self.flaw(Code::UnreadableFile, name, unreadable(&error), PERMIT),
        };
        if !self.folders.insert(real) {
            let what = "the folder is there twice: a link leads to it".to_owned();
            return self.flaw(Code::UnreadableFile, name, what, "remove the link");
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => return self.flaw(Code::UnreadableFile, name, unreadable(&error), PERMIT),
        };
        for entry in entries {
            match entry {
                Ok(entry) => self.read_entry(&entry.path(), name, depth),
                Err(error) => self.flaw(Code::UnreadableFile, name, unreadable(&error), PERMIT),
            }
        }
    }

    fn read_entry(&mut self, path: &Path, folder: &str, depth: usize) {
        let Some(file) = path.file_name().and_then(|file| file.to_str()) else {
            let what = format!("`{}` is not a name in UTF-8", path.display());
            self.flaw(Code::UnreadableFile, folder, what, "give the file a plain name");
            return;
        };
        if file.starts_with(['.', '#']) || file.ends_with('~') {
            return;
        }
        let name = format!("{folder}/{file}");
        if name == MODEL {
            return;
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            if ENDINGS.contains(&ending) {
                self.flaw(
                    Code::UnreadableFile,
                    &name,
                    "this is a folder, not a file".to_owned(),
                    "rename or remove it",
                );
            } else if depth < DEEPEST {
                self.read_folder(path, &name, depth + 1);
            } else {
                self.flaw(
                    Code::MisplacedFile,
                    &name,
                    "the folder lies too deep".to_owned(),
                    "move it up",
                );
            }
        } else if ENDINGS.contains(&ending) {
            self.read_file(path, name);
        } else if let Some((_, right)) = NEARLY.iter().find(|(nearly, _)| *nearly == ending) {
            let what = format!("nobody reads a file that ends in .{ending}");
            let remedy = format!("let its name end in .{right}");
            self.tell(Flaw::warning(Code::MisplacedFile, &name, 0, what, remedy));
        }
    }

    fn read_file(&mut self, path: &Path, name: String) {
        if self.texts.len() >= MOST_FILES || self.bytes >= MOST_BYTES {
            let what = format!("there are more than {MOST_FILES} files or {MOST_BYTES} bytes");
            self.flaw(Code::FileTooLarge, &name, what, "remove some");
            return;
        }
        match read_bytes(path) {
            Ok(None) => {
                self.flaw(
                    Code::UnreadableFile,
                    &name,
                    "this is not a file".to_owned(),
                    "write a file in its place",
                );
            }
            Ok(Some(bytes)) if bytes.len() as u64 > LONGEST_FILE => {
                let what = format!("the file has more than {LONGEST_FILE} bytes");
                self.flaw(Code::FileTooLarge, &name, what, "make it shorter");
            }
            Ok(Some(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => {
                    self.bytes += text.len();
                    self.texts.insert(name, text);
                }
                Err(error) => self.not_utf8(&name, &error),
            },
            // It was there a moment ago: an editor is saving by rename, and the next event will find the new one.
            Err(error) if error.kind() == ErrorKind::NotFound && path.symlink_metadata().is_err() => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let what = "the link leads to nothing".to_owned();
                self.flaw(Code::UnreadableFile, &name, what, "mend or remove it");
            }
            Err(error) => self.flaw(
                Code::UnreadableFile,
                &name,
                format!("the file can't be read: {error}"),
                PERMIT,
            ),
        }
    }

    fn not_utf8(&mut self, name: &str, error: &std::string::FromUtf8Error) {
        let before = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        let line = u32::try_from(line).unwrap_or(0);
        self.tell(Flaw::error(
            Code::UnreadableFile,
            name,
            line,
            "the file is not in UTF-8",
            "save it in UTF-8",
        ));
    }

    fn flaw(&mut self, code: Code, file: &str, what: String, remedy: &str) {
        self.tell(Flaw::error(code, file, 0, what, remedy));
    }

    /// Beyond the most, the first error is told all the same: without it the set would go live.
    fn tell(&mut self, flaw: Flaw) {
        let is_error = |flaw: &Flaw| flaw.severity == Severity::Error;
        if self.flaws.len() < MOST_FLAWS || (is_error(&flaw) && !self.flaws.iter().any(is_error)) {
            self.flaws.push(flaw);
        }
    }
}

const PERMIT: &str = "let the service read it";

/// The bytes of a file, one more than may be at most; nothing where it is something else, such as a pipe, which could be
/// read for ever.
fn read_bytes(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LONGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_told_and_the_rest_is_read() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, bytes: &[u8]| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        write("faq/member/pin/a.md", b"text");
        write("faq/member/pin/b.md", b"\xff");
        write("faq/member/pin/.c.md.swp", b"\xff");
        write("faq/member/pin/d.md~", b"\xff");
        write("faq/picture.png", b"\xff");
        write("faq/1/2/3/4/5/deep.md", b"");
        write("index/synonyms.txt", &vec![b'a'; 1024 * 1024 + 1]);
        write("elsewhere/e.md", b"no content");
        write("index/model/README.md", b"no content either");
        let files = Files::read(root.path());
        assert_eq!(
            files.below("faq/", ".md").collect::<Vec<_>>(),
            [("member/pin/a", "text")]
        );
        let mut flawed: Vec<_> = files.flaws.iter().map(|flaw| flaw.file.as_str()).collect();
        flawed.sort_unstable();
        assert_eq!(flawed, ["faq/1/2/3/4/5", "faq/member/pin/b.md", "index/synonyms.txt"]);
    }

    #[test]
    fn an_error_is_told_however_many_warnings_there_are() {
        let mut files = Files::default();
        for _ in 0..=MOST_FLAWS {
            files.tell(Flaw::warning(Code::MisplacedFile, "faq/a.yml", 0, "what", "remedy"));
        }
        files.flaw(Code::UnreadableFile, "faq/z.md", "what".to_owned(), "remedy");
        files.flaw(Code::UnreadableFile, "faq/zz.md", "what".to_owned(), "remedy");
        assert_eq!(files.flaws.len(), MOST_FLAWS + 1);
        assert_eq!(files.flaws.last().unwrap().severity, Severity::Error);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_in_a_files_place_are_told_and_never_followed_round() {
        use std::os::unix::fs::symlink;
        let root = tempfile::tempdir().unwrap();
        let faq = root.path().join("faq");
        fs::create_dir_all(faq.join("member/pin/folder.md")).unwrap();
        fs::write(faq.join("member/pin/a.md"), "text").unwrap();
        fs::write(faq.join("member/pin/b.markdown"), "text").unwrap();
        for name in ["x", "y", "z"] {
            symlink(&faq, faq.join("member").join(name)).unwrap();
        }
        symlink("nowhere.md", faq.join("member/pin/gone.md")).unwrap();
        symlink("self.md", faq.join("member/pin/self.md")).unwrap();
        symlink("/dev/zero", faq.join("member/pin/zero.md")).unwrap();
        symlink("a.md", faq.join("member/pin/twin.md")).unwrap();
        let files = Files::read(root.path());
        assert_eq!(
            files.all().map(|(path, _)| path).collect::<Vec<_>>(),
            ["faq/member/pin/a.md", "faq/member/pin/twin.md"]
        );
        let mut flawed: Vec<_> = files
            .flaws
            .iter()
            .map(|flaw| flaw.file.trim_start_matches("faq/member/"))
            .collect();
        flawed.sort_unstable();
        assert_eq!(
            flawed,
            [
                "pin/b.markdown",
                "pin/folder.md",
                "pin/gone.md",
                "pin/self.md",
                "pin/zero.md",
                "x",
                "y",
                "z"
            ]
        );
    }
}
