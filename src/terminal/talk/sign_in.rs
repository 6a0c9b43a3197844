//! Signing in from the keyboard: name, password, and for providers a code from the mail.

use super::{Closed, Do, Talk};
use crate::web::secret::Secret;

/// What the sign-in asks for next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The user name.
    Name,
    /// The password of this user.
    Password(String),
    /// The code from the e-mail.
    Code,
}

/// What came of a step of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// Somebody is signed in.
    SignedIn,
    /// A code was mailed to this masked address.
    CodeMailed(String),
    /// The code was wrong; another can be typed.
    WrongCode,
    /// It was not taken: why, and what to do.
    Refused(String),
}

impl Talk {
    /// Begins a sign-in; the name is asked where it is not given.
    pub fn begin_sign_in(&mut self, name: Option<String>) -> Vec<Do> {
        let text = match &name {
            Some(name) => format!("Signing in as {name}. The password is not shown; /cancel leaves the sign-in."),
            None => "Signing in: what is your user name? /cancel leaves the sign-in.".to_owned(),
        };
        self.step = Some(name.map_or(Step::Name, Step::Password));
        self.note(&text)
    }

    /// A line that was typed for the sign-in.
    pub(super) fn typed_for_sign_in(&mut self, step: Step, line: &Secret) -> Vec<Do> {
        let text = line.reveal().trim();
        match step {
            _ if text.eq_ignore_ascii_case("/cancel") || (text.is_empty() && step != Step::Name) => {
                self.step = None;
                self.note("You are not signed in.")
            }
            Step::Name if text.is_empty() => self.note("The name that you log in with, please."),
            Step::Name => self.begin_sign_in(Some(text.to_owned())),
            Step::Password(user_name) => {
                let password = Secret::new(line.reveal().to_owned());
                vec![Do::SignIn { user_name, password }]
            }
            Step::Code => vec![Do::Confirm {
                code: Secret::new(text.to_owned()),
            }],
        }
    }

    /// What came of the step.
    pub fn answered(&mut self, answered: Answered) -> Vec<Do> {
        self.step = matches!(answered, Answered::CodeMailed(_) | Answered::WrongCode).then_some(Step::Code);
        match answered {
            Answered::SignedIn => {
                let connected = self.closed.is_none();
                if self.closed == Some(Closed::SignedOut) {
                    self.closed = None;
                }
                self.identifying = connected && self.opened.is_some();
                vec![Do::Identify]
            }
            Answered::CodeMailed(masked) => self.note(&format!(
                "A code was mailed to {masked}. Please type it; it is not shown."
            )),
            Answered::WrongCode => self.trouble("That is not the code that was mailed. Please type it again."),
            Answered::Refused(why) => self.trouble(why),
        }
    }
}
