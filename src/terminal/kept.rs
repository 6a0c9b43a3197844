//! The file that lets a conversation be resumed: written only when asked (`--keep`), readable by its owner alone.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::conversation::{Audience, ConversationId};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 * 1024;

/// A conversation that can be resumed. Whoever has the token can read it and go on with it: `Debug` is left out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    /// The server.
    pub(super) url: String,
    /// Whom it is with.
    pub(super) audience: Audience,
    /// The conversation.
    pub(super) conversation: ConversationId,
    /// What resumes it.
    pub(super) token: String,
}

/// Where the file is: `frontdesk/chat.json` below `XDG_STATE_HOME`, or `.local/state` in the user's folder; nothing if neither
/// variable is set.
pub(super) fn place() -> Option<PathBuf> {
    let folder = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let state = folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))?;
    Some(state.join("frontdesk/chat.json"))
}

/// Reads the file; nothing if there is none or it can't be used.
pub(super) fn read(place: &Path) -> Option<Kept> {
    let size = std::fs::metadata(place).ok()?.len();
    let text = (size <= LARGEST).then(|| std::fs::read(place).ok())??;
    serde_json::from_slice(&text).ok()
}

/// Writes the file anew: beside its place first, so that it is whole or not there.
///
/// # Errors
/// The folder or the file can't be written.
pub(super) fn write(place: &Path, kept: &Kept) -> std::io::Result<()> {
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = place.with_extension("new");
    // One that was left behind may be readable by others.
    forget(&beside);
    let mut file = private(&beside)?;
    file.write_all(&serde_json::to_vec(kept)?)?;
    file.sync_all()?;
    std::fs::rename(beside, place)
}

/// Takes the file away.
pub(super) fn forget(place: &Path) {
    let _ = std::fs::remove_file(place);
}

/// A new file that only its owner can read.
///
/// # Errors
/// There is one of this name already, or it can't be made.
pub(super) fn private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn what_is_kept_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("state/chat.json");
        for token in ["t1", "t2"] {
            let kept = Kept {
                url: "http://127.0.0.1:1".into(),
                audience: Audience::Member,
                conversation: ConversationId::new("c1").unwrap(),
                token: token.into(),
            };
            write(&place, &kept).unwrap();
            assert_eq!(read(&place).unwrap().token, token);
            let mode = std::fs::metadata(&place).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        forget(&place);
        assert!(read(&place).is_none());
        std::fs::write(&place, "{\"url\": 3}").unwrap();
        assert!(read(&place).is_none(), "a file that can't be used is as good as none");
    }
}
