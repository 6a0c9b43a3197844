//! Words that correct: "no, the date was the 5th", "change the date", "actually it's $12.50".

use crate::flows::phrases::normalize;

/// Words in front of a correction, longest first.
const MARKERS: &[&str] = &[
    "i made a mistake",
    "that was wrong",
    "that is wrong",
    "thats wrong",
    "thats not right",
    "that is not right",
    "my mistake",
    "correction",
    "hold on",
    "i meant",
    "i mean",
    "actually",
    "sorry",
    "oops",
    "whoops",
    "nope",
    "wait",
    "typo",
    "hmm",
    "no",
    "oh",
    "ah",
];

/// Words that ask for a change, longest first.
const CHANGES: &[&str] = &[
    "i would like to change",
    "i would like to correct",
    "could you change",
    "could i change",
    "can you change",
    "can you correct",
    "can i change",
    "can i correct",
    "can we change",
    "i want to change",
    "i want to correct",
    "i need to change",
    "i need to correct",
    "i have to change",
    "id like to change",
    "please change",
    "please correct",
    "let me change",
    "let me correct",
    "let me fix",
    "change",
    "correct",
    "update",
    "edit",
    "fix",
];

/// Between the name of a slot and its new value.
const BETWEEN: &[&str] = &["is", "was", "were", "should", "to", "must", "as", "into"];

/// In front of a value that is said alone.
const ALONE: &[&str] = &[
    "its",
    "it is",
    "it was",
    "it should be",
    "thats",
    "that is",
    "that was",
    "that should be",
];

/// Words that mean nothing in the name of a slot.
const EMPTY: &[&str] = &[
    "the", "my", "our", "a", "an", "of", "for", "in", "on", "her", "his", "their", "please", "s",
];

/// What a text corrects.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Correction<'a> {
    /// A slot by its name, perhaps with its new value.
    Named {
        /// The words that name it.
        mention: Vec<String>,
        /// The new value.
        value: Option<&'a str>,
        /// Whether it was marked as a correction.
        sure: bool,
    },
    /// Only the new value.
    Value {
        /// The value.
        value: &'a str,
        /// Whether words like "it's" or "I meant" stand before it.
        explicit: bool,
    },
}

struct Word {
    start: usize,
    end: usize,
    plain: String,
}

/// The correction that `text` is, if it reads like one.
pub(super) fn read(text: &str) -> Option<Correction<'_>> {
    let words = words(text);
    let mut rest: &[Word] = &words;
    let (mut marked, mut meant) = (false, false);
    while let Some(marker) = MARKERS
        .iter()
        .find_map(|marker| strip(rest, marker).map(|left| (marker, left)))
    {
        marked = true;
        meant |= ["i meant", "i mean", "actually", "correction"].contains(marker.0);
        rest = marker.1;
    }
    let change = CHANGES.iter().find_map(|change| strip(rest, change));
    let changes = change.is_some();
    rest = change.unwrap_or(rest);
    if rest.is_empty() || (text.contains('?') && !changes) {
        return None;
    }
    let alone = ALONE
        .iter()
        .filter_map(|words| strip(rest, words))
        .min_by_key(|left| left.len());
    if let Some(left) = alone.filter(|left| !left.is_empty() && marked) {
        return Some(Correction::Value {
            value: from(text, left),
            explicit: true,
        });
    }
    let between = rest
        .iter()
        .position(|word| BETWEEN.contains(&word.plain.as_str()) || is_colon(text, word));
    if between.is_none() && marked && !changes {
        return Some(Correction::Value {
            value: from(text, rest),
            explicit: meant,
        });
    }
    named(text, rest, between, marked || changes)
}

fn named<'a>(text: &'a str, rest: &[Word], between: Option<usize>, sure: bool) -> Option<Correction<'a>> {
    let name = &rest[..between.map_or(rest.len(), |at| at + usize::from(is_colon(text, &rest[at])))];
    let mention: Vec<String> = name
        .iter()
        .flat_map(|word| word.plain.split(' '))
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(str::to_owned)
        .collect();
    let after = between.and_then(|at| rest.get(at + 1..)).unwrap_or_default();
    let filler = after
        .iter()
        .take_while(|word| ["be", "have", "been", "actually", "really"].contains(&word.plain.as_str()))
        .count();
    let value = after
        .get(filler..)
        .filter(|value| !value.is_empty())
        .map(|value| from(text, value));
    if mention.is_empty() || mention.len() > 8 || !(sure || value.is_some()) {
        return None;
    }
    Some(Correction::Named { mention, value, sure })
}

/// "date:"
fn is_colon(text: &str, word: &Word) -> bool {
    text[word.start..word.end].ends_with(':')
}

/// The words of `text` from the first of `words` to its end.
fn from<'a>(text: &'a str, words: &[Word]) -> &'a str {
    words
        .first()
        .and_then(|word| text.get(word.start..))
        .unwrap_or_default()
        .trim()
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    for part in text.split_whitespace() {
        let Some(offset) = text[at..].find(part) else { break };
        let start = at + offset;
        at = start + part.len();
        words.push(Word {
            start,
            end: at,
            plain: normalize(part),
        });
    }
    words
}

/// `words` without `phrase` at their beginning.
fn strip<'a>(words: &'a [Word], phrase: &str) -> Option<&'a [Word]> {
    let mut count = 0;
    for part in phrase.split(' ') {
        if words.get(count)?.plain != part {
            return None;
        }
        count += 1;
    }
    words.get(count..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(mention: &[&str], value: Option<&'static str>, sure: bool) -> Option<Correction<'static>> {
        Some(Correction::Named {
            mention: mention.iter().map(|word| (*word).to_owned()).collect(),
            value,
            sure,
        })
    }

    #[test]
    fn a_slot_is_named_with_its_new_value() {
        assert_eq!(
            read("no, the date was the 5th"),
            named(&["date"], Some("the 5th"), true)
        );
        assert_eq!(
            read("Sorry, the amount should be $1,204.00"),
            named(&["amount"], Some("$1,204.00"), true)
        );
        assert_eq!(
            read("change the date of the first claim to 5/3/2026"),
            named(&["date", "first", "claim"], Some("5/3/2026"), true)
        );
        assert_eq!(read("the date was the 5th"), named(&["date"], Some("the 5th"), false));
    }

    #[test]
    fn a_slot_is_named_alone() {
        assert_eq!(read("change the date"), named(&["date"], None, true));
        assert_eq!(read("can I change my user name?"), named(&["user", "name"], None, true));
    }

    #[test]
    fn a_value_is_said_alone() {
        let value = |value, explicit| Some(Correction::Value { value, explicit });
        assert_eq!(read("actually it's 5/3/2026"), value("5/3/2026", true));
        assert_eq!(read("no, 5/3/2026"), value("5/3/2026", false));
        assert_eq!(read("i meant rmiller43"), value("rmiller43", true));
    }

    #[test]
    fn questions_and_answers_are_no_corrections() {
        assert_eq!(read("no"), None);
        assert_eq!(read("how long does it take?"), None);
        assert_eq!(read("ruthmiller"), None);
        assert_eq!(read(""), None);
    }
}
