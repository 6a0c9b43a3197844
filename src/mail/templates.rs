//! The texts of e-mails and letters: one line binds a name, what it needs, and its file.

use std::fmt;

use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A text could not be made from its template.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The template is flawed or lacks a value.
    #[error("templates/mail/{name}.txt: {kind}")]
    Template {
        /// Which template.
        name: &'static str,
        /// What is wrong, without values.
        kind: String,
    },
    /// The template does not begin with its subject.
    #[error("templates/mail/{0}.txt must begin with a line `Subject: ...` and an empty line")]
    NoSubject(&'static str),
}

/// A rendered text; wiped when dropped, for it may hold a code or a PIN.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Text {
    /// The subject line.
    pub subject: String,
    /// The body.
    pub body: String,
}

impl fmt::Debug for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Text")
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// What a template needs.
pub trait Template: Serialize {
    /// Its file's name, without folder and ending.
    const NAME: &'static str;
    /// Its file's text.
    const SOURCE: &'static str;
}

/// Declares templates: the values that each needs, and its file.
macro_rules! templates {
    ($($(#[$doc:meta])* $type:ident from $file:literal { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Serialize)]
            pub struct $type<'a> {
                $($(#[$field_doc])* pub $field: $kind,)*
            }

            impl Template for $type<'_> {
                const NAME: &'static str = $file;
                const SOURCE: &'static str = include_str!(concat!("../../templates/mail/", $file, ".txt"));
            }
        )*
    };
}

templates! {
    /// The code that begins a member's recovery.
    RecoveryCode from "recovery_code" {
        /// Whom it greets.
        name: &'a str,
        /// The code.
        code: &'a str,
        /// Minutes that it is valid.
        minutes: u32,
    }
    /// The second step of a provider's sign-in.
    SignInCode from "sign_in_code" {
        /// Whom it greets.
        name: &'a str,
        /// The code.
        code: &'a str,
        /// Minutes that it is valid.
        minutes: u32,
    }
    /// Tells the owner that the password was changed.
    PasswordChanged from "password_changed" {
        /// Whom it greets.
        name: &'a str,
        /// The day of the change, as people read it.
        day: &'a str,
        /// The reference of the receipt.
        receipt: &'a str,
    }
    /// Tells the owner that a PIN is on its way.
    PinIssued from "pin_issued" {
        /// Whom it greets.
        name: &'a str,
        /// The day on which it is posted.
        mailed_on: &'a str,
        /// The first day on which it may arrive.
        from: &'a str,
        /// The day by which it should have arrived.
        by: &'a str,
        /// The reference of the receipt.
        receipt: &'a str,
    }
    /// The letter with the PIN.
    PinLetter from "pin_letter" {
        /// Whom it greets.
        name: &'a str,
        /// The lines of the postal address, the name first.
        address: &'a [String],
        /// The day on which it is posted.
        mailed_on: &'a str,
        /// The PIN.
        pin: &'a str,
        /// The last day on which the PIN works.
        valid_until: &'a str,
    }
}

/// Makes the text of a message. A value that the template asks for and does not get is an error.
pub fn render<T: Template>(values: &T) -> Result<Text, MailError> {
    let failed = |error: minijinja::Error| MailError::Template {
        name: T::NAME,
        kind: error.kind().to_string(),
    };
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let whole = environment
        .render_str(T::SOURCE, minijinja::value::Serde(values))
        .map_err(failed)?;
    let (subject, body) = whole
        .strip_prefix("Subject: ")
        .and_then(|rest| rest.split_once("\n\n"))
        .ok_or(MailError::NoSubject(T::NAME))?;
    Ok(Text {
        subject: subject.to_owned(),
        body: body.trim_end().to_owned() + "\n",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_renders_and_says_what_it_is_given() {
        let code = RecoveryCode {
            name: "Ruth",
            code: "402117",
            minutes: 10,
        };
        let text = render(&code).unwrap();
        assert_eq!(text.subject, "Your code to set a new password");
        assert!(text.body.contains("Your code: 402117\n"));
        let code = SignInCode {
            name: "Dana",
            code: "402117",
            minutes: 10,
        };
        assert!(render(&code).unwrap().body.contains("402117"));
        let changed = PasswordChanged {
            name: "Ruth",
            day: "November 25, 2026",
            receipt: "PW-7K3M9Q",
        };
        assert!(render(&changed).unwrap().body.contains("Reference: PW-7K3M9Q"));
        let issued = PinIssued {
            name: "Ruth",
            mailed_on: "November 23, 2026",
            from: "November 27, 2026",
            by: "December 1, 2026",
            receipt: "PIN-7K3M9Q",
        };
        assert!(render(&issued).unwrap().body.contains("November 27, 2026"));
    }

    #[test]
    fn the_letter_carries_the_address_line_by_line() {
        let address = ["Ruth Miller".to_owned(), "412 Harbor Lane".to_owned()];
        let letter = PinLetter {
            name: "Ruth Miller",
            address: &address,
            mailed_on: "November 23, 2026",
            pin: "48120977",
            valid_until: "December 14, 2026",
        };
        let text = render(&letter).unwrap();
        assert!(text.body.starts_with("Ruth Miller\n412 Harbor Lane\n"), "{}", text.body);
        assert!(text.body.contains("48120977"));
    }

    #[test]
    fn nothing_of_a_text_is_printed_but_its_subject() {
        let text = render(&RecoveryCode {
            name: "Ruth",
            code: "402117",
            minutes: 10,
        })
        .unwrap();
        assert!(!format!("{text:?}").contains("402117"));
    }
}
