//! A new answer's file.

use std::fmt;
use std::fs;

use jiff::civil::Date;

use super::{is_slug, slug, yaml};
use crate::conversation::FlowId;

/// The parts of an answer's path.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct Path {
    /// `member` or `provider`.
    pub(in crate::cli) audience: String,
    topic: String,
    /// The last part.
    pub(in crate::cli) slug: String,
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}/{}", self.audience, self.topic, self.slug)
    }
}

/// The path that `id` names; the error says what it should be like. `faq/` and `.md` may stand around it.
pub(in crate::cli) fn path(id: &str) -> Result<Path, String> {
    let bare = id.strip_prefix("faq/").unwrap_or(id);
    let bare = bare.strip_suffix(".md").unwrap_or(bare);
    let parts: Vec<&str> = bare.split('/').collect();
    let like = "write audience/topic/slug in lower-case letters, digits and hyphens, as in member/pin/lost-pin";
    let [audience, topic, last] = parts.as_slice() else {
        return Err(format!("`{id}` is not the path of an answer: {like}"));
    };
    if !matches!(*audience, "member" | "provider") {
        return Err(format!(
            "`{audience}` is no audience: begin with member/ or provider/, as in member/pin/lost-pin"
        ));
    }
    if !is_slug(topic) || !is_slug(last) {
        let (topic, last) = (slug(topic), slug(last));
        let hint = if is_slug(&topic) && is_slug(&last) {
            format!("did you mean `{audience}/{topic}/{last}`?")
        } else {
            like.to_owned()
        };
        return Err(format!("`{id}` is not the path of an answer: {hint}"));
    }
    Ok(Path {
        audience: (*audience).to_owned(),
        topic: (*topic).to_owned(),
        slug: (*last).to_owned(),
    })
}

/// What answers near by say of themselves: probably true of a new one too.
pub(in crate::cli) struct Near {
    /// Where their facts come from.
    pub(in crate::cli) source: String,
    /// Who looks after them.
    pub(in crate::cli) owner: String,
}

impl Near {
    /// Looks in the topic's folder, then in those of other topics.
    pub(in crate::cli) fn read(root: &std::path::Path, path: &Path) -> Self {
        let audience = root.join("faq").join(&path.audience);
        let mut folders = vec![audience.join(&path.topic)];
        folders.extend(inside(&audience));
        let files = folders.iter().flat_map(|folder| inside(folder));
        let facts: Vec<String> = files
            .filter(|file| file.extension().is_some_and(|ending| ending == "md"))
            .filter_map(|file| fs::read_to_string(file).ok())
            .collect();
        let said = |key: &str| facts.iter().find_map(|text| line_of(text, key));
        Self {
            source: said("source: ").unwrap_or_else(|| "name-a-source".into()),
            owner: said("owner: ").unwrap_or_else(|| "name-an-owner".into()),
        }
    }
}

/// What lies in a folder, in order; nothing where it can't be read.
fn inside(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    found.sort();
    found
}

/// What stands behind `key` in the facts of an answer.
fn line_of(text: &str, key: &str) -> Option<String> {
    let facts = text.strip_prefix("---\n")?.split_once("\n---\n")?.0;
    let found = facts.lines().find_map(|line| line.strip_prefix(key))?;
    Some(found.split(" #").next().unwrap_or_default().trim().to_owned())
}

/// `lost-pin` as `Lost pin?`
pub(in crate::cli) fn in_words(slug: &str) -> String {
    format!("{}?", super::in_words(slug))
}

/// What a new answer says of itself.
pub(in crate::cli) struct Draft<'a> {
    pub(in crate::cli) path: &'a Path,
    pub(in crate::cli) question: &'a str,
    pub(in crate::cli) also: &'a [String],
    pub(in crate::cli) flow: Option<&'a FlowId>,
    pub(in crate::cli) source: &'a str,
    pub(in crate::cli) owner: &'a str,
    pub(in crate::cli) review_by: Date,
}

impl Draft<'_> {
    /// The file: sound, and not served yet.
    pub(in crate::cli) fn text(&self) -> String {
        let also = match self.also {
            // Nobody else claims it, for it is made of the path.
            [] => format!("  - about {}\n", self.path.to_string().replace(['/', '-'], " ")),
            phrases => phrases.iter().map(|phrase| format!("  - {}\n", yaml(phrase))).collect(),
        };
        let flow = match self.flow {
            Some(flow) => format!("flow: {flow}\n"),
            None => "# flow: reissue-pin\n".to_owned(),
        };
        format!(
            "\
---
# The question, as visitors see it.
question: {question}
# Other ways people ask it, in their own words: five or more, also with slips. Each must find this answer and no other.
also:
{also}\
# The errand that does it, shown as a button (a file in flows/).
{flow}\
# Answers near by, shown as links.
# related: [{audience}/{topic}/another-answer]
# Where the facts come from: a name from faq/sources.yaml.
source: {source}
# Who looks after it, and by when they read it again.
owner: {owner}
review_by: {review_by}
# Visitors do not see the answer yet. Remove this line and the next when it is ready.
valid: {{ from: 9999-01-01 }}
---
Write the answer here. Its first sentence must say the most, for it is what people hear first.

Use short words and at most 120 of them. Lists, **bold** and [links](https://www.example.com) are Markdown. Numbers and addresses come
from `faq/contacts.yaml`: write `contacts.help_desk` in double braces.
",
            question = yaml(self.question),
            audience = self.path.audience,
            topic = self.path.topic,
            source = self.source,
            owner = self.owner,
            review_by = self.review_by,
        )
    }
}

/// An original's text, to be translated.
pub(in crate::cli) fn to_translate(original: &str) -> String {
    original.replacen(
        "---\n",
        "---\n# Translate `question`, `also`, and the text below the second line of dashes. The rest stays as it is.\n",
        1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_or_refused_with_a_remedy() {
        let told = |id: &str| path(id).unwrap_err();
        assert_eq!(path("member/pin/lost-pin").unwrap().to_string(), "member/pin/lost-pin");
        assert_eq!(
            path("faq/member/pin/lost-pin.md").unwrap().to_string(),
            "member/pin/lost-pin"
        );
        assert!(told("lost-pin").contains("audience/topic/slug"));
        assert!(told("members/pin/lost").contains("member/ or provider/"));
        assert!(told("member/pin/Lost PIN").contains("did you mean `member/pin/lost-pin`?"));
        assert!(told("member/../lost").contains("audience/topic/slug"));
        assert!(told("member/pin/").contains("audience/topic/slug"));
    }

    #[test]
    fn the_facts_near_by_are_taken_over() {
        let text = "---\nquestion: Q\nsource: a-b # here\n---\nsource: no\n";
        assert_eq!(line_of(text, "source: ").as_deref(), Some("a-b"));
        assert_eq!(line_of(text, "owner: "), None);
    }
}
