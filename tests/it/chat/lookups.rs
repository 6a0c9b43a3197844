//! Questions are looked up on threads of their own: others go on meanwhile, and new content may go live.

use std::num::NonZeroUsize;
use std::sync::{Arc, mpsc};

use frontdesk::accounts::contract::Policy;
use frontdesk::chat::{Delivery, LiveEngine, NoFaults};
use frontdesk::clock::ManualClock;
use frontdesk::content::{Content, Lookup, Threads};
use frontdesk::conversation::Body;
use frontdesk::metrics::Metrics;
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::content::copy;
use crate::support::{TestChat, Visitor, limits};

/// A chat over the content that ships, with one thread for questions.
struct Desk {
    app: TestChat,
    content: Arc<Content>,
    threads: Arc<Threads>,
    folder: TempDir,
}

impl Desk {
    async fn open() -> Self {
        let folder = copy();
        let clock = Arc::new(ManualClock::new("2026-11-25T12:00:00Z".parse().unwrap()));
        let content = Content::load(folder.path(), &Policy::default(), clock).unwrap();
        let threads = Arc::new(Threads::new(NonZeroUsize::MIN, Arc::new(Metrics::new(0))));
        let engine = LiveEngine::new(Arc::clone(&content), jiff::tz::TimeZone::UTC, Arc::clone(&threads));
        Self {
            app: TestChat::with(engine, Arc::new(NoFaults), limits()).await,
            content,
            threads,
            folder,
        }
    }

    /// Keeps the thread at work until what is returned is dropped. Time stands still from then on, so that nobody waits too
    /// long.
    async fn occupy(&self) -> mpsc::Sender<()> {
        let (open, gate) = mpsc::channel::<()>();
        let (tell, begun) = oneshot::channel();
        let threads = Arc::clone(&self.threads);
        tokio::spawn(async move {
            let work = move || {
                tell.send(()).unwrap();
                gate.recv().unwrap_err();
            };
            threads.run(Lookup::Question, work).await
        });
        begun.await.unwrap();
        tokio::time::pause();
        open
    }
}

/// What the bot has said to `visitor`: the entry of an answer, else the kind of body.
async fn told(visitor: &mut Visitor) -> String {
    loop {
        match visitor.subscription.next().await {
            Some(Delivery::Event(event)) if event.id.is_none() => {
                return match &event.body {
                    Body::Answer(answer) => answer.entry.to_string(),
                    Body::Prompt(_) => "prompt".to_owned(),
                    Body::Text { .. } => "text".to_owned(),
                    _ => "something else".to_owned(),
                };
            }
            Some(_) => {}
            None => panic!("closed"),
        }
    }
}

const KNOWN: &str = "when does my pin arrive";
const OTHER: &str = "please say when my pin will arrive";
const ENTRY: &str = "member/pin/when-does-it-arrive";

#[tokio::test]
async fn other_conversations_go_on_while_a_question_is_looked_up() {
    let desk = Desk::open().await;
    let (mut slow, mut quick) = (desk.app.visitor().await, desk.app.visitor().await);
    let open = desk.occupy().await;
    let asked = tokio::spawn(async move {
        slow.say("m1", OTHER).await.unwrap();
        told(&mut slow).await
    });
    quick.say("m1", KNOWN).await.unwrap();
    assert_eq!(told(&mut quick).await, ENTRY, "it is known");
    quick.say("m2", "forgot password").await.unwrap();
    assert_eq!(told(&mut quick).await, "prompt", "an errand begins");
    assert!(!asked.is_finished());
    drop(open);
    assert_eq!(asked.await.unwrap(), ENTRY);
}

#[tokio::test]
async fn a_question_is_looked_up_in_the_content_that_was_live_when_it_was_asked() {
    let desk = Desk::open().await;
    let mut visitor = desk.app.visitor().await;
    let old = Arc::downgrade(&desk.content.current());
    let open = desk.occupy().await;
    let asked = tokio::spawn(async move {
        visitor.say("m1", OTHER).await.unwrap();
        told(&mut visitor).await
    });
    while old.strong_count() < 2 {
        tokio::task::yield_now().await;
    }
    let path = desk.folder.path().join("faq").join(format!("{ENTRY}.md"));
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, text + "\nIt comes in a plain envelope.\n").unwrap();
    desk.content.reload();
    assert_eq!(
        old.strong_count(),
        2,
        "the question holds on to it, and who frees it afterwards"
    );
    drop(open);
    assert_eq!(asked.await.unwrap(), ENTRY);
    let freed = async {
        while old.strong_count() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), freed)
        .await
        .expect("it is freed");
}
