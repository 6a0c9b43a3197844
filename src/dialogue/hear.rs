//! The visitor's own lines, as they may be kept (invariant 1).
//!
//! Under a sealed prompt nothing that is typed is kept. Elsewhere unasked secrets are masked, and what may hold personal
//! values stands in the log only while its run is open.

use super::engine::{Broken, Engine};
use super::mask;
use super::question::begins_as_question;
use super::scope::View;
use super::state::{OpenPrompt, PromptKind, Run, SlotValue};
use crate::accounts::contract::Class;
use crate::conversation::{Body, FilledSlot, Rewrite, SlotName, Utterance};
use crate::flows::phrases::normalize;
use crate::flows::slots::SlotType;

impl Engine<'_> {
    /// Whether what is typed may be the secret that is asked for, or was just before the ways out.
    pub fn is_sealed(&self) -> bool {
        self.state.open_prompt().is_some_and(OpenPrompt::may_hear_secret)
    }

    /// Words that are not (known to be) an answer.
    pub fn hear_words(&mut self, text: &str) {
        let kept_short = self.may_hold_personal(text);
        self.hear_text(text, kept_short);
    }

    /// Words that were an answer, or an attempt at one, to personal slots if `personal`.
    pub fn hear_text(&mut self, text: &str, personal: bool) {
        if self.is_sealed() {
            let line = self.fixed("heard.not_kept", &[]);
            return self.hear(Utterance::visitor(Body::text(line)));
        }
        let gone = personal.then(|| self.fixed("heard.dropped", &[]));
        self.hear_as(Body::text(mask::masked(text)), gone.map(Body::text));
    }

    /// Whether something in the words was masked that nobody asked for: the visitor is told. Numbers that the open card
    /// asks for may look like others; under a sealed prompt nothing is kept anyway.
    pub fn hides_something(&self, text: &str) -> Result<bool, Broken> {
        if self.is_sealed() || !mask::may_hold_secret(text) {
            return Ok(false);
        }
        let Some(open) = self.state.open_prompt().filter(|open| !open.slots.is_empty()) else {
            return Ok(true);
        };
        let here = self.here()?;
        let asked = open.slots.iter().filter_map(|name| here.flow.slots.get(name));
        let is_number = |kind: SlotType| {
            matches!(
                kind,
                SlotType::TaxId | SlotType::EnrolleeId | SlotType::ClaimId | SlotType::MemberId
            )
        };
        Ok(!asked
            .into_iter()
            .any(|slot| is_number(slot.kind) && !mask::says_another_secret(text, slot.kind)))
    }

    /// A line with what takes its place once the run is over.
    pub fn hear_as(&mut self, body: Body, afterwards: Option<Body>) {
        let run = self.state.runs.last().map(|run| run.number);
        let afterwards = afterwards
            .filter(|after| *after != body)
            .zip(run)
            .map(|(body, run)| Rewrite { run, body });
        self.hear(Utterance {
            afterwards,
            ..Utterance::visitor(body)
        });
    }

    /// A rating. Its comment is kept like any other words: not at all where it may be a secret that is asked for, masked
    /// elsewhere, and only while the run is open where it may hold personal values.
    pub fn hear_rating(&mut self, seq: Option<u64>, helpful: Option<bool>, score: Option<u8>, comment: Option<String>) {
        let comment = comment.filter(|comment| !comment.trim().is_empty() && !self.is_sealed());
        let personal = comment
            .as_deref()
            .is_some_and(|comment| self.may_hold_personal(comment));
        let rated = |comment: Option<String>| Body::Rated {
            seq,
            helpful,
            score,
            comment,
        };
        let kept = rated(comment.map(|comment| mask::masked(&comment)));
        self.hear_as(kept, personal.then(|| rated(None)));
    }

    /// Slots that were filled, with their values as shown, in the order of the card.
    pub fn hear_filled(&mut self, slots: &[(SlotName, String, Class)]) -> Result<(), Broken> {
        let open = self.state.open_prompt().ok_or(Broken)?;
        let here = self.here()?;
        let body = |view: View| -> Result<Body, Broken> {
            let context = self.context(view)?;
            let filled = slots.iter().map(|(name, shown, class)| {
                let value = match class {
                    Class::Sealed => self.fixed("heard.entered", &[]),
                    Class::Personal if view == View::Afterwards => self.fixed("heard.provided", &[]),
                    _ => shown.clone(),
                };
                let label = here.flow.slots.get(name).ok_or(Broken)?.label.render(&context)?;
                let slot = name.clone();
                Ok(FilledSlot { slot, label, value })
            });
            Ok(Body::Filled {
                prompt: open.id.clone(),
                slots: filled.collect::<Result<_, Broken>>()?,
            })
        };
        let (shown, after) = (body(View::Shown)?, body(View::Afterwards));
        let after = after.unwrap_or_else(|_| Body::text(self.fixed("heard.dropped", &[])));
        self.hear_as(shown, Some(after));
        Ok(())
    }

    /// An answer in words: personal ones become filled slots; others stay as they were said.
    pub fn hear_answer(&mut self, text: &str, filled: &[(SlotName, SlotValue)], rest: &str) -> Result<(), Broken> {
        let personal = filled.iter().any(|(_, value)| value.class == Class::Personal);
        if !personal {
            self.hear_words(text);
            return Ok(());
        }
        if rest.is_empty() {
            let slots: Vec<_> = filled
                .iter()
                .map(|(name, value)| (name.clone(), value.shown.clone(), value.class))
                .collect();
            return self.hear_filled(&slots);
        }
        let after = if self.may_hold_personal(rest) {
            self.fixed("heard.dropped", &[])
        } else {
            self.fixed("heard.answer_and", &[("rest", &mask::masked(rest))])
        };
        self.hear_as(Body::text(mask::masked(text)), Some(Body::text(after)));
        Ok(())
    }

    /// Whether words that are no answer may hold personal values all the same: anything but the editors' own phrases and
    /// plain questions, while a run that asks for such values is open. Beside a choice too ("it is spelled Jonathon"):
    /// what is no choice may correct a value.
    pub fn may_hold_personal(&self, text: &str) -> bool {
        let phrases = self.world.library.phrases();
        if self.state.runs.is_empty() || phrases.command_phrase(text).is_some() || phrases.small_talk(text).is_some() {
            return false;
        }
        let said = format!(" {} ", normalize(text));
        let names_known = self.state.runs.iter().flat_map(Run::all_slots).any(|(_, value)| {
            let known = [normalize(&value.shown), normalize(&value.value)];
            value.class == Class::Personal
                && known
                    .iter()
                    .any(|known| known.len() > 1 && said.contains(&format!(" {known} ")))
        });
        let asks = text.contains('?') || begins_as_question(said.trim());
        let open = self.state.open_prompt();
        let under_personal = open.is_some_and(|open| open.personal || open.kind != PromptKind::Collect);
        names_known || (self.run_is_personal() && (has_figures(text) || (under_personal && !asks)))
    }
}

/// Whether words may hold an id, a date, an amount or an e-mail address.
pub(super) fn has_figures(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@')
}
