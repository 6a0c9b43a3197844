//! Checks over all answers together.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Entry, Phrase, reading};
use crate::conversation::{Audience, EntryId, FlowId, Locale};
use crate::flaw::Flaw;
use crate::words::normalize;

/// Words at most in an answer, before it is called long.
const LONGEST_ANSWER: usize = 120;

/// The reading grade above which an answer is called hard.
const HARDEST_GRADE: f32 = 9.0;

/// How alike two questions are (normalized Levenshtein) when they may be one.
const NEAR: f64 = 0.9;

/// Above so many entries, only questions of one topic are compared with each other.
const COMPARE_ALL: usize = 3_000;

/// What links can lead to.
pub(super) struct Known<'a> {
    /// The answers that have a file, also those whose file is flawed.
    pub(super) answers: BTreeMap<EntryId, Audience>,
    /// The errands.
    pub(super) flows: &'a BTreeSet<FlowId>,
}

/// Puts everything that is wrong with the set to `flaws`.
pub(super) fn check(entries: &[Entry], known: &Known<'_>, flaws: &mut Vec<Flaw>) {
    links(entries, known, flaws);
    claims(entries, flaws);
    near_duplicates(entries, flaws);
    for entry in entries {
        readability(entry, flaws);
    }
}

/// Answers that somebody must look at on `today`: expired, not yet served, or due for review.
pub fn due(entries: &[Entry], today: Date) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for entry in entries {
        if entry.valid.until.is_some_and(|until| until < today) {
            let remedy = "delete the file, or move `until`";
            flaws.push(Flaw::warning(
                &entry.file,
                entry.valid.line,
                "the answer has expired and is not served",
                remedy,
            ));
        }
        if entry.review_by < today {
            let what = format!("a review was due by {}", entry.review_by);
            let remedy = format!("{} reads it again and moves `review_by`", entry.owner);
            flaws.push(Flaw::warning(&entry.file, entry.lines.review_by, what, remedy));
        }
    }
    flaws
}

fn links(entries: &[Entry], known: &Known<'_>, flaws: &mut Vec<Flaw>) {
    for entry in entries {
        for related in &entry.related {
            let what = match known.answers.get(related) {
                None => format!("there is no answer `{related}`"),
                Some(audience) if *audience != entry.audience => format!("`{related}` is for another audience"),
                Some(_) if *related == entry.id => "the answer is related to itself".to_owned(),
                Some(_) => continue,
            };
            flaws.push(Flaw::error(
                &entry.file,
                entry.lines.related,
                what,
                "mend or remove the link under `related`",
            ));
        }
        if let Some(flow) = &entry.flow
            && !known.flows.contains(flow)
        {
            let what = format!("there is no errand `{flow}`");
            let remedy = format!("write flows/{flow}.yaml, or mend the name");
            flaws.push(Flaw::error(&entry.file, entry.lines.flow, what, remedy));
        }
    }
}

/// Whom and in which language a phrase is asked, and its normalized words.
type Claim<'a> = (Audience, &'a Locale, String);

fn claims(entries: &[Entry], flaws: &mut Vec<Flaw>) {
    let mut claimed: BTreeMap<Claim<'_>, (&Entry, &Phrase)> = BTreeMap::new();
    for entry in entries {
        for phrase in std::iter::once(&entry.question).chain(&entry.also) {
            let claim = (entry.audience, &entry.locale, normalize(&phrase.text));
            let Some((other, first)) = claimed.insert(claim, (entry, phrase)) else {
                continue;
            };
            let flaw = if other.id == entry.id {
                let what = format!("\"{}\" stands twice, first on line {}", phrase.text, first.line);
                Flaw::warning(&entry.file, phrase.line, what, "remove one")
            } else {
                let what = format!(
                    "\"{}\" is claimed by {} too, on line {}",
                    phrase.text, other.file, first.line
                );
                Flaw::error(
                    &entry.file,
                    phrase.line,
                    what,
                    "leave it with the answer that fits better",
                )
            };
            flaws.push(flaw);
        }
    }
}

/// A question, ready to be compared.
struct Compared<'a> {
    entry: &'a Entry,
    words: String,
    letters: [u8; 27],
}

fn near_duplicates(entries: &[Entry], flaws: &mut Vec<Flaw>) {
    let by_topic = entries.len() > COMPARE_ALL;
    let mut groups: BTreeMap<(Audience, &Locale, &str), Vec<Compared<'_>>> = BTreeMap::new();
    for entry in entries {
        let topic = if by_topic { entry.topic.as_str() } else { "" };
        let words = normalize(&entry.question.text);
        let letters = letters(&words);
        let group = groups.entry((entry.audience, &entry.locale, topic)).or_default();
        group.push(Compared { entry, words, letters });
    }
    for group in groups.values() {
        for (index, right) in group.iter().enumerate() {
            let Some(left) = group.iter().take(index).find(|left| near(left, right)) else {
                continue;
            };
            let what = format!(
                "\"{}\" is nearly the question of {}",
                right.entry.question.text, left.entry.file
            );
            let remedy = "make one answer of the two, or word the questions further apart";
            flaws.push(Flaw::warning(
                &right.entry.file,
                right.entry.question.line,
                what,
                remedy,
            ));
        }
    }
}

fn near(left: &Compared<'_>, right: &Compared<'_>) -> bool {
    // Each edit changes the counts of at most two letters, so most pairs need no closer look.
    let differing: usize = left
        .letters
        .iter()
        .zip(right.letters)
        .map(|(one, other)| usize::from(one.abs_diff(other)))
        .sum();
    let longest = left.words.len().max(right.words.len());
    differing * 5 <= longest
        && left.words != right.words
        && strsim::normalized_levenshtein(&left.words, &right.words) >= NEAR
}

/// How often each letter stands in `words`; the last count is of everything else.
fn letters(words: &str) -> [u8; 27] {
    let mut counts = [0u8; 27];
    for byte in words.bytes() {
        let place = if byte.is_ascii_lowercase() {
            usize::from(byte - b'a')
        } else {
            26
        };
        if let Some(count) = counts.get_mut(place) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

fn readability(entry: &Entry, flaws: &mut Vec<Flaw>) {
    let words = reading::words(&entry.text).len();
    if words > LONGEST_ANSWER {
        let what = format!("the answer has {words} words");
        let remedy = format!("say it in at most {LONGEST_ANSWER}");
        flaws.push(Flaw::warning(&entry.file, 0, what, remedy));
    }
    let grade = reading::grade(&entry.text);
    if grade > HARDEST_GRADE && entry.locale == Locale::default() {
        let what = format!("the answer is hard to read (grade {grade:.1})");
        let remedy = format!("use shorter sentences and words, to grade {HARDEST_GRADE:.0} at most");
        flaws.push(Flaw::warning(&entry.file, 0, what, remedy));
    }
}
