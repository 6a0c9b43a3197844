//! A turn as rows: everything that can be worked out before the writer's turn comes.

use crate::store::{Base, Commit, NewEvent, StartedCall, StoreError, TimerChange};

use super::signed;

/// A turn as rows.
pub(super) struct PreparedTurn {
    pub(super) conversation: String,
    /// The version that the conversation must have; nothing for a new one.
    pub(super) expected: Option<i64>,
    pub(super) message: Option<String>,
    pub(super) last_seq: i64,
    pub(super) state: String,
    pub(super) token_hash: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) at: i64,
    pub(super) ended_at: Option<i64>,
    pub(super) events: Vec<EventRow>,
    pub(super) timers: Vec<TimerChange>,
    pub(super) finished_call: Option<String>,
    pub(super) started_call: Option<StartedCall>,
    pub(super) forget: Vec<i64>,
    pub(super) versions: Vec<VersionRow>,
}

/// A row of `events`.
pub(super) struct EventRow {
    pub(super) conversation: String,
    pub(super) seq: i64,
    pub(super) message: Option<String>,
    pub(super) author: String,
    pub(super) body: String,
    pub(super) afterwards: Option<String>,
    pub(super) run: Option<i64>,
    pub(super) at: i64,
}

/// A row of `content_versions`.
pub(super) struct VersionRow {
    pub(super) version: String,
    pub(super) flow: String,
    pub(super) sources: String,
}

impl PreparedTurn {
    /// The rows of `commit`.
    pub(super) fn new(commit: Commit) -> Result<Self, StoreError> {
        let conversation = commit.conversation.to_string();
        let events: Result<Vec<EventRow>, _> = commit
            .events
            .iter()
            .map(|event| EventRow::new(&conversation, event))
            .collect();
        let versions: Result<Vec<VersionRow>, StoreError> = commit
            .versions
            .into_iter()
            .map(|used| {
                Ok(VersionRow {
                    sources: json(&used.sources)?,
                    version: used.version,
                    flow: used.flow.to_string(),
                })
            })
            .collect();
        let (expected, first_token_hash) = match commit.base {
            Base::New { token_hash } => (None, Some(token_hash)),
            Base::Version(version) => (Some(signed(version)), None),
        };
        Ok(Self {
            conversation,
            expected,
            message: commit.message.map(String::from),
            last_seq: signed(commit.last_seq),
            state: commit.state,
            token_hash: commit.token_hash.or(first_token_hash).map(hex::encode),
            subject: commit.subject,
            at: commit.at,
            ended_at: commit.ended.then_some(commit.at),
            events: events?,
            timers: commit.timers,
            finished_call: commit.finished_call,
            started_call: commit.started_call,
            forget: commit.forget.into_iter().map(i64::from).collect(),
            versions: versions?,
        })
    }
}

impl EventRow {
    fn new(conversation: &str, new: &NewEvent) -> Result<Self, StoreError> {
        let event = &new.event;
        Ok(Self {
            conversation: conversation.into(),
            seq: signed(event.seq),
            message: event.id.as_ref().map(ToString::to_string),
            author: json(&event.from)?,
            body: json(&event.body)?,
            afterwards: new.afterwards.as_ref().map(|rewrite| json(&rewrite.body)).transpose()?,
            run: new.afterwards.as_ref().map(|rewrite| i64::from(rewrite.run)),
            at: event.at,
        })
    }
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("what was to be written"))
}
