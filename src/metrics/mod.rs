//! What operators see of the running program: counts, times and depths, as Prometheus reads them (`/metrics`).
//!
//! There is no global registry. `app` makes one [`Metrics`] and hands it to whoever counts; tests make their own and read
//! it. Nothing personal gets in: a label's value is a word of the program ([`Value`] is made from `'static` text), or the
//! name of a flow, of which only so many are told apart ([`Names`]). `docs/metrics.md` is written from the catalogue.

mod accounts;
mod catalogue;
mod process;
mod series;
mod source;
mod store;
#[cfg(test)]
mod tests;
mod values;

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::clock::Millis;

pub use accounts::CountedAccounts;
pub use catalogue::{Described, Kind};
pub use series::{Amount, Amounting, Amounts, Counts, Level, Levels, One};
pub use source::Source;
pub use store::StoreMetrics;
pub use values::{Names, Value};

use catalogue::Catalogue;
use process::Process;
use source::Sources;

/// The type of what [`Metrics::gather`] gives.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Flows that are told apart at most.
const MOST_FLOWS: usize = 200;

/// Everything that is counted.
pub struct Metrics {
    registry: Registry,
    described: Vec<Described>,
    sources: Sources,
    process: Process,
    /// The flows that were heard of.
    pub flows: Names,
    /// Turns, by `input` (what they were taken for) and `result` (how they ended).
    pub turns: Counts<2>,
    /// Seconds of a whole turn, from the lock to the last event shown.
    pub turn_seconds: Amounts<0>,
    /// Seconds of a step of a turn, by `step`.
    pub step_seconds: Amounts<1>,
    /// What the index made of questions, by `audience` and `band`.
    pub understood: Counts<2>,
    /// Texts to be looked up, by `lookup` (for a question or a suggestion) and `result`.
    pub lookups: Counts<2>,
    /// Seconds that a text waited for a thread, by `lookup`.
    pub lookup_wait_seconds: Amounts<1>,
    /// Seconds that a thread was at work on a text, by `lookup`.
    pub lookup_work_seconds: Amounts<1>,
    /// Errands, by `flow` and `event`.
    pub errands: Counts<2>,
    /// Calls of the account service, by `operation` and `outcome`.
    pub calls: Counts<2>,
    /// Seconds of one try of a call, by `operation`.
    pub call_seconds: Amounts<1>,
    /// Thumbs, by `helpful`.
    pub ratings: Counts<1>,
    /// Secrets posted for sealed fields, by `result`.
    pub sealed: Counts<1>,
    /// Steps of sign-ins on the portal, by `audience` and `result`.
    pub sign_ins: Counts<2>,
    /// TCP connections that are open.
    pub connections: Level,
    /// Connections that were turned away, by `reason`.
    pub refused: Counts<1>,
    /// WebSockets that were welcomed and are open.
    pub sockets: Level,
    /// WebSockets that were welcomed, by whether they `resumed`.
    pub sockets_opened: Counts<1>,
    /// WebSockets that ended, by `reason`.
    pub sockets_closed: Counts<1>,
    /// Error frames, by `code`.
    pub error_frames: Counts<1>,
    /// Answers to plain requests, by class of `status`.
    pub http_answers: Counts<1>,
    /// The store's own.
    pub store: StoreMetrics,
    /// What is read when somebody asks.
    pub levels: Gauges,
}

/// What is not counted as it happens but read when somebody asks.
pub struct Gauges {
    /// Requests that wait for the store's writer.
    pub store_queue: Level,
    /// Calls whose outcome is not committed.
    pub calls_open: Level,
    /// Seconds since the oldest of them was started.
    pub calls_oldest: Level,
    /// Timers that should have rung by now.
    pub timers_due: Level,
    /// Conversations that somebody follows on this node.
    pub hub_conversations: Level,
    /// Deliveries that wait for their followers.
    pub hub_waiting: Level,
    /// Conversations that were opened and in which nothing was said.
    pub unborn: Level,
    /// Tasks of the chat that are under way.
    pub tasks: Level,
    /// 1 where the live set is what the files say, 0 where the last save was refused.
    pub content_live: Level,
    /// When the live set went live, in seconds since the Unix epoch.
    pub content_loaded: Level,
    /// Flaws of the files as they were read last, by `severity`.
    pub content_flaws: Levels<1>,
    /// Answers that are live.
    pub content_entries: Level,
    /// Flows that are live.
    pub content_flows: Level,
    /// Texts that wait for a thread or are at work, by `lookup`.
    pub lookups_waiting: Levels<1>,
    /// Texts that may, by `lookup`.
    pub lookups_places: Levels<1>,
    /// Hashes that wait for a thread or are at work.
    pub hashing_waiting: Level,
    /// Hashes that may wait.
    pub hashing_places: Level,
    /// Messages in the outbox that were not sent.
    pub outbox_waiting: Level,
    /// Sources that did not answer when they were asked for this.
    pub unread: Level,
}

impl Metrics {
    /// Nothing counted yet; the program started at `started`.
    pub fn new(started: Millis) -> Self {
        let mut catalogue = Catalogue::default();
        let c = &mut catalogue;
        let process = Process::new(c, started);
        Self {
            flows: Names::new(MOST_FLOWS),
            turns: c.counts("frontdesk_turns", ["input", "result"], "Turns, by what they were taken for and how they ended."),
            turn_seconds: c.seconds("frontdesk_turn_seconds", [], "Seconds of a committed turn, from the conversation's lock to its last event shown."),
            step_seconds: c.seconds("frontdesk_turn_step_seconds", ["step"], "Seconds of one step of a turn."),
            understood: c.counts("frontdesk_questions", ["audience", "band"], "Questions that the index was asked, by what it made of them; `flow` is a clear wish for an errand."),
            lookups: c.counts("frontdesk_lookups", ["lookup", "result"], "Texts to be looked up; `known` ones needed no thread. Where the line was `full`, or it grew too `late` waiting in it, a question got a `glance` instead, by its words alone, and no suggestion was made; where that had no place either, nothing was understood."),
            lookup_wait_seconds: c.seconds("frontdesk_lookup_wait_seconds", ["lookup"], "Seconds that a text waited for a thread."),
            lookup_work_seconds: c.seconds("frontdesk_lookup_work_seconds", ["lookup"], "Seconds that a thread was at work on a text."),
            errands: c.counts("frontdesk_errands", ["flow", "event"], "Errands that began, and how they ended: with a receipt, handed over, cancelled, otherwise ended, after 30 idle minutes, because the visitor left, or because the flow could not go on."),
            calls: c.counts("frontdesk_calls", ["operation", "outcome"], "Tries of calls of the account service; `unanswered` were given up."),
            call_seconds: c.seconds("frontdesk_call_seconds", ["operation"], "Seconds of one try of a call of the account service."),
            ratings: c.counts("frontdesk_ratings", ["helpful"], "Thumbs on answers."),
            sealed: c.counts("frontdesk_sealed_deposits", ["result"], "Secrets posted for sealed fields."),
            sign_ins: c.counts("frontdesk_sign_ins", ["audience", "result"], "Steps of sign-ins on the portal."),
            connections: c.level("frontdesk_connections_open", "TCP connections that are open."),
            refused: c.counts("frontdesk_connections_refused", ["reason"], "Connections that were turned away."),
            sockets: c.level("frontdesk_sockets_open", "WebSockets that were welcomed and are open."),
            sockets_opened: c.counts("frontdesk_sockets_opened", ["resumed"], "WebSockets that were welcomed."),
            sockets_closed: c.counts("frontdesk_sockets_closed", ["reason"], "WebSockets that ended, by why; `too slow` could not keep up and resume."),
            error_frames: c.counts("frontdesk_error_frames", ["code"], "Error frames that clients got."),
            http_answers: c.counts("frontdesk_http_answers", ["status"], "Answers to HTTP requests, by class of status; WebSockets begin with a 1xx."),
            store: StoreMetrics::new(c),
            levels: Gauges::new(c),
            process,
            sources: Sources::default(),
            described: std::mem::take(&mut c.described),
            registry: catalogue.registry,
        }
    }

    /// Name, kind, labels and meaning of everything, in the order of the text.
    pub fn catalogue(&self) -> &[Described] {
        &self.described
    }

    /// Counts one step of a turn.
    pub fn step(&self, step: &'static str, took: Duration) {
        self.step_seconds.observe([step], took.as_secs_f64());
    }

    /// Asks all sources, and gives everything in the OpenMetrics text format.
    pub async fn gather(&self) -> String {
        self.process.read();
        let unread = self.sources.read(self).await;
        self.levels.unread.set(unread);
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    /// Asks `source` too, for as long as it lives.
    pub fn watch(&self, source: &std::sync::Arc<dyn Source>) {
        self.sources.add(source);
    }
}

impl Gauges {
    fn new(c: &mut Catalogue) -> Self {
        Self {
            store_queue: c.level(
                "frontdesk_store_queue",
                "Turns and other requests that wait for the store's writer.",
            ),
            calls_open: c.level(
                "frontdesk_calls_open",
                "Calls that were started and whose outcome is not committed.",
            ),
            calls_oldest: c.level(
                "frontdesk_calls_oldest_seconds",
                "Seconds since the oldest open call was started; the sweeper takes it up after 15.",
            ),
            timers_due: c.level("frontdesk_timers_due", "Timers that should have rung by now."),
            hub_conversations: c.level(
                "frontdesk_hub_conversations",
                "Conversations that somebody follows on this node.",
            ),
            hub_waiting: c.level(
                "frontdesk_hub_waiting",
                "Deliveries that wait for a client; one with 64 is closed and resumes.",
            ),
            unborn: c.level(
                "frontdesk_conversations_unborn",
                "Conversations that were opened and in which nothing was said: in memory only.",
            ),
            tasks: c.level(
                "frontdesk_chat_tasks",
                "Turns and calls of the chat that are under way.",
            ),
            content_live: c.level(
                "frontdesk_content_live",
                "1 where what is live is what the files say; 0 where the last save has flaws and was refused.",
            ),
            content_loaded: c.level(
                "frontdesk_content_loaded_timestamp_seconds",
                "When the live content went live, in seconds since the Unix epoch.",
            ),
            content_flaws: c.levels(
                "frontdesk_content_flaws",
                ["severity"],
                "Flaws of the content files as they were read last.",
            ),
            content_entries: c.level("frontdesk_content_entries", "Answers that are live."),
            content_flows: c.level("frontdesk_content_flows", "Flows that are live."),
            lookups_waiting: c.levels(
                "frontdesk_lookups_waiting",
                ["lookup"],
                "Texts that wait for a thread to be looked up on, or have one.",
            ),
            lookups_places: c.levels(
                "frontdesk_lookups_places",
                ["lookup"],
                "Texts that may wait for a thread or have one; more are answered without the model, or not suggested.",
            ),
            hashing_waiting: c.level(
                "frontdesk_hashing_waiting",
                "Password hashes that wait for a thread or are at work.",
            ),
            hashing_places: c.level(
                "frontdesk_hashing_places",
                "Password hashes that may wait; more are refused as unavailable.",
            ),
            outbox_waiting: c.level(
                "frontdesk_outbox_waiting",
                "E-mails and letters in the outbox that were not sent.",
            ),
            unread: c.level(
                "frontdesk_metrics_unread",
                "Parts of the program that did not answer in time when these figures were gathered.",
            ),
        }
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Metrics").finish_non_exhaustive()
    }
}
