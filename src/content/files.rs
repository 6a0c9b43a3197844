//! The editors' files: what stands on the disk, and what of it can't be read.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::flaw::Flaw;

/// The folders that hold content, below the content folder.
pub(super) const FOLDERS: [&str; 4] = ["faq", "flows", "index", "templates"];

/// The endings of the files that are read.
const ENDINGS: [&str; 3] = ["md", "yaml", "txt"];

/// The longest file that is read, in bytes.
const LONGEST_FILE: u64 = 1024 * 1024;

/// Files at most, and folders at most within each other.
const MOST_FILES: usize = 250_000;
const DEEPEST: usize = 4;

/// All files as they were read at one moment.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The text by path below the content folder, with `/` between folders.
    texts: BTreeMap<String, String>,
    /// What could not be read.
    pub(super) flaws: Vec<Flaw>,
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
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => {
                self.flaw(
                    name,
                    format!("the folder can't be read: {error}"),
                    "let the service read it",
                );
                return;
            }
        };
        for entry in entries {
            match entry {
                Ok(entry) => self.read_entry(&entry.path(), name, depth),
                Err(error) => self.flaw(
                    name,
                    format!("the folder can't be read: {error}"),
                    "let the service read it",
                ),
            }
        }
    }

    fn read_entry(&mut self, path: &Path, folder: &str, depth: usize) {
        let Some(file) = path.file_name().and_then(|file| file.to_str()) else {
            let what = format!("`{}` is not a name in UTF-8", path.display());
            self.flaw(folder, what, "give the file a plain name");
            return;
        };
        if file.starts_with(['.', '#']) || file.ends_with('~') {
            return;
        }
        let name = format!("{folder}/{file}");
        if path.is_dir() {
            if depth < DEEPEST {
                self.read_folder(path, &name, depth + 1);
            } else {
                self.flaw(&name, "the folder lies too deep".to_owned(), "move it up");
            }
        } else if path
            .extension()
            .is_some_and(|ending| ENDINGS.iter().any(|read| ending == *read))
        {
            self.read_file(path, name);
        }
    }

    fn read_file(&mut self, path: &Path, name: String) {
        if self.texts.len() >= MOST_FILES {
            self.flaw(&name, format!("there are more than {MOST_FILES} files"), "remove some");
            return;
        }
        let mut bytes = Vec::new();
        let read = fs::File::open(path).and_then(|file| file.take(LONGEST_FILE + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) if bytes.len() as u64 > LONGEST_FILE => {
                self.flaw(
                    &name,
                    format!("the file has more than {LONGEST_FILE} bytes"),
                    "make it shorter",
                );
            }
            Ok(_) => match String::from_utf8(bytes) {
                Ok(text) => {
                    self.texts.insert(name, text);
                }
                Err(_) => self.flaw(&name, "the file is not in UTF-8".to_owned(), "save it in UTF-8"),
            },
            // It was there a moment ago: an editor is saving by rename, and the next event will find the new one.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => self.flaw(
                &name,
                format!("the file can't be read: {error}"),
                "let the service read it",
            ),
        }
    }

    fn flaw(&mut self, file: &str, what: String, remedy: &str) {
        self.flaws.push(Flaw::error(file, 0, what, remedy));
    }
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
        let files = Files::read(root.path());
        assert_eq!(
            files.below("faq/", ".md").collect::<Vec<_>>(),
            [("member/pin/a", "text")]
        );
        let mut flawed: Vec<_> = files.flaws.iter().map(|flaw| flaw.file.as_str()).collect();
        flawed.sort_unstable();
        assert_eq!(flawed, ["faq/1/2/3/4/5", "faq/member/pin/b.md", "index/synonyms.txt"]);
    }
}
