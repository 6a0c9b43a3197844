use frontdesk_numerics::vectors::Vectors;

use super::*;

fn subject(same: usize, errand: Option<usize>) -> Subject<'static> {
    Subject {
        ways: &[],
        told: None,
        same,
        errand,
    }
}

#[test]
fn an_answer_is_one_with_its_translation_and_its_errand_not_with_another_of_that_errand() {
    let (answer, translation, sibling) = (subject(0, Some(3)), subject(0, Some(3)), subject(2, Some(3)));
    let errand = subject(3, None);
    assert!(answer.is_one_with(&translation));
    assert!(answer.is_one_with(&errand) && errand.is_one_with(&sibling));
    assert!(!answer.is_one_with(&sibling));
    assert!(
        [answer, translation, sibling]
            .iter()
            .all(|one| one.kin() == errand.kin())
    );
}

#[test]
fn of_many_answers_one_is_given_where_nothing_speaks_against_it() {
    let knowledge = Knowledge {
        subjects: vec![0],
        all: 1,
        answered: false,
        vectors: None,
        way: Way::Large,
    };
    let probability = |nearest: f32, words: f32, listed: f32, meant: bool| {
        let parts = Parts {
            nearest,
            words,
            ..Parts::default()
        };
        let fit = Fit {
            subject: 0,
            score: 0.9,
            parts,
        };
        let weighed = Weighed {
            listed,
            meant,
            ..Weighed::default()
        };
        knowledge.probability(&fit, 0.3, &weighed)
    };
    assert!(probability(0.9, 0.5, 0.8, true) > 0.9);
    assert!(
        probability(0.9, 0.5, 0.91, true) <= UNSURE,
        "what is out of scope is nearer"
    );
    assert!(probability(0.9, 0.5, 0.0, false) <= UNSURE, "its words alone");
    assert!(probability(0.2, 0.5, 0.0, true) <= 0.0, "nothing is near");
    assert!(probability(0.0, 0.0, 0.0, false) <= 0.0, "no word of it");
}

#[test]
fn what_comes_near_by_its_answer_alone_is_weighed_by_its_ways_to_ask_too() {
    let toward = |cosine: f32| Vector::toward(&[cosine, (1.0 - cosine * cosine).sqrt()]);
    let all = |cosines: Vec<f32>| {
        let vectors: Vec<Vector> = cosines.into_iter().map(toward).collect();
        Vectors::new(vectors.iter().map(Vector::as_slice))
    };
    let many = 250;
    let but_last = |others: f32, last: f32| [vec![others; many], vec![last]].concat();
    let vectors = Vectored {
        ways: all([but_last(0.9, 0.5), vec![0.7, 0.3]].concat()),
        told: all(but_last(0.1, 0.95)),
        subjects: (0..=many).collect(),
        keys: Keys::default(),
    };
    let mut known = BTreeMap::new();
    large::add_meaning(&mut known, &toward(1.0), &vectors, |_| true);
    let is = |number: f32, expected: f32| (number - expected).abs() < 1e-5;
    let last = known.get(&many).copied().unwrap_or_default();
    assert!(is(last.nearest, 0.5) && is(last.told, 0.95), "{last:?}");
    assert!(known.values().all(|parts| parts.nearest > 0.4 && parts.told > 0.05));
    assert!(is(vectors.listed(toward(1.0).as_slice()), 0.7));
}
