//! The one connection that writes.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tracing::Instrument;

use super::batch::{self, Statements, Written};
use super::erase;
use super::prepare::PreparedTurn;
use super::unavailable;
use crate::metrics::{Amounting, StoreMetrics};
use crate::store::{Committed, StoreError};

/// Turns in one transaction at most.
const BATCH: usize = 64;
/// Turns that may wait; more wait at the door.
const QUEUE: usize = 1024;
/// How long deleted personal values may still stand in the files, and so how often they are erased at most...
const ERASE_WITHIN: Duration = Duration::from_secs(1);
/// ...unless that takes so long that it would be more than one part in so many of the writer's time.
const ERASE_SHARE: u32 = 50;

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

enum Request {
    Commit(Box<PreparedTurn>, Answer<Committed>),
    Delete(String, Answer<()>),
    Ping(Answer<()>),
    Shutdown(Answer<()>),
}

/// How the rest of the store speaks to the task that writes.
pub(super) struct Writer {
    requests: mpsc::Sender<Request>,
}

impl Writer {
    /// Starts the task that writes with `connection`.
    pub(super) fn start(connection: SqliteConnection, metrics: StoreMetrics) -> Self {
        let (requests, waiting) = mpsc::channel(QUEUE);
        let task = Task {
            connection,
            statements: Statements::new(),
            waiting,
            held_back: Vec::new(),
            erase_at: None,
            erasing_took: Duration::ZERO,
            metrics,
        };
        tokio::spawn(task.run());
        Self { requests }
    }

    /// How many requests wait.
    pub(super) fn waiting(&self) -> usize {
        self.requests.max_capacity() - self.requests.capacity()
    }

    pub(super) async fn commit(&self, turn: PreparedTurn) -> Result<Committed, StoreError> {
        self.ask(|answer| Request::Commit(Box::new(turn), answer)).await
    }

    pub(super) async fn delete(&self, conversation: String) -> Result<(), StoreError> {
        self.ask(|answer| Request::Delete(conversation, answer)).await
    }

    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        self.ask(Request::Ping).await
    }

    /// Whatever waits is written first. Does nothing the second time.
    pub(super) async fn shutdown(&self) {
        let _ = self.ask(Request::Shutdown).await;
    }

    async fn ask<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let sent = self.requests.send(request(answer)).await;
        sent.map_err(|_| StoreError::Unavailable)?;
        answered.await.map_err(|_| StoreError::Unavailable)?
    }
}

struct Task {
    connection: SqliteConnection,
    statements: Statements,
    waiting: mpsc::Receiver<Request>,
    /// Second turns of a conversation that already had one in the last batch.
    held_back: Vec<Request>,
    /// When deleted values are to be erased, if there are any.
    erase_at: Option<Instant>,
    /// How long that took the last time.
    erasing_took: Duration,
    metrics: StoreMetrics,
}

impl Task {
    async fn run(mut self) {
        let mut stop = None;
        while stop.is_none() {
            let requests = self.next_requests().await;
            if requests.is_empty() && self.waiting.is_closed() {
                break;
            }
            stop = self.carry_out(requests).await;
            if self.erase_at.is_some_and(|at| at <= Instant::now()) {
                self.erase().await;
            }
        }
        self.close(stop).await;
    }

    /// What is to be done next: at most [`BATCH`] requests, or none when it is time to erase or all senders are gone.
    async fn next_requests(&mut self) -> Vec<Request> {
        let mut requests = std::mem::take(&mut self.held_back);
        if !requests.is_empty() {
            while requests.len() < BATCH
                && let Ok(request) = self.waiting.try_recv()
            {
                requests.push(request);
            }
            return requests;
        }
        match self.erase_at {
            Some(at) => {
                let _ = tokio::time::timeout_at(at, self.waiting.recv_many(&mut requests, BATCH)).await;
            }
            None => {
                self.waiting.recv_many(&mut requests, BATCH).await;
            }
        }
        requests
    }

    /// Does what is asked; gives whom to tell when the store is closed, if that was asked.
    async fn carry_out(&mut self, requests: Vec<Request>) -> Option<Answer<()>> {
        let mut stop = None;
        let mut turns = Vec::new();
        let mut answers = Vec::new();
        let mut seen = HashSet::new();
        let mut deletes = Vec::new();
        for request in requests {
            match request {
                Request::Commit(turn, answer) if seen.insert(turn.conversation.clone()) => {
                    turns.push(*turn);
                    answers.push(answer);
                }
                Request::Commit(..) => self.held_back.push(request),
                Request::Delete(conversation, answer) => deletes.push((conversation, answer)),
                Request::Ping(answer) => drop(answer.send(Ok(()))),
                Request::Shutdown(answer) => stop = Some(answer),
            }
        }
        self.write(turns, answers).await;
        for (conversation, answer) in deletes {
            let deleted = erase::delete(&mut self.connection, &conversation).await;
            self.erase_soon();
            drop(answer.send(deleted.map_err(|error| unavailable(&error))));
        }
        stop
    }

    async fn write(&mut self, turns: Vec<PreparedTurn>, answers: Vec<Answer<Committed>>) {
        if turns.is_empty() {
            return;
        }
        let (batch, begun) = (turns.len(), Instant::now());
        let written = batch::write(&mut self.connection, &self.statements, turns)
            .instrument(tracing::debug_span!("batch", turns = batch))
            .await;
        self.metrics.batch.observe([], Amounting::amount(batch));
        self.metrics.commit_seconds.observe([], begun.elapsed().as_secs_f64());
        match written {
            Ok(Written { verdicts, erased }) => {
                if erased {
                    self.erase_soon();
                }
                for (answer, verdict) in answers.into_iter().zip(verdicts) {
                    self.metrics.turns.add([result(&verdict)]);
                    drop(answer.send(Ok(verdict)));
                }
            }
            Err(error) => {
                let unavailable = unavailable(&error);
                for answer in answers {
                    drop(answer.send(Err(unavailable.clone())));
                }
            }
        }
    }

    fn erase_soon(&mut self) {
        let wait = ERASE_WITHIN.max(self.erasing_took * ERASE_SHARE);
        self.erase_at.get_or_insert_with(|| Instant::now() + wait);
    }

    /// Makes sure that nothing is left of what was deleted: neither in the tables' pages nor in the write-ahead log, which
    /// is moved into the database file and cut to nothing. A reader can be in the way for a moment: then it is tried again.
    async fn erase(&mut self) {
        let begun = Instant::now();
        self.erase_at = None;
        let erased = match erase::erase(&mut self.connection).await {
            Ok(()) => {
                sqlx::query_scalar::<_, i64>("PRAGMA wal_checkpoint(TRUNCATE)")
                    .fetch_one(&mut self.connection)
                    .await
            }
            Err(error) => Err(error),
        };
        self.erasing_took = begun.elapsed();
        self.metrics.erase_seconds.observe([], self.erasing_took.as_secs_f64());
        match erased {
            Ok(0) => {}
            Ok(_) => self.erase_soon(),
            Err(error) => {
                unavailable(&error);
                self.erase_soon();
            }
        }
    }

    /// Writes what still waits, erases what was deleted and lets go of the file.
    async fn close(mut self, stop: Option<Answer<()>>) {
        self.waiting.close();
        loop {
            let mut requests = std::mem::take(&mut self.held_back);
            while let Ok(request) = self.waiting.try_recv() {
                requests.push(request);
            }
            if requests.is_empty() {
                break;
            }
            self.carry_out(requests).await;
        }
        self.erase().await;
        if let Err(error) = self.connection.close().await {
            unavailable(&error);
        }
        if let Some(answer) = stop {
            drop(answer.send(Ok(())));
        }
    }
}

/// What became of a turn, as it is counted.
fn result(verdict: &Committed) -> &'static str {
    match verdict {
        Committed::Done => "done",
        Committed::Duplicate { .. } => "duplicate",
        Committed::Conflict => "conflict",
    }
}
