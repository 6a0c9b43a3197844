//! How one word becomes another by slips of the keyboard, and how easily.

/// The rows of letters, and how far each begins from the left edge.
const ROWS: [(&str, f32); 3] = [("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75)];

/// What easy slips cost (a letter doubled or not, two changed places, the next key), others, and those that nobody makes.
const EASY: f32 = 1.0;
const MISSING: f32 = 1.5;
const ADDED: f32 = 2.0;
const OTHER: f32 = 3.0;

/// What it costs, besides, that the first letter is wrong.
const START: f32 = 2.0;

/// Whether both have the same letters, in whatever order.
pub(super) fn same_letters(one: &[char], other: &[char]) -> bool {
    sorted(one) == sorted(other)
}

/// Whether the first letter is right, or has only changed places with the second.
pub(super) fn same_start(one: &[char], other: &[char]) -> bool {
    match (one, other) {
        ([a, b, ..], [c, d, ..]) => a == c || (a == d && b == c),
        _ => one.first() == other.first(),
    }
}

/// Whether two words are exactly so many slips apart: letters wrong, missing or added, or two that changed places.
pub(super) fn apart(one: &str, other: &str, slips: usize) -> bool {
    (slips > 1 || differ(one, other) <= 2) && strsim::osa_distance(one, other) == slips
}

/// The letters between the beginning and the end that two words have in common: two at most, if there is one slip.
fn differ(one: &str, other: &str) -> usize {
    let same = |(one, other): &(char, char)| one == other;
    let start = one.chars().zip(other.chars()).take_while(same).count();
    let end = one.chars().rev().zip(other.chars().rev()).take_while(same).count();
    let longer = one.chars().count().max(other.chars().count());
    longer.saturating_sub(start + end)
}

/// How unlikely it is, as a logarithm, that `typed` is typed when `meant` is meant.
pub(super) fn cost(typed: &[char], meant: &[char]) -> f32 {
    let start = if same_start(typed, meant) { 0.0 } else { START };
    start + cheapest(typed, meant)
}

/// The cost of the cheapest of all ways from one to the other.
fn cheapest(typed: &[char], meant: &[char]) -> f32 {
    let width = meant.len() + 1;
    let mut costs = vec![0.0f32; (typed.len() + 1) * width];
    let at = |costs: &[f32], row: usize, column: usize| costs.get(row * width + column).copied().unwrap_or(f32::MAX);
    for row in 0..=typed.len() {
        for column in 0..width {
            if row + column == 0 {
                continue;
            }
            let mut best = f32::MAX;
            if let Some(before) = row.checked_sub(1) {
                best = best.min(at(&costs, before, column) + added(typed, before));
            }
            if let Some(before) = column.checked_sub(1) {
                best = best.min(at(&costs, row, before) + missing(meant, before));
            }
            if let (Some(up), Some(left)) = (row.checked_sub(1), column.checked_sub(1)) {
                best = best.min(at(&costs, up, left) + wrong(typed.get(up), meant.get(left)));
                if swapped(typed, up, meant, left) {
                    best = best.min(at(&costs, up - 1, left - 1) + EASY);
                }
            }
            if let Some(cost) = costs.get_mut(row * width + column) {
                *cost = best;
            }
        }
    }
    at(&costs, typed.len(), meant.len())
}

/// The cost of the letter at `place`, which was not meant.
fn added(typed: &[char], place: usize) -> f32 {
    let letter = typed.get(place);
    let beside = [place.checked_sub(1), Some(place + 1)].map(|place| place.and_then(|place| typed.get(place)));
    if beside.contains(&letter)
        || beside
            .into_iter()
            .flatten()
            .any(|other| letter.is_some_and(|letter| near(*letter, *other)))
    {
        EASY
    } else {
        ADDED
    }
}

/// The cost of leaving out the letter at `place`.
fn missing(meant: &[char], place: usize) -> f32 {
    let before = place.checked_sub(1).and_then(|before| meant.get(before));
    if before.is_some() && before == meant.get(place) {
        EASY
    } else {
        MISSING
    }
}

fn wrong(typed: Option<&char>, meant: Option<&char>) -> f32 {
    match (typed, meant) {
        (Some(typed), Some(meant)) if typed == meant => 0.0,
        (Some(typed), Some(meant)) if near(*typed, *meant) || (vowel(*typed) && vowel(*meant)) => EASY,
        _ => OTHER,
    }
}

fn swapped(typed: &[char], row: usize, meant: &[char], column: usize) -> bool {
    match (row.checked_sub(1), column.checked_sub(1)) {
        (Some(up), Some(left)) => {
            typed.get(up) == meant.get(column) && typed.get(row) == meant.get(left) && typed.get(up) != typed.get(row)
        }
        _ => false,
    }
}

fn vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Whether the keys of two letters lie side by side.
fn near(one: char, other: char) -> bool {
    match (key(one), key(other)) {
        (Some((row, x)), Some((other_row, other_x))) => row.abs_diff(other_row) <= 1 && (x - other_x).abs() <= 1.0,
        _ => false,
    }
}

/// The row of a letter's key, and how far it is from the left edge.
fn key(letter: char) -> Option<(usize, f32)> {
    ROWS.iter().enumerate().find_map(|(row, (letters, start))| {
        let place = letters.chars().position(|other| other == letter)?;
        Some((row, start + place as f32))
    })
}

fn sorted(word: &[char]) -> Vec<char> {
    let mut letters = word.to_vec();
    letters.sort_unstable();
    letters
}
