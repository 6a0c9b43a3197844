//! The slips that the questions of a measurement are given (`benches/shared/typos.rs`).

#[path = "../../benches/shared/typos.rs"]
mod keyboard;

use std::collections::HashSet;

use keyboard::{NEIGHBOURS, Typist};

const QUESTION: &str = "How do I delete my Facebook account?";

#[test]
fn the_same_seed_makes_the_same_slips() {
    let typed = |seed| Typist::new(seed).types(QUESTION);
    assert_eq!(typed(7), typed(7));
    let different: HashSet<String> = (0..100).map(typed).collect();
    assert!(different.len() > 50, "{different:?}");
}

#[test]
fn one_or_two_words_slip_and_only_long_ones() {
    let mut typist = Typist::new(1);
    let mut slips = [0; 3];
    for _ in 0..1000 {
        let typed = typist.types(QUESTION);
        let words = QUESTION.split(' ').zip(typed.split(' '));
        let changed: Vec<_> = words.filter(|(as_meant, typed)| as_meant != typed).collect();
        assert!(changed.iter().all(|(as_meant, _)| as_meant.len() > 3), "{typed}");
        slips[changed.len()] += 1;
    }
    assert_eq!(slips[0], 0);
    assert!(slips[1] > 400 && slips[2] > 400, "{slips:?}");
}

#[test]
fn a_slip_is_one_neighbour_one_letter_less_one_twice_or_two_swapped() {
    let mut typist = Typist::new(2);
    for _ in 0..1000 {
        let slipped = typist.slip("account");
        assert_eq!(strsim::osa_distance("account", &slipped), 1, "{slipped}");
    }
}

#[test]
fn a_slip_keeps_its_case_and_leaves_what_is_no_letter() {
    let mut typist = Typist::new(3);
    for _ in 0..200 {
        let slipped = typist.slip("A-B-C-D?");
        assert!(slipped.ends_with('?'), "{slipped}");
        assert!(slipped.chars().all(|letter| !letter.is_ascii_lowercase()), "{slipped}");
    }
}

#[test]
fn neighbours_are_mutual() {
    for (key, beside) in NEIGHBOURS {
        for other in beside.chars() {
            let back = NEIGHBOURS.iter().find(|(known, _)| *known == other).unwrap().1;
            assert!(back.contains(key), "{key} {other}");
        }
    }
}

#[test]
fn what_has_no_long_word_stays() {
    assert_eq!(Typist::new(4).types("is it on?"), "is it on?");
    assert_eq!(Typist::new(4).types("東京 駅前広場"), "東京 駅前広場");
}
