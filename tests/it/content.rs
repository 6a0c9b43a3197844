//! The content as it goes live: read whole, checked, swapped while somebody works on it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::accounts::contract::Policy;
use frontdesk::clock::{ManualClock, SharedClock};
use frontdesk::content::{self, Content};
use frontdesk::conversation::{Audience, EntryId, FlowId, Locale};
use frontdesk::dialogue::{Band, Keeping, Library, Query, Subject};
use frontdesk::flaw::{Code, Flaw, Severity};
use frontdesk::metrics::{Metrics, Source};
use tempfile::TempDir;

const ARRIVAL: &str = "faq/member/pin/when-does-it-arrive.md";

fn clock() -> SharedClock {
    Arc::new(ManualClock::new("2026-11-25T12:00:00Z".parse().unwrap()))
}

/// A copy of the content that ships, without the sentence model beside it.
pub(crate) fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["faq", "flows", "index", "templates"] {
        copy_folder(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(part),
            &folder.path().join(part),
        );
    }
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.ends_with("index/model") {
            continue;
        }
        if path.is_dir() {
            copy_folder(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn load(root: &Path) -> Arc<Content> {
    Content::load(root, &Policy::default(), clock()).unwrap()
}

fn arrival(content: &Content) -> Option<String> {
    let entry = EntryId::new("member/pin/when-does-it-arrive").unwrap();
    content
        .current()
        .answer(&entry, &Locale::default())
        .map(|answer| answer.text)
}

fn errors(flaws: &[Flaw]) -> usize {
    flaws.iter().filter(|flaw| flaw.severity == Severity::Error).count()
}

/// Waits until `done` holds after one of the readings. They give way to all other work: a minute is for a busy machine.
async fn until(content: &Content, done: impl Fn() -> bool) {
    let mut readings = content.readings();
    let waiting = readings.wait_for(|_| done());
    tokio::time::timeout(Duration::from_secs(60), waiting)
        .await
        .expect("the change is seen")
        .unwrap();
}

fn rewrite(root: &Path, from: &str, to: &str) {
    let path = root.join(ARRIVAL);
    fs::write(&path, fs::read_to_string(&path).unwrap().replace(from, to)).unwrap();
}

#[test]
fn the_content_that_ships_is_sound_and_complete() {
    let (snapshot, flaws) = content::check(Path::new(env!("CARGO_MANIFEST_DIR")), &Policy::default(), &clock());
    assert_eq!(flaws, []);
    let snapshot = snapshot.unwrap();
    assert_eq!(snapshot.size(), (28, 3));
    let labels = |audience| {
        snapshot
            .errands(audience)
            .into_iter()
            .map(|errand| errand.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(labels(Audience::Member), ["reissue-pin", "reset-password"]);
    assert_eq!(labels(Audience::Provider), ["verify-ownership"]);
}

#[test]
fn an_answer_comes_with_its_errand_its_neighbours_and_its_facts() {
    let folder = copy();
    let content = load(folder.path());
    let snapshot = content.current();
    let lost = EntryId::new("member/pin/lost-pin").unwrap();
    let answer = snapshot.answer(&lost, &Locale::new("es-mx").unwrap()).unwrap();
    assert_eq!(answer.flow.unwrap().id.as_str(), "reissue-pin");
    assert_eq!(answer.related.len(), 3);
    assert!(answer.text.contains("three to five business days"), "{}", answer.text);
    assert!(answer.html.starts_with("<p>"));
    assert!(
        snapshot
            .answer(&EntryId::new("member/pin/none").unwrap(), &Locale::default())
            .is_none()
    );
}

#[test]
fn a_question_is_understood_and_suggested() {
    let folder = copy();
    let snapshot = load(folder.path()).current();
    let locale = Locale::default();
    let query = Query {
        text: "i lost my pin",
        audience: Audience::Member,
        locale: &locale,
        now: "2026-11-25T12:00:00Z".parse().unwrap(),
        recent: &[],
        keeping: Keeping::Forgotten,
    };
    let understanding = snapshot.understand(&query);
    assert_eq!(understanding.band, Band::Answer);
    assert_eq!(
        understanding.candidates[0].subject,
        Subject::Flow(FlowId::new("reissue-pin").unwrap())
    );
    let suggestions = snapshot.suggest("how do i re", Audience::Member, &locale);
    assert!(
        suggestions
            .iter()
            .any(|one| one.entry.as_str() == "member/password/reset"),
        "{suggestions:?}"
    );
}

#[test]
fn what_is_wrong_between_the_files_is_told() {
    let folder = copy();
    let root = folder.path();
    rewrite(root, "also:", "also:\n  - i lost my pin letter");
    fs::write(root.join("faq/member/pin/strange.md"), b"\xff\xfe").unwrap();
    let (snapshot, flaws) = content::check(root, &Policy::default(), &clock());
    assert!(snapshot.is_none());
    let found = |what: &str| flaws.iter().any(|flaw| flaw.to_string().contains(what));
    assert!(
        found("when-does-it-arrive.md:4: \"i lost my pin letter\" finds the errand `reissue-pin` instead"),
        "{flaws:#?}"
    );
    assert!(found("faq/member/pin/strange.md:1: the file is not in UTF-8"));
    assert_eq!(errors(&flaws), 2, "{flaws:#?}");

    fs::remove_file(root.join("faq/contacts.yaml")).unwrap();
    let flaws = Content::load(root, &Policy::default(), clock()).err().unwrap();
    assert!(
        flaws.to_string().contains("faq/contacts.yaml: the file is missing"),
        "{flaws}"
    );
}

#[test]
fn a_name_that_nothing_stands_for_is_told_once_and_by_name() {
    let folder = copy();
    let path = folder.path().join(ARRIVAL);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\nIt has {{{{ policy.pni.digits }}}} digits.\n")).unwrap();
    let (_, flaws) = content::check(folder.path(), &Policy::default(), &clock());
    let wrong: Vec<_> = flaws.iter().filter(|flaw| flaw.severity == Severity::Error).collect();
    assert_eq!(wrong.len(), 1, "{wrong:#?}");
    assert_eq!(wrong[0].file, ARRIVAL);
    assert_eq!(wrong[0].what, "the facts can't be put in: there is no `policy.pni`");
}

#[test]
fn a_synonym_that_finds_nothing_is_told() {
    let folder = copy();
    let path = folder.path().join("index/synonyms.txt");
    let text = fs::read_to_string(&path).unwrap() + "gobbledygook = legalese\n";
    fs::write(&path, &text).unwrap();
    let (snapshot, flaws) = content::check(folder.path(), &Policy::default(), &clock());
    assert!(snapshot.is_some());
    assert_eq!(flaws.len(), 1, "{flaws:#?}");
    assert_eq!(
        (flaws[0].code, flaws[0].line as usize),
        (Code::UnusedSynonym, text.lines().count())
    );
}

#[test]
fn every_number_stands_with_the_contacts_and_the_fixed_sentences_have_theirs() {
    let folder = copy();
    let contacts = folder.path().join("faq/contacts.yaml");
    fs::write(
        &contacts,
        fs::read_to_string(&contacts)
            .unwrap()
            .replace("  help_desk:", "  helpdesk:"),
    )
    .unwrap();
    let safety = folder.path().join("flows/safety.yaml");
    let text = fs::read_to_string(&safety).unwrap();
    fs::write(&safety, text.replacen("{{ contacts.help_desk }}", "1-888-555-0123", 1)).unwrap();
    let (_, flaws) = content::check(folder.path(), &Policy::default(), &clock());
    let has = |code, file| flaws.iter().any(|flaw| flaw.code == code && flaw.file == file);
    assert!(has(Code::MissingKey, "faq/contacts.yaml"), "{flaws:#?}");
    assert!(has(Code::ContactInText, "flows/safety.yaml"), "{flaws:#?}");
    assert!(
        flaws
            .iter()
            .any(|flaw| flaw.remedy == "did you mean `contacts.helpdesk`?"),
        "{flaws:#?}"
    );
}

#[test]
fn an_expired_answer_is_listed_and_not_served() {
    let folder = copy();
    rewrite(
        folder.path(),
        "review_by:",
        "valid: { from: null, until: 2026-11-24 }\nreview_by:",
    );
    let content = load(folder.path());
    assert!(arrival(&content).is_none());
    assert!(content.last_flaws().iter().any(|flaw| flaw.what.contains("expired")));
}

#[test]
fn a_run_finds_the_version_that_it_began_with() {
    let folder = copy();
    let content = load(folder.path());
    let flow = FlowId::new("reissue-pin").unwrap();
    let old = content.current().flow(&flow).unwrap();
    let path = folder.path().join("flows/reissue-pin.yaml");
    fs::write(&path, fs::read_to_string(&path).unwrap() + "# changed\n").unwrap();
    content.reload();
    let new = content.current().flow(&flow).unwrap();
    assert_ne!(old.version, new.version);
    assert!(content.current().pinned(&old.version).is_some());

    let restarted = load(folder.path());
    assert!(restarted.current().pinned(&old.version).is_none());
    let restored = restarted.restore(&flow, &old.sources).unwrap();
    assert_eq!(restored.version, old.version);
    assert!(restarted.current().pinned(&old.version).is_some());
    assert!(
        restarted
            .restore(&flow, &[(flow.clone(), "title: x".into())].into())
            .is_none()
    );
}

#[tokio::test]
async fn a_saved_file_goes_live_and_a_bad_one_does_not() {
    let folder = copy();
    let content = load(folder.path());
    let _guard = content.watch().unwrap();
    assert!(arrival(&content).unwrap().contains("should reach you"));

    rewrite(folder.path(), "should reach you", "will be with you");
    until(&content, || arrival(&content).unwrap().contains("will be with you")).await;

    rewrite(folder.path(), "question:", "qestion:");
    until(&content, || {
        content.last_flaws().iter().any(|flaw| flaw.what.contains("qestion"))
    })
    .await;
    assert!(arrival(&content).unwrap().contains("will be with you"));

    rewrite(folder.path(), "qestion:", "question:");
    until(&content, || errors(&content.last_flaws()) == 0).await;
}

#[tokio::test]
async fn a_file_saved_by_rename_goes_live() {
    let folder = copy();
    let content = load(folder.path());
    let _guard = content.watch().unwrap();
    let path = folder.path().join(ARRIVAL);
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("should reach you", "is renamed to you");
    let beside = path.with_file_name(".when-does-it-arrive.md.tmp");
    fs::write(&beside, text).unwrap();
    fs::rename(&path, path.with_extension("md~")).unwrap();
    fs::rename(&beside, &path).unwrap();
    until(&content, || {
        arrival(&content).is_some_and(|text| text.contains("is renamed to you"))
    })
    .await;
}

#[tokio::test]
async fn a_new_folder_and_a_deleted_file_are_seen() {
    let folder = copy();
    let content = load(folder.path());
    let _guard = content.watch().unwrap();
    let text = fs::read_to_string(folder.path().join("faq/member/user-name/change.md")).unwrap();
    let new = folder.path().join("faq/member/names");
    fs::create_dir(&new).unwrap();
    fs::rename(
        folder.path().join("faq/member/user-name/change.md"),
        new.join("change.md"),
    )
    .unwrap();
    until(&content, || {
        content
            .last_flaws()
            .iter()
            .any(|flaw| flaw.what.contains("member/user-name/change"))
    })
    .await;

    fs::write(folder.path().join("faq/member/user-name/change.md"), text).unwrap();
    fs::remove_dir_all(new).unwrap();
    until(&content, || errors(&content.last_flaws()) == 0).await;
}

#[tokio::test]
async fn a_folder_that_is_made_again_is_watched_again() {
    let folder = copy();
    let content = load(folder.path());
    let _guard = content.watch().unwrap();
    let (faq, aside) = (folder.path().join("faq"), folder.path().join("aside"));
    fs::rename(&faq, &aside).unwrap();
    until(&content, || content.last_flaws().iter().any(|flaw| flaw.file == "faq")).await;
    assert!(arrival(&content).is_some());
    fs::rename(&aside, &faq).unwrap();
    until(&content, || errors(&content.last_flaws()) == 0).await;
    rewrite(folder.path(), "should reach you", "comes again to you");
    until(&content, || {
        arrival(&content).is_some_and(|text| text.contains("comes again to you"))
    })
    .await;
}

#[tokio::test]
async fn an_operator_sees_that_a_save_was_refused() {
    let folder = copy();
    let content = load(folder.path());
    let metrics = Metrics::new(0);
    let source: Arc<dyn Source> = content.clone();
    metrics.watch(&source);
    let told = |text: &str, lines: &[&str]| {
        for line in lines {
            assert!(text.lines().any(|found| found == *line), "{line}\n{text}");
        }
    };
    let (answers, flows) = content.current().size();
    let size = [
        &*format!("frontdesk_content_entries {answers}.0"),
        &*format!("frontdesk_content_flows {flows}.0"),
    ];
    let loaded = "frontdesk_content_loaded_timestamp_seconds 1795608000.0";
    let text = metrics.gather().await;
    told(&text, &size);
    told(
        &text,
        &[
            "frontdesk_content_live 1.0",
            "frontdesk_content_flaws{severity=\"error\"} 0.0",
            loaded,
        ],
    );

    fs::write(folder.path().join("flows/reissue-pin.yaml"), "title: [").unwrap();
    content.reload();
    let text = metrics.gather().await;
    let errors = errors(&content.last_flaws());
    told(&text, &size);
    told(&text, &["frontdesk_content_live 0.0", loaded]);
    told(
        &text,
        &[&format!("frontdesk_content_flaws{{severity=\"error\"}} {errors}.0")],
    );
}
