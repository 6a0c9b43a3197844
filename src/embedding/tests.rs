//! The embedder as a whole, held against the reference implementations (`tests/embedding`).

use std::cell::RefCell;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::*;

fn embedder() -> Embedder {
    Embedder::shipped(None).unwrap()
}

fn silent(_: usize, _: usize) {}

/// The vectors of a content that is one list.
fn content(embedder: &Embedder, texts: &[&str]) -> Vectors {
    let texts: Vec<_> = texts.iter().copied().map(Some).collect();
    let ([vectors], _) = embedder.content([&texts], &silent).unwrap();
    vectors
}

/// The vector of a number.
fn of(vectors: &Vectors, number: usize) -> Vector {
    Vector::toward(vectors.get(number).unwrap())
}

fn lines<T: DeserializeOwned>(text: &str) -> Vec<T> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_thousand_texts_are_cut_as_by_the_reference() {
    #[derive(Deserialize)]
    struct Cut {
        text: String,
        pieces: Vec<i32>,
    }
    let expected: Vec<Cut> = lines(include_str!("../../tests/embedding/tokens.jsonl"));
    assert_eq!(expected.len(), 1_000);
    let tokenizer = &Engine::shipped().unwrap().tokenizer;
    let differing: Vec<_> = expected
        .iter()
        .filter(|cut| tokenizer.pieces(&cut.text) != cut.pieces)
        .map(|cut| &cut.text)
        .collect();
    assert!(differing.is_empty(), "{} differ: {differing:?}", differing.len());
}

#[test]
fn vectors_are_those_of_the_reference() {
    #[derive(Deserialize)]
    struct Meant {
        text: String,
        vector: Vec<f32>,
    }
    let expected: Vec<Meant> = lines(include_str!("../../tests/embedding/vectors.jsonl"));
    assert_eq!(expected.len(), 20);
    let embedder = embedder();
    let texts: Vec<&str> = expected.iter().map(|meant| meant.text.as_str()).collect();
    let content = content(&embedder, &texts);
    for (number, meant) in expected.iter().enumerate() {
        let reference = Vector::toward(&meant.vector);
        let of_question = embedder.question(&meant.text, true).unwrap();
        for vector in [of_question, of(&content, number)] {
            assert!(
                vector.dot(&reference) > 0.999_999,
                "{}: {}",
                meant.text,
                vector.dot(&reference)
            );
        }
    }
}

#[test]
fn what_means_the_like_is_near() {
    let embedder = embedder();
    let question = |text| embedder.question(text, true).unwrap();
    let asked = question("how do i get a new pin");
    assert_eq!(asked.as_slice().len(), DIMENSIONS);
    let (like, unlike) = (
        question("Can I have my PIN reissued?"),
        question("what is the weather in Paris"),
    );
    assert!(asked.dot(&like) > asked.dot(&unlike) + 0.2);
}

#[test]
fn vectors_of_the_content_are_in_the_order_of_the_texts() {
    let embedder = embedder();
    let texts = [
        "a bill",
        "how do i get a new pin",
        "a card",
        "a bill",
        "who may see my account",
        "",
    ];
    let vectors = content(&embedder, &texts);
    assert_eq!(vectors.len(), texts.len());
    for (number, text) in texts.iter().enumerate() {
        let question = embedder.question(text, true).unwrap();
        assert!(question.dot(&of(&vectors, number)) > 0.9999, "{text}");
    }
    assert_eq!(vectors.get(0), vectors.get(3));
}

#[test]
fn only_what_is_new_is_computed_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let computed = |embedder: &Embedder, texts: &[&str]| {
        let told = RefCell::new(Vec::new());
        let texts: Vec<_> = texts.iter().copied().map(Some).collect();
        let vectors = embedder.content([&texts], &|done, all| told.borrow_mut().push((done, all)));
        let ([vectors], _) = vectors.unwrap();
        let numbers = (0..texts.len()).map(|number| vectors.get(number).copied().unwrap());
        (numbers.collect::<Vec<_>>(), told.into_inner().last().copied())
    };
    let in_folder = || Embedder::shipped(Some(folder.path().to_owned())).unwrap();
    let first = in_folder();
    let (vectors, told) = computed(&first, &["a bill", "a card", "a bill"]);
    assert_eq!(told, Some((2, 2)));
    assert_eq!(
        computed(&first, &["a card", "a bill"]),
        (vec![vectors[1], vectors[0]], None)
    );
    let second = in_folder();
    let (again, told) = computed(&second, &["a bill", "a letter"]);
    assert_eq!((&again[0], told), (&vectors[0], Some((1, 1))));
}

#[test]
fn what_lies_in_shared_blocks_is_in_use() {
    let embedder = Embedder::made_up(|| true);
    let held = content(&embedder, &["a bill", "a card"]);
    content(&embedder, &["a letter"]);
    for _ in 0..100 {
        let again = content(&embedder, &["a bill", "a card"]);
        assert!(
            again
                .blocks()
                .zip(held.blocks())
                .all(|(one, other)| Arc::ptr_eq(one, other))
        );
    }
    embedder.0.content().tidy();
    let known = |text: &str| !embedder.0.content().known([keys::key(text)].iter()).is_empty();
    assert_eq!(["a bill", "a card", "a letter"].map(known), [true, true, false]);
}

#[test]
fn a_question_is_remembered_unless_it_is_long() {
    let embedder = embedder();
    let remembered = || embedder.0.questions().len();
    let first = embedder.question("How do I get a PIN?", true).unwrap();
    assert_eq!(first, embedder.question("how do i get a pin ?", true).unwrap());
    assert_eq!(remembered(), 1);
    embedder.question(&"pin ".repeat(51), true).unwrap();
    assert_eq!(remembered(), 1);
}

#[test]
fn odd_texts_have_vectors_too() {
    let embedder = embedder();
    let long = "é".repeat(1_000_000);
    for text in ["", " ", "\0\u{7}", "😀", "[SEP]", "'; DROP TABLE members; --", &long] {
        let vector = embedder.question(text, true).unwrap();
        assert!((vector.dot(&vector) - 1.0).abs() < 1e-4, "{text}");
    }
}

#[test]
fn nothing_of_a_text_is_printed() {
    let embedder = embedder();
    embedder.question("my secret", true).unwrap();
    assert_eq!(format!("{embedder:?}"), "Embedder { .. }");
}

#[test]
fn many_may_ask_at_once_from_workers_that_take_up_other_work_while_they_wait() {
    let embedder = embedder();
    let vectors: Vec<_> = (0..64)
        .into_par_iter()
        .map(|number| embedder.question(&format!("question {number}"), true).unwrap())
        .collect();
    assert_eq!(vectors.len(), 64);
}
