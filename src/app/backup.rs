//! A copy of what a running service holds, in one file, and back again.
//!
//! The file is a gzipped tar archive: `manifest.json`, then each database as SQLite's own `VACUUM INTO` copied it, a
//! moment of the whole database that readers and writers do not notice. The conversations are copied before the accounts:
//! an errand that is done in between stands in the copy of the accounts under its key, and a conversation that asks for it
//! again gets the first outcome. The other way round it would be done twice.
//!
//! The master key is not in it: whoever finds the file can't read the accounts.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::{NamedTempFile, TempDir};

use super::{ACCOUNTS, BuildError, CHAT, KEY};

/// In the order in which they are copied.
const DATABASES: [&str; 2] = [CHAT, ACCOUNTS];
const MANIFEST: &str = "manifest.json";
/// Of the archive's layout.
const FORMAT: u32 = 1;
/// More than any manifest, in bytes.
const LONGEST_MANIFEST: u64 = 64 * 1024;
/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: u32,
    /// The version of Frontdesk that took it.
    pub frontdesk: String,
    /// When, in RFC 3339.
    pub taken_at: String,
    /// The databases.
    pub files: Vec<Copied>,
}

/// One database of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copied {
    /// Its file's name in the data folder.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    sha256: String,
}

/// What was put back.
#[derive(Debug)]
pub struct Restored {
    /// What the archive said.
    pub manifest: Manifest,
    /// Where the databases went that were there before.
    pub set_aside: Option<PathBuf>,
    /// Whether the accounts' master key lies in the folder.
    pub key_is_there: bool,
}

/// Why there is no copy, or nothing was put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Nothing to copy.
    #[error("{0} holds no {CHAT} and {ACCOUNTS}: name the data folder of the service with --data")]
    NoData(PathBuf),
    /// A file stands where the copy should go.
    #[error("{0} is there already: choose another name, or overwrite it with --force")]
    Exists(PathBuf),
    /// Data stand where the copy should be put back.
    #[error(
        "{0} holds data already: choose another folder with --data, or set them aside with --force (they are moved, not deleted)"
    )]
    Occupied(PathBuf),
    /// A file can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// SQLite could not copy a database.
    #[error("{name} can't be copied: {source}")]
    Database {
        /// Which.
        name: &'static str,
        /// Why.
        source: sqlx::Error,
    },
    /// It is no backup, or not a whole one.
    #[error("{path} is not a whole backup of Frontdesk: {what}. Nothing was changed; use another copy")]
    Damaged {
        /// Which.
        path: PathBuf,
        /// In what.
        what: String,
    },
    /// The folder can't be used, or a service runs on it.
    #[error(transparent)]
    Folder(#[from] Box<BuildError>),
}

/// Copies the databases of `data`, which a service may be using, into the new file `to`, readable by its owner only.
/// `say` hears about each step.
pub async fn take(
    data: &Path,
    to: &Path,
    force: bool,
    now: jiff::Timestamp,
    say: impl Fn(&str),
) -> Result<Manifest, BackupError> {
    if !DATABASES.iter().all(|name| data.join(name).is_file()) {
        return Err(BackupError::NoData(data.to_owned()));
    }
    if to.exists() && !force {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let folder = folder_of(to);
    let work = TempDir::new_in(folder).map_err(at(folder))?;
    let mut files = Vec::new();
    for name in DATABASES {
        say(&format!("copying {name}"));
        let copy = work.path().join(name);
        copy_database(&data.join(name), &copy)
            .await
            .map_err(|source| BackupError::Database { name, source })?;
        files.push(describe(name, &copy).map_err(at(&copy))?);
    }
    let manifest = Manifest {
        format: FORMAT,
        frontdesk: env!("CARGO_PKG_VERSION").into(),
        taken_at: now.to_string(),
        files,
    };
    say("packing");
    let packed = pack(work.path(), &manifest, folder).map_err(at(to))?;
    let kept = match force {
        true => packed.persist(to),
        false => packed.persist_noclobber(to),
    };
    kept.map_err(|error| at(to)(error.error))?;
    Ok(manifest)
}

async fn copy_database(from: &Path, to: &Path) -> Result<(), sqlx::Error> {
    let mut connection = SqliteConnectOptions::new().filename(from).connect().await?;
    let copied = sqlx::query("VACUUM INTO $1")
        .bind(to.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await;
    connection.close().await?;
    copied.map(drop)
}

fn describe(name: &str, path: &Path) -> io::Result<Copied> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        bytes += read as u64;
    }
    Ok(Copied {
        name: name.to_owned(),
        bytes,
        sha256: hex::encode(hash.finalize()),
    })
}

fn pack(work: &Path, manifest: &Manifest, folder: &Path) -> io::Result<NamedTempFile> {
    let file = NamedTempFile::new_in(folder)?;
    let zipped = GzEncoder::new(BufWriter::new(file), Compression::fast());
    let mut archive = tar::Builder::new(zipped);
    let text = serde_json::to_vec_pretty(manifest)?;
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o600);
    archive.append_data(&mut header, MANIFEST, text.as_slice())?;
    for copied in &manifest.files {
        archive.append_path_with_name(work.join(&copied.name), &copied.name)?;
    }
    let written = archive.into_inner()?.finish()?;
    let file = written.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Puts the databases of an archive into the folder `data`, after all of it was found whole; no service may run on it.
pub async fn restore(
    from: &Path,
    data: &Path,
    force: bool,
    now: jiff::Timestamp,
    say: impl Fn(&str),
) -> Result<Restored, BackupError> {
    super::make_folder(data).map_err(Box::new)?;
    let _lock = super::lock(data).map_err(Box::new)?;
    let occupied = kept_files().any(|name| data.join(name).exists());
    if occupied && !force {
        return Err(BackupError::Occupied(data.to_owned()));
    }
    let work = TempDir::new_in(data).map_err(at(data))?;
    say("unpacking and comparing");
    let manifest = unpack(from, work.path())?;
    for name in DATABASES {
        say(&format!("checking {name}"));
        if let Err(what) = check_database(&work.path().join(name)).await {
            return Err(damaged(from, format!("{name} {what}")));
        }
    }
    let set_aside = match occupied {
        true => Some(set_aside(data, now).map_err(at(data))?),
        false => None,
    };
    for name in DATABASES {
        std::fs::rename(work.path().join(name), data.join(name)).map_err(at(data))?;
    }
    File::open(data)
        .and_then(|folder| folder.sync_all())
        .map_err(at(data))?;
    Ok(Restored {
        manifest,
        set_aside,
        key_is_there: data.join(KEY).is_file(),
    })
}

/// Unpacks into `work` what the manifest names, and nothing else; each file must be just as it was packed.
fn unpack(from: &Path, work: &Path) -> Result<Manifest, BackupError> {
    let wrong = |what: &dyn std::fmt::Display| damaged(from, what.to_string());
    let file = File::open(from).map_err(at(from))?;
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::new(file)));
    let mut entries = archive.entries().map_err(|error| wrong(&error))?;
    let Some(first) = entries.next() else {
        return Err(wrong(&"it is empty"));
    };
    let first = first.map_err(|error| wrong(&error))?;
    let manifest: Manifest = serde_json::from_reader(first.take(LONGEST_MANIFEST))
        .map_err(|error| wrong(&format!("its {MANIFEST}: {error}")))?;
    if manifest.format != FORMAT || !manifest.files.iter().map(|file| file.name.as_str()).eq(DATABASES) {
        let version = &manifest.frontdesk;
        return Err(wrong(&format!(
            "it was taken by version {version} and is laid out otherwise"
        )));
    }
    for copied in &manifest.files {
        let Some(Ok(mut entry)) = entries.next() else {
            return Err(wrong(&format!("{} is missing", copied.name)));
        };
        // By the manifest's name, never by the archive's: that one might lead elsewhere.
        let path = work.join(&copied.name);
        private(&path)
            .and_then(|mut file| io::copy(&mut entry, &mut file).and_then(|_| file.sync_all()))
            .map_err(|error| wrong(&format!("{}: {error}", copied.name)))?;
        if describe(&copied.name, &path).map_err(at(&path))? != *copied {
            return Err(wrong(&format!(
                "{} has other bytes than it had when it was packed",
                copied.name
            )));
        }
    }
    // To the very end, where gzip keeps its own sum.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(|error| wrong(&error))?;
    Ok(manifest)
}

/// SQLite's own word for a database that is whole.
async fn check_database(path: &Path) -> Result<(), String> {
    let answer = async {
        let mut connection = SqliteConnectOptions::new().filename(path).connect().await?;
        let answer: String = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(answer)
    };
    match answer.await {
        Ok(answer) if answer == "ok" => Ok(()),
        Ok(answer) => Err(answer),
        Err(error) => Err(error.to_string()),
    }
}

/// Moves the databases that are there, with what SQLite keeps beside them, into a folder of their own.
fn set_aside(data: &Path, now: jiff::Timestamp) -> io::Result<PathBuf> {
    let aside = data.join(format!("before-restore-{}", now.strftime("%Y%m%dT%H%M%S.%3fZ")));
    std::fs::create_dir(&aside)?;
    for name in kept_files() {
        match std::fs::rename(data.join(&name), aside.join(&name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

/// The databases, and what SQLite keeps beside each: left there, it would be taken for a part of the restored one.
fn kept_files() -> impl Iterator<Item = String> {
    let endings = ["", "-wal", "-shm", "-journal"];
    DATABASES
        .into_iter()
        .flat_map(move |name| endings.map(|ending| format!("{name}{ending}")))
}

/// A new file that only its owner can read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    |source| BackupError::File { path, source }
}

fn damaged(path: &Path, what: String) -> BackupError {
    BackupError::Damaged {
        path: path.to_owned(),
        what,
    }
}
