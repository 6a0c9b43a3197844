//! Many flaws at once, each of another kind: all are told, by the command and by the running server.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use frontdesk::clock::SystemClock;
use frontdesk::content::Content;
use serde_json::Value;

use super::document;
use crate::content::copy;
use crate::process::{Server, Visitor};

/// What is done to a file.
enum Edit {
    /// The first place where the one stands gets the other.
    Swap(&'static str, &'static str),
    /// It ends with this too.
    Append(&'static str),
    /// It is written.
    Write(&'static [u8]),
}
use Edit::{Append, Swap, Write};

/// Where a flaw is expected.
enum At {
    /// On the first line that holds this.
    Line(&'static str),
    /// On this line, whatever it holds.
    Number(u64),
    /// In the file as a whole.
    File,
}
use At::{File, Line, Number};

const WORDS: &str = "We send it to you by mail in a few days. ";

/// One flaw of each kind: the file, what is done to it, the code, and the line.
#[expect(clippy::too_many_lines, reason = "a table")]
fn planted() -> Vec<(&'static str, Edit, &'static str, At)> {
    vec![
        ("faq/member/help/plan-questions.md", Swap("question:", "qestion:"), "unknown-key", Line("qestion")),
        ("faq/member/help/web-support.md", Swap("owner: web-support\n", ""), "missing-key", Number(1)),
        ("faq/member/password/rules.md", Swap("owner:", "owner: me\nowner:"), "duplicate-key", Line("owner: web")),
        ("faq/member/password/why-questions.md", Swap("source: member", "source: @member"), "not-yaml", Line("source:")),
        ("faq/member/pin/how-it-protects.md", Swap("2027-04-01", "2027-02-30"), "bad-date", Line("2027-02-30")),
        (
            "faq/member/pin/not-arrived.md",
            Swap("review_by:", "valid: { from: 2027-01-02, until: 2027-01-01 }\nreview_by:"),
            "dead-dates",
            Line("valid:"),
        ),
        ("faq/member/pin/lost-pin.md", Swap("pin/not-arrived", "pin/not-arived"), "broken-link", Line("not-arived")),
        (
            "faq/member/user-name/change.md",
            Swap("related:\n", "related:\n  - provider/help/support\n"),
            "wrong-audience",
            Line("provider/help/support"),
        ),
        (
            "faq/member/registration/keep-user-name.md",
            Swap("also:\n", "also:\n  - purple walrus sandwich\n"),
            "phrase-claimed",
            Line("walrus"),
        ),
        (
            "faq/member/registration/last-name.md",
            Swap("also:\n", "also:\n  - Purple walrus, sandwich?\n"),
            "phrase-claimed",
            Line("walrus"),
        ),
        (
            "faq/member/pin/when-does-it-arrive.md",
            Swap("also:\n", "also:\n  - i lost my pin letter\n"),
            "phrase-astray",
            Line("i lost my pin letter"),
        ),
        (
            "faq/member/registration/choose-user-name.md",
            Swap("also:\n", "also:\n  - pick one twice\n  - pick one, twice\n"),
            "phrase-twice",
            Line("pick one, twice"),
        ),
        (
            "faq/member/registration/number.md",
            Write(b"---\nquestion: What is the enrollee ID or the contract number?\nalso: [which of my numbers is that]\nsource: member-secured-services-help\nowner: web\nreview_by: 2099-01-01\n---\nIt is on your card.\n"),
            "near-duplicate",
            Line("question:"),
        ),
        ("faq/member/registration/enrollee-id.md", Swap("2027-04-01", "2020-04-01"), "review-due", Line("2020-04-01")),
        (
            "faq/member/registration/date-of-birth.md",
            Swap("review_by:", "valid: { from: null, until: 2020-01-01 }\nreview_by:"),
            "expired",
            Line("valid:"),
        ),
        ("faq/member/registration/why-reregister.md", Append("WORDS"), "too-long", Line("BODY")),
        (
            "faq/member/registration/hard.md",
            Write(b"---\nquestion: Is there a gobbledygook department?\nalso: [gobbledygook department]\nsource: member-secured-services-help\nowner: web\nreview_by: 2099-01-01\n---\nNotwithstanding aforementioned considerations, identification necessitates notarized documentation.\n"),
            "hard-to-read",
            Line("Notwithstanding"),
        ),
        (
            "faq/member/registration/empty.md",
            Write(b"---\nquestion: Is there nothing?\nalso: [nothing there]\nsource: member-secured-services-help\nowner: web\nreview_by: 2099-01-01\n---\n"),
            "no-answer",
            Number(8),
        ),
        ("faq/member/registration/bare.md", Write(b"It is on your card.\n"), "no-facts", Number(1)),
        ("faq/provider/help/support.md", Append("\nCall 1-800-555-0199.\n"), "contact-in-text", Line("0199")),
        ("faq/provider/password/reset.md", Append("\nWrite to help@insurer.net.\n"), "contact-in-text", Line("help@")),
        ("faq/provider/sign-in/unlock.md", Append("\nWrite to P.O. Box 629017.\n"), "contact-in-text", Line("P.O.")),
        ("faq/provider/users/get-a-login.md", Append("\n<b>Now</b>\n"), "raw-html", Line("<b>")),
        ("faq/provider/account-managers/how-many.md", Append("\n![so many](https://a.org/b.png)\n"), "image", Line("!")),
        (
            "faq/provider/account-managers/find-name.md",
            Swap("\n---\n", "\n---\n# The name\n\n"),
            "first-sentence",
            Line("# The name"),
        ),
        ("faq/provider/account-managers/replace.md", Append("\nSee [here](www.example.org).\n"), "bad-link", Line("[here]")),
        (
            "faq/provider/registration/register.md",
            Append("\nCall {{ contacts.provider_customer_car }}.\n"),
            "bad-template",
            Line("customer_car "),
        ),
        (
            "faq/provider/registration/not-contracted.md",
            Swap("source: provider-connection-faq", "source: provider-connection-fax"),
            "unknown-source",
            Line("source:"),
        ),
        (
            "faq/member/pin/nothing.es.md",
            Write(b"---\nquestion: Hay nada?\nalso: [nada]\nsource: member-secured-services-help\nowner: web\nreview_by: 2099-01-01\n---\nNo hay nada.\n"),
            "translation-alone",
            File,
        ),
        (
            "faq/member/registration/security-questions.es.md",
            Write(b"---\nquestion: Que preguntas hay?\nalso: [preguntas]\nsource: provider-connection-faq\nowner: web\nreview_by: 2099-01-01\n---\nHay unas.\n"),
            "translation-differs",
            Line("source:"),
        ),
        ("faq/contacts.yaml", Swap("(844) 246-8928", "unknown"), "bad-contact", Line("unknown")),
        (
            "faq/contacts.yaml",
            Append("  nobody: { name: Nobody, kind: place, value: nowhere, audience: member, source: provider-connection-faq }\n"),
            "unused-contact",
            Line("nobody:"),
        ),
        ("faq/member/pin/bytes.md", Write(b"---\nquestion: \xff\n---\n"), "unreadable-file", Number(2)),
        ("faq/member/lost.md", Write(b"---\n---\n"), "misplaced-file", File),
        ("flows/reset-pin.yml", Write(b"title: A\n"), "misplaced-file", File),
        ("index/stopwords.txt", Append("<<<<<<< HEAD\n"), "conflict-marker", Line("<<<<<<<")),
        ("index/synonyms.txt", Append("nonsense\n"), "bad-synonym", Line("nonsense")),
        ("index/out-of-scope.txt", Append("[members]\n"), "unknown-heading", Line("[members]")),
        ("index/common.txt", Append("be\x07ll\n"), "strange-letter", Line("\x07")),
        ("flows/reset-password.yaml", Swap("      weak_password:\n", "      weak_pasword:\n"), "flow-outcome", Line("weak_pasword")),
        (
            "flows/verify-ownership.yaml",
            Swap("{{ contacts.provider_customer_care }}", "{{ contacts.provider_customer_car }}"),
            "flow-name",
            Line("account, but no Account Manager"),
        ),
        ("templates/messages.en.yaml", Swap("  in_errand:", "  in_erand:"), "unknown-sentence", Line("in_erand")),
        ("templates/messages.en.yaml", Append("\n"), "missing-sentence", File),
    ]
}

/// Plants them all below `root`.
fn plant(root: &Path) {
    for (file, edit, ..) in planted() {
        let path = root.join(file);
        let old = || fs::read_to_string(&path).unwrap();
        match edit {
            Swap(from, to) => {
                let text = old();
                assert!(text.contains(from), "{file}: {from}");
                fs::write(&path, text.replacen(from, to, 1)).unwrap();
            }
            Append("WORDS") => fs::write(&path, format!("{}\nBODY. {}\n", old(), WORDS.repeat(12))).unwrap(),
            Append(more) => fs::write(&path, old() + more).unwrap(),
            Write(bytes) => fs::write(&path, bytes).unwrap(),
        }
    }
}

/// The line on which a flaw is expected; null for the whole file.
fn line(root: &Path, file: &str, at: &At) -> Value {
    match at {
        File => Value::Null,
        Number(line) => (*line).into(),
        // Where the answer begins.
        Line("BODY") => {
            let text = fs::read_to_string(root.join(file)).unwrap();
            let end = text.lines().skip(1).position(|line| line == "---").unwrap();
            (end + 3).into()
        }
        Line(mark) => {
            let text = fs::read(root.join(file)).unwrap();
            let text = String::from_utf8_lossy(&text);
            (text.lines().position(|line| line.contains(mark)).unwrap() + 1).into()
        }
    }
}

#[test]
fn flaws_of_forty_kinds_are_told_in_one_run() {
    let folder = copy();
    let root = folder.path();
    plant(root);
    let (document, code) = document(root, &[]);
    assert_eq!(code, Some(1));
    assert_eq!(document["ready"], false);
    let flaws = document["flaws"].as_array().unwrap();
    let mut kinds = BTreeSet::new();
    let mut missing = Vec::new();
    for (file, _, kind, at) in planted() {
        let line = line(root, file, &at);
        let fits = |flaw: &&Value| flaw["file"] == file && flaw["code"] == kind && flaw["line"] == line;
        match flaws.iter().find(fits) {
            Some(flaw) => {
                assert!(!flaw["message"].as_str().unwrap().is_empty() && !flaw["remedy"].as_str().unwrap().is_empty());
                kinds.insert(kind);
            }
            None => missing.push(format!("{file}:{line} {kind}")),
        }
    }
    assert!(missing.is_empty(), "{missing:#?} in {flaws:#?}");
    assert!(kinds.len() >= 30, "{}", kinds.len());
    let planted: BTreeSet<&str> = planted().iter().map(|(file, ..)| *file).collect();
    let noise: Vec<&Value> = flaws
        .iter()
        .filter(|flaw| !planted.contains(flaw["file"].as_str().unwrap()))
        .collect();
    assert!(noise.is_empty(), "{noise:#?}");
    let (errors, warnings) = (
        document["errors"].as_u64().unwrap(),
        document["warnings"].as_u64().unwrap(),
    );
    assert_eq!(errors + warnings, flaws.len() as u64);
    println!(
        "{} planted, {} kinds, {errors} errors and {warnings} warnings told",
        planted.len(),
        kinds.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_keeps_answering_from_the_last_good_set_and_logs_what_is_wrong() {
    let (folder, data) = (copy(), tempfile::tempdir().unwrap());
    let server = Server::start_on(folder.path(), &data.path().join("data"), 0, &[]);
    let mut visitor = Visitor::welcomed(server.address, "member").await;
    let ask = "when will my pin come in the mail";
    let seq = visitor.say(ask).await;
    let before = visitor.wait_for_kind(seq, "answer").await;
    plant(folder.path());
    let told = async {
        while !untold(&server.log(), folder.path()).is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(60), told).await;
    let missing = untold(&server.log(), folder.path());
    assert!(in_time.is_ok(), "not in the log: {missing:#?}");
    let seq = visitor.say(ask).await;
    let after = visitor.wait_for_kind(seq, "answer").await;
    assert_eq!(before["body"]["entry"], after["body"]["entry"]);
    assert_eq!(before["body"]["text"], after["body"]["text"]);
}

/// The planted errors that `log` does not name with their place, as it does not before all files are written.
fn untold(log: &str, root: &Path) -> Vec<String> {
    const WARNED: [&str; 7] = [
        "near-duplicate",
        "review-due",
        "expired",
        "too-long",
        "hard-to-read",
        "phrase-twice",
        "unused-contact",
    ];
    let planted = planted();
    let errors = planted
        .iter()
        .filter(|(file, _, kind, _)| !WARNED.contains(kind) && *file != "flows/reset-pin.yml");
    let places = errors.map(|(file, _, _, at)| match line(root, file, at) {
        Value::Null => (*file).to_owned(),
        line => format!("{file}:{line}: "),
    });
    places.filter(|place| !log.contains(place)).collect()
}

#[test]
fn the_flaws_of_a_refused_set_are_there_for_whoever_counts_them() {
    let folder = copy();
    let clock = std::sync::Arc::new(SystemClock);
    let content = Content::load(folder.path(), &frontdesk::accounts::contract::Policy::default(), clock).unwrap();
    plant(folder.path());
    content.reload();
    let (errors, warnings) = frontdesk::flaw::counts(&content.last_flaws());
    assert!(errors >= 30 && warnings >= 6, "{errors} {warnings}");
    assert_eq!(content.current().size(), (28, 3));
}
