//! The dialogues: what the files in `flows/` become, and what is told of flawed ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use frontdesk::accounts::contract::Policy;
use frontdesk::conversation::FlowId;
use frontdesk::flows::model::{Flow, StepKind, Target};
use frontdesk::flows::phrases::{Command, Phrases};
use frontdesk::flows::yaml::{self, Kind};
use frontdesk::flows::{self, Flows};
use minijinja::{Value, context};

const PHRASE_FILES: [&str; 3] = ["safety", "small-talk", "commands"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `contacts` and `policy`, as the content gives them.
fn facts() -> Value {
    let text = fs::read_to_string(root().join("faq/contacts.yaml")).unwrap();
    let mut contacts = BTreeMap::new();
    let Kind::Map(top) = yaml::parse("faq/contacts.yaml", &text).unwrap().kind else {
        panic!("contacts.yaml is no mapping")
    };
    for entry in top.into_iter().filter(|entry| entry.key == "contacts") {
        let Kind::Map(all) = entry.value.kind else { continue };
        for contact in all {
            contacts.insert(contact.key.clone(), contact.key);
        }
    }
    context! { contacts => contacts, policy => minijinja::value::Serde(Policy::default()) }
}

fn shipped() -> BTreeMap<FlowId, String> {
    let mut sources = BTreeMap::new();
    for entry in fs::read_dir(root().join("flows")).unwrap() {
        let path = entry.unwrap().path();
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !PHRASE_FILES.contains(&id.as_str()) {
            sources.insert(FlowId::new(&id).unwrap(), fs::read_to_string(&path).unwrap());
        }
    }
    sources
}

fn told(flows: &Flows) -> String {
    flows.flaws.iter().map(|flaw| format!("{flaw}\n")).collect()
}

fn flow<'a>(flows: &'a Flows, id: &str) -> &'a Flow {
    &flows.set.flows[&FlowId::new(id).unwrap()].flow
}

#[test]
fn the_flows_that_ship_have_no_flaws() {
    let flows = flows::read(&shipped(), &facts());
    assert_eq!(told(&flows), "");
    assert!(flows.set.flows.len() >= 3);
}

#[test]
fn the_phrases_that_ship_have_no_flaws() {
    let [safety, small_talk, commands] =
        PHRASE_FILES.map(|file| fs::read_to_string(root().join(format!("flows/{file}.yaml"))).unwrap());
    let (phrases, flaws) = Phrases::read(&safety, &small_talk, &commands, &facts());
    assert_eq!(flaws, []);
    assert!(phrases.safety("please help, my father is having a stroke").is_some());
    assert!(phrases.safety("do i pay for an emergency room visit?").is_none());
    assert_eq!(phrases.command("Never mind!"), Some(Command::Cancel));
    assert!(phrases.small_talk("thank you").is_some());
}

#[test]
fn steps_keep_their_names_and_every_arrow_has_a_target() {
    let flows = flows::read(&shipped(), &facts());
    let flow = flow(&flows, "reissue-pin");
    let ids: Vec<_> = flow.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(
        ids,
        ["address", "ask_address", "2", "reissue", "reissue.on.too_soon.0", "4"]
    );
    let StepKind::Call { on, .. } = &flow.steps[3].kind else {
        panic!("the fourth step calls")
    };
    assert_eq!(on["issued"], Target::Step(5));
    assert_eq!(on["too_soon"], Target::Step(4));
    assert_eq!(on["unavailable"], Target::Ending("sorry".into()));
    assert_eq!(flow.steps[2].next, Target::End);
    assert_eq!(flow.steps[2].otherwise, Target::Step(3));
    assert_eq!(flow.steps[4].next, Target::End);
    assert_eq!(flow.steps[5].next, Target::End);
}

#[test]
fn a_version_can_be_made_again_from_its_sources() {
    let flows = flows::read(&shipped(), &facts());
    for (id, closure) in &flows.set.flows {
        let again = flows::closure(id, &closure.sources, &facts()).unwrap();
        assert_eq!(again.version, closure.version);
        assert_eq!(again.version.len(), 64);
        let mut changed = closure.sources.clone();
        changed.get_mut(id).unwrap().push_str("\n# changed\n");
        assert_ne!(flows::closure(id, &changed, &facts()).unwrap().version, closure.version);
    }
    assert!(flows::closure(&FlowId::new("none").unwrap(), &BTreeMap::new(), &facts()).is_none());
}
