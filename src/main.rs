//! The program: see [`frontdesk::cli`].

fn main() -> std::process::ExitCode {
    frontdesk_heap::keep_little();
    frontdesk::cli::run()
}
