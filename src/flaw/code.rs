//! The kinds of flaws, each with a name for machines that stays the same.

/// Writes the kinds, their names and what they mean down once.
macro_rules! codes {
    ($($kind:ident $name:literal $meaning:literal,)+) => {
        /// What kind of flaw it is. The names are kept from version to version: editors' tools and build pipelines know them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $kind,)+
        }

        impl Code {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// Its name for machines, as in `unknown-key`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// What it means, in a few words.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$kind => $meaning,)+
                }
            }
        }
    };
}

codes! {
    UnreadableFile "unreadable-file" "A file or folder can't be read, or is not text in UTF-8.",
    FileTooLarge "file-too-large" "A file, or all of them together, are larger than what is read.",
    MissingFile "missing-file" "A file that must be there is not.",
    MisplacedFile "misplaced-file" "The name or the place of a file says nothing, so that nobody reads it.",
    ConflictMarker "conflict-marker" "Two versions of a file were put together and never settled.",
    StrangeLetter "strange-letter" "A control character stands in a text.",
    NotYaml "not-yaml" "A file, or the facts of an answer, can't be read as YAML.",
    UnknownKey "unknown-key" "A key that is not known.",
    DuplicateKey "duplicate-key" "A key that stands twice.",
    MissingKey "missing-key" "A key that must be there is not.",
    WrongValue "wrong-value" "A value that is not of the kind that is wanted.",
    BadDate "bad-date" "A date that is none.",
    DeadDates "dead-dates" "Dates between which no day lies.",
    NoFacts "no-facts" "An answer without its facts between `---` lines.",
    NoAnswer "no-answer" "An answer without words.",
    BadTemplate "bad-template" "A text whose values can't be filled in.",
    RawHtml "raw-html" "HTML in a text.",
    Image "image" "An image in a text.",
    BadLink "bad-link" "A link that no browser could follow.",
    BrokenLink "broken-link" "A link to an answer or an errand that is not there.",
    WrongAudience "wrong-audience" "A link to an answer or an errand that is for other people.",
    FirstSentence "first-sentence" "An answer whose first sentence does not stand alone.",
    ContactInText "contact-in-text" "A telephone number or an address that stands in a text instead of in the contacts.",
    PhraseClaimed "phrase-claimed" "A way to ask that stands with two answers.",
    PhraseTwice "phrase-twice" "A way to ask that stands twice with one answer.",
    PhraseAstray "phrase-astray" "A way to ask that finds something else.",
    PhraseUnsupported "phrase-unsupported" "A way to ask the like of which finds something else.",
    PhrasesFoughtOver "phrases-fought-over" "Two answers or errands that lose phrases to each other.",
    BadPhrase "bad-phrase" "A phrase that can't be used.",
    NearDuplicate "near-duplicate" "Two questions that are nearly the same.",
    TooLong "too-long" "An answer with too many words.",
    HardToRead "hard-to-read" "An answer in hard words or long sentences.",
    Expired "expired" "An answer whose last day has passed.",
    ReviewDue "review-due" "An answer that somebody should have read again by now.",
    UnknownSource "unknown-source" "A source that is not in the list of sources.",
    TranslationAlone "translation-alone" "A translation of an answer that is not there.",
    TranslationDiffers "translation-differs" "A translation that states other facts than its original.",
    BadContact "bad-contact" "A contact whose value is not of its kind.",
    UnusedContact "unused-contact" "A contact that no text names.",
    MissingSentence "missing-sentence" "A fixed sentence that is not there.",
    UnknownSentence "unknown-sentence" "A fixed sentence that nothing uses.",
    BadSentence "bad-sentence" "A fixed sentence that can't be used.",
    BadSynonym "bad-synonym" "A line of the synonyms that is none.",
    UnusedSynonym "unused-synonym" "A synonym of words that no answer or errand has.",
    UnknownHeading "unknown-heading" "A heading of the phrases that are out of scope that is not known.",
    OutsideAnswered "out-of-scope-answered" "A phrase that is listed as out of scope, and that an answer or errand claims.",
    IndexFailed "index-failed" "The sentence model failed.",
    BadStory "bad-story" "A story that can't be read.",
    StoryFails "story-fails" "A story that does not hold.",
    Unpassed "unpassed" "A part of an errand that no story passes.",
    FlowName "flow-name" "A name in an errand that is unknown, taken, unused, or none.",
    FlowText "flow-text" "A text of an errand that can't be shown.",
    FlowSlot "flow-slot" "A slot that is not complete, or not of a known type.",
    FlowStep "flow-step" "A step that is not complete, or wants two things at once.",
    FlowCall "flow-call" "A call of an operation that is not known, or not complete.",
    FlowArgument "flow-argument" "An argument that is missing, unknown, or of the wrong type.",
    FlowOutcome "flow-outcome" "An outcome that is not handled, or that the operation does not have.",
    FlowSecret "flow-secret" "A secret or personal value where it must not be.",
    FlowSignIn "flow-sign-in" "An errand that needs a signed-in visitor and does not say so.",
    FlowValue "flow-value" "A value that may not be there, or is of the wrong kind.",
    FlowWay "flow-way" "A step that nothing reaches, or a way without an end.",
    FlowPhrase "flow-phrase" "A phrase that stands twice, or says nothing.",
    FlowTogether "flow-together" "Errands that do not fit together.",
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}
