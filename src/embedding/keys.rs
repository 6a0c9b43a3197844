//! What texts of the content are known by: hashes, by which their vectors are kept.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::model;

/// What a text is known by: the first half of the hash of the model and the text.
pub(super) type Key = [u8; 16];

/// What stands where there is no text, whose vector is all zero.
pub(super) const NO_TEXT: Key = [u8::MAX; 16];

/// Something by key.
pub(super) type ByKey<T> = HashMap<Key, T, BuildHasherDefault<Beginning>>;

/// What texts of the content are known by, list by list.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<Vec<Key>>);

impl Keys {
    pub(super) fn new(lists: impl Into<Vec<Vec<Key>>>) -> Self {
        Self(lists.into())
    }

    /// Those of all texts.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter().flatten()
    }
}

/// What `texts` are known by, in their order.
pub(super) fn keys(texts: &[Option<&str>]) -> Vec<Key> {
    texts.par_iter().map(|text| text.map_or(NO_TEXT, key)).collect()
}

/// What `text` is known by.
pub(super) fn key(text: &str) -> Key {
    static OF_MODEL: LazyLock<Sha256> = LazyLock::new(|| Sha256::new_with_prefix(model::SHA256));
    first_half(OF_MODEL.clone().chain_update(text))
}

/// What a run of texts is known by, whose keys are these.
pub(super) fn of_run(keys: &[Key]) -> Key {
    first_half(Sha256::new_with_prefix(keys.as_flattened()))
}

fn first_half(hash: Sha256) -> Key {
    let mut key = Key::default();
    key.copy_from_slice(&hash.finalize()[..16]);
    key
}

/// The beginning of a key, which is a hash as good as any.
#[derive(Default)]
pub(super) struct Beginning(u64);

impl Hasher for Beginning {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(beginning) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*beginning);
        }
    }

    /// A key's length, which tells nothing.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        assert_ne!(key("pin"), key("pin "));
        assert_eq!(key("pin"), key("pin"));
        assert_eq!(keys(&[Some("pin"), None]), [key("pin"), NO_TEXT]);
    }

    #[test]
    fn runs_of_texts_are_told_apart() {
        assert_ne!(of_run(&[key("pin"), key("card")]), of_run(&[key("card"), key("pin")]));
        assert_ne!(of_run(&[key("pin")]), key("pin"));
    }
}
