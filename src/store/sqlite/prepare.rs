//! A turn as rows: everything that can be worked out before the writer's turn comes.

use crate::store::{Base, Commit, NewEvent, StartedCall, StoreError, TimerChange};

use super::signed;

/// Bytes that most bodies have room in, and authors.
const USUAL_BODY: usize = 1024;
const USUAL_AUTHOR: usize = 32;

/// A turn as rows.
pub(super) struct PreparedTurn {
    pub(super) conversation: String,
    /// The version that the conversation must have; nothing for a new one.
    pub(super) expected: Option<i64>,
    pub(super) message: Option<String>,
    pub(super) last_seq: i64,
    /// Empty while it is personal.
    pub(super) state: String,
    /// The state, while it is personal.
    pub(super) confided_state: Option<String>,
    pub(super) token_hash: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) at: i64,
    pub(super) ended_at: Option<i64>,
    pub(super) events: Vec<EventRow>,
    pub(super) confided: Vec<BodyRow>,
    /// Whether the state was confided and is no more.
    pub(super) forget_state: bool,
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
    pub(super) at: i64,
}

/// A row of `confided_bodies`.
pub(super) struct BodyRow {
    pub(super) conversation: String,
    pub(super) seq: i64,
    pub(super) run: i64,
    pub(super) body: String,
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
            .map(|new| EventRow::new(&conversation, new))
            .collect();
        let confided: Result<Vec<BodyRow>, _> = commit
            .events
            .iter()
            .filter_map(|new| BodyRow::new(&conversation, new, &commit.forget))
            .collect();
        let (state, confided_state) = if commit.is_personal {
            (String::new(), Some(commit.state))
        } else {
            (commit.state, None)
        };
        let versions: Result<Vec<VersionRow>, StoreError> = commit
            .versions
            .into_iter()
            .map(|used| {
                Ok(VersionRow {
                    sources: json(&used.sources, USUAL_BODY)?,
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
            state,
            confided_state,
            token_hash: commit.token_hash.or(first_token_hash).map(hex::encode),
            subject: commit.subject,
            at: commit.at,
            ended_at: commit.ended.then_some(commit.at),
            events: events?,
            confided: confided?,
            forget_state: commit.was_personal && !commit.is_personal,
            timers: commit.timers,
            finished_call: commit.finished_call,
            started_call: commit.started_call,
            forget: commit.forget.into_iter().map(i64::from).collect(),
            versions: versions?,
        })
    }
}

impl EventRow {
    /// The event as it may be kept for good.
    fn new(conversation: &str, new: &NewEvent) -> Result<Self, StoreError> {
        let event = &new.event;
        let body = new.afterwards.as_ref().map_or(&event.body, |rewrite| &rewrite.body);
        Ok(Self {
            conversation: conversation.into(),
            seq: signed(event.seq),
            message: event.id.as_ref().map(ToString::to_string),
            author: json(&event.from, USUAL_AUTHOR)?,
            body: json(body, USUAL_BODY)?,
            at: event.at,
        })
    }
}

impl BodyRow {
    /// The body as it was said, if it is personal and its run goes on.
    fn new(conversation: &str, new: &NewEvent, over: &[u32]) -> Option<Result<Self, StoreError>> {
        let run = new.afterwards.as_ref()?.run;
        if over.contains(&run) {
            return None;
        }
        let body = json(&new.event.body, USUAL_BODY);
        Some(body.map(|body| Self {
            conversation: conversation.into(),
            seq: signed(new.event.seq),
            run: i64::from(run),
            body,
        }))
    }
}

/// `value` as JSON, for which there is `room` from the start: what grows from nothing is moved several times.
fn json<T: serde::Serialize>(value: &T, room: usize) -> Result<String, StoreError> {
    const UNWRITABLE: StoreError = StoreError::Unreadable("what was to be written");
    let mut json = Vec::with_capacity(room);
    serde_json::to_writer(&mut json, value).map_err(|_| UNWRITABLE)?;
    String::from_utf8(json).map_err(|_| UNWRITABLE)
}
