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
        needed("source", Form::Text, "Where the facts come from."),
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
