//! The figures of accounts.md: configuration of the service, and what answers and dialogues quote, so that no text ever
//! contradicts what the service does.
//!
//! "Stated" marks what the source documents say; the others are ours.

use serde::{Deserialize, Serialize};

/// Declares a group of figures with their defaults.
macro_rules! figures {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty = $default:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }
    };
}

figures! {
    /// All figures.
    Policy {
        /// User names.
        user_name: UserNamePolicy = UserNamePolicy::default(),
        /// Passwords.
        password: PasswordPolicy = PasswordPolicy::default(),
        /// The number on the ID card.
        enrollee_id: DigitsPolicy = DigitsPolicy::default(),
        /// Security questions.
        security_questions: QuestionsPolicy = QuestionsPolicy::default(),
        /// One-time codes by e-mail.
        code: CountPolicy = CountPolicy::default(),
        /// PINs by post.
        pin: PinPolicy = PinPolicy::default(),
        /// Providers' passwords.
        provider_password: ProviderPasswordPolicy = ProviderPasswordPolicy::default(),
        /// Invitations of users by an account manager.
        invitation: InvitationPolicy = InvitationPolicy::default(),
        /// Accounts that nobody uses.
        account: AccountPolicy = AccountPolicy::default(),
        /// Proof that an organization owns an account.
        ownership: OwnershipPolicy = OwnershipPolicy::default(),
        /// Account managers.
        account_managers: AccountManagersPolicy = AccountManagersPolicy::default(),
    }
}

figures! {
    /// User names.
    UserNamePolicy {
        /// Characters at least (stated).
        min_length: u32 = 7,
    }
}

/// Which rules a password must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordProfile {
    /// As the source document states, and not on the list of common and breached passwords.
    Documented,
    /// NIST SP 800-63B-4: length and the list, no rule of composition.
    Nist,
}

figures! {
    /// Passwords.
    PasswordPolicy {
        /// Which rules.
        profile: PasswordProfile = PasswordProfile::Documented,
        /// Characters at least (stated).
        min_length: u32 = 6,
        /// Wrong ones before the account rests, per account and network.
        tries: u32 = 5,
        /// Minutes that it rests.
        lock_minutes: u32 = 15,
    }
}

figures! {
    /// A number of a fixed length.
    DigitsPolicy {
        /// Digits (stated).
        digits: u32 = 9,
    }
}

figures! {
    /// Security questions.
    QuestionsPolicy {
        /// How many are set up.
        count: u32 = 3,
        /// How many are asked.
        ask: u32 = 2,
        /// Wrong answers before the recovery is locked, per account and network.
        tries: u32 = 5,
        /// Minutes that it is locked.
        lock_minutes: u32 = 15,
    }
}

figures! {
    /// One-time codes.
    CountPolicy {
        /// Digits.
        digits: u32 = 6,
        /// Minutes that one is valid.
        valid_minutes: u32 = 10,
        /// Wrong ones before it is dead.
        tries: u32 = 5,
    }
}

figures! {
    /// PINs by post.
    PinPolicy {
        /// Digits.
        digits: u32 = 8,
        /// Business days after which it may arrive (stated).
        from_business_days: u32 = 3,
        /// Business days by which it should have arrived (stated).
        by_business_days: u32 = 5,
        /// Days that one is valid.
        valid_days: u32 = 21,
        /// Days that one sent abroad is valid.
        valid_days_abroad: u32 = 30,
        /// Wrong ones before it is dead.
        tries: u32 = 5,
        /// Hours between two letters.
        hours_between: u32 = 24,
    }
}

figures! {
    /// Providers' passwords.
    ProviderPasswordPolicy {
        /// Days after which one expires; 0 for never (stated: 365).
        max_age_days: u32 = 365,
        /// Days before that from which the person is warned (stated).
        warn_days: u32 = 10,
    }
}

figures! {
    /// Invitations.
    InvitationPolicy {
        /// Days that the link lives (stated).
        valid_days: u32 = 30,
    }
}

figures! {
    /// Accounts that nobody uses.
    AccountPolicy {
        /// Months after which one is disabled (stated).
        disabled_after_months: u32 = 6,
    }
}

figures! {
    /// Proof of ownership.
    OwnershipPolicy {
        /// Claims, of as many different members (stated).
        claims: u32 = 2,
        /// Days within which they were submitted (stated).
        claim_days: u32 = 90,
        /// Failed proofs before the telephone line, per Tax ID and network.
        tries: u32 = 3,
        /// Hours until the next try.
        lock_hours: u32 = 24,
    }
}

figures! {
    /// Account managers.
    AccountManagersPolicy {
        /// How many most organizations can have at least (stated).
        typical: u32 = 2,
    }
}
