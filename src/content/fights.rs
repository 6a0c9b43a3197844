//! Ways to ask that lead elsewhere for whoever says only the like, and answers and errands that fight over phrases: what the
//! index has found by leaving each way to ask out.

use std::collections::BTreeMap;

use super::cross::{Known, line_of, named};
use crate::dialogue::{Band, Subject};
use crate::flaw::{Code, Flaw};
use crate::index::Lost;
use crate::words::normalize;

/// Phrases from which on two that lose them to each other fight.
const FIGHT: usize = 3;

/// Phrases that are named of a fight at most.
const MOST_NAMED: usize = 5;

/// A lost phrase, as it is written.
struct Written<'a> {
    lost: &'a Lost,
    file: String,
    line: u32,
    phrase: &'a str,
}

/// A warning for each phrase that, left out, would be answered wrongly, and for each two that fight.
pub(super) fn check(known: &Known<'_>) -> Vec<Flaw> {
    let lost = known.index.lost(known.now);
    let written: Vec<Written<'_>> = lost.iter().filter_map(|lost| written(known, lost)).collect();
    let answered = written.iter().filter(|written| written.lost.band == Band::Answer);
    let mut flaws: Vec<Flaw> = answered.map(unsupported).collect();
    let mut pairs: BTreeMap<(&Subject, &Subject), Vec<&Written<'_>>> = BTreeMap::new();
    for written in &written {
        let (one, other) = (&written.lost.subject, &written.lost.to);
        let pair = (one.min(other), one.max(other));
        pairs.entry(pair).or_default().push(written);
    }
    let fights = pairs.values().filter(|pair| pair.len() >= FIGHT);
    flaws.extend(fights.filter_map(|pair| fight(pair)));
    flaws
}

fn written<'a>(known: &Known<'a>, lost: &'a Lost) -> Option<Written<'a>> {
    let meant = |phrase: &&str| normalize(phrase) == lost.phrase;
    match &lost.subject {
        Subject::Entry(id) => {
            let entries = known.entries.iter().filter(|entry| entry.id == *id);
            let mut phrases = entries.flat_map(|entry| {
                let phrases = std::iter::once(&entry.question).chain(&entry.also);
                phrases.map(move |phrase| (entry, phrase))
            });
            let (entry, phrase) = phrases.find(|(_, phrase)| meant(&phrase.text.as_str()))?;
            Some(Written {
                lost,
                file: entry.file.clone(),
                line: phrase.line,
                phrase: &phrase.text,
            })
        }
        Subject::Flow(id) => {
            let flow = &known.flows.flows.get(id)?.flow;
            let phrase = flow.start.iter().map(String::as_str).find(meant)?;
            Some(Written {
                lost,
                file: format!("flows/{id}.yaml"),
                line: line_of(known, flow, phrase),
                phrase,
            })
        }
    }
}

/// The phrase has no other beside it that would lead there.
fn unsupported(written: &Written<'_>) -> Flaw {
    let percent = (written.lost.probability * 100.0).round();
    let other = named(&written.lost.to);
    let what = format!(
        "whoever says nearly \"{}\", but not word for word, finds {other} instead ({percent} % sure)",
        written.phrase
    );
    let remedy = "write a phrase like it beside it, move it there, or make the phrases there narrower";
    Flaw::warning(Code::PhraseUnsupported, &written.file, written.line, what, remedy)
}

/// Two that lose the phrases of `pair` to each other: told at the file of the first.
fn fight(pair: &[&Written<'_>]) -> Option<Flaw> {
    let first = pair.first()?;
    let named_phrases = pair
        .iter()
        .take(MOST_NAMED)
        .map(|written| format!("\"{}\"", written.phrase));
    let phrases: Vec<String> = named_phrases.collect();
    let more = match pair.len() - phrases.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what = format!(
        "{} and {} fight over {} phrases, each of which finds the other one when it is left out: {}{more}",
        named(&first.lost.subject),
        named(&first.lost.to),
        pair.len(),
        phrases.join(", ")
    );
    let remedy =
        "give each phrase to the one that fits better, and word what is left so that it says what sets the two apart";
    Some(Flaw::warning(Code::PhrasesFoughtOver, &first.file, 0, what, remedy))
}
