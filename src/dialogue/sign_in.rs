//! Signing in, also in the middle of an errand.

use super::Reached;
use super::engine::{Broken, Engine};
use super::mask::MASK;
use super::state::{Doing, Visitor};
use crate::accounts::contract::SessionId;
use crate::conversation::{Body, Utterance};

/// What may stay of a name in the log for good: `R•••`.
fn initial(name: &str) -> String {
    name.trim().chars().take(1).chain(MASK.chars()).collect()
}

impl Engine<'_> {
    /// Whether the errand waits for the visitor to sign in.
    pub fn is_parked(&self) -> bool {
        self.state.runs.last().is_some_and(|run| run.doing == Doing::SignIn)
    }

    /// Says where to sign in and why.
    pub fn show_sign_in(&mut self) -> Result<(), Broken> {
        let title = self.closure()?.flow.title.clone();
        let body = Body::SignIn {
            url: format!("/{}#sign-in", self.state.audience),
            text: self.fixed("sign_in.text", &[("title", &title)]),
        };
        self.say(Utterance::bot(body));
        Ok(())
    }

    /// The visitor has signed in: noted once for each session, and the errand that waited for it goes on.
    pub fn signed_in(&mut self, subject: String, name: String, how: String, session: SessionId) -> Result<(), Broken> {
        if self.state.session() == Some(&session) {
            self.ignore();
            return Ok(());
        }
        // Somebody else must not go on with what the first person has entered.
        let other = self
            .state
            .visitor
            .as_ref()
            .is_some_and(|visitor| visitor.subject != subject);
        let had_runs = !self.state.runs.is_empty();
        if other {
            self.drop_all_runs(Reached::Cancelled);
        }
        self.state.visitor = Some(Visitor { subject, session });
        let name = initial(&name);
        self.say(Utterance::system(Body::SignedIn { name, how }));
        if other && had_runs {
            self.say_fixed("run.other_person", &[]);
        }
        if self.is_parked() {
            self.run_mut()?.doing = Doing::Walking;
            return self.walk();
        }
        Ok(())
    }
}
