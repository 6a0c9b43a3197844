//! "Let me speak with a real person please": a request for a person, however it is put.

/// Words that a request may have.
const MOST_WORDS: usize = 12;

/// What may stand before the verb. A text that begins with other words is about something else.
const BEFORE: &[&str] = &[
    "i", "we", "id", "want", "wanna", "need", "would", "like", "love", "prefer", "rather", "have", "got", "gotta",
    "must", "really", "just", "to", "let", "me", "us", "please", "pls", "can", "could", "may", "you", "hi", "hello",
    "hey", "ok", "okay", "no", "im", "am", "trying", "try", "wish", "help", "now", "sorry", "yes", "and", "then", "so",
    "well", "but", "still", "actually",
];

/// Verbs behind which only a person is meant, whatever follows.
const TALK: &[&str] = &[
    "talk", "talking", "speak", "speaking", "chat", "chatting", "connect", "transfer",
];

/// Verbs that other things follow as well.
const GET: &[&str] = &["get", "give", "want", "need", "have"];

/// Between the verb and the person.
const LINKS: &[&str] = &["me", "us", "to", "with", "directly", "over", "through"];

/// In front of the person.
const KINDS: &[&str] = &[
    "a", "an", "the", "any", "some", "another", "one", "of", "your", "real", "live", "actual", "human", "customer",
    "service", "care", "support", "member", "provider", "living",
];

/// Who is wanted.
const PERSONS: &[&str] = &[
    "human",
    "humans",
    "person",
    "people",
    "someone",
    "somebody",
    "anyone",
    "anybody",
    "agent",
    "agents",
    "representative",
    "representatives",
    "rep",
    "reps",
    "operator",
    "being",
];

/// What may follow a person that is got, given, wanted or needed.
const AFTER: &[&str] = &[
    "please",
    "pls",
    "now",
    "right",
    "here",
    "today",
    "asap",
    "immediately",
    "instead",
    "real",
    "to",
    "talk",
    "speak",
    "chat",
    "help",
    "with",
    "me",
    "us",
    "on",
    "the",
    "phone",
    "line",
    "not",
    "a",
    "bot",
    "robot",
    "thanks",
];

/// Whether a normalized text asks for a person.
pub(super) fn is_asked_for(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() > MOST_WORDS {
        return false;
    }
    let verbs = words
        .iter()
        .enumerate()
        .take_while(|(at, _)| *at == 0 || BEFORE.contains(&words[at - 1]));
    verbs
        .filter(|(_, word)| TALK.contains(word) || GET.contains(word))
        .any(|(at, verb)| {
            let rest = past(&words[at + 1..], LINKS);
            let after = past(rest, &[KINDS, PERSONS].concat());
            let named = &rest[..rest.len() - after.len()];
            let person = named.iter().any(|word| PERSONS.contains(word));
            person && (TALK.contains(verb) || after.iter().all(|word| AFTER.contains(word)))
        })
}

/// `words` without those at their beginning that are in `list`.
fn past<'a, 'b>(words: &'a [&'b str], list: &[&str]) -> &'a [&'b str] {
    let count = words.iter().take_while(|word| list.contains(word)).count();
    &words[count..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::normalize;

    #[test]
    fn a_person_is_asked_for_in_many_words() {
        for text in [
            "i want to talk to a human NOW",
            "let me speak to a real person please",
            "let me speak with someone please",
            "i need to talk to somebody",
            "can i talk to a real human being",
            "may I speak with one of your agents?",
            "could you connect me to a customer service representative",
            "please transfer me to a live person",
            "I'd rather chat with an actual person about my claim",
            "get me a real person",
            "i need a person to talk to",
            "give me an operator right now",
            "no, i want a human",
        ] {
            assert!(is_asked_for(&normalize(text)), "{text}");
        }
    }

    #[test]
    fn what_is_about_a_person_is_no_request_for_one() {
        for text in [
            "when will someone call me",
            "who is the person on my card",
            "is a person needed to sign",
            "does the agent need my pin",
            "i need to give someone access to my account",
            "can i give another person access",
            "i want someone else to see my claims",
            "do i need an agent",
            "how do i talk to a person",
            "i want to talk about my pin",
            "someone else uses my account",
            "i need a new pin",
            "can someone get my code",
            "",
        ] {
            assert!(!is_asked_for(&normalize(text)), "{text}");
        }
    }
}
