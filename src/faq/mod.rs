//! The answers: Markdown files to checked [`Entry`]s, and their flaws.
//!
//! Pure: text in, entries or flaws out. An entry that is flawed is left out; its flaws say where and what to do.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::conversation::{Audience, EntryId, FlowId, Locale};
use crate::flaw::{Code, Flaw};
use crate::markdown;

mod checks;
mod contacts;
mod front_matter;
pub mod keys;
mod mapping;
mod numbers;
mod reading;
mod sources;

pub use checks::due;
pub use contacts::{Contact, ContactKind, Contacts, contacts};
pub use numbers::flaws as numbers;
pub use sources::{Source, Sources, sources};

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The path below `faq/` without the ending.
    pub id: EntryId,
    /// The language it is written in.
    pub locale: Locale,
    /// Whom it is for: the first folder of the path.
    pub audience: Audience,
    /// What it is about: the second folder of the path.
    pub topic: String,
    /// The question, as shown.
    pub question: Phrase,
    /// Other ways people ask it.
    pub also: Vec<Phrase>,
    /// The errand that does it.
    pub flow: Option<FlowId>,
    /// Questions near by.
    pub related: Vec<EntryId>,
    /// Where the facts come from.
    pub source: String,
    /// Who looks after it.
    pub owner: String,
    /// The day by which somebody must read it again.
    pub review_by: Date,
    /// When it is served.
    pub valid: Validity,
    /// The answer in plain words.
    pub text: String,
    /// The answer as clean HTML.
    pub html: String,
    /// The names of the facts that it quotes, as in `contacts.help_desk`.
    pub quotes: BTreeSet<String>,
    /// Names exactly these words: the first 12 hex digits of the SHA-256 of the body with the facts put in.
    pub revision: String,
    /// Its file, as a path below the content folder.
    pub file: String,
    /// The lines of the keys that checks of the whole set name, from 1.
    pub lines: Lines,
}

impl Entry {
    /// An answer that comes from no file: others' or made up. It is served every day, has no answer text yet, and leads nowhere.
    pub fn bare(id: EntryId, audience: Audience, question: String) -> Self {
        Self {
            id,
            locale: Locale::default(),
            audience,
            topic: String::new(),
            question: Phrase {
                text: question,
                line: 0,
            },
            also: Vec::new(),
            flow: None,
            related: Vec::new(),
            source: String::new(),
            owner: String::new(),
            review_by: Date::MAX,
            valid: Validity::default(),
            text: String::new(),
            html: String::new(),
            quotes: BTreeSet::new(),
            revision: String::new(),
            file: String::new(),
            lines: Lines::default(),
        }
    }
}

/// Where in an entry's file some keys stand, from 1; 0 for one that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// `flow`.
    pub flow: u32,
    /// `related`: each of its links.
    pub related: Vec<u32>,
    /// `source`.
    pub source: u32,
    /// `review_by`.
    pub review_by: u32,
    /// The first line of the body that says something.
    pub body: u32,
}

/// A question as somebody asks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words.
    pub text: String,
    /// Their line in the file, from 1.
    pub line: u32,
}

/// The days on which an entry is served, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validity {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The line of `valid`, from 1.
    pub line: u32,
}

impl Validity {
    /// Whether `day` is one of the days.
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// What the files are.
#[derive(Debug, Default)]
pub struct Reading {
    /// The entries without a fatal flaw of their own, by id and then locale.
    pub entries: Vec<Entry>,
    /// Everything that is wrong.
    pub flaws: Vec<Flaw>,
}

/// A text with its facts put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// The names of the facts.
    pub names: BTreeSet<String>,
}

/// Why facts can't be put into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The line of the text, from 1.
    pub line: u32,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

/// Puts facts into a text: `{{ contacts.help_desk }}`. The error says everything that is wrong with the text.
pub type Render<'a> = &'a (dyn Fn(&str) -> Result<Filled, Vec<Misfit>> + Sync);

/// What answers can name.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The errands.
    pub flows: &'a BTreeSet<FlowId>,
    /// The sources; nothing where nobody has written them down.
    pub sources: Option<&'a BTreeSet<String>>,
}

/// The answers as they were read last, so that only what has changed since is read again.
#[derive(Debug, Default)]
pub struct Kept {
    /// What the facts were made of.
    facts: String,
    files: BTreeMap<String, KeptFile>,
}

#[derive(Debug)]
struct KeptFile {
    digest: [u8; 32],
    entry: Option<Entry>,
    flaws: Vec<Flaw>,
}

impl Kept {
    /// Forgets everything if the facts that were put into the answers are no longer made of `facts`.
    pub fn with_facts(&mut self, facts: &str) {
        if self.facts != facts {
            self.files.clear();
            self.facts = facts.to_owned();
        }
    }

    /// What is in a file: as it was read last, or else read now.
    fn file(&mut self, path: &str, text: &str, render: Render<'_>) -> KeptFile {
        let digest = Sha256::digest(text).into();
        if let Some(known) = self.files.remove(path).filter(|known| known.digest == digest) {
            return known;
        }
        let mut flaws = Vec::new();
        let entry = read_entry(path, text, render, &mut flaws);
        KeptFile { digest, entry, flaws }
    }
}

/// Reads the answers. `files`: text by path below `faq/`; what does not end in `.md` is left alone. `kept`: what was read
/// last, with the same facts; it holds what is read now when this returns.
pub fn read(files: &BTreeMap<String, String>, names: Names<'_>, render: Render<'_>, kept: &mut Kept) -> Reading {
    let mut reading = Reading::default();
    let mut read = BTreeMap::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".md")) {
        let file = kept.file(path, text, render);
        reading.entries.extend(file.entry.clone());
        reading.flaws.extend(file.flaws.iter().cloned());
        read.insert(path.clone(), file);
    }
    kept.files = read;
    reading
        .entries
        .sort_by(|left, right| (&left.id, &left.locale).cmp(&(&right.id, &right.locale)));
    // An answer with a flaw of its own is there all the same: links to it are right.
    let places: Vec<Place> = files.keys().filter_map(|path| place(path)).collect();
    let known = checks::Known {
        originals: places
            .iter()
            .filter(|place| place.locale == Locale::default())
            .map(|place| place.id.clone())
            .collect(),
        answers: places.into_iter().map(|place| (place.id, place.audience)).collect(),
        flows: names.flows,
        sources: names.sources,
    };
    checks::check(&reading.entries, &known, &mut reading.flaws);
    reading.flaws.sort();
    reading
}

/// What a path says: `member/pin/lost-pin.es.md`.
struct Place {
    id: EntryId,
    audience: Audience,
    topic: String,
    locale: Locale,
}

fn place(path: &str) -> Option<Place> {
    let stem = path.strip_suffix(".md")?;
    let (id, locale) = match stem.rsplit_once('.') {
        Some((id, locale)) => (id, Locale::new(locale)?),
        None => (stem, Locale::default()),
    };
    let mut parts = id.split('/');
    // `lost-pin.draft.md` is no language.
    if !(2..=3).contains(&locale.as_str().split('-').next()?.len()) {
        return None;
    }
    let audience = match parts.next()? {
        "member" => Audience::Member,
        "provider" => Audience::Provider,
        _ => return None,
    };
    let topic = parts.next()?.to_owned();
    let slug = parts.next()?;
    let plain = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if parts.next().is_some() || !plain(&topic) || !plain(slug) {
        return None;
    }
    Some(Place {
        id: EntryId::new(id).ok()?,
        audience,
        topic,
        locale,
    })
}

fn read_entry(path: &str, text: &str, render: Render<'_>, flaws: &mut Vec<Flaw>) -> Option<Entry> {
    let file = format!("faq/{path}");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let Some(place) = place(path) else {
        let remedy =
            "name it member/<topic>/<slug>.md or provider/<topic>/<slug>.md in lower case, a translation <slug>.es.md";
        flaws.push(Flaw::error(
            Code::MisplacedFile,
            &file,
            0,
            "the path does not say whom and what the answer is for",
            remedy,
        ));
        return None;
    };
    let Some(cut) = front_matter::cut(&text) else {
        let remedy = "begin the file with `---`, the facts, and `---` again, each on a line of its own";
        flaws.push(Flaw::error(
            Code::NoFacts,
            &file,
            1,
            "the facts between `---` lines are missing",
            remedy,
        ));
        return None;
    };
    let body = checks::body::read(&file, cut.body, cut.body_line, render, flaws);
    let matter = front_matter::read(&file, cut.facts, flaws);
    let (body, matter) = (body?, matter?);
    Some(Entry {
        id: place.id,
        locale: place.locale,
        audience: place.audience,
        topic: place.topic,
        question: matter.question,
        also: matter.also,
        lines: Lines {
            flow: matter.flow.as_ref().map_or(0, |(_, line)| *line),
            related: matter.related.iter().map(|(_, line)| *line).collect(),
            source: matter.source_line,
            review_by: matter.review_line,
            body: cut.first_words(),
        },
        flow: matter.flow.map(|(flow, _)| flow),
        related: matter.related.into_iter().map(|(id, _)| id).collect(),
        source: matter.source,
        owner: matter.owner,
        review_by: matter.review_by,
        valid: matter.valid,
        text: markdown::plain(&body.text),
        html: markdown::html(&body.text),
        revision: hex::encode(Sha256::digest(body.text.as_bytes()))
            .chars()
            .take(12)
            .collect(),
        quotes: body.quotes,
        file,
    })
}

#[cfg(test)]
mod tests;
