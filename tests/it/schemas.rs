//! The JSON Schemas of the files that people edit: fresh, true to the readers, and named in every file.

mod keys;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use frontdesk::schemas;
use jsonschema::Validator;
use serde_json::Value;

use crate::shipped::root;

/// The files that ship, each with the name of its schema.
fn shipped_files() -> Vec<(PathBuf, &'static str)> {
    let mut files = Vec::new();
    for (folder, kind) in [
        ("flows", None),
        ("tests/stories", Some(schemas::STORY)),
        ("templates", None),
        ("faq", None),
    ] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "yaml") {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                files.push((path, kind.unwrap_or_else(|| kind_of(&name))));
            }
        }
    }
    files
}

fn kind_of(name: &str) -> &'static str {
    match name {
        "safety.yaml" | "small-talk.yaml" => schemas::REPLIES,
        "commands.yaml" => schemas::COMMANDS,
        "contacts.yaml" => schemas::CONTACTS,
        "sources.yaml" => schemas::SOURCES,
        _ if name.starts_with("messages.") => schemas::MESSAGES,
        _ if name.starts_with("widget.") => schemas::WIDGET,
        _ => schemas::FLOW,
    }
}

pub fn validators() -> BTreeMap<&'static str, Validator> {
    let compiled = |(name, schema)| (name, jsonschema::validator_for(&schema).unwrap());
    schemas::all().into_iter().map(compiled).collect()
}

/// Everything that a schema says against a text.
pub fn against(validator: &Validator, text: &str) -> Vec<String> {
    let value: Value = serde_saphyr::from_str(text).unwrap();
    validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_schemas_of_the_files_are_fresh() {
    let folder = root().join("docs/schemas");
    let mut names: Vec<String> = Vec::new();
    for (name, schema) in schemas::all() {
        let fresh = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        let path = folder.join(name);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &fresh).unwrap();
        }
        assert!(
            fs::read_to_string(&path).unwrap_or_default() == fresh,
            "{name} is stale: run `UPDATE_SCHEMAS=1 cargo test --test it schema`"
        );
        names.push(name.to_owned());
    }
    let there = fs::read_dir(&folder).unwrap();
    let mut there: Vec<String> = there
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    there.sort();
    assert_eq!(there, names);
}

#[test]
fn every_file_that_ships_fits_its_schema_and_names_it() {
    let validators = validators();
    let mut told = Vec::new();
    let files = shipped_files();
    assert!(files.len() > 60);
    for (path, name) in files {
        let mut text = fs::read_to_string(&path).unwrap();
        let below = path.strip_prefix(root()).unwrap();
        let line = schemas::first_line(name, below.components().count() - 1);
        if !text.starts_with(&line) && std::env::var_os("UPDATE_SCHEMAS").is_some() {
            text.insert_str(0, &line);
            fs::write(&path, &text).unwrap();
        }
        if !text.starts_with(&line) {
            told.push(format!("{}: does not begin with {line}", below.display()));
        }
        told.extend(
            against(&validators[name], &text)
                .iter()
                .map(|error| format!("{}: {error}", below.display())),
        );
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn the_facts_of_every_answer_fit_their_schema() {
    let validators = validators();
    let mut told = Vec::new();
    let mut read = 0;
    for path in answers(&root().join("faq")) {
        let text = fs::read_to_string(&path).unwrap();
        let facts = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap().0;
        told.extend(
            against(&validators[schemas::ANSWER], facts)
                .iter()
                .map(|error| format!("{}: {error}", path.display())),
        );
        read += 1;
    }
    assert!(read > 20);
    assert!(told.is_empty(), "{}", told.join("\n"));
}

fn answers(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => answers(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect()
}

#[test]
fn what_can_not_be_is_marked() {
    let validators = validators();
    let flow = |steps: &str| {
        format!("title: T\naudience: member\nslots: {{ a: {{ type: text }} }}\nsteps:\n  - {steps}\n  - end: true\n")
    };
    let slot =
        |slot: &str| format!("title: T\naudience: member\nslots: {{ a: {{ {slot} }} }}\nsteps: [{{ end: true }}]\n");
    let story = |turn: &str| format!("story: S\naudience: member\nturns:\n  - {turn}\n");
    for (name, text) in [
        (schemas::FLOW, flow("{ say: Hi, collect: a, ask: A }")),
        (schemas::FLOW, flow("{ collect: a }")),
        (schemas::FLOW, flow("{ when: a }")),
        (schemas::FLOW, flow("{ collect: a, ask: A, attempts: 11 }")),
        (schemas::FLOW, flow("{ call: member.reisue_pin, on: { issued: next } }")),
        (
            schemas::FLOW,
            flow("{ call: session.end, on: { ended: next, unavailable: next } }"),
        ),
        (
            schemas::FLOW,
            flow("{ call: member.reissue_pin, on: { issued: next, unavailable: next } }"),
        ),
        (
            schemas::FLOW,
            flow("{ call: member.mailing_address, on: { found: next, lost: next, unavailable: next } }"),
        ),
        (
            schemas::FLOW,
            flow("{ call: member.begin_recovery, on: { code_mailed: next, questions: next, unavailable: next } }"),
        ),
        (
            schemas::FLOW,
            flow("{ call: member.mailing_address, on: { found: { sya: Hi }, unavailable: next } }"),
        ),
        (schemas::FLOW, slot("type: txet")),
        (schemas::FLOW, slot("type: sealed")),
        (schemas::FLOW, slot("type: text, holds: pin")),
        (schemas::FLOW, slot("type: choice")),
        (
            schemas::FLOW,
            "title: T\naudience: everyone\nsteps: [{ end: true }]\n".into(),
        ),
        (schemas::REPLIES, "- { id: a, phrases: [], say: Hi }\n".into()),
        (schemas::COMMANDS, "- { id: cancle, phrases: [stop] }\n".into()),
        (schemas::COMMANDS, "- { id: cancel, phrases: [stop], say: Hi }\n".into()),
        (schemas::ANSWER, "question: Why?\n".into()),
        (
            schemas::CONTACTS,
            "contacts: { a: { name: A, kind: pigeon, value: v, audience: member, source: s } }\n".into(),
        ),
        (schemas::STORY, story("visitr: hello")),
        (schemas::STORY, story("bot: { sys: hello }")),
        (schemas::STORY, story("calls: { member.reissue_pin: wrong }")),
        (
            schemas::STORY,
            story("outcome: { operation: member.reissue_pin, outcome: { outcome: verified } }"),
        ),
        (schemas::MESSAGES, "cancel: { done: Stopped. }\n".into()),
        (schemas::WIDGET, "widget: { zebra: Stripes }\n".into()),
    ] {
        assert!(!against(&validators[name], &text).is_empty(), "{name} allows\n{text}");
    }
}

/// The types of slots, what a sealed one holds, and the commands: each is offered by name, with help.
#[test]
fn names_are_offered_with_their_help() {
    let all: BTreeMap<_, _> = schemas::all().into_iter().collect();
    let offered = |schema: &str, name: &str| {
        let names = all[schema]["definitions"][name]["oneOf"].as_array().unwrap().clone();
        assert!(names.iter().all(|one| one["description"].is_string()), "{name}");
        names.len()
    };
    assert_eq!(offered(schemas::FLOW, "slot_type"), 13);
    assert_eq!(offered(schemas::FLOW, "holds"), 7);
    assert_eq!(offered(schemas::COMMANDS, "command_name"), 10);
    let flow = &all[schemas::FLOW]["definitions"];
    for definition in ["flow", "slot", "step", "choose", "option", "receipt", "ending"] {
        let keys = flow[definition]["properties"].as_object().unwrap();
        assert!(keys.values().all(|key| key["description"].is_string()), "{definition}");
    }
}
