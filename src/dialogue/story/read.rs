//! A story file to a story.

use super::Story;
use crate::flaw::{Code, Flaw};

/// The longest file that is read, in bytes.
const LONGEST_FILE: usize = 64 * 1024;

impl Story {
    /// The story in a file; `file` is the path that the flaw names.
    ///
    /// # Errors
    /// One flaw, with the first line that can't be read.
    pub fn read(file: &str, text: &str) -> Result<Self, Flaw> {
        if text.len() > LONGEST_FILE {
            let what = format!(
                "the file has {} bytes; {LONGEST_FILE} are the most that is read",
                text.len()
            );
            return Err(Flaw::error(Code::BadStory, file, 0, what, "make two stories of it"));
        }
        serde_saphyr::from_str(text).map_err(|error| {
            let line = error.location().map_or(0, |place| u32::try_from(place.line()).unwrap_or(0));
            let message = error.without_snippet().to_string();
            let what = format!("this is no story: {}", message.lines().next().unwrap_or_default());
            let remedy = "a story has `story`, `audience` and `turns`; a turn is one of visitor, choose, fill, outcome, \
                          calls, sign_in, pass, reload, bot";
            Flaw::error(Code::BadStory, file, line, what, remedy)
        })
    }
}
