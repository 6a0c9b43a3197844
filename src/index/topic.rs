//! What the talk is about: the topics of the last answers and errands, for texts that leave their own topic out ("how long
//! does that take?").
//!
//! Two things are done for such a text: the name of the newest topic is put into it ("how long does the pin take?"), and
//! what is near the last topics gains a little. Neither lifts anything over what the text names clearly itself.

use std::collections::HashMap;

use super::analyzer::Word;
use super::asking;
use super::rows::Row;
use super::shelf::{Finds, Found, Shelf};
use super::synonyms::Synonyms;
use crate::conversation::{EntryId, Locale};
use crate::dialogue::Subject;
use crate::words::normalize;

/// What the newest topic gains, as a part of a score. Older ones gain less, by their age.
const GAIN: f32 = 0.25;

/// How much of the gain a topic has, by its age.
const AGE: [f32; 3] = [1.0, 0.6, 0.35];

/// How much better something else fits where a text names it clearly.
const CLEARLY: f32 = 0.15;

/// What a text counts that the topic was put into, beside one that says all itself.
const JOINED: f32 = 0.95;

/// How near a way to ask is, at least, to be the like of a text that leaves its topic out.
const NEAR: f32 = 0.35;

/// Words at most of a text that leaves its topic out.
const LONGEST: usize = 12;

/// Words at most of one that is too short to name a topic, though nothing in it points back.
const SHORT: usize = 4;

/// Words at most of one that goes on from its topic ("and how many?"): a longer one has only begun with "and".
const GOING: usize = 6;

/// Words that stand for what was talked about.
const POINTING: [&str; 14] = [
    "it", "its", "that", "thats", "this", "these", "those", "them", "they", "theyre", "one", "ones", "he", "she",
];

/// What goes on with what was talked about, where it comes first.
const GOING_ON: [&str; 9] = [
    "and",
    "but",
    "or",
    "what if",
    "what about",
    "how about",
    "even if",
    "if",
    "then",
];

/// Whether a text has a word that stands for what was talked about.
pub(super) fn points_back(words: &[Word], synonyms: &Synonyms) -> bool {
    pointing(words, synonyms).is_some()
}

/// The place of the first word that stands for what was talked about. Within a run that stands for something else none does:
/// a "one time code" is no thing that was named before.
fn pointing(words: &[Word], synonyms: &Synonyms) -> Option<usize> {
    let mut place = 0;
    while let Some(word) = words.get(place) {
        let run = synonyms.at_start(words.get(place..)?).map_or(1, |(length, _)| length);
        if run == 1 && POINTING.contains(&word.text.as_str()) {
            return Some(place);
        }
        place += run;
    }
    None
}

/// Whether a text leaves out what it is about: it points back to it, goes on from it, or is too short to name it.
pub(super) fn leaves_topic_out(words: &[Word], synonyms: &Synonyms) -> bool {
    let goes_on = || words.len() <= GOING && GOING_ON.iter().any(|on| asking::after(&joined(words), on).is_some());
    (1..=LONGEST).contains(&words.len()) && (words.len() <= SHORT || goes_on() || points_back(words, synonyms))
}

fn joined(words: &[Word]) -> String {
    texts(words).join(" ")
}

fn texts(words: &[Word]) -> Vec<&str> {
    words.iter().map(|word| word.text.as_str()).collect()
}

/// The words of a text with `topic` put in where they leave it out: for the first word that points back, or else at the end.
/// Nothing for a text that names a topic of its own, or names this one already.
pub(super) fn with_topic(words: &[Word], synonyms: &Synonyms, topic: &str) -> Option<String> {
    let (normal, topic) = (joined(words), normalize(topic));
    let named = format!(" {normal} ").contains(&format!(" {topic} "));
    if topic.is_empty() || named || !leaves_topic_out(words, synonyms) {
        return None;
    }
    let place = pointing(words, synonyms);
    let words = texts(words);
    let joined = match place {
        Some(place) => {
            let (before, after) = (words.get(..place)?, words.get(place + 1..)?);
            let article = if before.last().is_some_and(|word| ["new", "another"].contains(word)) {
                ""
            } else {
                "the"
            };
            [&before.join(" "), article, &topic, &after.join(" ")].join(" ")
        }
        None => format!("{normal} for the {topic}"),
    };
    Some(joined.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What is near the last topics.
pub(super) struct Near<'a> {
    /// The entries, each with how near it is, up to 1.
    entries: HashMap<&'a EntryId, f32>,
    /// What the newest topic is called.
    name: Option<String>,
}

impl<'a> Near<'a> {
    /// What is near `recent`, newest first: the entries themselves and what is related to them; of an errand, the entries
    /// that lead to it; in the language of people who want `locale`.
    pub(super) fn new(shelf: &'a Shelf, synonyms: &Synonyms, locale: &Locale, recent: &[Subject]) -> Self {
        let mut near = Self {
            entries: HashMap::new(),
            name: None,
        };
        for (subject, strength) in recent.iter().zip(AGE) {
            for row in topics(shelf, subject, locale) {
                near.name = near.name.or_else(|| name(row, synonyms));
                near.add(row, strength);
            }
        }
        near
    }

    fn add(&mut self, row: &'a Row, strength: f32) {
        let Subject::Entry(entry) = &row.subject else { return };
        for entry in std::iter::once(entry).chain(&row.related) {
            let known = self.entries.entry(entry).or_default();
            *known = known.max(strength);
        }
    }

    /// What the newest topic is called: "user name".
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// How near a row is, 0 to 1.
    fn of(&self, shelf: &Shelf, row: usize) -> f32 {
        match shelf.rows.get(row).map(|row| &row.subject) {
            Some(Subject::Entry(entry)) => self.entries.get(entry).copied().unwrap_or_default(),
            _ => 0.0,
        }
    }

    /// Whether there is a topic, and a row is far from it.
    pub(super) fn leads_away(&self, shelf: &Shelf, row: usize) -> bool {
        self.name.is_some() && self.of(shelf, row) <= 0.0
    }

    /// Lets what was found for the text with its topic put in count for what is near. It must have been found for the text
    /// alone, too: what has only the topic in common with it is not meant.
    pub(super) fn join(&self, shelf: &Shelf, finds: &mut Finds, joined: Finds) {
        let (meant, mut lifted) = (finds.weighed.meant, false);
        for found in joined.ranked.iter().filter(|found| self.of(shelf, found.row) > 0.0) {
            let score = found.score * JOINED;
            if let Some(known) = finds.ranked.iter_mut().find(|known| known.row == found.row)
                && said_alone(known, meant)
                && known.score < score
            {
                *known = Found { score, ..*found };
                lifted = true;
            }
        }
        finds.ranked.sort_by(Found::by_score);
        if lifted {
            finds.weighed = joined.weighed;
        }
    }

    /// Lifts what is near the last topics, unless something else fits clearly better.
    pub(super) fn favour(&self, shelf: &Shelf, ranked: &mut [Found]) {
        let best = |near: bool| {
            let found = ranked.iter().find(|found| (self.of(shelf, found.row) > 0.0) == near);
            found.map_or(0.0, |found| found.score)
        };
        if best(false) - best(true) > CLEARLY {
            return;
        }
        for found in ranked.iter_mut() {
            found.topic = self.of(shelf, found.row);
            found.score = (found.score * (1.0 + GAIN * found.topic)).min(1.0);
        }
        ranked.sort_by(Found::by_score);
    }
}

/// Whether something was found for the text alone, too: by its meaning, or its words where only these count.
fn said_alone(found: &Found, meant: bool) -> bool {
    if meant {
        found.parts.nearest >= NEAR
    } else {
        found.parts.words > 0.0
    }
}

/// What an entry is about, in a word or two: the name of its folder, where its question has it; else the first thing of
/// several words that stands in its question and among the synonyms ("security questions"); else the name of its folder.
fn name(row: &Row, synonyms: &Synonyms) -> Option<String> {
    let Subject::Entry(entry) = &row.subject else {
        return None;
    };
    let folder = entry.as_str().rsplit('/').nth(1).map(normalize)?;
    let question = format!(" {} ", normalize(&row.question));
    let place = |thing: &str| question.find(&format!(" {thing} "));
    if place(&folder).is_some() {
        return Some(folder);
    }
    let things = synonyms.left().map(normalize).filter(|thing| thing.contains(' '));
    let first = things.filter_map(|thing| Some((place(&thing)?, thing))).min();
    Some(first.map_or(folder, |(_, thing)| thing))
}

/// The rows of a topic for people who want `locale`: an entry's own; of an errand those that lead to it.
fn topics<'a>(shelf: &'a Shelf, subject: &Subject, locale: &Locale) -> Vec<&'a Row> {
    match subject {
        Subject::Entry(entry) => shelf.row_of(entry, locale).into_iter().collect(),
        Subject::Flow(flow) => shelf
            .rows
            .iter()
            .filter(|row| row.flow.as_ref() == Some(flow))
            .filter(|row| match &row.subject {
                Subject::Entry(entry) => shelf.row_of(entry, locale).is_some_and(|best| std::ptr::eq(best, *row)),
                Subject::Flow(_) => true,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::analyzer::Analyzer;
    use super::*;

    fn with(topic: &str, text: &str) -> Option<String> {
        let analyzer = Analyzer::new("a", "");
        let (synonyms, flaws) = Synonyms::read("code = one time code", &analyzer);
        assert_eq!(flaws, []);
        with_topic(&analyzer.words(text), &synonyms, topic)
    }

    #[test]
    fn a_text_that_leaves_its_topic_out_gets_it() {
        for (text, joined) in [
            ("How long does that take?", Some("how long does the pin take")),
            ("and if it doesn't come?", Some("and if the pin doesnt come")),
            ("how do i get a new one", Some("how do i get a new pin")),
            ("how many days", Some("how many days for the pin")),
            ("is my pin safe", None),
            ("my one time code has not come yet, why", None),
            ("what is a one time code", None),
            (
                "why does it want a one time code",
                Some("why does the pin want a one time code"),
            ),
            ("where do i find the name of our account manager", None),
            ("", None),
        ] {
            assert_eq!(with("pin", text).as_deref(), joined, "{text}");
        }
        assert_eq!(with("", "how long does it take"), None);
    }
}
