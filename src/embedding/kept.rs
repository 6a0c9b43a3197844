//! The vectors of the content: at hand in memory, and kept in a file for the next start.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::file::KeptFile;
use super::keys::{ByKey, Key};
use super::numbers::Numbers;
use super::table::Table;

/// The vectors.
pub(super) struct Kept {
    table: Table,
    file: Option<KeptFile>,
    is_read: bool,
}

impl Kept {
    /// Those in a folder, which are read when they are first wanted; none without one.
    pub(super) fn in_folder(folder: Option<PathBuf>) -> Self {
        Self {
            table: Table::default(),
            file: folder.map(KeptFile::new),
            is_read: false,
        }
    }

    /// Those of `keys` that are known.
    pub(super) fn known<'a>(&mut self, keys: impl Iterator<Item = &'a Key>) -> ByKey<Arc<Numbers>> {
        self.read();
        self.table.begin();
        let known = keys.filter_map(|key| Some((*key, Arc::clone(self.table.get(key)?))));
        known.collect()
    }

    /// Whoever asked for these once still uses them.
    pub(super) fn still_uses<'a>(&mut self, keys: impl Iterator<Item = &'a Key>) {
        self.table.still_uses(keys);
    }

    /// Keeps new ones. That the file can't be written costs no more than the time to compute them anew.
    pub(super) fn keep(&mut self, new: &[(Key, Arc<Numbers>)]) {
        for (key, numbers) in new {
            self.table.add(*key, Arc::clone(numbers));
        }
        if new.is_empty() {
            return;
        }
        if let Err(error) = self.write(new) {
            self.warn("written", &error);
        }
    }

    /// Leaves only those in use.
    #[cfg(test)]
    pub(super) fn tidy(&mut self) {
        self.table.tidy();
    }

    fn write(&mut self, new: &[(Key, Arc<Numbers>)]) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        if self.table.is_untidy() {
            self.table.tidy();
        } else if file.append(new)? {
            return Ok(());
        } else {
            // Somebody else may have written meanwhile.
            file.read(&mut self.table)?;
        }
        file.rewrite(&self.table)
    }

    fn read(&mut self) {
        if std::mem::replace(&mut self.is_read, true) {
            return;
        }
        let reading = self.file.as_mut().map(|file| file.read(&mut self.table));
        if let Some(Err(error)) = reading {
            self.warn("read", &error);
        }
    }

    fn warn(&self, what: &str, error: &io::Error) {
        let path = self.file.as_ref().map(KeptFile::path).unwrap_or_default();
        tracing::warn!(
            path = %path.display(),
            %error,
            "the vectors of the content can't be {what}, and are computed anew at each start; let the service use the file, \
             or name another folder as index.vectors"
        );
    }
}

#[cfg(test)]
mod tests;
