//! Finding the answer in what was typed: fillers in front of it ("it's ...", "my user name is ..."), and more behind it
//! ("rmiller42, *and is there a fee?*").

/// Words before an answer that carry nothing, longest first.
const FILLERS: &[&str] = &[
    "i think it is",
    "i think it's",
    "i think its",
    "i believe it is",
    "i believe it's",
    "it should be",
    "that would be",
    "it would be",
    "i think",
    "i believe",
    "it is",
    "it's",
    "it was",
    "its",
    "that is",
    "that's",
    "that was",
    "thats",
    "i said",
    "i meant",
    "i mean",
    "okay",
    "well",
    "sure",
    "this is",
    "i am",
    "i'm",
    "ok",
    "um",
    "uh",
    "so",
    "oh",
];

/// Words that begin a question or a wish rather than an answer.
const OPENERS: &[&str] = &[
    "how", "what", "whats", "why", "when", "where", "who", "whom", "whose", "which", "can", "could", "do", "does",
    "did", "is", "are", "am", "was", "should", "shall", "will", "would", "may", "must", "has", "have", "i", "im",
    "ive", "id", "we", "my", "please", "help", "tell", "show", "explain", "you", "there", "they", "it", "not", "dont",
    "cannot", "cant", "no", "none",
];

/// Words that begin a question behind an answer.
const QUESTION_WORDS: &[&str] = &[
    "how", "what", "whats", "why", "when", "where", "who", "which", "can", "could", "do", "does", "did", "is", "are",
    "will", "should", "would",
];

/// Ends of the answer, where something else may begin.
const BOUNDARIES: &[&str] = &[
    ", ", "; ", ". ", "? ", "! ", "\n", " and ", " but ", " also ", " - ", " – ", " — ",
];

/// What is typed without the fillers in front.
pub(super) fn without_fillers(text: &str) -> &str {
    let mut rest = text.trim();
    for _ in 0..4 {
        let shorter = without_subject(without_filler(rest));
        if shorter.len() == rest.len() {
            break;
        }
        rest = shorter;
    }
    rest
}

/// One filler less.
fn without_filler(text: &str) -> &str {
    FILLERS
        .iter()
        .find_map(|filler| {
            let head = text.get(..filler.len())?;
            let tail = text.get(filler.len()..)?;
            let parted = tail.starts_with([' ', ',', ':', '-']) || tail.starts_with('\u{2026}');
            (head.eq_ignore_ascii_case(filler) && parted)
                .then(|| tail.trim_start_matches([' ', ',', ':', '-', '\u{2026}']))
        })
        .filter(|tail| !tail.is_empty())
        .unwrap_or(text)
}

/// Without "my user name is", "the date was": up to four words between the article and the verb.
fn without_subject(text: &str) -> &str {
    let mut words = text.split_inclusive(' ');
    let Some(first) = words.next() else { return text };
    if !["my ", "the ", "our ", "her ", "his ", "their "].contains(&first.to_ascii_lowercase().as_str()) {
        return text;
    }
    let mut passed = first.len();
    for word in words.take(5) {
        passed += word.len();
        let bare = word.trim_end_matches([' ', ':']).to_ascii_lowercase();
        if ["is", "was", "were", "are"].contains(&bare.as_str()) || word.trim_end().ends_with(':') {
            return text
                .get(passed..)
                .map(str::trim_start)
                .filter(|rest| !rest.is_empty())
                .unwrap_or(text);
        }
    }
    text
}

/// Every way to part `text` into an answer and a rest, the longest answer first; the whole text is the first.
pub(super) fn partings(text: &str) -> Vec<(&str, &str)> {
    let mut cuts: Vec<(usize, usize)> = BOUNDARIES
        .iter()
        .flat_map(|boundary| text.match_indices(boundary).map(|(at, found)| (at, at + found.len())))
        .collect();
    cuts.sort_unstable_by(|left, right| right.cmp(left));
    cuts.truncate(16);
    let mut partings = vec![(text.trim(), "")];
    partings.extend(
        cuts.into_iter()
            .map(|(end, start)| (text[..end].trim(), rest(&text[start..]))),
    );
    partings
}

/// What is left, without the word that joined it on.
fn rest(text: &str) -> &str {
    let mut text = text.trim_start_matches([' ', ',', ';', '.', '-']);
    for joint in ["and ", "but ", "also ", "then "] {
        if text
            .get(..joint.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(joint))
        {
            text = &text[joint.len()..];
        }
    }
    text.trim()
}

/// Whether words read like a question or a wish, not like the answer to something asked.
pub(super) fn reads_like_a_question(text: &str) -> bool {
    text.contains('?') || (text.split_whitespace().count() > 1 && OPENERS.contains(&first_word(text).as_str()))
}

/// Whether what is said behind an answer is a question.
pub(super) fn asks(rest: &str) -> bool {
    rest.contains('?') || QUESTION_WORDS.contains(&first_word(rest).as_str())
}

/// The first word, in lower case, letters and digits only.
fn first_word(text: &str) -> String {
    text.split_whitespace()
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_fall_away() {
        assert_eq!(without_fillers("it's rmiller42"), "rmiller42");
        assert_eq!(without_fillers("OK, my user name is rmiller42"), "rmiller42");
        assert_eq!(without_fillers("the date was March 4"), "March 4");
        assert_eq!(without_fillers("my"), "my");
        assert_eq!(without_fillers("itself"), "itself");
    }

    #[test]
    fn an_answer_may_be_followed_by_more() {
        let partings = partings("rmiller42, and is there a fee?");
        assert_eq!(partings[0], ("rmiller42, and is there a fee?", ""));
        assert!(partings.contains(&("rmiller42", "is there a fee?")));
    }

    #[test]
    fn questions_are_known_by_their_first_word_or_their_mark() {
        assert!(reads_like_a_question("how long does it take"));
        assert!(reads_like_a_question("fee?"));
        assert!(!reads_like_a_question("Will"));
        assert!(!reads_like_a_question("Ruth Miller"));
    }
}
