//! Numbers that are secrets by their shape, or by what they are called.

use super::Span;

/// Words near nine digits that make them a secret.
const CALLED: &[&str] = &[
    "ssn",
    "ss#",
    "social",
    "tax id",
    "taxid",
    "tin",
    "ein",
    "taxpayer",
    "tax number",
];

/// How card numbers are grouped; a single group may have 13 to 19 digits.
const CARD_SHAPES: &[&[usize]] = &[&[4, 4, 4, 4], &[4, 4, 4, 4, 3], &[4, 6, 5], &[4, 4, 4, 1]];

/// Digits in groups, parted by single signs.
struct Number {
    groups: Vec<Span>,
    /// The sign before each group but the first.
    signs: Vec<char>,
}

pub(super) fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for number in numbers(text) {
        let shape: Vec<usize> = number.groups.iter().map(ExactSizeIterator::len).collect();
        for (first, last) in windows(shape.len()) {
            let whole = shape.len() == last - first;
            let span = number.groups[first].start..number.groups[last - 1].end;
            let signs = &number.signs[first..last - 1];
            let digits = digits(text, &span);
            let part = &shape[first..last];
            let called = whole && digits.len() == 9 && is_called(text, &span);
            let social = part == [3, 2, 4] && (whole || signs.iter().all(|sign| *sign == '-'));
            if social || called || is_card(part, signs, &digits, whole, text, &span) {
                spans.push(span);
            }
        }
    }
    spans
}

fn windows(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |first| (first + 1..=count.min(first + 6)).map(move |last| (first, last)))
}

fn digits(text: &str, span: &Span) -> String {
    text[span.clone()].chars().filter(char::is_ascii_digit).collect()
}

/// All stretches of digits that do not belong to a word or an amount.
fn numbers(text: &str) -> Vec<Number> {
    let bytes = text.as_bytes();
    let mut numbers: Vec<Number> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        let before = text[..start].chars().next_back();
        let sign = before.filter(|sign| [' ', '-', '.', '–'].contains(sign));
        let joins = sign.zip(numbers.last_mut()).filter(|(sign, number)| {
            number
                .groups
                .last()
                .is_some_and(|group| group.end + sign.len_utf8() == start)
        });
        if let Some((sign, number)) = joins {
            number.groups.push(start..at);
            number.signs.push(sign);
        } else if !before.is_some_and(|sign| sign.is_alphanumeric() || sign == '$') {
            numbers.push(Number {
                groups: std::iter::once(start..at).collect(),
                signs: Vec::new(),
            });
        }
    }
    numbers
}

/// Whether the words near by call it a Social Security number or a Tax ID.
fn is_called(text: &str, span: &Span) -> bool {
    let before: String = text[..span.start]
        .chars()
        .rev()
        .take(40)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let after: String = text[span.end..].chars().take(24).collect();
    let near = [before.to_lowercase(), after.to_lowercase()];
    near.iter().any(|near| {
        let padded = format!(" {} ", near.replace([':', ',', '.', '(', ')', '\'', '?', '!'], " "));
        CALLED.iter().any(|called| padded.contains(&format!(" {called} ")))
    })
}

fn is_card(shape: &[usize], signs: &[char], digits: &str, whole: bool, text: &str, span: &Span) -> bool {
    let plain = shape.len() == 1 && whole && (13..=19).contains(&digits.len()) && !is_claim(text, span);
    let grouped = CARD_SHAPES.contains(&shape) && signs.iter().all(|sign| [' ', '-'].contains(sign));
    (plain || grouped) && digits.starts_with(['2', '3', '4', '5', '6']) && passes_luhn(digits)
}

/// Long numbers that are called a claim are claims.
fn is_claim(text: &str, span: &Span) -> bool {
    let before: Vec<char> = text[..span.start].chars().rev().take(24).collect();
    let before: String = before.into_iter().rev().collect();
    before.to_lowercase().contains("claim")
}

/// The check digit of payment cards (ISO/IEC 7812-1).
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0');
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, double) if double > 9 => double - 9,
                (_, double) => double,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
