//! Words that say that a secret follows: "my password is ...", "PIN: ...".

use super::Span;

/// Names of secrets. `code` and `answer` mean one only in some company.
const NAMES: &[&str] = &[
    "password",
    "passwords",
    "passwort",
    "pasword",
    "passcode",
    "passphrase",
    "passwd",
    "pwd",
    "pw",
    "pin",
    "code",
    "answer",
    "ssn",
];

/// Codes that are no secrets.
const PLAIN_CODES: &[&str] = &[
    "zip",
    "area",
    "postal",
    "procedure",
    "diagnosis",
    "error",
    "billing",
    "cpt",
    "icd",
    "country",
    "dress",
    "promo",
    "group",
    "state",
    "qr",
    "source",
    "building",
    "status",
    "revenue",
    "place",
    "service",
];

/// Between the name and the secret.
const LINKS: &[&str] = &["is", "was", "are", "be", "its", "="];

/// Words that say something about a secret rather than being it.
const ORDINARY: &[&str] = &[
    "a",
    "about",
    "account",
    "again",
    "all",
    "already",
    "also",
    "always",
    "an",
    "and",
    "any",
    "at",
    "bad",
    "because",
    "been",
    "being",
    "blank",
    "blocked",
    "broken",
    "by",
    "case",
    "changed",
    "correct",
    "dead",
    "different",
    "disabled",
    "due",
    "easy",
    "empty",
    "expired",
    "expiring",
    "failing",
    "fine",
    "for",
    "forgotten",
    "from",
    "going",
    "gone",
    "good",
    "hard",
    "here",
    "how",
    "i",
    "identical",
    "ignored",
    "in",
    "incorrect",
    "invalid",
    "it",
    "just",
    "known",
    "late",
    "like",
    "locked",
    "long",
    "longer",
    "lost",
    "mailed",
    "mandatory",
    "missing",
    "my",
    "needed",
    "never",
    "new",
    "no",
    "not",
    "now",
    "ok",
    "okay",
    "old",
    "on",
    "only",
    "or",
    "out",
    "over",
    "random",
    "reset",
    "refused",
    "rejected",
    "required",
    "right",
    "safe",
    "same",
    "secret",
    "secure",
    "sent",
    "set",
    "shown",
    "short",
    "so",
    "still",
    "strong",
    "stuck",
    "stolen",
    "supposed",
    "that",
    "the",
    "there",
    "they",
    "this",
    "to",
    "too",
    "unique",
    "unknown",
    "used",
    "valid",
    "very",
    "weak",
    "what",
    "when",
    "where",
    "which",
    "why",
    "with",
    "wrong",
    "you",
    "your",
    "accepted",
    "asked",
    "case-sensitive",
    "does",
    "compromised",
    "saved",
];

/// Words that end a secret of several words.
const ENDS: &[&str] = &[
    "and", "but", "can", "could", "please", "how", "what", "i", "so", "or", "when", "why", "do", "does", "is", "it",
    "for", "on", "help", "reset", "that", "which", "not",
];

struct Word<'a> {
    span: Span,
    /// Lower case, without the signs around it.
    plain: String,
    raw: &'a str,
}

pub(super) fn spans(text: &str) -> Vec<Span> {
    let words = words(text);
    let mut spans = Vec::new();
    for place in 0..words.len() {
        if is_name(&words, place) {
            spans.extend(after(&words, place));
            spans.extend(before(&words, place));
        }
    }
    spans
}

/// The words; `password=x` and `password:x` are three.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut push = |span: Span| {
        let raw = &text[span.clone()];
        let plain = raw
            .trim_matches(|letter: char| !letter.is_alphanumeric())
            .to_lowercase();
        let plain = if plain.is_empty() { raw.to_owned() } else { plain };
        words.push(Word { span, plain, raw });
    };
    for (at, letter) in text.char_indices() {
        let sign = matches!(letter, '=' | ':');
        if letter.is_whitespace()
            || (sign && start.is_some_and(|start: usize| NAMES.contains(&text[start..at].to_lowercase().as_str())))
        {
            if let Some(start) = start.take() {
                push(start..at);
            }
            if sign {
                push(at..at + 1);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if let Some(start) = start {
        push(start..text.len());
    }
    words
}

/// Whether the word at `place` names a secret.
fn is_name(words: &[Word<'_>], place: usize) -> bool {
    let word = words[place].plain.as_str();
    let before = place.checked_sub(1).map(|before| words[before].plain.as_str());
    match word {
        "code" => !before.is_some_and(|before| PLAIN_CODES.contains(&before)),
        "answer" => words.iter().any(|word| word.plain == "security"),
        _ => NAMES.contains(&word),
    }
}

/// The secret that follows its name.
fn after(words: &[Word<'_>], place: usize) -> Option<Span> {
    let mut at = place + 1;
    if words[place].plain == "answer" {
        let link = words[at..]
            .iter()
            .position(|word| LINKS.contains(&word.plain.as_str()) || word.raw == ":")?;
        at += link;
    }
    while words
        .get(at)
        .is_some_and(|word| ["number", "no", "nr", "code", "#"].contains(&word.plain.as_str()))
    {
        at += 1;
    }
    let ends_with_colon = words
        .get(at.checked_sub(1)?)
        .is_some_and(|word| word.raw.ends_with([':', '=']));
    let mut linked = ends_with_colon;
    while words
        .get(at)
        .is_some_and(|word| LINKS.contains(&word.plain.as_str()) || [":", "="].contains(&word.raw))
    {
        linked = true;
        at += 1;
    }
    let first = words.get(at)?;
    let figures = first.plain.bytes().filter(u8::is_ascii_digit).count();
    let mixed = figures > 0 && figures < first.plain.chars().count();
    let only_figures = figures > 0 && !mixed;
    let secret = match (linked, only_figures) {
        (_, true) => figures >= 4,
        (true, false) => !ORDINARY.contains(&first.plain.as_str()),
        (false, false) => mixed && first.plain.chars().count() >= 5,
    };
    if !secret {
        return None;
    }
    let last = if linked && !only_figures {
        last_of(words, at)
    } else {
        at
    };
    Some(first.span.start..end_of(&words[last]))
}

/// "482913 is my code"
fn before(words: &[Word<'_>], place: usize) -> Option<Span> {
    let mine = place
        .checked_sub(1)
        .filter(|at| ["my", "the", "our"].contains(&words[*at].plain.as_str()))?;
    let link = mine
        .checked_sub(1)
        .filter(|at| LINKS.contains(&words[*at].plain.as_str()))?;
    let value = &words[link.checked_sub(1)?];
    let figures = value.plain.bytes().filter(u8::is_ascii_digit).count();
    (figures > 0 && value.plain.chars().count() >= 4).then(|| value.span.start..end_of(value))
}

/// The last word of a secret that may have several.
fn last_of(words: &[Word<'_>], first: usize) -> usize {
    let mut last = first;
    while !words[last].raw.ends_with([',', ';', '?', '.']) {
        match words.get(last + 1) {
            Some(next) if !ENDS.contains(&next.plain.as_str()) => last += 1,
            _ => break,
        }
    }
    last
}

/// Without the comma or the mark that ends the clause.
fn end_of(word: &Word<'_>) -> usize {
    word.span.start + word.raw.trim_end_matches([',', ';', '?', '.']).len()
}
