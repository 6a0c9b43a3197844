//! Modules import only downward (ARCHITECTURE.md, "The rooms"), and the pure ones touch nothing outside.
//!
//! 1. Every path that begins with `crate::`, or climbs to the root by `super::`, names a room that the table allows.
//! 2. Pure rooms use no runtime, server, database, file system, clock or randomness.
//! 3. The table itself has no circle.
//! 4. Every file under `src` belongs to a room of the table.
//! 5. A planted arrow is found.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// A room and the rooms that it may use, or the parts of a room, as in `web::protocol`. `accounts::contract` is a room of
/// its own.
const ROOMS: &[(&str, &[&str])] = &[
    ("background", &[]),
    ("clock", &[]),
    ("conversation", &[]),
    ("evaluation", &[]),
    ("flaw", &[]),
    ("markdown", &[]),
    ("words", &[]),
    ("yaml", &["flaw"]),
    ("accounts::contract", &[]),
    ("metrics", &["accounts::contract", "clock"]),
    ("messages", &["flaw"]),
    ("faq", &["conversation", "flaw", "markdown", "words", "yaml"]),
    (
        "flows",
        &["accounts::contract", "conversation", "flaw", "words", "yaml"],
    ),
    (
        "dialogue",
        &["accounts::contract", "conversation", "flaw", "flows", "messages"],
    ),
    ("embedding", &["background"]),
    (
        "index",
        &["conversation", "dialogue", "embedding", "faq", "flaw", "words"],
    ),
    (
        "content",
        &[
            "accounts::contract",
            "background",
            "clock",
            "conversation",
            "dialogue",
            "embedding",
            "faq",
            "flaw",
            "flows",
            "index",
            "markdown",
            "messages",
            "metrics",
            "words",
        ],
    ),
    (
        "schemas",
        &["accounts::contract", "dialogue", "faq", "flows", "messages", "yaml"],
    ),
    ("mail", &["clock"]),
    ("accounts", &["accounts::contract", "clock", "mail", "metrics"]),
    ("store", &["clock", "conversation", "metrics"]),
    (
        "chat",
        &[
            "accounts::contract",
            "clock",
            "content",
            "conversation",
            "dialogue",
            "embedding",
            "flows",
            "index",
            "messages",
            "metrics",
            "store",
        ],
    ),
    ("config", &["accounts::contract", "clock"]),
    (
        "web",
        &[
            "accounts",
            "accounts::contract",
            "chat",
            "clock",
            "config",
            "content",
            "conversation",
            "messages",
            "metrics",
        ],
    ),
    (
        "terminal",
        &["clock", "conversation", "web::codes", "web::protocol", "web::secret"],
    ),
    (
        "app",
        &[
            "accounts",
            "accounts::contract",
            "chat",
            "clock",
            "config",
            "content",
            "conversation",
            "dialogue",
            "embedding",
            "metrics",
            "store",
            "web",
        ],
    ),
    (
        "cli",
        &[
            "accounts",
            "accounts::contract",
            "app",
            "clock",
            "config",
            "content",
            "conversation",
            "dialogue",
            "embedding",
            "evaluation",
            "faq",
            "flaw",
            "flows",
            "index",
            "schemas",
            "terminal",
            "web::protocol",
            "web::secret",
        ],
    ),
];

const PURE: &[&str] = &[
    "schemas",
    "conversation",
    "evaluation",
    "flaw",
    "words",
    "yaml",
    "markdown",
    "accounts::contract",
    "messages",
    "faq",
    "flows",
    "dialogue",
];

const IMPURE_PATHS: &[&str] = &[
    "tokio",
    "axum",
    "hyper",
    "hyper_util",
    "sqlx",
    "notify",
    "getrandom",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "crate::clock",
];

#[test]
fn modules_import_only_downward() {
    let arrows = arrows_of(&source_folder());
    assert!(arrows.len() > 50, "the walk found the sources");
    let forbidden: Vec<String> = arrows.iter().filter_map(Arrow::forbidden).collect();
    assert!(forbidden.is_empty(), "{}", forbidden.join("\n"));
}

#[test]
fn pure_rooms_touch_nothing_outside() {
    let impure: Vec<String> = arrows_of(&source_folder()).iter().filter_map(Arrow::impure).collect();
    assert!(impure.is_empty(), "{}", impure.join("\n"));
}

#[test]
fn the_table_has_no_circle() {
    let table: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    while placed.len() < table.len() {
        let before = placed.len();
        for (room, uses) in &table {
            if uses.iter().all(|used| placed.contains(room_of_path(used).as_str())) {
                placed.insert(*room);
            }
        }
        assert!(
            placed.len() > before,
            "a circle among {:?}",
            table.keys().filter(|room| !placed.contains(*room)).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_planted_arrow_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path().join("dialogue");
    fs::create_dir(&room).unwrap();
    fs::write(
        room.join("mod.rs"),
        "use crate::{flows, store::Store};\nuse super::chat::Chat;\nfn f() { crate::web::serve(); tokio::spawn(g()); }",
    )
    .unwrap();
    let arrows = arrows_of(folder.path());
    let forbidden: Vec<_> = arrows.iter().filter_map(Arrow::forbidden).collect();
    assert_eq!(forbidden.len(), 3, "{forbidden:?}");
    assert_eq!(arrows.iter().filter_map(Arrow::impure).count(), 1);
}

/// One path in one file.
struct Arrow {
    file: PathBuf,
    room: String,
    path: String,
}

impl Arrow {
    /// What is wrong with it, if it leads upward.
    fn forbidden(&self) -> Option<String> {
        let path = self.path.strip_prefix("crate::")?;
        let target = room_of_path(path);
        let part = |allowed: &str| path == allowed || path.starts_with(&format!("{allowed}::"));
        let allowed = ROOMS.iter().find(|(room, _)| *room == self.room).map(|(_, uses)| *uses);
        let Some(allowed) = allowed else {
            return Some(format!(
                "{}: `{}` is not in the table of rooms",
                self.file.display(),
                self.room
            ));
        };
        let fine = target == self.room || allowed.contains(&target.as_str()) || allowed.iter().any(|used| part(used));
        (!fine).then(|| format!("{}: `{}` may not use `{}`", self.file.display(), self.room, self.path))
    }

    /// What is wrong with it, if a pure room reaches outside.
    fn impure(&self) -> Option<String> {
        let touches = |outside: &&&str| self.path == **outside || self.path.starts_with(&format!("{outside}::"));
        let outside = IMPURE_PATHS.iter().find(touches)?;
        PURE.contains(&self.room.as_str())
            .then(|| format!("{}: a pure room uses `{outside}`", self.file.display()))
    }
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The room that a path below the crate's root lies in.
fn room_of_path(path: &str) -> String {
    let mut parts = path.split("::");
    let first = parts.next().unwrap_or_default();
    if first == "accounts" && parts.next() == Some("contract") {
        "accounts::contract".into()
    } else {
        first.into()
    }
}

fn arrows_of(folder: &Path) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for file in rust_files(folder) {
        let relative = file.strip_prefix(folder).unwrap().with_extension("");
        let module: Vec<_> = relative
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        if module == ["lib"] || module == ["main"] || module.last().is_some_and(|name| name == "tests") {
            continue;
        }
        let room = room_of_path(&module.join("::"));
        let syntax = syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap();
        let mut finder = Finder::default();
        finder.visit_file(&syntax);
        arrows.extend(finder.paths.into_iter().map(|path| Arrow {
            file: relative.clone(),
            room: room.clone(),
            path: from_the_root(&module, path),
        }));
    }
    arrows
}

/// A path that climbs out of its module by `super::`, as far as that leads to the crate's root.
fn from_the_root(module: &[String], path: String) -> String {
    let mut above = module.len() - usize::from(module.last().is_some_and(|name| name == "mod"));
    let mut rest = path.as_str();
    while let (Some(higher), true) = (rest.strip_prefix("super::"), above > 0) {
        above -= 1;
        rest = higher;
    }
    if above == 0 && rest.len() < path.len() {
        format!("crate::{rest}")
    } else {
        path
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// Collects every path that a file names, outside its test modules.
#[derive(Default)]
struct Finder {
    paths: Vec<String>,
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, String::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.push(parts.join("::"));
        visit::visit_path(self, path);
    }
}

impl Finder {
    fn use_tree(&mut self, tree: &syn::UseTree, prefix: String) {
        match tree {
            syn::UseTree::Path(path) => self.use_tree(&path.tree, format!("{prefix}{}::", path.ident)),
            syn::UseTree::Name(name) => self.paths.push(format!("{prefix}{}", name.ident)),
            syn::UseTree::Rename(rename) => self.paths.push(format!("{prefix}{}", rename.ident)),
            syn::UseTree::Glob(_) => self.paths.push(prefix.trim_end_matches("::").to_owned()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.use_tree(item, prefix.clone())),
        }
    }
}
