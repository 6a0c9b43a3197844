//! What an event says: the bodies of wire.md.
//!
//! `text` is complete on its own (screen readers, transcripts, other channels); `html` is the same content, rendered
//! from Markdown and cleaned. A visitor's own text is never rendered as HTML: its `html` is empty.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EntryId, FlowId, PromptId, SlotName};

/// What one event says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Plain words, of the visitor, the bot or an agent.
    Text {
        /// The words.
        text: String,
        /// The same as HTML; empty for a visitor's own words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        html: String,
    },
    /// The visitor pressed a button.
    Chose {
        /// The label of the button.
        label: String,
    },
    /// The visitor filled slots of a prompt, on its card or in words.
    Filled {
        /// The prompt that was answered.
        prompt: PromptId,
        /// The slots in the order of the card, each with its value as shown.
        slots: Vec<FilledSlot>,
    },
    /// The visitor rated an answer or the conversation.
    Rated {
        /// The event that was rated; nothing for the closing survey.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seq: Option<u64>,
        /// Thumbs up or down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        helpful: Option<bool>,
        /// 1 to 5.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<u8>,
        /// What they said of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// The errand needs the visitor to sign in first.
    SignIn {
        /// Where to sign in.
        url: String,
        /// What to do and why.
        text: String,
    },
    /// The visitor has signed in; everything with a lower seq was said before.
    SignedIn {
        /// Whom they signed in as: the first letter of the name, the rest masked. (Names are personal, and this line stays.)
        name: String,
        /// How they proved who they are (`amr`), for instance `pwd` or `pwd otp`.
        how: String,
    },
    /// An approved answer.
    Answer(Box<Answer>),
    /// Two or three possibilities to choose from.
    Offer(Offer),
    /// A question of a flow.
    Prompt(Box<Prompt>),
    /// Proof that an errand was done.
    Receipt(Box<Receipt>),
    /// Live chat comes or goes.
    Handoff {
        /// What happened.
        state: HandoffState,
        /// The agent's name as shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
        /// The same in words.
        text: String,
    },
    /// The conversation is over.
    Ended {
        /// Why: `left`, `idle`, `deleted`.
        reason: String,
    },
}

impl Body {
    /// Plain words with no markup.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            html: String::new(),
        }
    }
}

/// A slot that was filled, as the transcript shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FilledSlot {
    /// The slot.
    pub slot: SlotName,
    /// Its label on the card.
    pub label: String,
    /// The value as shown: `entered` for a sealed one, `provided` for a personal one once it is rewritten.
    pub value: String,
}

/// An approved answer, with the entry and the revision that it came from, so that a transcript shows exactly what the
/// visitor was told (invariant 2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The entry.
    pub entry: EntryId,
    /// The hash of the entry's source, 12 hex digits.
    pub revision: String,
    /// The entry's own question.
    pub question: String,
    /// The answer.
    pub text: String,
    /// The answer as HTML.
    pub html: String,
    /// How probably this is the right answer, 0 to 1.
    pub probability: f32,
    /// The errand that does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowButton>,
    /// Questions near by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
}

/// A button that starts an errand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlowButton {
    /// The flow.
    pub id: FlowId,
    /// The button's words.
    pub label: String,
}

/// A question near by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Related {
    /// The entry that answers it.
    pub entry: EntryId,
    /// The question.
    pub question: String,
}

/// A few possibilities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// What is offered, in words; the choices follow it and are not named in it.
    pub text: String,
    /// The choices, in order.
    pub choices: Vec<Choice>,
}

/// One choice of an offer or a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// What the client sends back in `choose`.
    pub id: String,
    /// What the visitor reads.
    pub label: String,
}

/// A flow's open question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Prompt {
    /// Fills and handles bind to it; stable while the prompt is open.
    pub prompt: PromptId,
    /// The flow that asks; nothing for a question of the engine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowId>,
    /// The card's heading, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The question.
    pub text: String,
    /// The question as HTML.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html: String,
    /// What is to be filled; empty where only a choice is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<PromptField>,
    /// Buttons that answer it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The ways round it that are open now: some of `back`, `cancel`, `why`, `agent`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// Why it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Where in the errand one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepOf>,
}

/// Where in an errand a prompt stands, as in "2 of 4".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepOf {
    /// This one, from 1.
    pub n: u16,
    /// All of them.
    pub of: u16,
}

/// One field of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PromptField {
    /// The slot that it fills.
    pub slot: SlotName,
    /// What stands above it.
    pub label: String,
    /// How it is typed.
    pub input: InputKind,
    /// The HTML `autocomplete` token, for instance `username` or `one-time-code`; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub autocomplete: String,
    /// What is wanted, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// An example value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    /// Whether it must be filled.
    pub required: bool,
    /// What a sealed field holds, for instance `password`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// What it holds already, as the visitor said it (a correction, or coming back to the card); never a sealed value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What was wrong with the last value, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The options of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
}

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// Any words.
    Text,
    /// A person's first or last name.
    PersonName,
    /// The name that one signs in with.
    UserName,
    /// A date.
    Date,
    /// An amount in US dollars.
    Money,
    /// A nine-digit Tax ID (only where it is not sealed).
    TaxId,
    /// The nine digits on the ID card.
    EnrolleeId,
    /// The number of a claim.
    ClaimId,
    /// The number of a member.
    MemberId,
    /// An e-mail address.
    Email,
    /// Yes or no.
    YesNo,
    /// One of a few.
    Choice,
    /// A secret: posted to the account service, never part of the conversation.
    Sealed,
}

/// Proof that an errand was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// What to quote when asking about it.
    pub reference: String,
    /// What was done.
    pub title: String,
    /// What changed, line by line; values masked.
    pub lines: Vec<ReceiptLine>,
    /// What happens next and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Something to take along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download: Option<Download>,
    /// What to do if it was somebody else.
    pub not_you: String,
}

/// One line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiptLine {
    /// What it is.
    pub label: String,
    /// Its value, masked where it is personal.
    pub value: String,
}

/// Something to take along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Download {
    /// The link's words.
    pub label: String,
    /// Where it is.
    pub url: String,
}

/// What happened with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoffState {
    /// A person can be had.
    Offered,
    /// The visitor waits.
    Queued,
    /// An agent is here.
    Joined,
    /// The agent is gone.
    Left,
    /// The bot goes on.
    Returned,
    /// Nobody can be had now; the text says how else.
    Unavailable,
}
