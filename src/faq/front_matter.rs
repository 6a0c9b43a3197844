//! The facts between the `---` lines of an answer.

use jiff::civil::Date;

use super::keys::ANSWER;
use super::{Phrase, Validity};
use crate::conversation::{EntryId, FlowId};
use crate::flaw::{Code, Flaw};
use crate::yaml::{self, Kind, Node};

/// Characters at most in a question or in another way to ask it.
const LONGEST_QUESTION: usize = 200;

/// Phrases or links at most in one list.
const LONGEST_LIST: usize = 100;

/// What an answer's file says about it.
#[derive(Debug)]
pub(super) struct FrontMatter {
    pub(super) question: Phrase,
    pub(super) also: Vec<Phrase>,
    pub(super) flow: Option<(FlowId, u32)>,
    pub(super) related: Vec<(EntryId, u32)>,
    pub(super) source: String,
    pub(super) source_line: u32,
    pub(super) owner: String,
    pub(super) review_by: Date,
    pub(super) review_line: u32,
    pub(super) valid: Validity,
}

/// A file cut at its `---` lines.
pub(super) struct Cut<'a> {
    pub(super) facts: &'a str,
    pub(super) body: &'a str,
    /// The line on which the body begins, from 1.
    pub(super) body_line: u32,
}

impl Cut<'_> {
    /// The first line of the body that says something, from 1.
    pub(super) fn first_words(&self) -> u32 {
        let empty = self.body.lines().take_while(|line| line.trim().is_empty()).count();
        self.body_line.saturating_add(u32::try_from(empty).unwrap_or(0))
    }
}

/// Cuts `text` into facts and body; nothing where the `---` lines are missing.
pub(super) fn cut(text: &str) -> Option<Cut<'_>> {
    let rest = text.strip_prefix("---\n")?;
    let end = if rest.starts_with("---\n") {
        0
    } else {
        rest.find("\n---\n").map(|end| end + 1)?
    };
    let (facts, body) = rest.split_at(end);
    let body = body.get(4..)?;
    let lines_before = facts.bytes().filter(|byte| *byte == b'\n').count() + 3;
    Some(Cut {
        facts,
        body,
        body_line: u32::try_from(lines_before).unwrap_or(u32::MAX),
    })
}

/// Reads the facts of `file`; every flaw is put to `flaws`. Nothing where one of them is fatal.
pub(super) fn read(file: &str, facts: &str, flaws: &mut Vec<Flaw>) -> Option<FrontMatter> {
    let node = match yaml::parse(file, facts) {
        Ok(node) => node,
        Err(flaw) => {
            // The facts begin on the second line of the file.
            flaws.push(Flaw {
                line: flaw.line + 1,
                ..flaw
            });
            return None;
        }
    };
    let mut reader = Reader {
        file,
        flaws,
        flawed: false,
    };
    let Kind::Map(pairs) = node.kind else {
        reader.flaw(
            Code::WrongValue,
            node.line,
            "the facts are not `key: value` lines",
            "write `question: ...` and so on",
        );
        return None;
    };
    let facts = reader.collect(pairs);
    let matter = reader.front_matter(&facts);
    if reader.flawed { None } else { matter }
}

/// The values by key, each with its line.
type Facts = Vec<(&'static str, Node)>;

struct Reader<'a> {
    file: &'a str,
    flaws: &'a mut Vec<Flaw>,
    flawed: bool,
}

impl Reader<'_> {
    fn flaw(&mut self, code: Code, line: u32, what: impl Into<String>, remedy: impl Into<String>) {
        self.flawed = true;
        self.flaws.push(Flaw::error(code, self.file, line + 1, what, remedy));
    }

    /// The known keys; the others are flaws, and so is one that stands twice.
    fn collect(&mut self, pairs: Vec<yaml::Entry>) -> Facts {
        let mut facts = Facts::new();
        for pair in pairs {
            match ANSWER.keys.iter().map(|key| key.name).find(|known| *known == pair.key) {
                None => self.flaw(
                    Code::UnknownKey,
                    pair.line,
                    format!("there is no key `{}`", pair.key),
                    nearest(&pair.key),
                ),
                Some(known) if facts.iter().any(|(other, _)| *other == known) => {
                    self.flaw(
                        Code::DuplicateKey,
                        pair.line,
                        format!("`{known}` stands twice"),
                        "keep one",
                    );
                }
                Some(known) => facts.push((known, pair.value)),
            }
        }
        facts
    }

    fn front_matter(&mut self, facts: &Facts) -> Option<FrontMatter> {
        let question = self.required(facts, "question").and_then(|node| self.phrase(node));
        let also = self.also(facts);
        let flow = find(facts, "flow").and_then(|node| self.id(node, FlowId::new));
        let related = self.related(facts);
        let source = self.required(facts, "source");
        let source_line = source.map_or(0, |node| node.line + 1);
        let source = source.and_then(|node| self.text(node));
        let owner = self.required(facts, "owner").and_then(|node| self.text(node));
        let review = self.required(facts, "review_by");
        let review_line = review.map_or(0, |node| node.line + 1);
        let review_by = review.and_then(|node| self.date(node));
        let valid = find(facts, "valid").map_or(Some(Validity::default()), |node| self.validity(node));
        Some(FrontMatter {
            question: question?,
            also,
            flow,
            related,
            source: source?,
            source_line,
            owner: owner?,
            review_by: review_by?,
            review_line,
            valid: valid?,
        })
    }

    fn required<'f>(&mut self, facts: &'f Facts, key: &str) -> Option<&'f Node> {
        let node = find(facts, key);
        if node.is_none() {
            self.flaw(
                Code::MissingKey,
                0,
                format!("`{key}` is missing"),
                format!("write a line `{key}: ...`"),
            );
        }
        node
    }

    fn text(&mut self, node: &Node) -> Option<String> {
        let text = text_of(node).map(str::to_owned);
        if text.is_none() {
            self.flaw(
                Code::WrongValue,
                node.line,
                "a text is wanted here",
                "write some words, or leave the key out",
            );
        }
        text
    }

    fn phrase(&mut self, node: &Node) -> Option<Phrase> {
        let text = self.text(node)?;
        if text.chars().count() > LONGEST_QUESTION || crate::words::normalize(&text).is_empty() {
            let remedy = format!("write a question of at most {LONGEST_QUESTION} characters");
            self.flaw(Code::BadPhrase, node.line, "this is not a question", remedy);
            return None;
        }
        Some(Phrase {
            text,
            line: node.line + 1,
        })
    }

    fn list<'f>(&mut self, node: &'f Node) -> &'f [Node] {
        match &node.kind {
            Kind::List(items) if items.len() <= LONGEST_LIST => items,
            Kind::List(_) => {
                self.flaw(
                    Code::WrongValue,
                    node.line,
                    format!("more than {LONGEST_LIST} in a list"),
                    "keep the most telling ones",
                );
                &[]
            }
            _ => {
                self.flaw(
                    Code::WrongValue,
                    node.line,
                    "a list is wanted here",
                    "write one per line, each after `- `",
                );
                &[]
            }
        }
    }

    fn also(&mut self, facts: &Facts) -> Vec<Phrase> {
        let Some(node) = self.required(facts, "also") else {
            return Vec::new();
        };
        let items = self.list(node);
        if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
            self.flaw(
                Code::WrongValue,
                node.line,
                "`also` is empty",
                "write at least one other way to ask the question",
            );
        }
        items.iter().filter_map(|item| self.phrase(item)).collect()
    }

    fn related(&mut self, facts: &Facts) -> Vec<(EntryId, u32)> {
        let Some(node) = find(facts, "related") else {
            return Vec::new();
        };
        let items = self.list(node);
        items.iter().filter_map(|item| self.id(item, EntryId::new)).collect()
    }

    fn id<T, E>(&mut self, node: &Node, make: impl Fn(String) -> Result<T, E>) -> Option<(T, u32)> {
        let text = self.text(node)?;
        match make(text) {
            Ok(id) => Some((id, node.line + 1)),
            Err(_) => {
                self.flaw(
                    Code::WrongValue,
                    node.line,
                    "this is not an id",
                    "write a path such as `member/pin/lost-pin`, or a flow's name",
                );
                None
            }
        }
    }

    fn date(&mut self, node: &Node) -> Option<Date> {
        let text = text_of(node).unwrap_or_default();
        let date = if looks_like_date(text) { text.parse().ok() } else { None };
        if date.is_none() && looks_like_date(text) {
            let remedy = "write a day that is in the calendar";
            self.flaw(Code::BadDate, node.line, format!("there is no day {text}"), remedy);
        } else if date.is_none() {
            self.flaw(
                Code::BadDate,
                node.line,
                "a date is wanted here",
                "write it as 2027-04-01",
            );
        }
        date
    }

    fn validity(&mut self, node: &Node) -> Option<Validity> {
        let Kind::Map(pairs) = &node.kind else {
            self.flaw(
                Code::WrongValue,
                node.line,
                "`valid` is not `{ from: ..., until: ... }`",
                "write it as `{ from: 2027-01-01, until: null }`",
            );
            return None;
        };
        let mut valid = Validity {
            line: node.line + 1,
            ..Validity::default()
        };
        for pair in pairs {
            let date = match pair.value.kind {
                Kind::Null => None,
                _ => Some(self.date(&pair.value)?),
            };
            match pair.key.as_str() {
                "from" => valid.from = date,
                "until" => valid.until = date,
                _ => self.flaw(
                    Code::UnknownKey,
                    pair.line,
                    "`valid` has only `from` and `until`",
                    "leave the other keys out",
                ),
            }
        }
        if let (Some(from), Some(until)) = (valid.from, valid.until)
            && until < from
        {
            self.flaw(
                Code::DeadDates,
                node.line,
                "`until` is before `from`: the answer would never be served",
                "mend the dates",
            );
        }
        Some(valid)
    }
}

fn find<'f>(facts: &'f Facts, key: &str) -> Option<&'f Node> {
    facts
        .iter()
        .find(|(name, node)| *name == key && node.kind != Kind::Null)
        .map(|(_, node)| node)
}

/// What to do about an unknown key.
fn nearest(name: &str) -> String {
    let keys: Vec<&str> = ANSWER.keys.iter().map(|key| key.name).collect();
    keys.iter()
        .find(|key| strsim::osa_distance(key, name) <= 2)
        .map_or_else(
            || format!("the keys are {}", keys.join(", ")),
            |key| format!("did you mean `{key}`?"),
        )
}

/// Whether `text` is written like 2027-04-01, whatever its month and day.
fn looks_like_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

/// The text of a node, where it is one that says something.
fn text_of(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Text(text) if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    }
}
