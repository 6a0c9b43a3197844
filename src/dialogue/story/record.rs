//! A conversation to a story: each thing that the visitor does is played with all that came before it, so that what is
//! written down holds.

use serde_json::{Value, json};
use serde_saphyr::{Location, Spanned};

use super::line::Line;
use super::stage::Rehearsed;
use super::{Expected, Field, Scripted, Stage, Story, Turn};
use crate::conversation::{Audience, Author, Body, Utterance};

/// How much of a line is written down to know it by, in characters.
const KNOWN_BY: usize = 60;

/// Lines are not wider than this, where they can be broken; in columns.
const WIDEST: usize = 110;

/// A story that is being written.
#[derive(Debug)]
pub struct Recording {
    story: Story,
    /// How many lines of its log are written down.
    written: usize,
}

/// Why a turn did not come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// This operation was called: which outcome has it?
    Outcome(String),
    /// The turn can't be taken, or the conversation does not come to rest: why.
    Refused(String),
}

impl Recording {
    /// An empty story with this title.
    pub fn new(title: &str, audience: Audience, signed_in: Option<String>) -> Self {
        Self {
            story: Story {
                story: title.to_owned(),
                audience,
                signed_in,
                turns: Vec::new(),
            },
            written: 0,
        }
    }

    /// Takes the next turn of the visitor, `outcomes` being those of the calls that it leads to, in order. Gives the lines
    /// that came of it, the visitor's own included; they are written down as expected.
    ///
    /// # Errors
    /// A call has no outcome yet: the same turn can be taken again with one more. Or the turn can't be taken at all. The
    /// story stays as it was.
    pub fn take(&mut self, stage: &Stage<'_>, outcomes: &[Scripted], turn: Turn) -> Result<Vec<Utterance>, Halt> {
        let before = self.story.turns.len();
        self.add(outcomes.iter().cloned().map(Turn::Outcome));
        self.add([turn]);
        match stage.rehearse(&self.story) {
            Ok(Rehearsed { log, calls }) => {
                self.add(
                    calls
                        .into_iter()
                        .map(|(operation, outcome)| Turn::Calls([(operation, outcome)].into())),
                );
                let new = log.get(self.written..).unwrap_or_default();
                self.add(new.iter().filter_map(expected).map(Turn::Bot));
                self.written = log.len();
                Ok(new.iter().map(|line| line.said.clone()).collect())
            }
            Err(halt) => {
                self.story.turns.truncate(before);
                Err(halt)
            }
        }
    }

    fn add(&mut self, turns: impl IntoIterator<Item = Turn>) {
        let nowhere = |turn| Spanned::new(turn, Location::UNKNOWN, Location::UNKNOWN);
        self.story.turns.extend(turns.into_iter().map(nowhere));
    }

    /// Whether nothing was said yet.
    pub fn is_empty(&self) -> bool {
        self.story.turns.is_empty()
    }

    /// The story's file.
    pub fn yaml(&self) -> String {
        let mut lines = vec![
            format!("story: {}", flow(&json!(self.story.story))),
            format!("audience: {}", self.story.audience),
        ];
        lines.extend(
            self.story
                .signed_in
                .as_ref()
                .map(|name| format!("signed_in: {}", flow(&json!(name)))),
        );
        lines.push("turns:".to_owned());
        let turns = self.story.turns.iter().map(|turn| written(&turn.value));
        lines.extend(turns.map(|(name, value)| format!("  - {name}:{}", block(&value, 6))));
        lines.join("\n") + "\n"
    }
}

/// What a later play must say for a line; nothing for what the visitor said or what can't be known again.
fn expected(line: &Line) -> Option<Expected> {
    if line.said.from == Author::Visitor {
        return None;
    }
    let none = Expected::default();
    let says = |text: &str| Some(start(text));
    Some(match &line.said.body {
        Body::Prompt(_) | Body::SignIn { .. } => {
            let name = line.prompt.as_deref()?.split(' ').next().unwrap_or_default().to_owned();
            let prompt = Some(name).filter(|name| !name.is_empty())?;
            Expected {
                prompt: Some(prompt),
                ..none
            }
        }
        Body::Answer(answer) => Expected {
            answer: Some(answer.entry.clone()),
            ..none
        },
        Body::Offer(_) => Expected {
            offer: Some(true),
            ..none
        },
        Body::Receipt(receipt) => Expected {
            receipt: Some(receipt.title.clone()),
            ..none
        },
        Body::Handoff { state, .. } => Expected {
            handoff: Some(*state),
            ..none
        },
        Body::Ended { .. } => Expected {
            ended: Some(true),
            ..none
        },
        Body::Text { text, .. } => Expected {
            says: says(text),
            ..none
        },
        Body::Chose { .. } | Body::Filled { .. } | Body::Rated { .. } | Body::SignedIn { .. } => return None,
    })
}

/// The first words of a text, as many whole ones as fit.
fn start(text: &str) -> String {
    let mut start = String::new();
    for word in text.split_whitespace() {
        if !start.is_empty() && start.chars().count() + 1 + word.chars().count() > KNOWN_BY {
            break;
        }
        start.extend((!start.is_empty()).then_some(' '));
        start.push_str(word);
    }
    start
}

/// A turn's name and value in the file.
fn written(turn: &Turn) -> (&'static str, Value) {
    match turn {
        Turn::Visitor(text) => ("visitor", json!(text)),
        Turn::Choose(label) => ("choose", json!(label)),
        Turn::Fill(fields) => {
            let fields = fields.iter().map(|(slot, field)| {
                let value = match field {
                    Field::Text(text) => json!(text),
                    Field::Sealed { sealed } => json!({ "sealed": sealed }),
                };
                (slot.to_string(), value)
            });
            ("fill", Value::Object(fields.collect()))
        }
        Turn::Outcome(scripted) => (
            "outcome",
            json!({ "operation": scripted.operation, "outcome": scripted.outcome }),
        ),
        Turn::Calls(calls) => ("calls", json!(calls)),
        Turn::SignIn(name) => ("sign_in", json!(name)),
        Turn::Pass(span) => ("pass", json!(span)),
        Turn::Reload(on) => ("reload", json!(on)),
        Turn::Bot(expected) => ("bot", said(expected)),
    }
}

fn said(expected: &Expected) -> Value {
    let parts = [
        ("prompt", json!(expected.prompt)),
        ("says", json!(expected.says)),
        ("answer", json!(expected.answer)),
        ("offer", json!(expected.offer)),
        ("receipt", json!(expected.receipt)),
        ("handoff", json!(expected.handoff)),
        ("ended", json!(expected.ended)),
    ];
    let given = parts.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(given.map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A value after its key, `indent` columns deep: on the same line where it fits, else each part on a line of its own.
fn block(value: &Value, indent: usize) -> String {
    let inline = flow(value);
    if indent + inline.chars().count() <= WIDEST {
        return format!(" {inline}");
    }
    let lead = format!("\n{}", " ".repeat(indent));
    let parts: Vec<String> = match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| format!("{lead}{}:{}", key(name), block(value, indent + 2)))
            .collect(),
        Value::Array(items) => items
            .iter()
            .map(|item| format!("{lead}-{}", block(item, indent + 2)))
            .collect(),
        _ => vec![format!(" {inline}")],
    };
    parts.concat()
}

/// A value in YAML's flow style: text always in quotes, as JSON writes it, so that no word turns into something else.
fn flow(value: &Value) -> String {
    match value {
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", key(name), flow(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        plain => plain.to_string(),
    }
}

fn key(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte);
    let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    match begins && name.bytes().all(plain) {
        true => name.to_owned(),
        false => json!(name).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::contract::Outcome;

    #[test]
    fn what_is_written_is_read_again() {
        let mut recording = Recording::new(
            "A \"quoted\": story\n# no comment",
            Audience::Member,
            Some("ruth".into()),
        );
        let sealed = Field::Sealed {
            sealed: "maple42tree".into(),
        };
        let name = |name: &str| crate::conversation::SlotName::new(name).unwrap();
        recording.add([
            Turn::Visitor("yes".into()),
            Turn::Choose("No: # \u{1f600}\u{85}".into()),
            Turn::Fill([(name("a"), Field::Text("- 1".into())), (name("b"), sealed)].into()),
            Turn::Calls([("member.reissue_pin".to_owned(), "issued".to_owned())].into()),
            Turn::Outcome(Scripted {
                operation: "member.check_code".into(),
                outcome: Outcome::new(
                    "questions",
                    [(
                        "questions",
                        json!([{"id": "x".repeat(80)}, {"text": "y: z".repeat(30)}]),
                    )],
                ),
            }),
            Turn::Pass("11m".into()),
            Turn::Reload(true),
            Turn::Bot(Expected {
                says: Some("It's {here}".into()),
                offer: Some(true),
                ..Expected::default()
            }),
        ]);
        let text = recording.yaml();
        let read = Story::read("s.yaml", &text).unwrap_or_else(|flaw| panic!("{flaw}\n{text}"));
        assert_eq!(read.story, recording.story.story);
        let turns = |story: &Story| {
            story
                .turns
                .iter()
                .map(|turn| format!("{:?}", turn.value))
                .collect::<Vec<_>>()
        };
        assert_eq!(turns(&read), turns(&recording.story));
    }

    #[test]
    fn a_line_is_known_by_its_first_words() {
        assert_eq!(start("Hello.\n\nMore"), "Hello. More");
        assert!(start(&"word ".repeat(40)).chars().count() <= KNOWN_BY);
    }
}
