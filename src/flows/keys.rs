//! The keys of flow files and phrase files, each with what it is for.

use crate::yaml::shape::{Form, Key, Shape, may, needed};

/// The most attempts that a prompt can have.
pub const MOST_ATTEMPTS: u32 = 10;

/// Names of slots, steps and endings.
const NAME: &str = "^[a-z][a-z0-9_]{0,63}$";

/// Names of flows.
const FLOW: &str = "^[A-Za-z0-9_.:-]{1,100}$";

const AUDIENCE: Form = Form::OneOf(&[
    ("member", "People insured under the plan."),
    ("provider", "Clinics and those who bill for them."),
]);

/// A flow file.
pub static FLOW_FILE: Shape = Shape::new(
    "flow",
    "the flow",
    "An errand: a dialogue that gets something done, told as steps.",
    &[
        needed(
            "title",
            Form::Text,
            "The errand's name, as in \"Get a new PIN\". Plain words.",
        ),
        may(
            "label",
            Form::Text,
            "What its button says, as in \"Mail me a new PIN\". Without it, the title.",
        ),
        needed("audience", AUDIENCE, "Whom it is for."),
        may(
            "description",
            Form::Text,
            "What it does, in a sentence, for other editors.",
        ),
        may(
            "start",
            Form::List(0, &Form::Text),
            "What visitors say when they want it. Each phrase must find this errand and nothing else. Without any, visitors \
             do not see the errand: other flows reach it by `do`.",
        ),
        may(
            "needs",
            Form::List(
                0,
                &Form::OneOf(&[("signed_in", "The visitor is taken through the sign-in first.")]),
            ),
            "What must be so before the first step.",
        ),
        may(
            "slots",
            Form::Named(&Form::Shape(&SLOT)),
            "What is asked for, by name: `collect` fills it, and texts show it as {{ name }}.",
        ),
        needed("steps", Form::List(1, &Form::Shape(&STEP)), "What happens, in order."),
        may(
            "endings",
            Form::Named(&Form::Shape(&ENDING)),
            "Ends of the errand that several steps lead to, by name.",
        ),
    ],
);

/// A slot of a flow.
pub static SLOT: Shape = Shape::new(
    "slot",
    "a slot",
    "Something that is asked for.",
    &[
        needed("type", Form::Defined("slot_type"), "How it is typed, read and shown."),
        may(
            "label",
            Form::Text,
            "What the field is called. Without it, the slot's name in words.",
        ),
        may(
            "why",
            Form::Text,
            "Why it is asked: what a visitor reads who asks \"why?\".",
        ),
        may("hint", Form::Text, "A line below the field: what is wanted, and how."),
        may("example", Form::Text, "An example of an answer. Plain words."),
        may(
            "holds",
            Form::Defined("holds"),
            "What a sealed field holds. It never enters the conversation: only the account service sees it.",
        ),
        may(
            "choices",
            Form::Named(&Form::Text),
            "What can be chosen, as `value: Label`; at least two. Only with `type: choice`.",
        ),
        may(
            "class",
            Form::Defined("class"),
            "What may be kept of it. Without it, what the type says.",
        ),
        may("optional", Form::Truth, "Whether the visitor may leave it out."),
    ],
);

/// A step of a flow.
pub static STEP: Shape = Shape {
    kinds: &KINDS,
    alone: &["end", "goto"],
    ..Shape::new(
        "step",
        "a step",
        "One step: exactly one of say, collect, call, choose, do, receipt, handoff, or only where to go.",
        &[
            may("id", Form::Name(NAME), "A name to lead to from elsewhere."),
            may(
                "when",
                Form::Text,
                "The step happens only where this is so, as in: not address_ok, or: wants == \"pin\".",
            ),
            may("end", Form::Truth, "`true` ends the errand after this step."),
            may(
                "goto",
                Form::Text,
                "Where to go after this step: a step's id, or an ending.",
            ),
        ],
    )
};

static KINDS: [Shape; 7] = [
    Shape::new(
        "say",
        "a step",
        "Says something.",
        &[needed("say", Form::Text, "Words to say. {{ name }} shows a value.")],
    ),
    Shape::new("collect", "a step", "Asks for something.", &COLLECT),
    Shape::new("call", "a step", "Has the account service do something.", &CALL),
    Shape::new("choose", "a step", "Lets the visitor choose a way.", &CHOICE),
    Shape::new(
        "do",
        "a step",
        "Does another flow.",
        &[needed(
            "do",
            Form::Name(FLOW),
            "Another flow, by its file's name; afterwards this one goes on.",
        )],
    ),
    Shape::new("receipt", "a step", "Gives proof.", &PROOF),
    Shape::new(
        "handoff",
        "a step",
        "Hands the visitor to a person.",
        &[needed("handoff", Form::Text, "Words to say while a person is called.")],
    ),
];

static CHOICE: [Key; 1] = [needed(
    "choose",
    Form::Shape(&CHOOSE),
    "Buttons, each with a way to go.",
)];

static PROOF: [Key; 1] = [needed(
    "receipt",
    Form::Shape(&RECEIPT),
    "Proof of what was done, which the visitor can print and keep.",
)];

static COLLECT: [Key; 4] = [
    needed(
        "collect",
        Form::OneOrMore(&Form::Name(NAME)),
        "The slot that the prompt fills; several make one card.",
    ),
    needed("ask", Form::Text, "The question. {{ name }} shows a value."),
    may("title", Form::Text, "The card's heading."),
    may(
        "attempts",
        Form::Number(1, MOST_ATTEMPTS),
        "How often it is asked before other ways are offered; 3 where nothing stands here.",
    ),
];

static CALL: [Key; 5] = [
    needed("call", Form::Defined("operation"), "What the account service is to do."),
    may(
        "with",
        Form::Defined("arguments"),
        "What the operation needs: for each argument a slot, a field of an outcome (`proof.grant`), or a fixed text in \
         quotes inside quotes.",
    ),
    may(
        "as",
        Form::Name(NAME),
        "The name under which later steps find what came back, as in {{ pin.by | date }}.",
    ),
    may(
        "confirm",
        Form::Text,
        "A question to be answered with yes before the call goes out.",
    ),
    may(
        "on",
        Form::Defined("outcomes"),
        "What follows on each outcome: `next`, a step's id, an ending, or steps in place. Every outcome must be there.",
    ),
];

/// The choice of a way.
pub static CHOOSE: Shape = Shape::new(
    "choose",
    "`choose`",
    "Buttons, each with a way to go.",
    &[
        needed("ask", Form::Text, "The question."),
        needed("options", Form::List(2, &Form::Shape(&OPTION)), "The buttons."),
    ],
);

/// One way of a choice.
pub static OPTION: Shape = Shape::new(
    "option",
    "an option",
    "A button with a way to go: `goto` or `steps`.",
    &[
        needed("label", Form::Text, "What the button says. Plain words."),
        may("goto", Form::Text, "Where it leads: `next`, a step's id, or an ending."),
        may("steps", Form::List(1, &Form::Shape(&STEP)), "Steps in place of `goto`."),
    ],
);

/// A receipt.
pub static RECEIPT: Shape = Shape::new(
    "receipt",
    "`receipt`",
    "Proof of what was done, which the visitor can print and keep. No value that is sealed.",
    &[
        needed("title", Form::Text, "What was done, as in \"New PIN on its way\"."),
        may("reference", Form::Text, "The number under which it is found again."),
        may("next", Form::Text, "What happens now, or what the visitor does next."),
        may("not_you", Form::Text, "What to do if the visitor did not ask for this."),
        needed(
            "lines",
            Form::Named(&Form::Text),
            "What stands on it, as `Label: value`.",
        ),
    ],
);

/// An ending.
pub static ENDING: Shape = Shape::new(
    "ending",
    "an ending",
    "An end of the errand.",
    &[
        needed("say", Form::Text, "What is said last."),
        may("handoff", Form::Truth, "Whether a person is offered."),
    ],
);

/// A block of `safety.yaml` or `small-talk.yaml`.
pub static REPLY: Shape = Shape::new(
    "reply",
    "a block",
    "Phrases, and what is said to them.",
    &[
        needed("id", Form::Name(NAME), "A name for the block."),
        needed(
            "phrases",
            Form::List(1, &Form::Text),
            "What visitors say. Capitals and punctuation do not matter.",
        ),
        needed(
            "say",
            Form::Text,
            "What is said to them; it can show {{ contacts. }} and {{ policy. }}.",
        ),
    ],
);

/// A block of `commands.yaml`.
pub static COMMAND: Shape = Shape::new(
    "command",
    "a block",
    "Phrases that steer the conversation itself.",
    &[
        needed("id", Form::Defined("command_name"), "What they ask for."),
        needed(
            "phrases",
            Form::List(1, &Form::Text),
            "What visitors say; a phrase matches when it is the whole text, but for courtesies around it such as \"ok\" and \"please\".",
        ),
    ],
);
