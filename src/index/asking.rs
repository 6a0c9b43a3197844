//! What a text asks for, by the way in which it is said: to know something, to get something done, or that something is
//! left alone.

use super::parts;
use crate::dialogue;
use crate::words::normalize;

/// What a text asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// To know something: "how do i get a new pin".
    Question,
    /// To get something done: "i want a new pin", "can you reset my password"; or it tells of a trouble: "i lost my pin".
    Wish,
    /// That something is not done: "don't send me a new pin".
    Refusal,
}

/// Words that say nothing where they come first or alone.
const LEADS: [&str; 30] = [
    "hi", "hello", "hey", "ok", "okay", "oh", "um", "uh", "well", "so", "and", "but", "or", "also", "then", "now",
    "no", "yes", "please", "pls", "plz", "kindly", "just", "actually", "thanks", "thank", "you", "sorry", "maybe",
    "first",
];

/// Words that a question begins with, beside those of `dialogue::QUESTION_WORDS`: under a prompt they may begin an answer.
const QUESTION: [&str; 7] = ["was", "am", "has", "have", "explain", "steps", "tell"];

/// What a question begins with, though it sounds like a wish.
const INQUIRY: [&str; 14] = [
    "i want to know",
    "i need to know",
    "i would like to know",
    "id like to know",
    "i wonder",
    "im wondering",
    "i was wondering",
    "i have a question",
    "i dont know how",
    "i dont know where",
    "i dont know what",
    "not sure how",
    "let me know",
    "help me understand",
];

/// What a wish begins with, though it sounds like a question.
const WISH: [&str; 8] = [
    "do it",
    "do that",
    "can you",
    "could you",
    "would you",
    "will you",
    "can i have",
    "may i have",
];

/// What other wishes begin with.
const PLAIN_WISH: [&str; 13] = [
    "i want",
    "i need",
    "i would like",
    "id like",
    "i wanna",
    "we want",
    "we need",
    "we would like",
    "send",
    "mail",
    "reset",
    "give me",
    "get me",
];

/// What somebody is asked for who shall only say something: "can you tell me when my pin comes" is a question.
const TELLING: [&str; 5] = ["tell", "explain", "show", "say", "describe"];

/// What refuses something, wherever it stands in a clause that is no question.
const REFUSAL: [&str; 23] = [
    "do not want",
    "dont want",
    "do not need",
    "dont need",
    "do not wish",
    "dont wish",
    "do not wanna",
    "dont wanna",
    "did not want",
    "didnt want",
    "did not ask",
    "didnt ask",
    "did not request",
    "didnt request",
    "would not like",
    "wouldnt like",
    "no longer want",
    "no longer need",
    "no need",
    "rather not",
    "never mind",
    "nevermind",
    "stop sending",
];

/// What refuses something where those say it of themselves who are asked, "i am not asking for a pin", or leave themselves out.
/// Of others it is a report: "the site is not asking for my pin".
const OWN_REFUSAL: [&str; 4] = ["not trying to", "not looking", "not asking", "not going to"];

/// How people begin to say something of themselves.
const OURSELVES: [&str; 7] = ["", "i am", "im", "i was", "we are", "we were", "were"];

/// Words that may stand between that and what is said.
const EMPHASIS: [&str; 6] = ["really", "definitely", "certainly", "actually", "just", "still"];

/// What somebody fears, rather than refuses: "i am not going to be home".
const FEARED: [&str; 5] = ["be", "make", "see", "remember", "know"];

/// What refuses something where it comes first: "don't send me one".
const FIRST_REFUSAL: [&str; 6] = ["do not", "dont", "not my", "not a", "not the", "not another"];

/// How people begin to tell who they are, after "i am", and who they are not: "only a user, not the manager".
const SCARCELY: [&str; 3] = ["only", "just", "merely"];
const SOMEBODY: [&str; 4] = ["a", "an", "the", "one"];
const NOT_SOMEBODY: [&str; 3] = ["not a", "not an", "not the"];

/// What follows on "do not" in questions and reports, which refuse nothing: "don't you have it", "don't know my pin".
const REPORT: [&str; 17] = [
    "you",
    "i",
    "we",
    "they",
    "know",
    "remember",
    "recall",
    "have",
    "understand",
    "see",
    "get",
    "got",
    "receive",
    "think",
    "find",
    "work",
    "sure",
];

/// What a text asks for: what its last clause says that asks for anything; that of a refusal, wherever it stands.
pub(super) fn asks(text: &str) -> Asks {
    if refuses(text) {
        return Asks::Refusal;
    }
    let clauses: Vec<String> = clauses(text).collect();
    let by_clause = clauses.iter().rev().find_map(|clause| of_clause(without_leads(clause)));
    by_clause.unwrap_or_else(|| {
        if text.trim_end().ends_with('?') {
            Asks::Question
        } else {
            Asks::Wish
        }
    })
}

/// Whether any clause of a text asks for something or wishes it, in the words of a question or a wish.
pub(super) fn asks_anything(text: &str) -> bool {
    clauses(text).any(|clause| of_clause(without_leads(&clause)).is_some())
}

/// Whether a text says of something that it shall not be done.
pub(super) fn refuses(text: &str) -> bool {
    let clauses: Vec<String> = clauses(text).collect();
    let before = std::iter::once("").chain(clauses.iter().map(String::as_str));
    clauses
        .iter()
        .zip(before)
        .any(|(clause, before)| clause_refuses(clause) && !tells_who(before, clause))
}

/// Whether a clause tells, with the one `before` it, who somebody is: "i am only a user, not the manager".
fn tells_who(before: &str, clause: &str) -> bool {
    let who = OURSELVES.iter().filter(|words| !words.is_empty());
    let mut said = who.filter_map(|words| after(before, words));
    let is_somebody = |said: &str| {
        let said = SCARCELY.iter().find_map(|word| after(said, word)).unwrap_or(said);
        SOMEBODY.contains(&first_word(said))
    };
    said.any(is_somebody) && NOT_SOMEBODY.iter().any(|words| after(clause, words).is_some())
}

fn clause_refuses(clause: &str) -> bool {
    let own = without_leads(clause);
    let rest = FIRST_REFUSAL.iter().find_map(|words| after(own, words));
    if rest.is_some_and(|rest| !REPORT.contains(&first_word(rest)) && !asks_somebody(own)) {
        return true;
    }
    if rest.is_none() && is_question(own) {
        return false;
    }
    let spaced = format!(" {clause} ");
    let anywhere = REFUSAL.iter().any(|words| spaced.contains(&format!(" {words} ")));
    anywhere
        || OWN_REFUSAL
            .iter()
            .any(|words| refuses_for_us(&format!(" {own} "), words))
}

/// Whether a clause asks, in the words of a question: "tell them that i do not want it" does not.
fn is_question(clause: &str) -> bool {
    let begins = dialogue::begins_as_question(clause) || INQUIRY.iter().any(|words| after(clause, words).is_some());
    begins && of_clause(clause) == Some(Asks::Question)
}

/// Whether `words` are said of those who say them in a clause with spaces around it, and nothing follows that is feared.
fn refuses_for_us(spaced: &str, words: &str) -> bool {
    let Some((before, after)) = spaced.split_once(&format!(" {words} ")) else {
        return false;
    };
    let (before, after) = (before.trim(), first_word(after));
    let before = EMPHASIS
        .iter()
        .find_map(|word| before.strip_suffix(word))
        .unwrap_or(before);
    OURSELVES.contains(&before.trim()) && !FEARED.contains(&after)
}

/// Whether a clause that begins with "dont" asks: "dont the letters come by mail".
fn asks_somebody(clause: &str) -> bool {
    first_word(clause) == "dont" && dialogue::begins_as_question(clause)
}

/// What the words of a clause ask for; nothing where they only tell something.
fn of_clause(clause: &str) -> Option<Asks> {
    if INQUIRY.iter().any(|words| after(clause, words).is_some()) {
        return Some(Asks::Question);
    }
    if let Some(rest) = WISH.iter().find_map(|words| after(clause, words)) {
        let telling = TELLING.contains(&first_word(without_leads(rest)));
        return Some(if telling { Asks::Question } else { Asks::Wish });
    }
    if QUESTION.contains(&first_word(clause)) || dialogue::begins_as_question(clause) {
        return Some(Asks::Question);
    }
    let wish = PLAIN_WISH.iter().any(|words| after(clause, words).is_some());
    wish.then_some(Asks::Wish)
}

/// The normalized clauses of a text, as its signs part them.
fn clauses(text: &str) -> impl Iterator<Item = String> {
    parts::sentences(parts::beginning(text)).map(normalize)
}

/// A normalized clause without the words that say nothing at its beginning.
pub(super) fn without_leads(clause: &str) -> &str {
    let mut rest = clause;
    while LEADS.contains(&first_word(rest)) {
        rest = rest.split_once(' ').map_or("", |(_, rest)| rest);
    }
    rest
}

/// What stands after `words`, if `clause` begins with them.
pub(super) fn after<'a>(clause: &'a str, words: &str) -> Option<&'a str> {
    let rest = clause.strip_prefix(words)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix(' ')
}

pub(super) fn first_word(clause: &str) -> &str {
    clause.split(' ').next().unwrap_or_default()
}

/// Whether a word begins a question.
pub(super) fn begins_question(word: &str) -> bool {
    QUESTION.contains(&word) || dialogue::QUESTION_WORDS.contains(&word)
}

#[cfg(test)]
mod tests;
