//! The program: see [`frontdesk::cli`].

fn main() -> std::process::ExitCode {
    frontdesk::cli::run()
}
