//! The schemas of the files that hold fixed sentences.

use serde_json::{Map, Value, json};

use crate::messages::{KEYS, Messages};

/// The chat's own words as they ship: the other languages need the same ones.
const WIDGET_WORDS: &str = include_str!("../../templates/widget.en.yaml");

/// A sentence or a group of them.
#[derive(Default)]
struct Group {
    groups: std::collections::BTreeMap<String, Group>,
    sentence: Option<Value>,
}

/// Of `messages.<locale>.yaml`.
pub(super) fn messages() -> Value {
    let mut top = Group::default();
    for (key, parameters) in KEYS {
        top.put(key, sentence(parameters));
    }
    whole("The fixed sentences", top)
}

/// Of `widget.<locale>.yaml`.
pub(super) fn widget() -> Value {
    let (words, _) = Messages::default().with_widget("templates/widget.en.yaml", WIDGET_WORDS);
    let mut top = Group::default();
    for (key, _) in words.starting_with("") {
        top.put(key, json!({ "type": "string", "minLength": 1 }));
    }
    whole("The chat's own words", top)
}

fn whole(title: &str, top: Group) -> Value {
    let mut schema = top.schema();
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = title.into();
    schema
}

impl Group {
    fn put(&mut self, key: &str, sentence: Value) {
        let place = key
            .split('.')
            .fold(self, |group, name| group.groups.entry(name.to_owned()).or_default());
        place.sentence = Some(sentence);
    }

    fn schema(self) -> Value {
        if let Some(sentence) = self.sentence {
            return sentence;
        }
        let names: Vec<String> = self.groups.keys().cloned().collect();
        let inside: Map<String, Value> = self
            .groups
            .into_iter()
            .map(|(name, group)| (name, group.schema()))
            .collect();
        json!({ "type": "object", "properties": inside, "required": names, "additionalProperties": false })
    }
}

/// A sentence that says each of `parameters`, and no other but the telephone number.
fn sentence(parameters: &[&str]) -> Value {
    let said: Vec<_> = parameters.iter().map(|name| format!("{{{name}}}")).collect();
    let description = match said.as_slice() {
        [] => "A sentence. It may say {telephone}.".to_owned(),
        said => format!("A sentence that says {}. It may say {{telephone}}.", said.join(" and ")),
    };
    let known: Vec<_> = parameters.iter().copied().chain(["telephone"]).collect();
    let only = format!("^([^{{]|\\{{({})\\}})*$", known.join("|"));
    let mut patterns = vec![json!({ "pattern": only })];
    patterns.extend(
        parameters
            .iter()
            .map(|name| json!({ "pattern": format!("\\{{{name}\\}}") })),
    );
    json!({ "type": "string", "minLength": 1, "description": description, "allOf": patterns })
}
