//! What blocks are shared when a content changes.

use super::super::keys::{key, keys};
use super::*;

/// Enough for some runs.
const MANY: usize = 6_000;

fn texts() -> Vec<String> {
    (0..MANY).map(|number| format!("question {number}")).collect()
}

/// The vectors of `texts`, none of which has any numbers, with the blocks that are there.
fn taken_up(blocks: &mut Blocks, texts: &[String]) -> Vectors {
    let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
    let keys = keys(&texts);
    let mut runs = of(&keys, &texts);
    blocks.give(runs.iter_mut());
    for run in runs.iter_mut().filter(|run| run.is_new()) {
        run.make(&ByKey::default());
    }
    blocks.take_up(runs.iter());
    vectors(runs)
}

/// How many blocks of `vectors` are none of the `others`.
fn new(vectors: &Vectors, others: &Vectors) -> usize {
    let is_new = |block: &&Arc<Block>| !others.blocks().any(|other| Arc::ptr_eq(block, other));
    vectors.blocks().filter(is_new).count()
}

#[test]
fn a_text_more_or_less_leaves_the_other_blocks_the_very_same() {
    let (mut blocks, texts) = (Blocks::default(), texts());
    let before = taken_up(&mut blocks, &texts);
    assert!(before.blocks().count() > 4 && before.len() == MANY);
    assert_eq!(new(&taken_up(&mut blocks, &texts), &before), 0);
    for place in [0, MANY / 2, MANY] {
        let mut more = texts.clone();
        more.insert(place, "something new".to_owned());
        let vectors = taken_up(&mut blocks, &more);
        assert_eq!(vectors.len(), MANY + 1);
        assert!(new(&vectors, &before) <= 2, "at {place}");
        more.remove(place);
        more.remove(place.min(MANY - 1));
        assert!(new(&taken_up(&mut blocks, &more), &before) <= 2, "at {place}");
    }
}

#[test]
fn blocks_that_nobody_uses_are_forgotten() {
    let (mut blocks, texts) = (Blocks::default(), texts());
    drop(taken_up(&mut blocks, &texts));
    let one = taken_up(&mut blocks, &texts[..1]);
    assert_eq!((blocks.0.len(), one.len()), (1, 1));
}

#[test]
fn every_text_is_in_one_run_none_of_which_is_too_long() {
    let same = vec![Some("the same"); 10_000];
    let nothing = vec![None; 10_000];
    for texts in [same, nothing] {
        let keys = keys(&texts);
        let runs = of(&keys, &texts);
        assert_eq!(runs.iter().flat_map(|run| run.texts).count(), 10_000);
        assert!(
            runs.iter()
                .all(|run| run.keys.len() == run.texts.len() && run.keys.len() <= LONGEST)
        );
    }
}

#[test]
fn a_block_has_the_numbers_of_its_texts_and_zeros_where_there_is_none() {
    let texts = [Some("pin"), None, Some("card")];
    let keys = keys(&texts);
    let known = |number: i16, text: &str| (key(text), Arc::new([number; DIMENSIONS]));
    let known = [known(1, "pin"), known(-1, "card")].into_iter().collect();
    let mut runs = of(&keys, &texts);
    runs.iter_mut().for_each(|run| run.make(&known));
    let vectors = vectors(runs);
    let firsts = (0..3).map(|number| {
        vectors
            .get(number)
            .map(|[first, ..]| first.signum() * first.abs().ceil())
    });
    assert_eq!(firsts.collect::<Vec<_>>(), [Some(1.0), Some(0.0), Some(-1.0)]);
}
