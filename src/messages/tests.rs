use super::{KEYS, Messages};

const SHIPPED: &str = include_str!("../../templates/messages.en.yaml");

#[test]
fn the_sentences_that_ship_are_complete() {
    let (messages, flaws) = Messages::read("templates/messages.en.yaml", SHIPPED);
    let told: Vec<String> = flaws.iter().map(ToString::to_string).collect();
    assert_eq!(told, Vec::<String>::new());
    for (key, _) in KEYS {
        assert_ne!(messages.text(key, &[]), *key);
    }
}

#[test]
fn keys_stand_in_order_and_once() {
    assert!(KEYS.is_sorted_by(|left, right| left.0 < right.0), "sort KEYS");
}

#[test]
fn flaws_are_told_with_line_and_remedy() {
    let text = "cancel:\n  done: Stopped.\n  nothng: x\nback: { first: 'This {is} it' }\nwidget: { anything: goes }\n";
    let (_, flaws) = Messages::read("m.yaml", text);
    let told: Vec<String> = flaws
        .iter()
        .filter(|flaw| flaw.line > 0)
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "m.yaml:2: `cancel.done` does not say {title} -> write {title} where it belongs",
            "m.yaml:3: nothing uses a sentence called `cancel.nothng` -> did you mean `cancel.nothing`?",
            "m.yaml:4: `back.first` has no parameter called {is} -> leave it out",
        ]
    );
    let missing = flaws.iter().filter(|flaw| flaw.line == 0).count();
    assert_eq!(missing, KEYS.len() - 2);
}

#[test]
fn an_unreadable_file_is_one_flaw() {
    for text in ["a: [1", "- a", "just words", "a:\n\tb: x", "a: b: c"] {
        let (_, flaws) = Messages::read("m.yaml", text);
        assert!(!flaws.is_empty(), "{text}");
    }
}

#[test]
fn values_are_put_in_once() {
    let sentences = [("k".to_owned(), "{a} and {b}, {c".to_owned())];
    let messages = Messages::new(sentences.into_iter().collect());
    assert_eq!(messages.text("k", &[("a", "{b}"), ("b", "x")]), "{b} and x, {c");
    assert_eq!(messages.text("none", &[]), "none");
}
