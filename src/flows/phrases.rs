//! Phrases that editors own besides answers and errands: `safety.yaml`, `small-talk.yaml`, `commands.yaml`.

mod courtesy;
mod person;

use super::template::Template;
pub use crate::words::normalize;

/// All three files.
#[derive(Debug, Default)]
pub struct Phrases {
    /// What outranks everything; a phrase matches where its words stand in the text, adjacent and in order.
    pub safety: Vec<Reply>,
    /// Hello, thanks, bye; a phrase matches the whole text.
    pub small_talk: Vec<Reply>,
    /// Cancel, back, why ...; a phrase matches the whole text but for courtesies around it.
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
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
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
    /// Show me the sign-in, where an errand waits for it.
    SignIn,
    /// Yes, where a question is open.
    Yes,
    /// No, where a question is open.
    No,
}

/// Whether the words of `phrase` stand in `text`, adjacent and in order; both normalized.
pub(super) fn holds(text: &str, phrase: &str) -> bool {
    from_each_word(text).any(|rest| begins_with(rest, phrase))
}

/// `text` from its first word on, from its second word on, and so on.
fn from_each_word(text: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(text), |rest| rest.split_once(' ').map(|(_, rest)| rest))
}

/// Whether the words of `phrase` come first in `rest`. The first letter alone decides most cases.
fn begins_with(rest: &str, phrase: &str) -> bool {
    rest.as_bytes().first() == phrase.as_bytes().first()
        && rest
            .strip_prefix(phrase)
            .is_some_and(|after| after.is_empty() || after.starts_with(' '))
}

impl Phrases {
    /// The safety line that `text` calls for.
    pub fn safety(&self, text: &str) -> Option<&Reply> {
        // Looked for in every message.
        let text = normalize(text);
        let rests: Vec<&str> = from_each_word(&text).collect();
        let stands = |phrase: &String| rests.iter().any(|rest| begins_with(rest, phrase));
        self.safety.iter().find(|reply| reply.phrases.iter().any(stands))
    }

    /// The small talk that `text` is.
    pub fn small_talk(&self, text: &str) -> Option<&Reply> {
        let text = normalize(text);
        self.small_talk.iter().find(|reply| reply.phrases.contains(&text))
    }

    /// The command that `text` is: one of the phrases, also among courtesies ("ok, stop please"), or a request for a person in
    /// any words.
    pub fn command(&self, text: &str) -> Option<Command> {
        let plain = normalize(text);
        self.command_of(&plain)
            .or_else(|| courtesy::command(text, |phrase| self.command_of(phrase)))
            .or_else(|| person::is_asked_for(&plain).then_some(Command::Agent))
    }

    /// The command whose phrase `text` is, word for word: it holds nothing that the editors have not written.
    pub fn command_phrase(&self, text: &str) -> Option<Command> {
        self.command_of(&normalize(text))
    }

    /// The same of a normalized text.
    fn command_of(&self, text: &str) -> Option<Command> {
        let of_it = |(_, phrases): &&(Command, Vec<String>)| phrases.iter().any(|phrase| phrase == text);
        self.commands.iter().find(of_it).map(|(command, _)| *command)
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    const SAFETY: &str = "- id: emergency\n  phrases: [chest pain, can't breathe]\n  say: Call {{ contacts.help }}.\n";
    const SMALL_TALK: &str = "- id: hello\n  phrases: [hello, ok]\n  say: Hello!\n";
    const COMMANDS: &str = "\
- { id: cancel, phrases: [cancel, never mind] }
- { id: start_over, phrases: [start over] }
- { id: back, phrases: [back] }
- { id: repeat, phrases: [repeat] }
- { id: why, phrases: [why] }
- { id: help, phrases: [help] }
- { id: agent, phrases: [agent] }
- { id: sign_in, phrases: [sign in] }
- { id: yes, phrases: [yes, ok] }
- { id: no, phrases: [no] }
";

    fn read(safety: &str, small_talk: &str, commands: &str) -> (Phrases, Vec<String>) {
        let facts = context! { contacts => context! { help => "911" } };
        let (phrases, flaws) = Phrases::read(safety, small_talk, commands, &facts);
        (phrases, flaws.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn safety_hears_whole_words_anywhere_and_the_others_whole_texts() {
        let (phrases, flaws) = read(SAFETY, SMALL_TALK, COMMANDS);
        assert_eq!(flaws, [""; 0]);
        assert!(phrases.safety("I have CHEST pain!").is_some());
        assert!(phrases.safety("He can\u{2019}t breathe").is_some());
        assert!(phrases.safety("chest pains").is_none());
        assert!(phrases.safety("pain in the chest").is_none());
        assert_eq!(
            phrases.small_talk("Hello!").map(|reply| reply.id.as_str()),
            Some("hello")
        );
        assert!(phrases.small_talk("hello there").is_none());
        assert_eq!(phrases.command("Never mind."), Some(Command::Cancel));
        assert_eq!(phrases.command("never"), None);
    }

    #[track_caller]
    fn check(files: (&str, &str, &str), expected: &str) {
        let (_, flaws) = read(files.0, files.1, files.2);
        assert_eq!(flaws.join("\n"), expected);
    }

    #[test]
    fn flaws_are_told_with_line_and_remedy() {
        check(
            ("- id: a\n  phrases: [x, X!]\n  say: Y\n", SMALL_TALK, COMMANDS),
            "flows/safety.yaml:2: the phrase `x` stands twice, first in line 2 -> remove one of them",
        );
        check(
            (
                "- id: a\n  phrases: [x]\n  say: Y {{ contacts.hlp }}\n",
                SMALL_TALK,
                COMMANDS,
            ),
            "flows/safety.yaml:3: `say` can't be filled in: undefined value -> a reply can hold only `contacts` and \
             `policy`, by their names",
        );
        check(
            ("- id: a\n  phrases: [never mind]\n  say: Y\n", SMALL_TALK, COMMANDS),
            "flows/commands.yaml:1: `never mind` holds the safety phrase `never mind`, which outranks it -> remove it \
             here, or make the safety phrase longer",
        );
        check(
            (SAFETY, "- id: a\n  phrases: [back]\n  say: Y\n", COMMANDS),
            "flows/small-talk.yaml:2: `back` is also the command `back`, which comes first -> remove it from one of the files",
        );
        check(
            (
                SAFETY,
                SMALL_TALK,
                &COMMANDS.replace("- { id: why, phrases: [why] }\n", ""),
            ),
            "flows/commands.yaml: the file lacks `why` -> add a block with `id` and `phrases` for each",
        );
        check(
            (SAFETY, SMALL_TALK, &COMMANDS.replace("id: repeat", "id: repaet")),
            "flows/commands.yaml: the file lacks `repeat` -> add a block with `id` and `phrases` for each\n\
             flows/commands.yaml:4: there is no command `repaet` -> did you mean `repeat`?",
        );
        check(
            (SAFETY, "- id: a\n  phrases: []\n  say: Y\n  saay: Z\n", COMMANDS),
            "flows/small-talk.yaml:2: the block has no phrases -> add some, or remove the block\n\
             flows/small-talk.yaml:4: a block has no key `saay` -> did you mean `say`?",
        );
    }
}
