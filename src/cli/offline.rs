//! The configuration of commands that read the content and serve nobody.

use std::path::{Path, PathBuf};

use super::{Stop, variables};
use crate::config::{Config, Flags};

/// The configuration from `file` (if one is named) and the environment, with the content below `content` (if one is named).
///
/// # Errors
/// Where it is wrong, or the content's folder is none.
pub(super) fn config(file: Option<&Path>, content: Option<PathBuf>) -> Result<Config, Stop> {
    let flags = Flags {
        // Nobody listens here: an address that would be refused is no reason not to begin.
        listen: Some("127.0.0.1:0".into()),
        data: None,
        content,
    };
    let config = Config::load(file, variables()?.into_iter(), flags).map_err(Stop::refused)?;
    if !config.content.is_dir() {
        let what = format_args!("{} is not a folder", config.content.display());
        return Err(Stop::refused(what));
    }
    Ok(config)
}
