//! How much memory that is free within the process it may keep from the system.
//!
//! A crate of its own, so that the calls that need `unsafe` stand alone: everything else here forbids it.

/// Bytes from which on a piece of memory is one of its own, which goes back to the system when it is free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const OF_ITS_OWN: i32 = 256 * 1024;

/// Has large pieces of memory go back to the system when they are free, and small ones be shared by the threads. Left alone,
/// the allocator of glibc takes a large piece that was freed for a sign that more of the kind will come, and keeps up to 64 MB
/// of them for each thread: what learning the content takes for a moment was a third of what the process held for good. And it
/// keeps free memory apart for up to eight times as many threads as there are cores, though no more can run at once than there
/// are cores: 4 MB on two of them. Elsewhere than on glibc this does nothing.
///
/// To be called before there are other threads.
pub fn keep_little() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    let arenas = std::thread::available_parallelism().map_or(1, |cores| cores.get().try_into().unwrap_or(i32::MAX));
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "calls into libc")]
    // SAFETY: mallopt only sets a number; that is no race, as there is no other thread yet (mallopt(3): MT-Unsafe init).
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, OF_ITS_OWN);
        libc::mallopt(libc::M_ARENA_MAX, arenas);
    }
}
