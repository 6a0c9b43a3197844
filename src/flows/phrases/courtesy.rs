//! "Ok, stop please", "no, never mind, cancel that": commands among words that say nothing by themselves.

use super::Command;
use crate::words::normalize;

/// What may stand before a command.
const BEFORE: &[&str] = &[
    "ok",
    "okay",
    "alright",
    "well",
    "so",
    "and",
    "but",
    "then",
    "hm",
    "hmm",
    "um",
    "uh",
    "oh",
    "ah",
    "hey",
    "please",
    "pls",
    "just",
    "actually",
    "sorry",
    "thanks",
    "thank you",
];

/// What may stand before what ends or undoes something, besides: "no back" goes back, "no help" is no cry for help.
const REFUSING: &[&str] = &["no", "nope", "nah"];

/// What may stand behind a command.
const BEHIND: &[&str] = &[
    "please",
    "pls",
    "thanks",
    "thank you",
    "thx",
    "now",
    "then",
    "ok",
    "okay",
    "sorry",
];

/// Words at most that are looked at: with more it is about something else.
const MOST_WORDS: usize = 12;

/// The command that every part of `text` is that says anything, if it is one and the same; `of` tells what a normalized phrase
/// is. A "yes" or "no" beside a command is a courtesy; by itself it is for `of` alone to tell.
pub(super) fn command(text: &str, of: impl Fn(&str) -> Option<Command>) -> Option<Command> {
    if text.split_whitespace().nth(MOST_WORDS).is_some() {
        return None;
    }
    let parts = text.split([',', '.', ';', ':', '!', '?', '\n']).map(normalize);
    let mut found = None;
    for part in parts.filter(|part| !says_nothing(part)) {
        match bare(&part, &of)? {
            Command::Yes | Command::No => {}
            command if found.is_none_or(|found| found == command) => found = Some(command),
            _ => return None,
        }
    }
    found
}

/// The command that `part` is without what stands around it.
fn bare(part: &str, of: &impl Fn(&str) -> Option<Command>) -> Option<Command> {
    if let Some(command) = of(part) {
        return Some(command);
    }
    let shorter = without_first(part, BEFORE).or_else(|| without_last(part, BEHIND));
    if let Some(shorter) = shorter {
        return bare(shorter, of).filter(|command| !matches!(command, Command::Yes | Command::No));
    }
    let ends = |command: &Command| matches!(command, Command::Cancel | Command::StartOver | Command::Back);
    bare(without_first(part, REFUSING)?, of).filter(ends)
}

fn says_nothing(part: &str) -> bool {
    let known = |part: &str| BEFORE.contains(&part) || BEHIND.contains(&part);
    part.is_empty() || known(part) || without_first(part, BEFORE).is_some_and(says_nothing)
}

fn without_first<'a>(part: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| part.strip_prefix(word)?.strip_prefix(' '))
}

fn without_last<'a>(part: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| part.strip_suffix(word)?.strip_suffix(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Option<Command> {
        command(text, |phrase| match phrase {
            "cancel" | "stop" | "never mind" | "cancel that" | "forget it" => Some(Command::Cancel),
            "back" => Some(Command::Back),
            "help" => Some(Command::Help),
            "yes" | "ok" => Some(Command::Yes),
            "no" | "no thanks" => Some(Command::No),
            _ => None,
        })
    }

    #[test]
    fn a_command_is_heard_among_courtesies() {
        for text in [
            "ok stop",
            "Ok, cancel!",
            "no, cancel",
            "no cancel",
            "no never mind, cancel that",
            "no thanks, forget it",
            "cancel, thanks",
            "hmm, stop",
            "well, stop please",
            "ok thanks. stop",
            "yes, cancel",
        ] {
            assert_eq!(heard(text), Some(Command::Cancel), "{text}");
        }
        assert_eq!(heard("no, back"), Some(Command::Back));
        assert_eq!(heard("ok help please"), Some(Command::Help));
    }

    #[test]
    fn what_says_more_or_something_else_is_no_command() {
        for text in [
            "",
            "ok",
            "thanks",
            "no help",
            "cancel my plan",
            "stop, back",
            "how do i cancel",
            "well, yes",
            "ok no",
            "rmiller42, cancel",
            "please please please please please please please please please please please please stop",
        ] {
            assert_eq!(heard(text), None, "{text}");
        }
    }
}
