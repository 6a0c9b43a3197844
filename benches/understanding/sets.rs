//! The sets that are measured, and what is aimed at on each.

/// A set of questions with the bank that they are asked of.
pub struct Set {
    /// Its name, as `--sets` takes it.
    pub name: &'static str,
    /// The folder of the evaluation sets that it lies in; nothing for our own content.
    pub folder: Option<&'static str>,
    /// Whether its questions get slips of the keyboard.
    pub typos: bool,
    /// What is told of it.
    pub figures: &'static [Aim],
}

/// A figure, and what it should be.
pub struct Aim {
    /// The figure's key in what `frontdesk eval --json` prints.
    pub key: &'static str,
    /// How it is called.
    pub name: &'static str,
    /// What it has to be.
    pub bound: Bound,
    /// What it should rather be.
    pub reach: Option<f64>,
}

/// What a figure has to be, in percent.
#[derive(Clone, Copy)]
pub enum Bound {
    /// So much or more.
    AtLeast(f64),
    /// So much or less.
    AtMost(f64),
    /// It is only told.
    Told,
}

impl Bound {
    /// What a figure is held against.
    pub fn limit(self) -> Option<f64> {
        match self {
            Self::AtLeast(limit) | Self::AtMost(limit) => Some(limit),
            Self::Told => None,
        }
    }

    /// Whether a figure is as it has to be.
    pub fn met(self, percent: f64) -> Option<bool> {
        match self {
            Self::AtLeast(least) => Some(percent >= least),
            Self::AtMost(most) => Some(percent <= most),
            Self::Told => None,
        }
    }
}

const fn at_least(key: &'static str, name: &'static str, least: f64) -> Aim {
    Aim {
        key,
        name,
        bound: Bound::AtLeast(least),
        reach: None,
    }
}

const fn at_most(key: &'static str, name: &'static str, most: f64) -> Aim {
    Aim {
        key,
        name,
        bound: Bound::AtMost(most),
        reach: None,
    }
}

const fn told(key: &'static str, name: &'static str) -> Aim {
    Aim {
        key,
        name,
        bound: Bound::Told,
        reach: None,
    }
}

impl Aim {
    const fn reach_for(mut self, reach: f64) -> Self {
        self.reach = Some(reach);
        self
    }
}

const fn set(name: &'static str, figures: &'static [Aim]) -> Set {
    Set {
        name,
        folder: Some(name),
        typos: false,
        figures,
    }
}

/// The name of our own content among the sets.
pub const OWN: &str = "own";

/// All sets, in the order in which they are told.
pub const SETS: [Set; 9] = [
    set(
        "stackfaq",
        &[
            at_least("p_at_1", "P@1", 96.0),
            at_least("mrr", "MRR", 97.5),
            at_least("map", "MAP", 96.0).reach_for(98.0),
        ],
    ),
    Set {
        name: "stackfaq-typos",
        folder: Some("stackfaq"),
        typos: true,
        figures: &[at_least("p_at_1", "P@1", 94.0).reach_for(95.0)],
    },
    set(
        "banking77-10shot",
        &[at_least("accuracy", "accuracy", 86.5).reach_for(88.0)],
    ),
    set("banking77", &[at_least("accuracy", "accuracy", 94.0).reach_for(95.0)]),
    set(
        "clinc150",
        &[
            at_least("in_scope_at_threshold", "in scope, at the threshold from dev", 93.5).reach_for(94.5),
            at_least("oos_recall", "out-of-scope recall there", 85.0).reach_for(90.0),
            told("oos_auroc", "out-of-scope AUROC"),
        ],
    ),
    set(
        "hint3-curekart",
        &[
            at_least("accuracy", "accuracy in scope", 86.0),
            at_least("oos_auroc", "out-of-scope AUROC", 90.0),
            told(
                "accuracy_with_oos_best",
                "accuracy with out-of-scope, best threshold on the test set",
            ),
        ],
    ),
    set("askubuntu", &[at_least("accuracy", "accuracy", 93.5)]),
    set("chatbot", &[at_least("accuracy", "accuracy", 98.0)]),
    Set {
        name: OWN,
        folder: None,
        typos: false,
        figures: &[
            at_least("right_or_offered", "right, or among the offers", 97.0),
            at_most("confidently_wrong", "wrong with confidence", 2.0),
            at_most("oos_answered", "out of scope, answered", 3.0),
            told("p_at_1", "P@1"),
        ],
    },
];

/// How far probabilities are from what comes true: told of every set.
pub const CLAIMS: Aim = told("ece", "expected calibration error");

/// Precision of the answer band, its coverage, and the truth of probabilities: means over sets.
pub const MEANS: [Aim; 3] = [
    at_least("precision", "precision of the answers given", 90.0),
    at_least("coverage", "questions answered", 55.0),
    CLAIMS,
];
