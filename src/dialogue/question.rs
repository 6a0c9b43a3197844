//! How questions begin.

/// Words with which a question begins, whatever follows.
pub const QUESTION_WORDS: [&str; 24] = [
    "how", "hows", "what", "whats", "when", "whens", "where", "wheres", "why", "who", "whos", "whom", "whose", "which",
    "is", "are", "do", "does", "did", "should", "will", "can", "could", "may",
];

/// Words with which a question begins where the one whom it is about follows at once: "would i have to pay", "doesnt my pin
/// expire". Else they begin a wish or a report: "would like a pin", "cant log in".
const BEFORE_SOMEBODY: [&str; 17] = [
    "would", "must", "were", "had", "isnt", "arent", "werent", "dont", "doesnt", "didnt", "hasnt", "cant", "couldnt",
    "wont", "wouldnt", "shouldnt", "wasnt",
];

/// Whom a question is about, by its first word.
const SOMEBODY: [&str; 17] = [
    "i", "you", "we", "they", "he", "she", "it", "my", "our", "your", "his", "her", "their", "the", "this", "that",
    "there",
];

/// What follows on "had" only in a question: "had my card stolen" tells of a trouble.
const BY_PRONOUN: [&str; 7] = ["i", "you", "we", "they", "he", "she", "it"];

/// Whether a text, as `words::normalize` makes it, begins as questions do.
pub fn begins_as_question(normal: &str) -> bool {
    let mut words = normal.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match first {
        "had" => BY_PRONOUN.contains(&second),
        first if BEFORE_SOMEBODY.contains(&first) => SOMEBODY.contains(&second),
        first => QUESTION_WORDS.contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_known_by_how_they_begin() {
        for question in [
            "what is a pin",
            "would i have to pay",
            "doesnt my pin expire",
            "cant you mail it",
            "had i known",
            "must the letters be small",
        ] {
            assert!(begins_as_question(question), "{question}");
        }
        for other in [
            "",
            "would like a pin",
            "cant log in",
            "dont send it",
            "had my card stolen",
            "ruth miller",
            "were locked out",
        ] {
            assert!(!begins_as_question(other), "{other}");
        }
    }
}
