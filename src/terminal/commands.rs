//! Commands: lines that begin with `/`.

use std::path::PathBuf;

/// What a command asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// What one can do here.
    Help,
    /// To the question before.
    Back,
    /// Stop what is under way.
    Cancel,
    /// Why it is asked.
    Why,
    /// The open question again.
    Repeat,
    /// A person.
    Agent,
    /// A new conversation.
    StartOver,
    /// Sign in, as somebody if a name is given.
    SignIn(Option<String>),
    /// Change what was filled in: which, by its number in the list that `/edit` shows.
    Edit(Option<usize>),
    /// The last answer helped, or did not; with words about it.
    Rate(bool, Option<String>),
    /// Say this whatever is being filled in.
    Ask(String),
    /// Choose by number, also while a field is asked.
    Pick(usize),
    /// Write the conversation into a file.
    Print(PathBuf),
    /// Leave.
    Quit,
}

/// A typed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line<'a> {
    /// A command.
    Command(Command),
    /// It begins like a command and is none: what to do.
    Wrong(String),
    /// Words (`//` at the beginning stands for `/`).
    Words(&'a str),
}

/// The commands for the screen.
pub const HELP: &str = "\
Type a question, an answer, or the number of a choice. Commands:
- /back: the question before
- /why: why it is asked
- /repeat: the question again
- /edit, /edit N: change what you filled in
- /ask QUESTION: ask something while a field is open
- /N: choose number N while a field is open
- /cancel: stop what is under way
- /agent: talk to a person
- /sign-in, /sign-in NAME: sign in
- /good, /bad, /bad WORDS: say whether the last answer helped
- /print FILE: write the conversation into a file
- /start-over: a new conversation
- /help: these lines
- /quit: leave (or Ctrl-D)
A line that is to begin with a slash begins with two: //like this.";

/// Reads a line.
pub fn read(line: &str) -> Line<'_> {
    let Some(rest) = line.trim_start().strip_prefix('/') else {
        return Line::Words(line);
    };
    if rest.starts_with('/') {
        return Line::Words(rest);
    }
    let (name, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let argument = Some(argument.trim().to_owned()).filter(|argument| !argument.is_empty());
    let command = match name.to_ascii_lowercase().as_str() {
        "help" | "?" => Command::Help,
        "back" => Command::Back,
        "cancel" => Command::Cancel,
        "why" => Command::Why,
        "repeat" => Command::Repeat,
        "agent" => Command::Agent,
        "start-over" => Command::StartOver,
        "sign-in" => Command::SignIn(argument),
        "edit" => return edit(argument.as_deref()),
        "good" => Command::Rate(true, argument),
        "bad" => Command::Rate(false, argument),
        "ask" => {
            return with(
                argument,
                "/ask needs a question: /ask how long does it take?",
                Command::Ask,
            );
        }
        "print" => {
            return with(argument, "/print needs a file: /print chat.txt", |file| {
                Command::Print(PathBuf::from(file))
            });
        }
        "quit" | "exit" => Command::Quit,
        number if number.parse::<usize>().is_ok() => Command::Pick(number.parse().unwrap_or_default()),
        _ => return Line::Wrong(format!("There is no /{name}; /help shows what there is.")),
    };
    Line::Command(command)
}

fn with(argument: Option<String>, missing: &str, make: impl FnOnce(String) -> Command) -> Line<'static> {
    argument.map_or_else(
        || Line::Wrong(missing.to_owned()),
        |argument| Line::Command(make(argument)),
    )
}

fn edit(number: Option<&str>) -> Line<'static> {
    match number.map(str::parse) {
        None => Line::Command(Command::Edit(None)),
        Some(Ok(number)) => Line::Command(Command::Edit(Some(number))),
        Some(Err(_)) => Line::Wrong("/edit takes a number of the list that /edit shows.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_begin_with_a_slash() {
        assert_eq!(read("/back"), Line::Command(Command::Back));
        assert_eq!(
            read(" /SIGN-IN rmiller42 "),
            Line::Command(Command::SignIn(Some("rmiller42".into())))
        );
        assert_eq!(read("/3"), Line::Command(Command::Pick(3)));
        assert_eq!(read("/edit 2"), Line::Command(Command::Edit(Some(2))));
        assert_eq!(
            read("/bad too long"),
            Line::Command(Command::Rate(false, Some("too long".into())))
        );
        assert_eq!(read("/print a b.txt"), Line::Command(Command::Print("a b.txt".into())));
    }

    #[test]
    fn what_is_no_command_says_what_to_do() {
        for line in ["/bakc", "/ask", "/print", "/edit x", "/-1"] {
            assert!(matches!(read(line), Line::Wrong(_)), "{line}");
        }
    }

    #[test]
    fn two_slashes_stand_for_one() {
        assert_eq!(read("//back"), Line::Words("/back"));
        assert_eq!(read("back/"), Line::Words("back/"));
    }

    #[test]
    fn help_names_every_command_and_fits_a_terminal() {
        for name in [
            "back",
            "edit",
            "why",
            "cancel",
            "repeat",
            "ask",
            "agent",
            "sign-in",
            "start-over",
            "good",
            "bad",
            "print",
            "help",
            "quit",
        ] {
            assert!(HELP.contains(&format!("/{name}")), "{name}");
        }
        assert!(HELP.lines().all(|line| line.len() <= 78));
    }
}
