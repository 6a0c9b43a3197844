//! Gives memory that is free within the process back to the system.
//!
//! A crate of its own, so that the one call that needs `unsafe` stands alone: everything else here forbids it.

/// Gives what is free back to the system: what learning a content has taken for a moment, the allocator of glibc would keep
/// for good, a third of what the process holds. Takes some milliseconds; elsewhere than on glibc it does nothing.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "a call into libc")]
    // SAFETY: malloc_trim may be called at any time from any thread (malloc_trim(3): MT-Safe) and moves nothing that is in
    // use; 0 is how many bytes are to be left at the top of the heap.
    unsafe {
        libc::malloc_trim(0);
    }
}
