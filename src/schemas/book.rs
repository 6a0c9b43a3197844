//! Shapes to JSON Schema.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::yaml::shape::{Form, Key, Shape};

/// A schema while it is written: the definitions so far.
#[derive(Default)]
pub(super) struct Book {
    pub(super) definitions: Map<String, Value>,
}

impl Book {
    /// The whole schema; `top` is what a file must be.
    pub(super) fn bound(self, title: &str, top: Value) -> Value {
        let mut schema = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": title,
        });
        // Beside a `$ref`, draft 7 reads nothing else.
        schema["allOf"] = json!([top]);
        if !self.definitions.is_empty() {
            schema["definitions"] = Value::Object(self.definitions);
        }
        schema
    }

    /// A mapping: where its definition is.
    pub(super) fn shape(&mut self, shape: &'static Shape) -> Value {
        if !self.definitions.contains_key(shape.name) {
            // Shapes hold each other: the name is taken before the inside is written.
            self.definitions.insert(shape.name.to_owned(), Value::Null);
            let definition = self.mapping(shape);
            self.definitions.insert(shape.name.to_owned(), definition);
        }
        reference(shape.name)
    }

    fn mapping(&mut self, shape: &'static Shape) -> Value {
        let kinds = shape.kinds.iter().flat_map(|kind| kind.keys);
        let all: Vec<&'static Key> = shape.keys.iter().chain(kinds).collect();
        let properties: Map<String, Value> = all
            .iter()
            .map(|key| (key.name.to_owned(), self.property(key)))
            .collect();
        let mut mapping = json!({
            "type": "object",
            "description": shape.about,
            "properties": properties,
            "additionalProperties": false,
            "required": needed(shape),
        });
        if !shape.kinds.is_empty() {
            let ways = shape
                .kinds
                .iter()
                .map(|kind| kind.name)
                .chain(shape.alone.iter().copied());
            mapping["anyOf"] = ways.map(|way| json!({ "required": [way] })).collect();
            mapping["allOf"] = shape.kinds.iter().map(|kind| only(shape, kind)).collect();
        }
        mapping
    }

    fn property(&mut self, key: &'static Key) -> Value {
        let mut form = self.form(&key.form);
        // A reference stands alone in draft 7.
        if form.get("$ref").is_some() {
            form = json!({ "allOf": [form] });
        }
        form["description"] = key.about.into();
        form
    }

    /// What stands behind a key.
    pub(super) fn form(&mut self, form: &'static Form) -> Value {
        match form {
            Form::Text => text(),
            Form::Truth => json!({ "type": "boolean" }),
            Form::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Form::Day => json!({ "type": "string", "pattern": DAY }),
            Form::DayOrNothing => json!({ "type": ["string", "null"], "pattern": DAY }),
            Form::Name(pattern) => json!({ "type": "string", "pattern": pattern }),
            Form::OneOf(names) => {
                let names = names
                    .iter()
                    .map(|(name, about)| json!({ "const": name, "description": about }));
                json!({ "type": "string", "oneOf": names.collect::<Vec<_>>() })
            }
            Form::List(least, of) => json!({ "type": "array", "minItems": least, "items": self.form(of) }),
            Form::OneOrMore(of) => {
                let one = self.form(of);
                json!({ "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] })
            }
            Form::Named(of) => json!({ "type": "object", "additionalProperties": self.form(of) }),
            Form::Shape(shape) => self.shape(shape),
            Form::Defined(name) => reference(name),
        }
    }

    /// Defines the names of an enum under `name`, each with its doc comment.
    pub(super) fn names<T: JsonSchema>(&mut self, name: &str) {
        let mut names = json!(of::<T>());
        if let Some(names) = names.as_object_mut() {
            names.retain(|key, _| !matches!(key.as_str(), "$schema" | "title"));
        }
        self.definitions.insert(name.to_owned(), names);
    }
}

const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// A text; what stands without quotes may look like a number or a truth value.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// Where the definition called `name` is.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// The schema of a type, from its doc comments.
pub(super) fn of<T: JsonSchema>() -> schemars::Schema {
    SchemaSettings::draft07().into_generator().into_root_schema_for::<T>()
}

fn needed(shape: &Shape) -> Vec<&'static str> {
    let needed = shape.keys.iter().filter(|key| key.needed);
    needed.map(|key| key.name).collect()
}

/// A mapping of one kind has its keys and the common ones, and no key of another kind.
fn only(shape: &Shape, kind: &Shape) -> Value {
    let names: Vec<_> = shape.keys.iter().chain(kind.keys).map(|key| key.name).collect();
    json!({
        "if": { "required": [kind.name] },
        "then": { "required": needed(kind), "propertyNames": { "enum": names } },
    })
}
