use super::*;
use crate::flaw::Severity;

const GOOD: &str = "---
question: I lost my PIN. How do I get another?
also:
  - need a new pin
flow: reissue-pin
related: [member/pin/arrival]
source: help
owner: web-support
review_by: 2027-04-01
valid: { from: 2009-09-18, until: null }
---
Call {{ help_desk }}.

- One
- Two
";

const OTHER: &str = "---
question: When does it come?
also: [how long does it take]
source: help
owner: web-support
review_by: 2027-04-01
---
In five days.
";

fn render(text: &str) -> Result<Filled, Vec<Misfit>> {
    if let Some(line) = text.lines().position(|line| line.contains("{{ nobody }}")) {
        return Err(vec![Misfit {
            line: u32::try_from(line).unwrap() + 1,
            what: "`nobody` is not known".into(),
            remedy: "name somebody".into(),
        }]);
    }
    let names = text.contains("{{ help_desk }}").then(|| "help_desk".to_owned());
    Ok(Filled {
        text: text.replace("{{ help_desk }}", "1-888-417-3479"),
        names: names.into_iter().collect(),
    })
}

fn read_all(files: &[(&str, &str)]) -> Reading {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    let flows = [FlowId::new("reissue-pin").unwrap()].into();
    let sources = ["help".to_owned()].into();
    let names = Names {
        flows: &flows,
        sources: Some(&sources),
    };
    read(&files, names, &render, &mut Kept::default())
}

fn flaws(text: &str) -> Vec<String> {
    let reading = read_all(&[("member/pin/lost-pin.md", text), ("member/pin/arrival.md", OTHER)]);
    reading.flaws.iter().map(ToString::to_string).collect()
}

#[test]
fn an_entry_is_read_whole() {
    let reading = read_all(&[("member/pin/lost-pin.md", GOOD), ("member/pin/arrival.md", OTHER)]);
    assert_eq!(reading.flaws, []);
    let entry = &reading.entries[1];
    assert_eq!(entry.id.as_str(), "member/pin/lost-pin");
    assert_eq!((entry.audience, entry.topic.as_str()), (Audience::Member, "pin"));
    assert_eq!(
        entry.also,
        [Phrase {
            text: "need a new pin".into(),
            line: 4
        }]
    );
    assert_eq!(entry.text, "Call 1-888-417-3479.\n\n- One\n- Two");
    assert_eq!(
        entry.html,
        "<p>Call 1-888-417-3479.</p><ul><li>One</li><li>Two</li></ul>"
    );
    assert_eq!(entry.revision.len(), 12);
    assert_eq!(
        entry.lines,
        Lines {
            flow: 5,
            related: vec![6],
            source: 7,
            review_by: 9,
            body: 12,
        }
    );
}

#[test]
fn the_revision_follows_the_words_that_are_shown() {
    let first = read_all(&[("member/pin/arrival.md", OTHER)]).entries.remove(0);
    let owner = read_all(&[("member/pin/arrival.md", &OTHER.replace("web-support", "other"))])
        .entries
        .remove(0);
    let words = read_all(&[("member/pin/arrival.md", &OTHER.replace("five", "six"))])
        .entries
        .remove(0);
    assert_eq!(first.revision, owner.revision);
    assert_ne!(first.revision, words.revision);
}

#[test]
fn all_flaws_of_a_file_are_told_at_once_with_their_lines() {
    let text = "---
qestion: What?
also: needs a list
review_by: soon
valid: { from: 2027-01-02, until: 2027-01-01 }
owner:
---
Call 1-800-555-1234 or write to a@b.org.
<b>Now</b>
";
    let found = flaws(text);
    let at = |line: u32, what: &str| {
        let start = format!("faq/member/pin/lost-pin.md:{line}: ");
        assert!(
            found.iter().any(|flaw| flaw.starts_with(&start) && flaw.contains(what)),
            "{line} {what}: {found:#?}"
        );
    };
    at(1, "`question` is missing");
    at(2, "did you mean `question`?");
    at(3, "a list is wanted");
    at(4, "a date is wanted");
    at(5, "never be served");
    at(1, "`owner` is missing");
    at(1, "`source` is missing");
    at(8, "`1-800-555-1234` stands in the text itself");
    at(8, "`a@b.org` stands in the text itself");
    at(9, "raw HTML");
    assert_eq!(found.len(), 10, "{found:#?}");
}

#[test]
fn broken_yaml_and_missing_facts_have_a_place() {
    assert!(flaws(&GOOD.replace("source: help", "source: [help"))[0].starts_with("faq/member/pin/lost-pin.md:"));
    assert!(flaws("no facts")[0].starts_with("faq/member/pin/lost-pin.md:1: the facts between"));
    let unknown = flaws(&GOOD.replace("- Two", "- {{ nobody }}"));
    assert!(
        unknown[0].contains("lost-pin.md:15: the facts can't be put in: `nobody` is not known"),
        "{unknown:?}"
    );
}

#[test]
fn links_must_lead_somewhere() {
    assert!(flaws(&GOOD.replace("member/pin/arrival", "member/pin/none"))[0].contains(":6: there is no answer"));
    assert!(flaws(&GOOD.replace("reissue-pin", "reissue-pim"))[0].contains(":5: there is no errand"));
}

#[test]
fn an_answer_with_a_flaw_of_its_own_is_there_for_links() {
    for broken in [
        OTHER.replace("In five days.", "Ask {{ nobody }}."),
        OTHER.replace("source: help", "source: [help"),
        "no facts".to_owned(),
    ] {
        let reading = read_all(&[("member/pin/lost-pin.md", GOOD), ("member/pin/arrival.md", &broken)]);
        let files: Vec<_> = reading.flaws.iter().map(|flaw| flaw.file.as_str()).collect();
        assert_eq!(files, ["faq/member/pin/arrival.md"], "{:#?}", reading.flaws);
    }
}

#[test]
fn a_phrase_belongs_to_one_entry() {
    let found = flaws(&GOOD.replace("need a new pin", "How long, does it TAKE?"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains("arrival.md:3: \"how long does it take\" is claimed by faq/member/pin/lost-pin.md:4 too"),
        "{found:?}"
    );
    assert!(
        found[1].contains("lost-pin.md:4: \"How long, does it TAKE?\" is claimed by faq/member/pin/arrival.md:3 too"),
        "{found:?}"
    );
}

#[test]
fn near_duplicates_and_hard_answers_are_warnings() {
    let near = OTHER
        .replace("When does it come?", "When does it comes?")
        .replace("how long does it take", "when");
    let hard = OTHER.replace(
        "In five days.",
        &"Notwithstanding considerations necessitate identification ".repeat(40),
    );
    let reading = read_all(&[("member/pin/arrival.md", &near), ("member/pin/other.md", &hard)]);
    assert!(reading.flaws.iter().all(|flaw| flaw.severity == Severity::Warning));
    let whats: Vec<_> = reading.flaws.iter().map(|flaw| flaw.what.as_str()).collect();
    assert_eq!(whats.len(), 4, "{whats:?}");
}

#[test]
fn what_is_due_or_expired_is_listed() {
    let expired = GOOD.replace("until: null", "until: 2010-01-01");
    let entries = read_all(&[("member/pin/lost-pin.md", &expired)]).entries;
    let today = "2027-05-01".parse().unwrap();
    let due = due(&entries, today);
    assert_eq!(due.len(), 2);
    assert_eq!((due[0].line, due[1].line), (10, 9));
    assert!(!entries[0].valid.holds(today));
    assert!(entries[0].valid.holds("2010-01-01".parse().unwrap()));
}

#[test]
fn a_translation_stands_beside_its_entry() {
    let reading = read_all(&[("member/pin/arrival.md", OTHER), ("member/pin/arrival.es.md", OTHER)]);
    assert_eq!(reading.flaws, []);
    let locales: Vec<_> = reading
        .entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry.locale.as_str()))
        .collect();
    assert_eq!(locales, [("member/pin/arrival", "en"), ("member/pin/arrival", "es")]);
    assert!(read_all(&[("lost.md", OTHER)]).flaws[0].what.contains("the path"));
    assert!(
        read_all(&[("member/Pin/lost.md", OTHER)]).flaws[0]
            .what
            .contains("the path")
    );
}

#[test]
fn what_has_not_changed_is_not_read_again() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let count = AtomicUsize::new(0);
    let counting = |text: &str| {
        count.fetch_add(1, Ordering::Relaxed);
        render(text)
    };
    let flows = BTreeSet::new();
    let names = Names {
        flows: &flows,
        sources: None,
    };
    let mut files: BTreeMap<String, String> = [
        ("member/pin/arrival.md".to_owned(), OTHER.to_owned()),
        (
            "member/pin/broken.md".to_owned(),
            OTHER.replace("In five days.", "{{ nobody }}"),
        ),
    ]
    .into();
    let mut kept = Kept::default();
    kept.with_facts("a");
    let first = read(&files, names, &counting, &mut kept);
    let again = read(&files, names, &counting, &mut kept);
    assert_eq!((first.entries, first.flaws), (again.entries, again.flaws));
    assert_eq!(count.load(Ordering::Relaxed), 2);
    files.insert("member/pin/arrival.md".to_owned(), OTHER.replace("five", "six"));
    assert_eq!(
        read(&files, names, &counting, &mut kept).entries[0].text,
        "In six days."
    );
    assert_eq!(count.load(Ordering::Relaxed), 3);
    kept.with_facts("b");
    read(&files, names, &counting, &mut kept);
    assert_eq!(count.load(Ordering::Relaxed), 5);
}

#[test]
fn a_translation_says_what_its_original_says() {
    let alone = read_all(&[("member/pin/arrival.es.md", OTHER)]).flaws;
    assert_eq!(
        alone.iter().map(|flaw| flaw.code).collect::<Vec<_>>(),
        [Code::TranslationAlone]
    );
    assert!(
        read_all(&[("member/pin/arrival.draft.md", OTHER)]).flaws[0]
            .what
            .contains("the path")
    );

    let other = GOOD
        .replace("flow: reissue-pin\n", "")
        .replace("until: null", "until: 2030-01-01")
        .replace("{{ help_desk }}", "us");
    let told = read_all(&[
        ("member/pin/lost-pin.md", GOOD),
        ("member/pin/lost-pin.es.md", &other),
        ("member/pin/arrival.md", OTHER),
    ])
    .flaws;
    assert!(
        told.iter()
            .all(|flaw| flaw.code == Code::TranslationDiffers && flaw.file.ends_with("es.md")),
        "{told:#?}"
    );
    let lines: Vec<_> = told.iter().map(|flaw| flaw.line).collect();
    assert_eq!(lines, [0, 9, 11], "{told:#?}");
    assert!(told[2].remedy.contains("{{ help_desk }}"), "{told:#?}");
}

#[test]
fn a_source_is_one_of_the_list() {
    let found = flaws(&GOOD.replace("source: help", "source: halp"));
    assert!(
        found[0].contains("lost-pin.md:7: there is no source `halp` -> did you mean `help`?"),
        "{found:?}"
    );
}

#[test]
fn the_first_sentence_stands_alone() {
    for (body, what) in [
        ("# Your PIN\n\nIt comes.", "begins with a heading"),
        ("- One\n- Two", "begins with a list"),
        ("| a | b |\n|---|---|\n| c | d |", "begins with a table"),
        ("> It comes.", "does not begin with a sentence"),
        ("Do this:\n\n- One", "only leads to"),
    ] {
        let found = flaws(&GOOD.replace("Call {{ help_desk }}.", body));
        assert!(
            found.len() == 1 && found[0].contains(":12: ") && found[0].contains(what),
            "{found:?}"
        );
    }
}

#[test]
fn a_day_that_is_in_no_calendar_is_told_as_one() {
    let found = flaws(&GOOD.replace("2027-04-01", "2027-02-30"));
    assert!(
        found[0].contains("lost-pin.md:9: there is no day 2027-02-30"),
        "{found:?}"
    );
}

#[test]
fn each_broken_link_has_its_own_line_and_the_nearest_answer() {
    let found = flaws(&GOOD.replace(
        "related: [member/pin/arrival]",
        "related:\n  - member/pin/arrivals\n  - member/pin\n  - member/pin/arrival\n  - member/pin/arrival",
    ));
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].contains(":7: there is no answer `member/pin/arrivals` -> did you mean `member/pin/arrival`?"));
    assert!(
        found[1].contains(":8: there is no answer `member/pin` -> a topic is no answer"),
        "{found:#?}"
    );
    assert!(
        found[2].contains(":10: `member/pin/arrival` stands here twice"),
        "{found:#?}"
    );
}

#[test]
fn contacts_have_values_of_their_kind() {
    let text = "contacts:
  help_desk: { name: Help Desk, kind: telephone, value: 1-888-417-3479, audience: member, source: help }
  wrong: { name: Fax, kind: fax, value: unknown, audience: provider, source: help }
";
    let (contacts, flaws) = contacts("faq/contacts.yaml", text, None);
    assert_eq!(contacts.contacts["help_desk"].value, "1-888-417-3479");
    assert_eq!(flaws.len(), 1);
    assert_eq!(flaws[0].line, 3);
    assert_eq!(super::contacts("faq/contacts.yaml", "contacts: 1", None).1.len(), 1);
}

#[test]
fn all_flaws_of_the_contacts_are_told_at_once() {
    let text = "contacts:
  a: { name: A, kind: phone, value: 1-888-417-3479, audience: member, source: help }
  b: { name: B, kind: telephone, value: 1-888-417-3479, audience: members, source: none }
  b: { name: B }
  c: { name: C, kind: fax, valu: 1-888-417-3479, audience: member, source: help }
more: 1
";
    let sources = ["help".to_owned()].into();
    let flaws = super::contacts("faq/contacts.yaml", text, Some(&sources)).1;
    let mut told: Vec<_> = flaws.iter().map(|flaw| (flaw.line, flaw.code.as_str())).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            (2, "wrong-value"),
            (3, "unknown-source"),
            (3, "wrong-value"),
            (4, "duplicate-key"),
            (5, "missing-key"),
            (5, "unknown-key"),
            (6, "unknown-key"),
        ],
        "{flaws:#?}"
    );
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_strange(text in "(---\n)?.{0,80}(\n---\n)?.{0,80}") {
        read_all(&[("member/pin/lost-pin.md", &text)]);
    }
}
