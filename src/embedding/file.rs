//! The file that vectors of the content are kept in from one start to the next.
//!
//! A line that names the format and the model, then records of one size: the text's hash, the numbers, a checksum. What is
//! damaged is left out and computed anew. New records are appended, as long as nobody else has written meanwhile and the
//! file is whole; else it is written anew beside the old one and put in its place. So several processes may share it: the
//! last one wins, and what is read is always sound.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use flate2::Crc;
use tempfile::NamedTempFile;

use super::keys::Key;
use super::model;
use super::numbers::Numbers;
use super::table::{MOST, Table};
use super::vector::DIMENSIONS;

const NAME: &str = "vectors.bin";
const KEY: usize = size_of::<Key>();
const CHECKED: usize = KEY + size_of::<Numbers>();
const RECORD: usize = CHECKED + size_of::<u32>();

/// Bytes that are read or written at once.
const AT_ONCE: usize = 1 << 20;

/// The file, in the folder that was named.
pub(super) struct KeptFile {
    folder: PathBuf,
    /// How long it was when it was last read or written and found whole.
    whole: Option<u64>,
}

impl KeptFile {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, whole: None }
    }

    /// Adds what the file holds to `table`.
    ///
    /// # Errors
    /// Where it is there, but can't be read.
    pub(super) fn read(&mut self, table: &mut Table) -> io::Result<()> {
        self.whole = None;
        let file = match File::open(self.path()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut file = BufReader::with_capacity(AT_ONCE, file);
        let (mut heading, expected) = (Vec::new(), heading());
        file.by_ref()
            .take(expected.len() as u64)
            .read_until(b'\n', &mut heading)?;
        if heading != expected.as_bytes() {
            return Ok(());
        }
        let (mut length, mut is_whole) = (expected.len() as u64, true);
        let mut record = [0; RECORD];
        for _ in 0..MOST {
            match read_as_much(&mut file, &mut record)? {
                0 => {
                    self.whole = is_whole.then_some(length);
                    return Ok(());
                }
                RECORD => length += RECORD as u64,
                _ => return Ok(()),
            }
            match sound(&record) {
                Some((key, numbers)) => table.add(key, Arc::new(numbers)),
                None => is_whole = false,
            }
        }
        Ok(())
    }

    /// Writes `new` behind what the file holds, if it is as it was left; says whether it is.
    ///
    /// # Errors
    /// Where it can't be written.
    pub(super) fn append(&mut self, new: &[(Key, Arc<Numbers>)]) -> io::Result<bool> {
        let Some(whole) = self.whole.take() else {
            return Ok(false);
        };
        if fs::metadata(self.path()).map_or(0, |file| file.len()) != whole {
            return Ok(false);
        }
        let records: Vec<u8> = new.iter().flat_map(|(key, numbers)| record(key, numbers)).collect();
        File::options().append(true).open(self.path())?.write_all(&records)?;
        self.whole = Some(whole + records.len() as u64);
        Ok(true)
    }

    /// Puts a new file with all of `table` in the place of the old one.
    ///
    /// # Errors
    /// Where it can't be written.
    pub(super) fn rewrite(&mut self, table: &Table) -> io::Result<()> {
        self.whole = None;
        fs::create_dir_all(&self.folder)?;
        let heading = heading();
        let mut file = BufWriter::with_capacity(AT_ONCE, NamedTempFile::new_in(&self.folder)?);
        file.write_all(heading.as_bytes())?;
        for (key, numbers) in table.all() {
            file.write_all(&record(key, numbers))?;
        }
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.persist(self.path())?;
        self.whole = Some((heading.len() + table.len() * RECORD) as u64);
        Ok(())
    }

    /// Where it is.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(NAME)
    }
}

fn heading() -> String {
    format!(
        "frontdesk vectors 1, {DIMENSIONS} numbers of 16 bits, model {}\n",
        model::SHA256
    )
}

/// Fills `record` as far as the file goes; says how far that was.
fn read_as_much(file: &mut impl Read, record: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = record.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn record(key: &Key, numbers: &Numbers) -> [u8; RECORD] {
    let mut record = [0; RECORD];
    record[..KEY].copy_from_slice(key);
    for (bytes, number) in record[KEY..CHECKED].as_chunks_mut().0.iter_mut().zip(numbers) {
        *bytes = number.to_le_bytes();
    }
    let checksum = checksum(&record[..CHECKED]);
    record[CHECKED..].copy_from_slice(&checksum);
    record
}

/// What a record holds, if it is undamaged.
fn sound(record: &[u8; RECORD]) -> Option<(Key, Numbers)> {
    let (checked, sum) = record.split_at(CHECKED);
    if checksum(checked) != sum {
        return None;
    }
    let (key, bytes) = checked.split_first_chunk::<KEY>()?;
    let mut numbers = [0; DIMENSIONS];
    for (number, bytes) in numbers.iter_mut().zip(bytes.as_chunks().0) {
        *number = i16::from_le_bytes(*bytes);
    }
    Some((*key, numbers))
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    let mut checksum = Crc::new();
    checksum.update(bytes);
    checksum.sum().to_le_bytes()
}
