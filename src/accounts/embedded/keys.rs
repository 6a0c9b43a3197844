//! The keys of the service: one master key in the data folder, and what is derived from it.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::clock::SharedEntropy;

/// Bytes of a nonce of XChaCha20-Poly1305.
const NONCE: usize = 24;

/// The master key could not be read or made.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file cannot be read or written.
    #[error("the master key {path} cannot be read or written: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file does not hold a key.
    #[error(
        "the master key {0} must hold 64 hexadecimal digits and nothing else: put the original back from your backup"
    )]
    Malformed(PathBuf),
    /// Others may read the file.
    #[error("the master key {0} can be read by others: run `chmod 600 {0}`")]
    Exposed(PathBuf),
}

/// What was encrypted cannot be read: other keys, or altered bytes.
#[derive(Debug, thiserror::Error)]
#[error("an encrypted value cannot be opened")]
pub struct Unreadable;

/// The keys. `Debug` prints nothing; the bytes are wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Keys {
    master: [u8; 32],
    lookup: [u8; 32],
    encryption: [u8; 32],
    made_up: [u8; 32],
    tokens: [u8; 32],
}

impl fmt::Debug for Keys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Keys(..)")
    }
}

impl Keys {
    /// Derives all keys from a master key.
    pub fn from_master(master: [u8; 32]) -> Self {
        let sub = |label: &str| hmac(&master, &["accounts", label]);
        Self {
            lookup: sub("lookup"),
            encryption: sub("encryption"),
            made_up: sub("made-up"),
            tokens: sub("tokens"),
            master,
        }
    }

    /// Reads the master key from `path` (64 hexadecimal digits), or makes it there, readable only by its owner.
    pub fn read_or_create(path: &Path, entropy: &SharedEntropy) -> Result<Self, KeysError> {
        let failed = |source| KeysError::File {
            path: path.to_owned(),
            source,
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return create(path, entropy).map_err(failed);
            }
            Err(error) => return Err(failed(error)),
        };
        if readable_by_others(path).map_err(failed)? {
            return Err(KeysError::Exposed(path.to_owned()));
        }
        let mut master = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), master.as_mut()).map_err(|_| KeysError::Malformed(path.to_owned()))?;
        Ok(Self::from_master(*master))
    }

    /// A further key for another part of the program, as for signing identity tokens. The same label gives the same key.
    pub fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(hmac(&self.master, &["app", label]))
    }

    /// Under what a value that must be found is stored: `kind` keeps different kinds of values apart.
    pub(super) fn lookup(&self, kind: &str, value: &str) -> String {
        hex::encode(hmac(&self.lookup, &[kind, value]))
    }

    /// Under what a token (a handle, session, grant) is stored.
    pub(super) fn token(&self, token: &str) -> String {
        hex::encode(hmac(&self.tokens, &["token", token]))
    }

    /// Steady bits for what is made up about a name that nobody has.
    pub(super) fn made_up(&self, what: &str, name: &str) -> u64 {
        let bytes = hmac(&self.made_up, &[what, name]);
        bytes
            .iter()
            .take(8)
            .fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
    }

    /// Encrypts `plain`; `purpose` says what it is and must be given again to open it.
    pub(super) fn seal(&self, purpose: &str, plain: &[u8], entropy: &SharedEntropy) -> Result<Vec<u8>, Unreadable> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: purpose.as_bytes(),
        };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Unreadable)?;
        Ok([nonce.as_slice(), sealed.as_slice()].concat())
    }

    /// Decrypts what [`Keys::seal`] made for the same purpose.
    pub(super) fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<String>, Unreadable> {
        let (nonce, message) = sealed.split_first_chunk::<NONCE>().ok_or(Unreadable)?;
        let payload = Payload {
            msg: message,
            aad: purpose.as_bytes(),
        };
        let plain = self
            .cipher()
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Unreadable)?;
        String::from_utf8(plain).map(Zeroizing::new).map_err(|_| Unreadable)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.encryption.into())
    }
}

/// HMAC-SHA256 over `parts`, each with its length before it, so that no two lists of parts give the same input.
fn hmac(key: &[u8; 32], parts: &[&str]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&block.into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

fn create(path: &Path, entropy: &SharedEntropy) -> std::io::Result<Keys> {
    let mut master = Zeroizing::new([0; 32]);
    entropy.fill(master.as_mut());
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(Zeroizing::new(hex::encode(master.as_ref()) + "\n").as_bytes())?;
    file.sync_all()?;
    Ok(Keys::from_master(*master))
}

#[cfg(unix)]
fn readable_by_others(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_path: &Path) -> std::io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::SeededEntropy;

    fn entropy() -> SharedEntropy {
        Arc::new(SeededEntropy::new(1))
    }

    #[test]
    fn the_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let first = Keys::read_or_create(&path, &entropy()).unwrap();
        let again = Keys::read_or_create(&path, &entropy()).unwrap();
        assert_eq!(first.master, again.master);
        assert_eq!(*first.derive("identity"), *again.derive("identity"));
        assert_ne!(*first.derive("identity"), *first.derive("resume"));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        Keys::read_or_create(&path, &entropy()).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            Keys::read_or_create(&path, &entropy()),
            Err(KeysError::Exposed(_))
        ));
    }

    #[test]
    fn a_sealed_value_opens_only_for_its_purpose() {
        let keys = Keys::from_master([7; 32]);
        let sealed = keys.seal("outbox", b"48120977", &entropy()).unwrap();
        assert_eq!(keys.open("outbox", &sealed).unwrap().as_str(), "48120977");
        assert!(keys.open("handle", &sealed).is_err());
        assert!(Keys::from_master([8; 32]).open("outbox", &sealed).is_err());
        assert!(keys.open("outbox", &sealed[..10]).is_err());
    }

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let keys = Keys::from_master([7; 32]);
        assert_ne!(keys.lookup("ab", "c"), keys.lookup("a", "bc"));
    }

    #[test]
    fn debug_prints_nothing() {
        assert_eq!(format!("{:?}", Keys::from_master([7; 32])), "Keys(..)");
    }
}
