//! Yes or no.

use super::{Fault, Filled};
use crate::flows::phrases::normalize;

/// Whole answers that mean yes.
const YES: &[&str] = &[
    "yes",
    "y",
    "yeah",
    "yep",
    "yup",
    "yea",
    "ya",
    "yess",
    "yas",
    "sure",
    "sure thing",
    "ok",
    "okay",
    "k",
    "correct",
    "right",
    "thats right",
    "that is right",
    "thats correct",
    "that is correct",
    "it is",
    "yes it is",
    "its right",
    "it is right",
    "absolutely",
    "of course",
    "certainly",
    "definitely",
    "true",
    "please do",
    "go ahead",
    "go for it",
    "do that",
    "do it",
    "yes please",
    "please",
    "still right",
    "yes thats right",
    "yes that is right",
    "yes correct",
    "i do",
    "i am",
    "fine",
    "sounds good",
    "affirmative",
];

/// Words that may stand before any other yes: "yeah, go ahead".
const YES_FIRST: &[&str] = &[
    "yes",
    "yeah",
    "yep",
    "yup",
    "yea",
    "ya",
    "sure",
    "ok",
    "okay",
    "please",
    "alright",
    "absolutely",
    "certainly",
    "definitely",
    "right",
    "correct",
    "fine",
];

/// Yes or no in a single word, which is nobody's name.
const BARE: &[&str] = &["no", "nope", "nah", "yes", "yeah", "yep", "yup", "ok", "okay", "sure"];

/// Whole answers that mean no.
const NO: &[&str] = &[
    "no",
    "n",
    "nope",
    "nah",
    "no thanks",
    "no thank you",
    "not",
    "not really",
    "incorrect",
    "wrong",
    "thats wrong",
    "that is wrong",
    "its wrong",
    "it is wrong",
    "no it isnt",
    "no it is not",
    "it isnt",
    "it is not",
    "isnt",
    "false",
    "never",
    "dont",
    "do not",
    "no way",
    "negative",
    "not right",
    "not correct",
    "its not",
    "no its not",
    "no its wrong",
    "i dont",
    "i do not",
    "it changed",
    "it has changed",
    "i moved",
    "i have moved",
    "we moved",
    "old address",
    "not any more",
    "not anymore",
];

/// `yes` or `no`, however it is said.
pub(super) fn read(text: &str) -> Result<Filled, Fault> {
    let said = normalize(text);
    if is_yes(&said) {
        return Ok(Filled::plain("yes"));
    }
    if NO.contains(&said.as_str()) {
        return Ok(Filled::plain("no"));
    }
    Err(Fault::new("slot.yes_no.wrong"))
}

/// Whether normalized words mean yes.
fn is_yes(said: &str) -> bool {
    let after_another = || {
        said.split_once(' ')
            .is_some_and(|(first, rest)| YES_FIRST.contains(&first) && is_yes(rest))
    };
    YES.contains(&said) || after_another()
}

/// Whether words are a yes or a no and nothing else.
pub(super) fn is_bare(text: &str) -> bool {
    BARE.contains(&normalize(text).as_str())
}
