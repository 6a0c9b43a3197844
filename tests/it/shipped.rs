//! The content as it ships, for tests of the dialogue engine: the real flows, phrases, sentences and answers, and a plain
//! stand-in for the index that goes by the words of the phrases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use frontdesk::accounts::contract::Policy;
use frontdesk::conversation::{Answer, Audience, EntryId, FlowButton, FlowId, Locale, Related};
use frontdesk::dialogue::{Band, Candidate, Library, Query, Subject, Understanding};
use frontdesk::flaw::Severity;
use frontdesk::flows;
use frontdesk::flows::model::{Closure, FlowSet};
use frontdesk::flows::phrases::{Phrases, normalize};
use frontdesk::flows::template::Template;
use frontdesk::messages::Messages;
use frontdesk::yaml::{self, Kind, Node};
use minijinja::value::Serde;
use minijinja::{Value, context};

/// The content.
pub struct Shipped {
    messages: Messages,
    phrases: Phrases,
    pub flows: FlowSet,
    facts: Value,
    answers: BTreeMap<EntryId, Entry>,
}

struct Entry {
    answer: Answer,
    phrases: Vec<String>,
}

/// An answer or an errand, as `faq:` or `flow:` and its id, and all ways to ask for it.
pub struct Asked {
    pub subject: String,
    pub audience: Audience,
    pub phrases: Vec<String>,
}

/// Read once for all tests.
pub static SHIPPED: LazyLock<Shipped> = LazyLock::new(Shipped::read);

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

impl Shipped {
    fn read() -> Self {
        Self::with_flows(&sources(), facts())
    }

    /// The content with other flows.
    pub fn with_flows(sources: &BTreeMap<FlowId, String>, facts: Value) -> Self {
        let flows = flows::read(sources, &facts);
        let errors = flows.flaws.iter().filter(|flaw| flaw.severity == Severity::Error);
        let told: Vec<String> = errors.map(ToString::to_string).collect();
        assert_eq!(told, Vec::<String>::new());
        let [safety, small_talk, commands] =
            ["safety", "small-talk", "commands"].map(|name| text(&format!("flows/{name}.yaml")));
        let (phrases, _) = Phrases::read(&safety, &small_talk, &commands, &facts);
        let (messages, _) = Messages::read("templates/messages.en.yaml", &text("templates/messages.en.yaml"));
        let mut answers = BTreeMap::new();
        for path in files(&root().join("faq")) {
            if path.extension().is_some_and(|ending| ending == "md") {
                let (id, entry) = entry(&path, &facts, &flows.set);
                answers.insert(id, entry);
            }
        }
        let questions: BTreeMap<EntryId, String> = answers
            .iter()
            .map(|(id, entry)| (id.clone(), entry.answer.question.clone()))
            .collect();
        for entry in answers.values_mut() {
            for related in &mut entry.answer.related {
                related.question = questions[&related.entry].clone();
            }
        }
        Self {
            messages,
            phrases,
            flows: flows.set,
            facts,
            answers,
        }
    }

    /// Every answer and every errand, with the ways to ask for it.
    pub fn ways_to_ask(&self) -> Vec<Asked> {
        let answers = self.answers.iter().map(|(id, entry)| Asked {
            subject: format!("faq:{id}"),
            audience: if id.as_str().starts_with("member/") {
                Audience::Member
            } else {
                Audience::Provider
            },
            phrases: entry.phrases.clone(),
        });
        let errands = self.flows.flows.iter().map(|(id, closure)| Asked {
            subject: format!("flow:{id}"),
            audience: closure.flow.audience,
            phrases: closure.flow.start.clone(),
        });
        answers.chain(errands).collect()
    }

    /// What the words of a text are most like: a stand-in for the index.
    pub fn understand(&self, query: &Query<'_>) -> Understanding {
        let said = words(query.text);
        let mut scored: Vec<(f32, Subject)> = Vec::new();
        for (id, entry) in &self.answers {
            if id.as_str().starts_with(query.audience.as_str()) {
                let best = entry
                    .phrases
                    .iter()
                    .map(|phrase| alike(&said, &words(phrase)))
                    .fold(0.0, f32::max);
                scored.push((best, Subject::Entry(id.clone())));
            }
        }
        for (id, closure) in &self.flows.flows {
            if closure.flow.audience == query.audience {
                let best = closure
                    .flow
                    .start
                    .iter()
                    .map(|phrase| alike(&said, &words(phrase)))
                    .fold(0.0, f32::max);
                scored.push((best, Subject::Flow(id.clone())));
            }
        }
        scored.sort_by(|left, right| right.0.total_cmp(&left.0));
        let near = scored
            .iter()
            .filter(|(score, _)| *score >= 0.3 && *score + 0.05 >= scored[0].0)
            .count();
        let band = match near {
            0 => Band::Unknown,
            1 => Band::Answer,
            _ => Band::Offer,
        };
        let candidates = scored.into_iter().take(near.clamp(1, 3));
        Understanding {
            band,
            candidates: candidates
                .map(|(probability, subject)| Candidate { subject, probability })
                .collect(),
        }
    }
}

/// The flow files, by id.
pub fn sources() -> BTreeMap<FlowId, String> {
    let mut sources = BTreeMap::new();
    for path in files(&root().join("flows")) {
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !["safety", "small-talk", "commands"].contains(&id.as_str()) {
            sources.insert(FlowId::new(&id).unwrap(), fs::read_to_string(&path).unwrap());
        }
    }
    sources
}

/// `contacts` and `policy`.
pub fn facts() -> Value {
    let file = "faq/contacts.yaml";
    let mut contacts = BTreeMap::new();
    for (id, contact) in entries(&get(&yaml::parse(file, &text(file)).unwrap(), "contacts").unwrap()) {
        contacts.insert(id, string(&get(&contact, "value").unwrap()));
    }
    context! { contacts => contacts, policy => Serde(Policy::default()) }
}

fn entry(path: &Path, facts: &Value, flows: &FlowSet) -> (EntryId, Entry) {
    let source = fs::read_to_string(path).unwrap();
    let (head, body) = source.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    let head = yaml::parse("faq", head).unwrap();
    let id = path.strip_prefix(root().join("faq")).unwrap().with_extension("");
    let id = EntryId::new(id.to_str().unwrap()).unwrap();
    let question = string(&get(&head, "question").unwrap());
    let mut phrases = list(get(&head, "also"));
    phrases.push(question.clone());
    let flow = get(&head, "flow").map(|flow| FlowId::new(string(&flow)).unwrap());
    let text = Template::new(body).unwrap().render(facts).unwrap().trim().to_owned();
    let answer = Answer {
        entry: id.clone(),
        revision: "a1b2c3d4e5f6".to_owned(),
        question,
        html: text.clone(),
        text,
        probability: 1.0,
        flow: flow.and_then(|id| {
            let label = flows.flows.get(&id)?.flow.label.clone();
            Some(FlowButton { id, label })
        }),
        related: list(get(&head, "related"))
            .iter()
            .map(|id| Related {
                entry: EntryId::new(id).unwrap(),
                question: String::new(),
            })
            .collect(),
    };
    (id, Entry { answer, phrases })
}

fn get(node: &Node, key: &str) -> Option<Node> {
    entries(node)
        .into_iter()
        .find(|(known, _)| known == key)
        .map(|(_, value)| value)
}

fn entries(node: &Node) -> Vec<(String, Node)> {
    match &node.kind {
        Kind::Map(entries) => entries
            .iter()
            .map(|entry| (entry.key.clone(), entry.value.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

fn string(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) => text.clone(),
        _ => String::new(),
    }
}

fn list(node: Option<Node>) -> Vec<String> {
    match node.map(|node| node.kind) {
        Some(Kind::List(items)) => items.iter().map(string).collect(),
        _ => Vec::new(),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn words(text: &str) -> BTreeSet<String> {
    normalize(text).split(' ').map(str::to_owned).collect()
}

/// How many words two texts share, of all that stand in them.
#[expect(clippy::cast_precision_loss, reason = "a few words")]
fn alike(left: &BTreeSet<String>, right: &BTreeSet<String>) -> f32 {
    let shared = left.intersection(right).count();
    let all = left.union(right).count();
    if all == 0 { 0.0 } else { shared as f32 / all as f32 }
}

impl Library for Shipped {
    fn messages(&self, _: &Locale) -> &Messages {
        &self.messages
    }

    fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    fn flow(&self, id: &FlowId) -> Option<Arc<Closure>> {
        self.flows.flows.get(id).cloned()
    }

    fn pinned(&self, version: &str) -> Option<Arc<Closure>> {
        self.flows
            .flows
            .values()
            .find(|closure| closure.version == version)
            .cloned()
    }

    fn errands(&self, audience: Audience) -> Vec<FlowButton> {
        let flows = self
            .flows
            .flows
            .iter()
            .filter(|(_, closure)| closure.flow.audience == audience);
        flows
            .map(|(id, closure)| FlowButton {
                id: id.clone(),
                label: closure.flow.label.clone(),
            })
            .collect()
    }

    fn answer(&self, id: &EntryId, _: &Locale) -> Option<Answer> {
        self.answers.get(id).map(|entry| entry.answer.clone())
    }

    fn facts(&self) -> &Value {
        &self.facts
    }

    fn html(&self, markdown: &str) -> String {
        frontdesk::markdown::html(markdown)
    }

    fn plain(&self, markdown: &str) -> String {
        frontdesk::markdown::plain(markdown)
    }
}
