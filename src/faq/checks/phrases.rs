//! Ways to ask that are not one answer's alone.

use std::collections::BTreeMap;

use crate::conversation::{Audience, Locale};
use crate::faq::{Entry, Phrase};
use crate::flaw::{Code, Flaw};
use crate::words::normalize;

/// How alike two questions are (normalized Levenshtein) when they may be one.
const NEAR: f64 = 0.9;

/// Above so many entries, only questions of one topic are compared with each other.
const COMPARE_ALL: usize = 3_000;

pub(super) fn check(entries: &[Entry], flaws: &mut Vec<Flaw>) {
    claims(entries, flaws);
    near_duplicates(entries, flaws);
}

/// Whom and in which language a phrase is asked, and its normalized words.
type Claim<'a> = (Audience, &'a Locale, String);

/// Phrases that stand twice. Where two answers claim one, each of them is told where the other does.
fn claims(entries: &[Entry], flaws: &mut Vec<Flaw>) {
    let mut claimed: BTreeMap<Claim<'_>, Vec<(&Entry, &Phrase)>> = BTreeMap::new();
    for entry in entries {
        for phrase in std::iter::once(&entry.question).chain(&entry.also) {
            let claim = (entry.audience, &entry.locale, normalize(&phrase.text));
            claimed.entry(claim).or_default().push((entry, phrase));
        }
    }
    for claims in claimed.into_values().filter(|claims| claims.len() > 1) {
        for (place, (entry, phrase)) in claims.iter().enumerate() {
            let earlier = claims.iter().take(place).find(|(other, _)| other.id == entry.id);
            if let Some((_, first)) = earlier {
                let what = format!("\"{}\" stands twice, first on line {}", phrase.text, first.line);
                flaws.push(Flaw::warning(
                    Code::PhraseTwice,
                    &entry.file,
                    phrase.line,
                    what,
                    "remove one",
                ));
            } else if let Some((other, second)) = claims.iter().find(|(other, _)| other.id != entry.id) {
                let what = format!("\"{}\" is claimed by {}:{} too", phrase.text, other.file, second.line);
                let remedy = "leave it with the answer that fits better";
                flaws.push(Flaw::error(Code::PhraseClaimed, &entry.file, phrase.line, what, remedy));
            }
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
            if let Some(left) = group.iter().take(index).find(|left| near(left, right)) {
                flaws.extend([nearly(left.entry, right.entry), nearly(right.entry, left.entry)]);
            }
        }
    }
}

fn nearly(entry: &Entry, other: &Entry) -> Flaw {
    let what = format!(
        "\"{}\" is nearly \"{}\" ({}:{})",
        entry.question.text, other.question.text, other.file, other.question.line
    );
    let remedy = "make one answer of the two, or word the questions further apart";
    Flaw::warning(Code::NearDuplicate, &entry.file, entry.question.line, what, remedy)
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
