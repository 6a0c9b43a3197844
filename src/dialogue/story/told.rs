//! How a failing story tells what was expected, what came, and what to do.

use std::fmt;

use super::line::{Line, spoken};
use super::{Expected, Turn};
use crate::conversation::Body;

/// The longest piece of a line that is quoted, in characters.
const LONGEST_QUOTE: usize = 160;

impl fmt::Display for Expected {
    /// As in `a receipt "New PIN on its way" that says "Arrives"`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut what: Vec<String> = Vec::new();
        what.extend(self.prompt.as_ref().map(|name| format!("the prompt `{name}`")));
        what.extend(self.answer.as_ref().map(|entry| format!("the answer {entry}")));
        what.extend(
            self.offer
                .map(|offer| if offer { "an offer" } else { "no offer" }.to_owned()),
        );
        what.extend(self.receipt.as_ref().map(|title| format!("a receipt \"{title}\"")));
        what.extend(
            self.handoff
                .map(|state| format!("a handoff ({state:?})").to_lowercase()),
        );
        what.extend(
            self.ended
                .map(|ended| if ended { "the end" } else { "no end" }.to_owned()),
        );
        if what.is_empty() {
            what.push("a line".to_owned());
        }
        write!(out, "{}", what.join(" and "))?;
        match &self.says {
            Some(words) => write!(out, " that says \"{words}\""),
            None => Ok(()),
        }
    }
}

/// The lines that came instead, each with what it is.
pub(super) fn came<'a>(lines: impl Iterator<Item = &'a Line>) -> String {
    let lines: Vec<String> = lines.map(line).collect();
    match lines.as_slice() {
        [] => "nothing more was said".to_owned(),
        lines => format!("what came is {}", lines.join(", then ")),
    }
}

fn line(line: &Line) -> String {
    let kind = match &line.said.body {
        Body::Answer(answer) => format!("the answer {}", answer.entry),
        Body::Prompt(_) | Body::SignIn { .. } => {
            format!("the prompt `{}`", line.prompt.as_deref().unwrap_or_default())
        }
        Body::Offer(_) => "an offer".to_owned(),
        Body::Receipt(_) => "a receipt".to_owned(),
        Body::Handoff { .. } => "a handoff".to_owned(),
        Body::Ended { .. } => "the end".to_owned(),
        _ => "a line".to_owned(),
    };
    let words = spoken(&line.said.body);
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    if words.is_empty() {
        return kind;
    }
    let quoted: String = words.chars().take(LONGEST_QUOTE).collect();
    let more = if quoted.len() < words.len() { "..." } else { "" };
    format!("{kind} \"{quoted}{more}\"")
}

/// What to do about a turn that failed. `None`: the story failed before or after all its turns.
pub(super) fn remedy(turn: Option<&Turn>) -> &'static str {
    match turn {
        Some(Turn::Bot(_)) => {
            "if what came is right, write that into the story; else mend the errand, the answer or the way to ask for it"
        }
        Some(Turn::Calls(_)) => "name the calls that are made after the visitor's last turn, with their outcomes",
        Some(Turn::Choose(_)) => "press a button that is there, by its whole label",
        Some(Turn::Fill(_)) => "fill in the card that is open, with the names of its slots",
        Some(Turn::Pass(_)) => "write how much time passes, as in 30s, 11m or 2h",
        Some(_) => {
            "see what is open at this turn; each call needs an `outcome:` written before the turn that leads to it"
        }
        None => "see whether a secret is typed into the chat, or the name of who is signed in is wrong",
    }
}
