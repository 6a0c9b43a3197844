//! A changed answer among 1,000: how soon it is live, and what the visitors notice meanwhile.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::content::{question, write_answer, write_thousand};
use crate::drive::{self, Span};
use crate::server::{Frontdesk, Server};
use crate::visitor::{Script, Visitor};
use crate::{Result, arrivals, seconds};

/// Visitors at work meanwhile, and how many turns they take a second.
const VISITORS: usize = 50;
/// See [`VISITORS`].
const RATE: f64 = 500.0;

/// How long the watching waits for further saves before it reads (`src/content/watching.rs`).
pub const QUIET: Duration = Duration::from_millis(150);

/// What a change costs.
pub struct Change {
    /// From the save to the new answer; medians.
    pub live_after: Duration,
    /// The 99th percentile of turns, in microseconds, while nothing changes.
    pub p99_quiet: f64,
    /// The same while files are saved every now and then.
    pub p99_changing: f64,
}

/// Saves a file `changes` times.
pub async fn measure(frontdesk: &Frontdesk, questions: &Arc<Vec<String>>, changes: usize) -> Result<Change> {
    let folder = tempfile::tempdir()?;
    write_thousand(folder.path())?;
    let with_thousand = Frontdesk {
        content: folder.path().to_owned(),
        ..frontdesk.clone()
    };
    let server = with_thousand.start()?;
    let script = Script::Questions(Arc::clone(questions));
    let visitors = arrivals::all(server.address, &script, VISITORS).await?;
    let span = Span {
        warm: seconds(0.5),
        measured: seconds(1.5),
    };
    let (quiet, visitors) = drive::open(visitors, RATE, span, || server.cpu_time()).await?;
    let changing = async {
        let mut times = Vec::with_capacity(changes);
        for change in 0..changes {
            times.push(live_after(&server, folder.path(), change).await?);
        }
        times.sort();
        Result::Ok(times[times.len() / 2])
    };
    // As long as the changes take, whatever that is; each is followed by the next at once.
    let span = Span {
        warm: Duration::ZERO,
        measured: seconds(0.6) * u32::try_from(changes)?,
    };
    let busy = drive::open(visitors, RATE, span, || server.cpu_time());
    let (live_after, busy) = tokio::join!(changing, busy);
    Ok(Change {
        live_after: live_after?,
        p99_quiet: quiet.p99,
        p99_changing: busy?.0.p99,
    })
}

/// From the save to the first answer in new words.
async fn live_after(server: &Server, root: &std::path::Path, change: usize) -> Result<Duration> {
    let asked = change * 331;
    let way = format!("in way number {change}");
    let mut asker = Visitor::arrive(server.address, Script::Questions(Arc::default()), 0).await?;
    let saved = Instant::now();
    write_answer(root, asked, &way)?;
    let told = async {
        loop {
            asker.say(&question(asked)).await?;
            if asker.heard.contains(&way) {
                return Result::Ok(saved.elapsed());
            }
            sleep(Duration::from_millis(4)).await;
        }
    };
    let told = timeout(Duration::from_secs(20), told).await;
    told.map_err(|_| "a changed answer did not go live in 20 s")?
}
