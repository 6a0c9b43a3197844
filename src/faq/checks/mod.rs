//! Checks over all answers together.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Entry, reading};
use crate::conversation::{Audience, EntryId, FlowId, Locale};
use crate::flaw::{Code, Flaw};

pub(super) mod body;
mod links;
mod phrases;
mod translations;

/// Words at most in an answer, before it is called long.
const LONGEST_ANSWER: usize = 120;

/// The reading grade above which an answer is called hard.
const HARDEST_GRADE: f32 = 9.0;

/// What links can lead to, and what facts can come from.
pub(super) struct Known<'a> {
    /// The answers that have a file, also those whose file is flawed.
    pub(super) answers: BTreeMap<EntryId, Audience>,
    /// Those of them that are written in the default language.
    pub(super) originals: BTreeSet<EntryId>,
    /// The errands.
    pub(super) flows: &'a BTreeSet<FlowId>,
    /// The names of the sources; nothing where nobody has written them down.
    pub(super) sources: Option<&'a BTreeSet<String>>,
}

/// Puts everything that is wrong with the set to `flaws`.
pub(super) fn check(entries: &[Entry], known: &Known<'_>, flaws: &mut Vec<Flaw>) {
    phrases::check(entries, flaws);
    translations::check(entries, known, flaws);
    for entry in entries {
        related(entry, known, flaws);
        errand(entry, known, flaws);
        source(entry, known, flaws);
        readability(entry, flaws);
    }
}

/// Answers that somebody must look at on `today`: expired, or due for review.
pub fn due(entries: &[Entry], today: Date) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for entry in entries {
        if let Some(until) = entry.valid.until.filter(|until| *until < today) {
            let what = format!("the answer expired on {until} and is not served");
            let remedy = "delete the file, or move `until`";
            flaws.push(Flaw::warning(
                Code::Expired,
                &entry.file,
                entry.valid.line,
                what,
                remedy,
            ));
        }
        if entry.review_by < today {
            let what = format!("a review was due by {}", entry.review_by);
            let remedy = format!("{} reads it again and moves `review_by`", entry.owner);
            let line = entry.lines.review_by;
            flaws.push(Flaw::warning(Code::ReviewDue, &entry.file, line, what, remedy));
        }
    }
    flaws
}

fn related(entry: &Entry, known: &Known<'_>, flaws: &mut Vec<Flaw>) {
    let mut before: Vec<&EntryId> = Vec::new();
    for (place, related) in entry.related.iter().enumerate() {
        let (code, what) = match known.answers.get(related) {
            None => (Code::BrokenLink, format!("there is no answer `{related}`")),
            Some(audience) if *audience != entry.audience => {
                (Code::WrongAudience, format!("`{related}` is for another audience"))
            }
            Some(_) if *related == entry.id => (Code::BadLink, "the answer is related to itself".to_owned()),
            Some(_) if before.contains(&related) => (Code::BadLink, format!("`{related}` stands here twice")),
            Some(_) => {
                before.push(related);
                continue;
            }
        };
        let remedy = match code {
            Code::BrokenLink => nearest_answer(related, entry.audience, known),
            _ => "remove it from `related`".to_owned(),
        };
        let line = entry.lines.related.get(place).copied().unwrap_or(0);
        flaws.push(Flaw::error(code, &entry.file, line, what, remedy));
    }
}

/// The answer that was probably meant, or the answers of the topic that was named.
fn nearest_answer(wanted: &EntryId, audience: Audience, known: &Known<'_>) -> String {
    let wanted = wanted.as_str().trim_end_matches(".md").trim_start_matches("faq/");
    let ours = || known.answers.iter().filter(|(_, whom)| **whom == audience);
    let topic = format!("{wanted}/");
    if let Some((one, _)) = ours().find(|(id, _)| id.as_str().starts_with(&topic)) {
        return format!("a topic is no answer: name one of its answers, such as `{one}`");
    }
    let likeness = |id: &EntryId| strsim::normalized_levenshtein(id.as_str(), wanted);
    let nearest = ours()
        .map(|(id, _)| (likeness(id), id))
        .max_by(|left, right| left.0.total_cmp(&right.0));
    match nearest {
        Some((likeness, id)) if likeness >= 0.7 => format!("did you mean `{id}`?"),
        _ => "mend the path, or remove it from `related`".to_owned(),
    }
}

fn errand(entry: &Entry, known: &Known<'_>, flaws: &mut Vec<Flaw>) {
    let Some(flow) = entry.flow.as_ref().filter(|flow| !known.flows.contains(*flow)) else {
        return;
    };
    let near = known
        .flows
        .iter()
        .find(|known| strsim::osa_distance(known.as_str(), flow.as_str()) <= 2);
    let remedy = near.map_or_else(
        || format!("write flows/{flow}.yaml, or mend the name"),
        |near| format!("did you mean `{near}`? Otherwise write flows/{flow}.yaml"),
    );
    let what = format!("there is no errand `{flow}`");
    flaws.push(Flaw::error(
        Code::BrokenLink,
        &entry.file,
        entry.lines.flow,
        what,
        remedy,
    ));
}

fn source(entry: &Entry, known: &Known<'_>, flaws: &mut Vec<Flaw>) {
    if let Some(sources) = known.sources
        && !sources.contains(&entry.source)
    {
        flaws.push(unknown_source(&entry.file, entry.lines.source, &entry.source, sources));
    }
}

/// The flaw of a `source` that is not in the list.
pub(super) fn unknown_source(file: &str, line: u32, source: &str, sources: &BTreeSet<String>) -> Flaw {
    let near = sources
        .iter()
        .find(|known| strsim::normalized_levenshtein(known, source) >= 0.7);
    let remedy = near.map_or_else(
        || "add it to faq/sources.yaml, or name one of its sources".to_owned(),
        |near| format!("did you mean `{near}`? Otherwise add it to faq/sources.yaml"),
    );
    let what = format!("there is no source `{source}`");
    Flaw::error(Code::UnknownSource, file, line, what, remedy)
}

fn readability(entry: &Entry, flaws: &mut Vec<Flaw>) {
    let words = reading::words(&entry.text).len();
    let line = entry.lines.body;
    if words > LONGEST_ANSWER {
        let what = format!("the answer has {words} words");
        let remedy = format!("say it in at most {LONGEST_ANSWER}, or make two answers of it");
        flaws.push(Flaw::warning(Code::TooLong, &entry.file, line, what, remedy));
    }
    let grade = reading::grade(&entry.text);
    if grade > HARDEST_GRADE && entry.locale == Locale::default() {
        let what = format!("the answer is hard to read (grade {grade:.1})");
        let remedy = format!("use shorter sentences and words, to grade {HARDEST_GRADE:.0} at most");
        flaws.push(Flaw::warning(Code::HardToRead, &entry.file, line, what, remedy));
    }
}
