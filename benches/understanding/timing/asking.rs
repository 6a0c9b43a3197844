//! Somebody who keeps asking, at rest and while something else is done.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tokio::time::Instant;

use super::model::timed;
use super::{Figure, median, p99};

/// Questions that are due a second at most.
const MOST_A_SECOND: f64 = 100.0;

/// The part of the time that answering may take at rest. Above it questions would queue, and how long they take would say
/// how long the queue is.
const BUSY: f64 = 0.4;

/// How long is asked at least, and so many questions at least: else the 99th of 100 is the slowest of all.
const SHORTEST: Duration = Duration::from_secs(5);
const FEWEST: f64 = 500.0;

/// Questions by whose time the pace is chosen, after as many that only warm up.
const TRIED: usize = 50;

/// So many times what a question takes the slowest of 100 may take at rest: above it the machine has other work, and what
/// is measured beside it says nothing.
const CALM: f64 = 5.0;

/// How often is asked, and for how long.
pub struct Pace {
    /// What one question takes, in milliseconds.
    service: f64,
    between: Duration,
    span: Duration,
}

impl Pace {
    /// For what `ask` takes. It is given numbers from 0 on.
    pub fn of(mut ask: impl FnMut(usize)) -> Self {
        let mut times: Vec<f64> = (0..2 * TRIED).map(|number| timed(|| ask(number))).collect();
        let service = median(times.split_off(TRIED));
        let rate = (BUSY * 1e3 / service).min(MOST_A_SECOND);
        Self {
            service,
            between: Duration::from_secs_f64(1.0 / rate),
            span: SHORTEST.max(Duration::from_secs_f64(FEWEST / rate)),
        }
    }

    /// Asks at rest, and for as long while `change` is done over and over: how long each change took, in seconds, and a
    /// figure for each way of asking, of questions `of` something. `ask` is given each number once, above those of the trial.
    pub fn compare<E>(
        &self,
        of: &str,
        ask: impl Fn(usize) + Sync,
        mut change: impl FnMut(usize) -> Result<f64, E>,
    ) -> Result<(Vec<f64>, [Figure; 2]), E> {
        let first = 2 * TRIED;
        let (_, rest) = self.ask_while(|number| ask(first + number), || thread::sleep(self.span));
        let first = first + rest.len();
        let begun = Instant::now();
        let changes = || {
            let mut times = Vec::new();
            while begun.elapsed() < self.span {
                times.push(change(times.len())?);
            }
            Ok(times)
        };
        let (times, meanwhile) = self.ask_while(|number| ask(first + number), changes);
        let (rest, meanwhile) = (p99(rest), p99(meanwhile));
        let calm = rest <= CALM * self.service;
        let figures = [
            Figure::told(format!("p99 of {of} at rest"), rest, "ms").valid_if(calm),
            Figure::at_most(format!("p99 of {of} meanwhile"), meanwhile, "ms", 2.0 * rest).valid_if(calm),
        ];
        Ok((times?, figures))
    }

    /// What `work` returns, and how long each question took meanwhile.
    fn ask_while<T>(&self, ask: impl FnMut(usize) + Send, work: impl FnOnce() -> T) -> (T, Vec<f64>) {
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            let asker = scope.spawn(|| self.ask_until(&over, ask));
            let done = work();
            over.store(true, Ordering::Relaxed);
            (done, asker.join().unwrap_or_default())
        })
    }

    /// Asks question after question until `over` says so, evenly, whether the one before was answered in time or not. How
    /// long each took since it was due, in milliseconds: who stalls can't hide it.
    fn ask_until(&self, over: &AtomicBool, mut ask: impl FnMut(usize)) -> Vec<f64> {
        let begun = Instant::now();
        let mut times = Vec::new();
        for number in 0_u32.. {
            let due = begun + self.between * number;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if over.load(Ordering::Relaxed) {
                break;
            }
            ask(number as usize);
            times.push(due.elapsed().as_secs_f64() * 1e3);
        }
        times
    }
}
