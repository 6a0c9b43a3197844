//! How long the steps of a turn take, what it counts as, and its spans in the log.
//!
//! Spans are at debug level and name the conversation and the kind of input: never words, values or people.

use std::time::Duration;

use tokio::time::Instant;
use tracing::{Instrument, Span, debug_span};

use super::ChatError;
use super::turns::Taken;
use crate::conversation::{Audience, ConversationId};
use crate::dialogue::{Band, Input, Milestone, Subject, Understanding};
use crate::metrics::Metrics;

/// A turn that takes longer is worth a line in the log.
const SLOW: Duration = Duration::from_secs(1);

/// A step of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Load,
    Understand,
    Advance,
    Commit,
    Publish,
}

impl Step {
    const ALL: [Self; 5] = [Self::Load, Self::Understand, Self::Advance, Self::Commit, Self::Publish];

    fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Understand => "understand",
            Self::Advance => "advance",
            Self::Commit => "commit",
            Self::Publish => "publish",
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Load => debug_span!("load"),
            Self::Understand => debug_span!("understand"),
            Self::Advance => debug_span!("advance"),
            Self::Commit => debug_span!("commit"),
            Self::Publish => debug_span!("publish"),
        }
    }
}

/// Times one turn. A step that is taken again (another node was quicker) adds to its time.
pub(super) struct Watch {
    begun: Instant,
    steps: [Option<Duration>; Step::ALL.len()],
}

impl Watch {
    pub(super) fn start() -> Self {
        Self {
            begun: Instant::now(),
            steps: [None; Step::ALL.len()],
        }
    }

    /// Does a step that waits.
    pub(super) async fn wait<T>(&mut self, step: Step, work: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let done = work.instrument(step.span()).await;
        self.add(step, begun.elapsed());
        done
    }

    /// Does a step that only works.
    pub(super) fn work<T>(&mut self, step: Step, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = step.span().in_scope(work);
        self.add(step, begun.elapsed());
        done
    }

    fn add(&mut self, step: Step, took: Duration) {
        if let Some(sum) = self.steps.get_mut(step as usize) {
            *sum = Some(sum.unwrap_or_default() + took);
        }
    }

    /// Counts the turn, and writes a line if it was slow.
    pub(super) fn stop(
        &self,
        metrics: &Metrics,
        conversation: &ConversationId,
        input: &'static str,
        taken: &Result<Taken, ChatError>,
    ) {
        metrics.turns.add([input, result(taken)]);
        let whole = self.begun.elapsed();
        if matches!(taken, Ok(Taken::Committed { .. })) {
            metrics.turn_seconds.observe([], whole.as_secs_f64());
        }
        for (step, took) in Step::ALL.into_iter().zip(self.steps) {
            if let Some(took) = took {
                metrics.step(step.name(), took);
            }
        }
        if whole > SLOW {
            let [load_ms, understand_ms, advance_ms, commit_ms, publish_ms] =
                self.steps.map(|took| took.unwrap_or_default().as_millis());
            tracing::warn!(
                %conversation, input, ms = whole.as_millis(), load_ms, understand_ms, advance_ms, commit_ms, publish_ms,
                "a slow turn"
            );
        }
    }
}

/// How a turn ended, as it is counted.
fn result(taken: &Result<Taken, ChatError>) -> &'static str {
    match taken {
        Ok(Taken::Committed { .. }) => "committed",
        Ok(Taken::Duplicate { .. }) => "duplicate",
        Ok(Taken::Nothing) => "nothing",
        Err(error) => error.code(),
    }
}

/// What a turn is taken for, as it is counted; the kinds of client messages are called as in frames.
pub(super) fn kind(input: &Input) -> &'static str {
    match input {
        Input::Said { .. } => "say",
        Input::Chose { .. } => "choose",
        Input::Filled { .. } => "fill",
        Input::Rated { .. } => "rate",
        Input::Left => "leave",
        Input::Understood(_) => "understood",
        Input::Outcome { .. } => "outcome",
        Input::SignedIn { .. } => "sign_in",
        Input::Rang(_) => "timer",
    }
}

/// What a turn counts for besides, once it is committed.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) understood: Option<(Audience, &'static str)>,
    pub(super) helpful: Option<bool>,
    pub(super) milestones: Vec<Milestone>,
}

impl Tally {
    pub(super) fn count(&self, metrics: &Metrics) {
        if let Some((audience, band)) = self.understood {
            metrics.understood.add([audience.as_str(), band]);
        }
        if let Some(helpful) = self.helpful {
            metrics.ratings.add([if helpful { "yes" } else { "no" }]);
        }
        for milestone in &self.milestones {
            let flow = metrics.flows.value(milestone.flow.as_str());
            metrics.errands.add([flow, milestone.reached.as_str().into()]);
        }
    }
}

/// How sure the index was, and of what.
pub(super) fn band(understanding: &Understanding) -> &'static str {
    let best = understanding.candidates.first().map(|best| &best.subject);
    match (understanding.band, best) {
        (Band::Answer, Some(Subject::Flow(_))) => "flow",
        (Band::Answer, _) => "answer",
        (Band::Offer, _) => "offer",
        (Band::Unknown, _) => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_steps_of_a_turn_are_timed_one_by_one() {
        let (metrics, mut watch) = (Metrics::new(0), Watch::start());
        for _ in 0..2 {
            watch
                .wait(Step::Commit, tokio::time::sleep(Duration::from_millis(400)))
                .await;
        }
        watch.work(Step::Publish, || ());
        let taken = Ok(Taken::Committed { seq: 1, call: None });
        watch.stop(&metrics, &ConversationId::new("c").unwrap(), "say", &taken);
        let text = metrics.gather().await;
        for line in [
            "frontdesk_turns_total{input=\"say\",result=\"committed\"} 1",
            "frontdesk_turn_step_seconds_sum{step=\"commit\"} 0.8",
            "frontdesk_turn_step_seconds_count{step=\"publish\"} 1",
            "frontdesk_turn_seconds_sum 0.8",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        assert!(!text.contains("step=\"load\""), "what did not happen is not timed");
    }
}
