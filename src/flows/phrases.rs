//! Phrases that editors own besides answers and errands: `safety.yaml`, `small-talk.yaml`, `commands.yaml`.

use super::template::Template;
pub use crate::words::normalize;

/// All three files.
#[derive(Debug, Default)]
pub struct Phrases {
    /// What outranks everything; a phrase matches where its words stand in the text, adjacent and in order.
    pub safety: Vec<Reply>,
    /// Hello, thanks, bye; a phrase matches the whole text.
    pub small_talk: Vec<Reply>,
    /// Cancel, back, why ...; a phrase matches the whole text.
    pub commands: Vec<(Command, Vec<String>)>,
}

/// Phrases and what is said to them.
#[derive(Debug)]
pub struct Reply {
    /// Its name, as in `emergency`.
    pub id: String,
    /// Normalized phrases ([`normalize`]).
    pub phrases: Vec<String>,
    /// What is said.
    pub say: Template,
}

/// What a visitor can ask of the dialogue itself, at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Stop the errand.
    Cancel,
    /// Forget everything and begin again.
    StartOver,
    /// One prompt back.
    Back,
    /// Ask again.
    Repeat,
    /// Why is this asked?
    Why,
    /// What can you do?
    Help,
    /// A person, please.
    Agent,
    /// Yes, where a question is open.
    Yes,
    /// No, where a question is open.
    No,
}

impl Phrases {
    /// The safety line that `text` calls for.
    pub fn safety(&self, text: &str) -> Option<&Reply> {
        let padded = format!(" {} ", normalize(text));
        self.safety.iter().find(|reply| {
            reply
                .phrases
                .iter()
                .any(|phrase| padded.contains(&format!(" {phrase} ")))
        })
    }

    /// The small talk that `text` is.
    pub fn small_talk(&self, text: &str) -> Option<&Reply> {
        let text = normalize(text);
        self.small_talk.iter().find(|reply| reply.phrases.contains(&text))
    }

    /// The command that `text` is.
    pub fn command(&self, text: &str) -> Option<Command> {
        let text = normalize(text);
        self.commands
            .iter()
            .find(|(_, phrases)| phrases.contains(&text))
            .map(|(command, _)| *command)
    }
}
