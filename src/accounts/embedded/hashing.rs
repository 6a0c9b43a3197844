//! argon2id on a bounded number of threads, never on the async ones.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{CustomizedPasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{Semaphore, oneshot};
use zeroize::Zeroizing;

use crate::clock::SharedEntropy;

/// How many hashes may wait for each thread; more than that is shed.
const WAITING_PER_THREAD: usize = 64;

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashingCost {
    /// Memory in KiB, 8 at least.
    pub memory_kib: u32,
    /// Passes over it, 1 at least.
    pub passes: u32,
}

impl Default for HashingCost {
    /// 19 MiB and two passes, on one lane (accounts.md).
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
        }
    }
}

/// Why nothing was hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashingError {
    /// Too many hashes wait already.
    #[error("too many hashes are waiting")]
    Busy,
    /// The parameters or a stored hash make no sense, or the thread was lost.
    #[error("a hash could not be made or read")]
    Failed,
}

/// Makes and checks hashes.
pub(super) struct Hasher {
    params: Params,
    /// Threads of its own: each keeps the memory of one hash, so that the memory is as bounded as the threads are.
    threads: ThreadPool,
    waiting: Arc<Semaphore>,
    /// How many may wait or be at work.
    places: usize,
    /// Checked in place of a hash that does not exist; matches nothing that anyone can type.
    dummy: Arc<str>,
    entropy: SharedEntropy,
    done: AtomicU64,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Hasher")
            .field("params", &self.params)
            .finish_non_exhaustive()
    }
}

impl Hasher {
    /// A hasher that uses `threads` threads at most.
    pub(super) fn new(cost: HashingCost, threads: usize, entropy: SharedEntropy) -> Result<Self, HashingError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_| HashingError::Failed)?;
        let mut nobody_knows = Zeroizing::new([0; 32]);
        entropy.fill(nobody_knows.as_mut());
        let dummy = make(&params, nobody_knows.as_ref(), &salt(&entropy))?.into();
        let threads = threads.max(1);
        Ok(Self {
            params,
            threads: ThreadPoolBuilder::new()
                .num_threads(threads)
                .thread_name(|number| format!("hashing-{number}"))
                .build()
                .map_err(|_| HashingError::Failed)?,
            waiting: Arc::new(Semaphore::new(threads * WAITING_PER_THREAD)),
            places: threads * WAITING_PER_THREAD,
            dummy,
            entropy,
            done: AtomicU64::new(0),
        })
    }

    /// How many hashes were made or checked so far.
    pub(super) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// How many hashes wait or are at work.
    pub(super) fn waiting(&self) -> usize {
        self.places - self.waiting.available_permits()
    }

    /// How many may.
    pub(super) fn places(&self) -> usize {
        self.places
    }

    /// The hash of `secret` as a PHC string.
    pub(super) async fn hash(&self, secret: Zeroizing<String>) -> Result<String, HashingError> {
        let (params, salt) = (self.params.clone(), salt(&self.entropy));
        self.off_thread(move || make(&params, secret.as_bytes(), &salt)).await
    }

    /// Whether `secret` has the hash `stored`. Without a stored hash the same work is done, and the answer is no.
    pub(super) async fn verify(&self, secret: Zeroizing<String>, stored: Option<&str>) -> Result<bool, HashingError> {
        let exists = stored.is_some();
        let stored: Arc<str> = stored.map_or_else(|| self.dummy.clone(), Into::into);
        let matches = self.off_thread(move || matches(secret.as_bytes(), &stored)).await?;
        Ok(matches && exists)
    }

    /// Whether `stored` was made at another cost than today's.
    pub(super) fn is_outdated(&self, stored: &str) -> bool {
        PasswordHash::new(stored)
            .ok()
            .and_then(|hash| Params::try_from(&hash).ok())
            .is_none_or(|params| {
                (params.m_cost(), params.t_cost(), params.p_cost())
                    != (self.params.m_cost(), self.params.t_cost(), self.params.p_cost())
            })
    }

    /// Does `work` on one of the threads. Work that has begun keeps its place until it ends, also when whoever waited for
    /// it is gone: a client that hangs up again and again gets no more threads than any other.
    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let waiting = Arc::clone(&self.waiting).try_acquire_owned();
        let waiting = waiting.map_err(|_| HashingError::Busy)?;
        self.done.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        self.threads.spawn(move || {
            let _place = waiting;
            let _ = answer.send(work());
        });
        answered.await.map_err(|_| HashingError::Failed)?
    }
}

fn salt(entropy: &SharedEntropy) -> [u8; 16] {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    salt
}

fn make(params: &Params, secret: &[u8], salt: &[u8]) -> Result<String, HashingError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let hash: PasswordHash = argon2
        .hash_password_with_params(secret, salt, params.clone())
        .map_err(|_| HashingError::Failed)?;
    Ok(hash.to_string())
}

fn matches(secret: &[u8], stored: &str) -> Result<bool, HashingError> {
    let hash = PasswordHash::new(stored).map_err(|_| HashingError::Failed)?;
    match Argon2::default().verify_password(secret, &hash) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(_) => Err(HashingError::Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    fn hasher(memory_kib: u32) -> Hasher {
        Hasher::new(
            HashingCost { memory_kib, passes: 1 },
            2,
            Arc::new(SeededEntropy::new(1)),
        )
        .unwrap()
    }

    fn secret(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_hash_matches_its_secret_only() {
        let hasher = hasher(8);
        let hash = hasher.hash(secret("Harbor7Lane")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert!(hasher.verify(secret("Harbor7Lane"), Some(&hash)).await.unwrap());
        assert!(!hasher.verify(secret("harbor7Lane"), Some(&hash)).await.unwrap());
        assert!(!hasher.verify(secret("Harbor7Lane"), None).await.unwrap());
        assert_eq!(hasher.done(), 4);
    }

    #[tokio::test]
    async fn a_hash_at_another_cost_is_outdated_and_still_works() {
        let old = hasher(8).hash(secret("Harbor7Lane")).await.unwrap();
        let hasher = hasher(16);
        assert!(hasher.is_outdated(&old));
        assert!(hasher.verify(secret("Harbor7Lane"), Some(&old)).await.unwrap());
        assert!(!hasher.is_outdated(&hasher.hash(secret("Harbor7Lane")).await.unwrap()));
    }

    #[tokio::test]
    async fn a_caller_that_hangs_up_does_not_free_the_thread_that_still_works_for_it() {
        let hasher = Hasher::new(
            HashingCost {
                memory_kib: 8,
                passes: 1,
            },
            1,
            Arc::new(SeededEntropy::new(1)),
        )
        .unwrap();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let work = hasher.off_thread(move || {
            let _ = begun.send(());
            let _ = ended.recv();
            Ok(())
        });
        tokio::select! {
            _ = work => panic!("it ended by itself"),
            begun = has_begun => begun.unwrap(),
        }
        assert_eq!(hasher.waiting(), 1);
        end.send(()).unwrap();
        hasher.hash(secret("free again")).await.unwrap();
    }

    #[tokio::test]
    async fn the_default_cost_is_the_stated_one() {
        let hasher = Hasher::new(HashingCost::default(), 1, Arc::new(SeededEntropy::new(1))).unwrap();
        assert!(hasher.dummy.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}
