//! What is said of a panic: where, and what it says only where that is fixed text. A message that is put together may quote
//! what a visitor typed, as that of a slice of text does (invariant 1).

use std::any::Any;
use std::backtrace::Backtrace;
use std::panic;

/// From now on panics are lines of the log.
pub(super) fn log() {
    panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        let (what, trace) = (fixed(panic.payload()), Backtrace::capture());
        tracing::error!(at, what, %trace, "a thread broke off: this is a defect of the program");
    }));
}

/// The message of a panic, if it is fixed text.
fn fixed(message: &(dyn Any + Send)) -> &'static str {
    message.downcast_ref::<&'static str>().copied().unwrap_or("(not told)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_may_quote_what_was_typed_is_not_told() {
        let told = |work: fn()| fixed(panic::catch_unwind(work).unwrap_err().as_ref());
        assert_eq!(told(|| panic!("out of order")), "out of order");
        let quoting = || {
            let typed = "né 219-09-9999".to_owned();
            let _ = &typed[..std::hint::black_box(2)];
        };
        assert_eq!(told(quoting), "(not told)");
    }
}
