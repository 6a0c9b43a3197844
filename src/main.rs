//! The program: see [`frontdesk::cli`].

/// The system's own allocator takes twice the time on what a turn is made of: many short texts, given back by another thread.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    frontdesk::cli::run()
}
