//! The keys of an answer's facts, each with what it is for.

use crate::yaml::shape::{Form, Shape, may, needed};

/// The path of an answer's file below `faq/` without the ending.
const ENTRY: &str = "^[A-Za-z0-9_.:/-]{1,200}$";

/// What stands between the `---` lines of an answer's file.
pub static ANSWER: Shape = Shape::new(
    "answer",
    "an answer",
    "The facts of an answer, between the `---` lines of its file; the answer itself stands below them.",
    &[
        needed("question", Form::Text, "The question, as visitors see it."),
        needed(
            "also",
            Form::List(1, &Form::Text),
            "Other ways people ask it, in their own words. Each must find this answer and no other.",
        ),
        may(
            "flow",
            Form::Name("^[A-Za-z0-9_.:-]{1,100}$"),
            "The errand that does it, by its file's name, as in reissue-pin: shown as a button.",
        ),
        may(
            "related",
            Form::List(0, &Form::Name(ENTRY)),
            "Answers near by, as in member/pin/when-does-it-arrive: shown as links.",
        ),
        needed(
            "source",
            Form::Text,
            "Where the facts come from: a name from sources.yaml.",
        ),
        needed("owner", Form::Text, "Who looks after it."),
        needed(
            "review_by",
            Form::Day,
            "The day by which the owner reads it again. Past it, it is still served.",
        ),
        may(
            "valid",
            Form::Shape(&VALIDITY),
            "The days on which it is served, both included.",
        ),
    ],
);

/// The days on which an answer is served.
pub static VALIDITY: Shape = Shape::new(
    "validity",
    "`valid`",
    "The days on which it is served, both included.",
    &[
        may("from", Form::DayOrNothing, "The first day; null for always."),
        may("until", Form::DayOrNothing, "The last day; null for no end."),
    ],
);

/// `contacts.yaml`.
pub static CONTACTS_FILE: Shape = Shape::new(
    "contacts",
    "the file",
    "Every telephone and fax number and every address, in one place.",
    &[needed(
        "contacts",
        Form::Named(&Form::Shape(&CONTACT)),
        "Each by the name that texts use, as in {{ contacts.help_desk }}.",
    )],
);

/// One way to reach somebody.
pub static CONTACT: Shape = Shape::new(
    "contact",
    "a contact",
    "One way to reach somebody.",
    &[
        needed("name", Form::Text, "Who is reached."),
        needed(
            "kind",
            Form::OneOf(&[
                ("telephone", "By telephone."),
                ("fax", "By fax."),
                ("email", "By e-mail."),
                ("post", "By post."),
                (
                    "place",
                    "As the words say, as in: the number on the back of your ID card.",
                ),
            ]),
            "How.",
        ),
        needed("value", Form::Text, "The number or the address: what texts show."),
        needed(
            "audience",
            Form::OneOf(&[
                ("member", "People insured under the plan."),
                ("provider", "Clinics and those who bill for them."),
            ]),
            "Whom it is for.",
        ),
        needed("source", Form::Text, "Where it is stated: a name from sources.yaml."),
    ],
);

/// `sources.yaml`.
pub static SOURCES_FILE: Shape = Shape::new(
    "sources",
    "the file",
    "The documents that the facts come from.",
    &[needed(
        "sources",
        Form::Named(&Form::Shape(&SOURCE)),
        "Each by the name that answers and contacts use.",
    )],
);

/// A document that facts come from.
pub static SOURCE: Shape = Shape::new(
    "source",
    "a source",
    "A document that facts come from.",
    &[
        needed("title", Form::Text, "What it is called."),
        may(
            "place",
            Form::Text,
            "Where it is to be found, for whoever looks after the answers.",
        ),
    ],
);
