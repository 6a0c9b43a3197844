//! What is remembered of questions, and what becomes of them where there are too many.

use std::path::Path;
use std::pin::Pin;

use super::*;
use crate::accounts::contract::Policy;
use crate::clock::SystemClock;
use crate::content::{occupied, one_thread};
use crate::dialogue::{Band, Effect};

const NOW: Timestamp = Timestamp::constant(1_795_618_800, 0);

/// Word for word a known way to ask, and one that has to be looked up.
const KNOWN: &str = "i lost my pin";
const OTHER: &str = "how can I have my pin sent";

fn engine(threads: Arc<Threads>) -> LiveEngine {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = Content::load(root, &Policy::default(), Arc::new(SystemClock)).unwrap();
    LiveEngine::new(content, TimeZone::UTC, threads)
}

/// Says `text` as `chat::turns` does; the mind after it, and whether the words were remembered.
async fn said(engine: &LiveEngine, mind: &dyn Mind, text: &str) -> (Arc<dyn Mind>, bool) {
    let moment = Moment {
        conversation: "c1",
        now: NOW,
        bits: 0,
    };
    let before = engine.content.current().remembered();
    let mut advanced = mind.advance(Input::Said { text: text.into() }, &moment);
    if let Some(Effect::Understand { text, keeping }) = advanced.effects.pop() {
        let understanding = advanced.mind.understand(text, keeping, NOW).await;
        advanced = advanced.mind.advance(Input::Understood(understanding), &moment);
    }
    (advanced.mind, engine.content.current().remembered() > before)
}

fn ask<'a>(mind: &'a Arc<dyn Mind>, text: &str) -> Pin<Box<dyn Future<Output = Understanding> + Send + 'a>> {
    mind.understand(text.to_owned(), Keeping::Remembered, NOW)
}

#[tokio::test]
async fn nothing_is_remembered_that_may_be_secret_or_personal() {
    let engine = engine(one_thread());
    let outside = engine.begin(Audience::Member, &Locale::default());
    assert!(said(&engine, outside.as_ref(), "when do you send my new pin").await.1);
    for text in [
        "my password is maple-tree, why does it fail",
        "my ssn is 219-09-9999",
        "i was born on 6/5/1987, which plan do i have",
        "i write from zeb@pers.example",
        "my id is PERS9123456",
        "my name is Ruth Miller, what is a pin?",
        "can Ruth Miller have my pin sent",
    ] {
        assert!(!said(&engine, outside.as_ref(), text).await.1, "{text}");
    }
    let (inside, _) = said(&engine, outside.as_ref(), "forgot my password").await;
    assert!(!inside.versions().is_empty(), "an errand is open");
    for text in [
        "is there a fee?",
        "Zebediah Persimmon",
        "does Zebediah Persimmon have a plan?",
    ] {
        assert!(!said(&engine, inside.as_ref(), text).await.1, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_known_needs_no_thread() {
    let threads = one_thread();
    let engine = engine(Arc::clone(&threads));
    let mind = engine.begin(Audience::Member, &Locale::default());
    let looked_up = ask(&mind, OTHER).await;
    let _open = occupied(&threads, Lookup::Question).await;
    assert_eq!(ask(&mind, KNOWN).await.band, Band::Answer);
    assert_eq!(ask(&mind, OTHER).await, looked_up, "it is remembered");
    assert_eq!(threads.known(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_question_that_waits_too_long_is_looked_up_by_its_words_and_not_remembered() {
    let threads = one_thread();
    let engine = engine(Arc::clone(&threads));
    let mind = engine.begin(Audience::Member, &Locale::default());
    let open = occupied(&threads, Lookup::Question).await;
    let asked = tokio::spawn({
        let mind = Arc::clone(&mind);
        async move { ask(&mind, OTHER).await }
    });
    tokio::task::yield_now().await;
    assert!(!asked.is_finished());
    tokio::time::advance(std::time::Duration::from_millis(501)).await;
    assert!(!asked.await.unwrap().candidates.is_empty());
    assert_eq!(
        engine.content.current().remembered(),
        0,
        "with the model it may be another"
    );
    drop(open);
    ask(&mind, OTHER).await;
    assert_eq!(engine.content.current().remembered(), 1);
}

#[tokio::test]
async fn a_question_that_breaks_off_is_unknown() {
    let threads = one_thread();
    fn by_words() -> Understanding {
        unreachable!("it might break off too")
    }
    let broken = look_up(&threads, || panic!("as planned"), by_words).await;
    assert_eq!(broken, Understanding::default());
    let offer = || Understanding {
        band: Band::Offer,
        candidates: Vec::new(),
        besides: Vec::new(),
    };
    assert_eq!(look_up(&threads, offer, by_words).await.band, Band::Offer);
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_thread_for_a_glance_either_nothing_is_understood() {
    let threads = one_thread();
    let offer = || Understanding {
        band: Band::Offer,
        candidates: Vec::new(),
        besides: Vec::new(),
    };
    let _open = occupied(&threads, Lookup::Question).await;
    let glancing = occupied(&threads, Lookup::Glance).await;
    let look = || {
        let threads = Arc::clone(&threads);
        tokio::spawn(async move { look_up(&threads, offer, offer).await })
    };
    let asked = look();
    for _ in 0..2 {
        tokio::task::yield_now().await;
        tokio::time::advance(std::time::Duration::from_millis(501)).await;
    }
    assert_eq!(asked.await.unwrap(), Understanding::default());
    drop(glancing);
    let asked = look();
    tokio::task::yield_now().await;
    tokio::time::advance(std::time::Duration::from_millis(501)).await;
    assert_eq!(asked.await.unwrap().band, Band::Offer);
}
