//! What holds where the model fails.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::accounts::contract::Policy;
use crate::clock::SystemClock;
use crate::content::{Content, Settings, Thresholds};
use crate::embedding::Embedder;

#[test]
fn where_the_model_fails_words_are_looked_up_and_nothing_is_remembered() {
    let works = Arc::new(AtomicBool::new(true));
    let model = Embedder::made_up({
        let works = Arc::clone(&works);
        move || works.load(Ordering::SeqCst)
    });
    let settings = Settings::new(Thresholds::default(), Some(model));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = Content::load_with(root, &Policy::default(), settings, Arc::new(SystemClock)).unwrap();
    let (snapshot, locale) = (content.current(), Locale::default());
    works.store(false, Ordering::SeqCst);
    let query = Query {
        text: "how can I have my pin sent",
        audience: Audience::Member,
        locale: &locale,
        now: "2026-11-25T12:00:00Z".parse().unwrap(),
        recent: &[],
        keeping: Keeping::Remembered,
    };
    assert!(snapshot.try_understand(&query).is_err());
    let keeping = Keeping::Private;
    let by_words = snapshot.try_understand(&Query { keeping, ..query }).unwrap();
    assert!(!by_words.candidates.is_empty());
    assert_eq!(snapshot.understand(&query), by_words);
    assert_eq!(snapshot.remembered(), 0);
    works.store(true, Ordering::SeqCst);
    assert!(snapshot.try_understand(&query).is_ok(), "it is asked again");
}
