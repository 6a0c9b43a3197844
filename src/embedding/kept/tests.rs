//! What is kept, and what becomes of a file that is damaged, shared or not to be had.

use std::fs;
use std::path::Path;

use super::*;
use crate::embedding::keys::key;
use crate::embedding::vector::DIMENSIONS;

fn numbers(number: i16) -> Arc<Numbers> {
    let mut numbers = [0; DIMENSIONS];
    numbers[usize::from(number.unsigned_abs())] = 32_767;
    Arc::new(numbers)
}

fn some(names: std::ops::Range<i16>) -> Vec<(Key, Arc<Numbers>)> {
    names.map(|name| (key(&name.to_string()), numbers(name))).collect()
}

fn kept_in(folder: &Path) -> Kept {
    Kept::in_folder(Some(folder.to_owned()))
}

/// Which of the first 20 are known, read anew.
fn known_in(folder: &Path) -> Vec<i16> {
    let mut kept = kept_in(folder);
    let keys: Vec<Key> = some(0..20).into_iter().map(|(key, _)| key).collect();
    let known = kept.known(keys.iter());
    (0..20)
        .filter(|name| known.get(&key(&name.to_string())) == Some(&numbers(*name)))
        .collect()
}

fn path(folder: &Path) -> PathBuf {
    folder.join("vectors.bin")
}

fn length(folder: &Path) -> u64 {
    fs::metadata(path(folder)).unwrap().len()
}

#[test]
fn what_was_kept_is_known_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = kept_in(&folder.path().join("new/folder"));
    assert!(kept.known([key("0")].iter()).is_empty());
    kept.keep(&some(0..5));
    kept.keep(&some(5..7));
    assert_eq!(known_in(&folder.path().join("new/folder")), [0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn new_ones_are_appended() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = kept_in(folder.path());
    kept.keep(&some(0..5));
    let before = fs::read(path(folder.path())).unwrap();
    let mut other = kept_in(folder.path());
    assert_eq!(other.known([key("3")].iter()).len(), 1);
    other.keep(&some(5..6));
    let after = fs::read(path(folder.path())).unwrap();
    assert!(after.starts_with(&before) && after.len() > before.len());
    assert_eq!(known_in(folder.path()), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_damaged_record_is_lost_alone_and_mended_with_the_next_writing() {
    let folder = tempfile::tempdir().unwrap();
    kept_in(folder.path()).keep(&some(0..1));
    let heading_and_one = length(folder.path());
    let mut kept = kept_in(folder.path());
    kept.known([].iter());
    kept.keep(&some(1..4));
    let mut bytes = fs::read(path(folder.path())).unwrap();
    bytes[usize::try_from(heading_and_one).unwrap() + 100] ^= 1;
    fs::write(path(folder.path()), bytes).unwrap();
    assert_eq!(known_in(folder.path()), [0, 2, 3]);
    let mut mending = kept_in(folder.path());
    mending.known([].iter());
    mending.keep(&some(1..2));
    assert_eq!(known_in(folder.path()), [0, 1, 2, 3]);
}

#[test]
fn of_a_truncated_file_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    kept_in(folder.path()).keep(&some(0..1));
    let all = fs::read(path(folder.path())).unwrap();
    for length in [all.len() - 1, all.len() / 2, 20, 0] {
        fs::write(path(folder.path()), &all[..length]).unwrap();
        assert_eq!(known_in(folder.path()), Vec::<i16>::new());
        let mut kept = kept_in(folder.path());
        kept.known([].iter());
        kept.keep(&some(7..9));
        assert_eq!(known_in(folder.path()), [7, 8], "after {length} bytes");
    }
}

#[test]
fn another_models_file_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    kept_in(folder.path()).keep(&some(0..3));
    let bytes = fs::read(path(folder.path())).unwrap();
    let other = bytes.iter().map(|byte| if *byte == b'm' { b'M' } else { *byte });
    fs::write(path(folder.path()), other.collect::<Vec<_>>()).unwrap();
    assert_eq!(known_in(folder.path()), Vec::<i16>::new());
    fs::write(path(folder.path()), "something else altogether").unwrap();
    assert_eq!(known_in(folder.path()), Vec::<i16>::new());
}

#[test]
fn those_who_share_a_folder_lose_nothing_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (kept_in(folder.path()), kept_in(folder.path()));
    one.known([].iter());
    other.known([].iter());
    one.keep(&some(0..3));
    other.keep(&some(3..6));
    one.keep(&some(6..9));
    assert_eq!(known_in(folder.path()), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_folder_that_cant_be_used_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("file");
    fs::write(&in_the_way, "").unwrap();
    let mut kept = kept_in(&in_the_way);
    kept.known([].iter());
    kept.keep(&some(0..3));
    assert_eq!(kept.known([key("1")].iter()).len(), 1, "it is known all the same");
}

#[test]
fn without_a_folder_they_are_in_memory() {
    let mut kept = Kept::in_folder(None);
    kept.keep(&some(0..3));
    assert_eq!(kept.known([key("1"), key("9")].iter()).len(), 1);
}
