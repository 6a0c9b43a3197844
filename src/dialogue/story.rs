//! Stories: conversations written down as tests (`tests/stories/*.yaml`), readable by an editor.
//!
//! Pure: the caller hands in the content, what the index makes of a text, and the time at which the story begins. Used by the
//! tests and by the command line.

mod book;
mod coverage;
mod line;
mod read;
mod record;
mod stage;
mod told;

pub use book::{Expected, Field, Scripted, Story, Turn};
pub use coverage::{Coverage, Gap, Share};
pub use record::{Halt, Recording};
pub use stage::{Failure, Stage};
