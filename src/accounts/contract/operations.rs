//! The table of operations (accounts.md).

use super::Class::{Open, Personal, Sealed};
use super::Who::{Anyone, Holder, Server, SignedIn};
use super::{Class, Field, Holds, Kind, Operation, OutcomeSpec};

const fn field(name: &'static str, kind: Kind, class: Class) -> Field {
    Field { name, kind, class }
}

const fn outcome(name: &'static str, fields: &'static [Field]) -> OutcomeSpec {
    OutcomeSpec { name, fields }
}

const LEFT: &[Field] = &[field("left", Kind::Integer, Open)];
const UNTIL: &[Field] = &[field("until", Kind::Instant, Open)];
const RECOVERY: Field = field("recovery", Kind::Token, Open);
const GRANT: Field = field("grant", Kind::Token, Open);
const WEAK_PASSWORD: OutcomeSpec = outcome("weak_password", &[field("reasons", Kind::Texts, Open)]);
/// The two questions that must be answered, as texts with the ids to answer by.
const QUESTIONS: Field = field(
    "questions",
    Kind::List(&[field("id", Kind::Text, Open), field("text", Kind::Text, Open)]),
    Open,
);

const CLAIM: &[Field] = &[
    field("reference", Kind::Text, Personal),
    field("first_name", Kind::Text, Personal),
    field("last_name", Kind::Text, Personal),
    field("service_date", Kind::Date, Personal),
    field("billed", Kind::Money, Personal),
];

const SECURITY_ANSWERS: &[Field] = &[
    field("question", Kind::Text, Open),
    field("answer", Kind::Handle(&[Holds::SecurityAnswer]), Sealed),
];

const SIGNED_IN: OutcomeSpec = outcome(
    "signed_in",
    &[
        field("session", Kind::Token, Sealed),
        field("name", Kind::Text, Personal),
        field("expires_in_days", Kind::Integer, Open),
    ],
);

/// Every operation of the account service.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "member.begin_recovery",
        who: Anyone,
        arguments: &[field("user_name", Kind::Text, Personal)],
        outcomes: &[
            outcome("code_mailed", &[RECOVERY]),
            outcome("questions", &[RECOVERY, QUESTIONS]),
        ],
    },
    Operation {
        name: "member.check_code",
        who: Holder,
        arguments: &[RECOVERY, field("code", Kind::Handle(&[Holds::Code]), Sealed)],
        outcomes: &[
            outcome("questions", &[QUESTIONS]),
            outcome("wrong", LEFT),
            outcome("expired", &[]),
            outcome("locked", UNTIL),
        ],
    },
    Operation {
        name: "member.answer",
        who: Holder,
        arguments: &[RECOVERY, field("answers", Kind::List(SECURITY_ANSWERS), Sealed)],
        outcomes: &[
            outcome("verified", &[GRANT]),
            outcome("wrong", LEFT),
            outcome("locked", UNTIL),
        ],
    },
    Operation {
        name: "member.reset_password",
        who: Holder,
        arguments: &[GRANT, field("password", Kind::Handle(&[Holds::Password]), Sealed)],
        outcomes: &[
            outcome("reset", &[field("receipt", Kind::Text, Open)]),
            WEAK_PASSWORD,
            outcome("expired", &[]),
        ],
    },
    Operation {
        name: "member.mailing_address",
        who: SignedIn,
        arguments: &[],
        outcomes: &[outcome("found", &[field("masked", Kind::Text, Open)])],
    },
    Operation {
        name: "member.reissue_pin",
        who: SignedIn,
        arguments: &[],
        outcomes: &[
            outcome(
                "issued",
                &[
                    field("receipt", Kind::Text, Open),
                    field("mailed_to", Kind::Text, Open),
                    field("mailed_on", Kind::Date, Open),
                    field("from", Kind::Date, Open),
                    field("by", Kind::Date, Open),
                ],
            ),
            outcome(
                "too_soon",
                &[field("mailed_on", Kind::Date, Open), field("by", Kind::Date, Open)],
            ),
        ],
    },
    Operation {
        name: "provider.verify_ownership",
        who: Anyone,
        arguments: &[
            field("id_kind", Kind::Text, Open),
            field(
                "id",
                Kind::Handle(&[Holds::TaxId, Holds::Ssn, Holds::ProviderPin]),
                Sealed,
            ),
            field("claims", Kind::List(CLAIM), Personal),
        ],
        outcomes: &[
            outcome(
                "verified",
                &[
                    GRANT,
                    field("receipt", Kind::Text, Open),
                    field("organization", Kind::Text, Open),
                    field("has_account", Kind::Boolean, Open),
                    field("managers", Kind::List(&[field("name", Kind::Text, Personal)]), Personal),
                ],
            ),
            outcome("not_verified", LEFT),
            outcome("locked", UNTIL),
        ],
    },
    Operation {
        name: "session.sign_in",
        who: Server,
        arguments: &[
            field("audience", Kind::Text, Open),
            field("user_name", Kind::Text, Personal),
            field("password", Kind::Handle(&[Holds::Password]), Sealed),
        ],
        outcomes: &[
            SIGNED_IN,
            outcome(
                "code_mailed",
                &[
                    field("pending", Kind::Token, Sealed),
                    field("masked", Kind::Text, Personal),
                ],
            ),
            outcome("refused", &[]),
            outcome("expired_password", &[GRANT]),
            outcome("disabled", &[]),
            outcome("locked", UNTIL),
        ],
    },
    Operation {
        name: "session.confirm",
        who: Server,
        arguments: &[
            field("pending", Kind::Token, Sealed),
            field("code", Kind::Handle(&[Holds::Code]), Sealed),
        ],
        outcomes: &[
            SIGNED_IN,
            outcome("wrong", LEFT),
            outcome("expired", &[]),
            outcome("locked", UNTIL),
        ],
    },
    Operation {
        name: "session.look_up",
        who: Server,
        arguments: &[],
        outcomes: &[
            outcome(
                "active",
                &[
                    field("subject", Kind::Text, Open),
                    field("audience", Kind::Text, Open),
                    field("name", Kind::Text, Personal),
                    field("how", Kind::Text, Open),
                    field("since", Kind::Instant, Open),
                ],
            ),
            outcome("ended", &[]),
        ],
    },
    Operation {
        name: "session.end",
        who: Server,
        arguments: &[],
        outcomes: &[outcome("ended", &[])],
    },
    Operation {
        name: "sealed.deposit",
        who: Server,
        arguments: &[
            field("holds", Kind::Text, Open),
            field("bind", Kind::Text, Open),
            field("secret", Kind::Text, Sealed),
        ],
        outcomes: &[
            outcome("kept", &[field("handle", Kind::Token, Open)]),
            outcome("malformed", &[field("why", Kind::Text, Open)]),
            outcome("too_many", &[]),
        ],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_stands_once() {
        let names: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
        assert_eq!(names.len(), OPERATIONS.len());
        for operation in OPERATIONS {
            let outcomes: BTreeSet<_> = operation.outcomes.iter().map(|outcome| outcome.name).collect();
            assert_eq!(outcomes.len(), operation.outcomes.len(), "{}", operation.name);
            assert!(
                !outcomes.contains(super::super::UNAVAILABLE),
                "{} has it anyway",
                operation.name
            );
        }
    }
}
