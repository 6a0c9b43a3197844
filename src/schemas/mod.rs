//! JSON Schemas of the files that people edit, so that an editor's editor completes keys, shows what each is for, and marks
//! what can't be. They lie in `docs/schemas`; a comment in a file's first line names its own.
//!
//! They are made from the tables that the readers know their keys by, and from the contract of the account service: what
//! it can do, and what can come of it. JSON Schema draft 7, because that is what editors know best. A schema sees one file
//! and its shape; `frontdesk check` sees everything.
//!
//! Pure: tables in, JSON out.

mod book;
mod flow;
mod sentences;
mod story;

use serde_json::Value;

use crate::faq;
use crate::yaml::shape::Shape;

/// Every schema with the name of its file in `docs/schemas`.
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        (ANSWER, of("The facts of an answer", &faq::keys::ANSWER)),
        (
            CONTACTS,
            of("Telephone numbers and addresses", &faq::keys::CONTACTS_FILE),
        ),
        (
            SOURCES,
            of("The documents that facts come from", &faq::keys::SOURCES_FILE),
        ),
        (FLOW, flow::flow()),
        (REPLIES, flow::replies()),
        (COMMANDS, flow::commands()),
        (STORY, story::story()),
        (MESSAGES, sentences::messages()),
        (WIDGET, sentences::widget()),
    ]
}

/// The facts of an answer (`faq/**/*.md`, between the `---` lines).
pub const ANSWER: &str = "answer.schema.json";
/// `faq/contacts.yaml`.
pub const CONTACTS: &str = "contacts.schema.json";
/// `faq/sources.yaml`.
pub const SOURCES: &str = "sources.schema.json";
/// `flows/<id>.yaml`.
pub const FLOW: &str = "flow.schema.json";
/// `flows/safety.yaml` and `flows/small-talk.yaml`.
pub const REPLIES: &str = "replies.schema.json";
/// `flows/commands.yaml`.
pub const COMMANDS: &str = "commands.schema.json";
/// `tests/stories/*.yaml`.
pub const STORY: &str = "story.schema.json";
/// `templates/messages.<locale>.yaml`.
pub const MESSAGES: &str = "messages.schema.json";
/// `templates/widget.<locale>.yaml`.
pub const WIDGET: &str = "widget.schema.json";

/// The first line of a file whose schema is `name`; `depth`: how many folders it lies below the content folder.
pub fn first_line(name: &str, depth: usize) -> String {
    format!(
        "# yaml-language-server: $schema={}docs/schemas/{name}\n",
        "../".repeat(depth)
    )
}

fn of(title: &str, shape: &'static Shape) -> Value {
    let mut book = book::Book::default();
    let top = book.shape(shape);
    book.bound(title, top)
}
