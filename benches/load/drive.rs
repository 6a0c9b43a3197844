//! Takes turns, as fast as they are answered (closed loop) or when they are due (open loop), and counts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::Result;

/// Somebody, or something, that takes one turn after the other.
pub trait Turns: Send + 'static {
    /// Takes a turn; returns when it is done.
    fn turn(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// How long to measure, and how long to let everything warm up before that.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Not counted.
    pub warm: Duration,
    /// Counted.
    pub measured: Duration,
}

/// What was counted. Times in microseconds, from when a turn was due to when it was done.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Measured {
    /// Turns a second.
    pub per_second: f64,
    /// Half of the turns took no longer.
    pub p50: f64,
    /// 99 of 100 turns took no longer.
    pub p99: f64,
    /// Processor time of the server per turn.
    pub cpu: f64,
}

/// What all turns are entered into; only while it counts.
#[derive(Clone)]
pub struct Tally {
    times: Arc<Mutex<Histogram<u64>>>,
    counts: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

impl Tally {
    fn new() -> Result<Self> {
        // 1 microsecond to 100 seconds, to three digits.
        let times = Histogram::new_with_bounds(1, 100_000_000, 3)?;
        Ok(Self {
            times: Arc::new(Mutex::new(times)),
            counts: Arc::default(),
            over: Arc::default(),
        })
    }

    fn enter(&self, took: Duration) {
        if self.counts.load(Ordering::Relaxed) {
            let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
            self.times
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .saturating_record(micros);
        }
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Lets time pass, counting only in the second part of `span`. `cpu` tells the server's processor time so far.
    async fn wait(&self, span: Span, cpu: impl Fn() -> Result<Duration>) -> Result<Measured> {
        sleep(span.warm).await;
        let (begun, cpu_begun) = (Instant::now(), cpu()?);
        self.counts.store(true, Ordering::Relaxed);
        sleep(span.measured).await;
        self.counts.store(false, Ordering::Relaxed);
        let (took, cpu_took) = (begun.elapsed(), cpu()?.saturating_sub(cpu_begun));
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = times.len() as f64;
        if times.is_empty() {
            return Err("no turn was done in time".into());
        }
        Ok(Measured {
            per_second: turns / took.as_secs_f64(),
            p50: times.value_at_quantile(0.5) as f64,
            p99: times.value_at_quantile(0.99) as f64,
            cpu: cpu_took.as_secs_f64() * 1e6 / turns,
        })
    }
}

/// Everybody takes their next turn when the last one is done. Gives everybody back.
pub async fn closed<T: Turns>(
    all: Vec<T>,
    span: Span,
    cpu: impl Fn() -> Result<Duration>,
) -> Result<(Measured, Vec<T>)> {
    let tally = Tally::new()?;
    let mut tasks = JoinSet::new();
    for mut one in all {
        let tally = tally.clone();
        tasks.spawn(async move {
            while !tally.is_over() {
                let due = Instant::now();
                one.turn().await?;
                tally.enter(due.elapsed());
            }
            Result::Ok(one)
        });
    }
    finish(tally, tasks, span, cpu).await
}

/// `rate` turns a second are due, evenly, by everybody in turn, whether the earlier ones are done or not; times count from
/// when they are due.
pub async fn open<T: Turns>(
    all: Vec<T>,
    rate: f64,
    span: Span,
    cpu: impl Fn() -> Result<Duration>,
) -> Result<(Measured, Vec<T>)> {
    let tally = Tally::new()?;
    let mut tasks = JoinSet::new();
    let mut calls = Vec::with_capacity(all.len());
    for mut one in all {
        let tally = tally.clone();
        let (call, mut due) = mpsc::unbounded_channel::<Instant>();
        calls.push(call);
        tasks.spawn(async move {
            while let Some(due) = due.recv().await {
                if tally.is_over() {
                    break;
                }
                one.turn().await?;
                tally.enter(due.elapsed());
            }
            Ok(one)
        });
    }
    let over = Arc::clone(&tally.over);
    // A thread of its own: the runtime's timers are a millisecond coarse, a sleeping thread wakes within a tenth of one.
    let pace = std::thread::spawn(move || {
        let begun = Instant::now();
        for (turn, call) in calls.iter().cycle().enumerate() {
            let due = begun + Duration::from_secs_f64(turn as f64 / rate);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if over.load(Ordering::Relaxed) || call.send(due).is_err() {
                return;
            }
        }
    });
    let measured = finish(tally, tasks, span, cpu).await;
    pace.join().map_err(|_| "the pace could not be kept")?;
    measured
}

async fn finish<T: Turns>(
    tally: Tally,
    mut tasks: JoinSet<Result<T>>,
    span: Span,
    cpu: impl Fn() -> Result<Duration>,
) -> Result<(Measured, Vec<T>)> {
    let measured = tokio::select! {
        measured = tally.wait(span, cpu) => measured,
        // Nobody stops of their own accord.
        Some(stopped) = tasks.join_next() => Err(stopped?.err().unwrap_or_else(|| "somebody left".into())),
    };
    tally.over.store(true, Ordering::Relaxed);
    let measured = measured?;
    let mut back = Vec::with_capacity(tasks.len());
    while let Some(one) = tasks.join_next().await {
        back.push(one??);
    }
    Ok((measured, back))
}
