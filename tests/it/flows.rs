//! The dialogues and phrases that ship, as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use frontdesk::accounts::contract::Policy;
use frontdesk::conversation::FlowId;
use frontdesk::flows::model::{Flow, StepKind, Target};
use frontdesk::flows::phrases::{Command, Phrases};
use frontdesk::flows::{self, Flows};
use frontdesk::yaml::{self, Kind};
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

/// What is told when `good` becomes `bad` in the errand that proves ownership.
fn told_of_ownership(good: &str, bad: &str) -> String {
    let mut sources = shipped();
    let source = sources.get_mut("verify-ownership").unwrap();
    assert!(source.contains(good), "`{good}`");
    *source = source.replacen(good, bad, 1);
    told(&flows::read(&sources, &facts()))
}

#[test]
fn each_number_goes_with_its_kind_on_every_way() {
    let id = "tax_id if id_kind == \"tax_id\" else (ssn if id_kind == \"ssn\" else provider_pin)";
    let one = told_of_ownership(id, "tax_id");
    assert!(one.contains("`tax_id` may have no value here"), "{one}");
    let swapped = told_of_ownership(
        id,
        "ssn if id_kind == \"tax_id\" else (tax_id if id_kind == \"ssn\" else provider_pin)",
    );
    assert!(swapped.contains("`ssn` may have no value here"), "{swapped}");
    let open = told_of_ownership(id, "claim_1_reference");
    assert!(
        open.contains("`id` must be a sealed slot that holds tax_id or ssn or provider_pin"),
        "{open}"
    );
}

#[test]
fn dates_and_amounts_do_not_change_places() {
    let swapped = told_of_ownership("service_date: claim_1_service_date", "service_date: claim_1_billed");
    assert!(swapped.contains("`service_date` must be a date"), "{swapped}");
    let swapped = told_of_ownership("billed: claim_1_billed", "billed: claim_1_service_date");
    assert!(swapped.contains("`billed` must be an amount of money"), "{swapped}");
}

#[test]
fn a_version_changes_with_the_flows_that_it_passes_through() {
    let step = |flow: &str| format!("title: T\naudience: member\nstart: [go]\nsteps: [{flow}]\n");
    let inner = |text: &str| format!("title: I\naudience: member\nsteps: [{{ say: {text} }}]\n");
    let sources = |text: &str| {
        let outer = step("{ do: inner }, { say: Done. }");
        BTreeMap::from([
            ("outer", outer),
            ("inner", inner(text)),
            ("other", inner("Other").replace("title: I", "start: [other]\ntitle: I")),
        ])
        .into_iter()
        .map(|(id, source)| (FlowId::new(id).unwrap(), source))
        .collect::<BTreeMap<_, _>>()
    };
    let (one, two) = (
        flows::read(&sources("One"), &facts()),
        flows::read(&sources("Two"), &facts()),
    );
    let closure = |flows: &Flows, id: &str| flows.set.flows[&FlowId::new(id).unwrap()].clone();
    let outer = closure(&one, "outer");
    assert_eq!(outer.called.keys().map(FlowId::as_str).collect::<Vec<_>>(), ["inner"]);
    assert_eq!(outer.sources.len(), 2);
    assert!(outer.get(&FlowId::new("inner").unwrap()).is_some());
    assert_ne!(outer.version, closure(&two, "outer").version);
    assert_eq!(closure(&one, "other").version, closure(&two, "other").version);
}
