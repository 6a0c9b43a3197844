//! The program: see [`frontdesk::cli`].

fn main() -> std::process::ExitCode {
    frontdesk_heap::give_back_large_pieces();
    frontdesk::cli::run()
}
