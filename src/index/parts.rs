//! The parts of a text.

use super::analyzer::MOST_LETTERS;

/// Words of the shortest part of a text that may be a question of its own, and parts at most that are looked at.
const SHORTEST_PART: usize = 3;
const MOST_PARTS: usize = 6;

/// The parts of a text that may be questions of their own: "my name is Ruth, what is a pin?". Nothing for a text of one part.
pub(super) fn of(text: &str) -> Vec<&str> {
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(end, _)| end);
    let text = text.get(..end).unwrap_or_default();
    let long = |part: &&str| part.split_whitespace().count() >= SHORTEST_PART;
    let parts: Vec<&str> = text
        .split(['.', ',', ';', ':', '!', '?', '\n'])
        .map(str::trim)
        .filter(long)
        .collect();
    let whole = parts.first().is_some_and(|part| part.len() + 2 > text.trim().len());
    if whole {
        Vec::new()
    } else {
        parts.into_iter().take(MOST_PARTS).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_text_of_one_part_has_no_parts() {
        assert_eq!(of("what is a pin?"), [""; 0]);
        assert_eq!(of("hello, what is a pin?"), ["what is a pin"]);
        assert_eq!(of("i lost my pin. what do i do"), ["i lost my pin", "what do i do"]);
    }
}
