//! Which texts may be remembered (house.md, invariant 1).
//!
//! The dialogue says of which texts it knows nothing personal; but a name looks like any other word to it. So a text is
//! remembered only where each of its words stands in the content or in the editors' lists, and where nobody introduces
//! himself in it: a name may be such a word, too ("my name is Bill May").

use super::Index;
use crate::dialogue::Query;
use crate::words::normalize;

/// With what somebody introduces himself or another one.
const INTRODUCING: [&str; 8] = [
    "name is",
    "names",
    "named",
    "i am",
    "im",
    "this is",
    "calling for",
    "on behalf of",
];

impl Index {
    /// Whether the words of `query`, their vector and what they mean may be kept for whoever asks the same.
    pub fn may_remember(&self, query: &Query<'_>) -> bool {
        let known = |word: &str| self.shelf(query.audience).spelling.is_own(word);
        let normal = || normalize(query.text);
        query.keeping.may_be_remembered() && says_nothing_personal(&normal(), known)
    }
}

/// Whether a normalized text has only words that are `known`, and introduces nobody.
fn says_nothing_personal(normal: &str, known: impl Fn(&str) -> bool) -> bool {
    let spaced = format!(" {normal} ");
    let introduces = INTRODUCING.iter().any(|words| spaced.contains(&format!(" {words} ")));
    !introduces && normal.split(' ').all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_content_are_remembered() {
        let known = |word: &str| {
            "what is a pin my bill may name i am"
                .split(' ')
                .any(|known| known == word)
        };
        assert!(says_nothing_personal("what is a pin", known));
        for personal in [
            "what is a pin ruth",
            "my name is bill may what is a pin",
            "i am bill may",
        ] {
            assert!(!says_nothing_personal(personal, known), "{personal}");
        }
    }
}
